// A scenario file as a tree with places, and the list of what is wrong with it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/scenario/node.h"
#include "engine/scenario/reader.h"

namespace spikelight {

/// Collects problems while the readers go through the tree, so that all are reported at once.
class Document {
  public:
    /// Throws ScenarioError if the file cannot be read, is not TOML, or an override has no place in
    /// it.
    Document(const std::filesystem::path& file, const std::vector<Override>& overrides);
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    const Node& root() const { return root_; }
    const std::filesystem::path& file() const { return file_; }

    /// `place: key = value (why). what_to_do`
    void problem(const Node& node, const std::string& why, const std::string& what_to_do);
    /// The same, at the key instead of at the value.
    void problem_at_key(const Node& node, const std::string& why, const std::string& what_to_do);
    /// `place: key is missing (why). what_to_do`
    void missing(const Node& table, const std::string& key, const std::string& why,
                 const std::string& what_to_do);
    /// `csv:line: text`, listed where the scenario names the file.
    void problem_in_input(const Node& node, const std::filesystem::path& input, std::size_t line,
                          const std::string& text);
    void warn(const Node& node, const std::string& why, const std::string& what_to_do);

    bool has_problems() const { return !problems_.empty(); }
    /// Sorted by place.
    std::vector<std::string> problems() const;
    const std::vector<std::string>& warnings() const { return warnings_; }

    /// `file:line:column` or `--set path`
    std::string describe(const Place& place) const;
    /// The file that a string names, relative to the scenario; remembered as an input of the
    /// scenario.
    std::filesystem::path open_input(const Node& name);
    /// Files opened so far and the name each gets below `inputs/`.
    std::vector<std::pair<std::filesystem::path, std::string>> inputs() const;
    /// TOML text that reads to the same scenario, with the paths of inputs rewritten to
    /// `inputs/<name>` and the seed written.
    std::string repeatable_text(std::uint64_t seed) const;

  private:
    struct Problem {
        Place place;
        std::string text;
    };
    struct Source;  ///< toml++'s tree and the file's text
    struct Input {
        const Node* node;
        std::filesystem::path file;
        std::string name;
    };

    std::filesystem::path file_;
    std::unique_ptr<Source> source_;
    Node root_;
    std::vector<Problem> problems_;
    std::vector<std::string> warnings_;
    std::vector<Input> inputs_;
};

}  // namespace spikelight
