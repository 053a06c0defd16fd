// Scenarios written for one test: a valid one to break, and what reading says.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "engine/scenario/reader.h"
#include "tests/support/temporary_directory.h"

namespace spikelight::testing {

/// A valid scenario with one of every section; the line numbers of the rejection tests count its lines.
extern const char* const valid_scenario;

class ScenarioWriter {
  public:
    std::filesystem::path write(const std::string& name, const std::string& text) const;
    const std::filesystem::path& directory() const { return directory_.path(); }
    /// Reads s.toml of this text.
    ReadResult read(const std::string& text, const std::vector<Override>& overrides = {}) const;
    /// The problems of s.toml of this text, without the directory's name; empty where it is right.
    std::vector<std::string> problems(const std::string& text,
                                      const std::vector<Override>& overrides = {}) const;

  private:
    TemporaryDirectory directory_;
};

/// The text with the only occurrence of `from` replaced; fails where there is none or several.
std::string replace_once(std::string text, const std::string& from, const std::string& to);

/// A broken variant of the valid scenario, and all that reading must say about it.
struct Rejection {
    const char* name;
    const char* from;
    const char* to;
    std::vector<std::string> problems;
};
inline void PrintTo(const Rejection& rejection, std::ostream* out) {
    *out << rejection.name;
}

/// Reads the broken variant, beside the CSV files that some of them name, and compares.
void expect_rejected(const Rejection& rejection);

}  // namespace spikelight::testing
