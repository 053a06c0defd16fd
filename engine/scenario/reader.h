// Reads scenario files. All problems of a file are reported in one go.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// What is wrong with a scenario, one line per problem: `file:line:column: key = value (why). What to do`.
class ScenarioError : public std::runtime_error {
  public:
    explicit ScenarioError(std::vector<std::string> problems);
    const std::vector<std::string>& problems() const { return problems_; }

  private:
    std::vector<std::string> problems_;
};

/// `--set key.path=value`: the path's elements are keys, or an index or a `name` in an array of tables.
using Override = std::pair<std::string, std::string>;

struct ReadResult {
    Scenario scenario;
    std::vector<std::string> warnings;
    /// The scenario as TOML text, overrides applied, and with the paths of `inputs` rewritten to `inputs/<name>`.
    std::string repeatable_text;
    /// Files the scenario read, and the name each gets below `inputs/`.
    std::vector<std::pair<std::filesystem::path, std::string>> inputs;
};

/// Reads, checks and converts to SI. Throws ScenarioError.
ReadResult read_scenario(const std::filesystem::path& file,
                         const std::vector<Override>& overrides = {});

}  // namespace spikelight
