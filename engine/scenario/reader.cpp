#include "engine/scenario/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/scenario/section_readers.h"
#include "engine/scenario/stability.h"

namespace spikelight {

ScenarioError::ScenarioError(std::vector<std::string> problems)
    : std::runtime_error(fmt::format("{}", fmt::join(problems, "\n"))),
      problems_(std::move(problems)) {}

ReadResult read_scenario(const std::filesystem::path& file,
                         const std::vector<Override>& overrides) {
    Document document(file, overrides);
    ReadResult result;
    Scenario& scenario = result.scenario;
    scenario.file = file;
    // Each section relies on those before it.
    read_simulation(document, scenario);
    read_populations(document, scenario);
    read_projections(document, scenario);
    read_lights(document, scenario);
    read_opsins(document, scenario);
    read_loop(document, scenario);
    read_observables(document, scenario);
    read_controllers(document, scenario);
    read_record(document, scenario);
    read_video(document, scenario);
    check_stability(document, scenario);
    if (document.has_problems()) throw ScenarioError(document.problems());
    result.warnings = document.warnings();
    result.repeatable_text = document.repeatable_text(scenario.seed);
    result.inputs = document.inputs();
    return result;
}

}  // namespace spikelight
