#include "tools/external_programs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "engine/scenario/printable.h"
#include "tools/errors.h"
#include "tools/message.h"

namespace spikelight {
namespace {

template <class Tell>
void for_each_program(const Scenario& scenario, Tell tell) {
    for (const Controller& controller : scenario.controllers)
        if (const auto* external = std::get_if<ExternalCommand>(&controller.command))
            tell(*external, fmt::format("{}", fmt::join(external->command, " ")));
}

}  // namespace

void announce_external(const Scenario& scenario) {
    for_each_program(scenario, [](const ExternalCommand& external, const std::string& command) {
        const std::string directory =
            external.directory.empty() ? "." : external.directory.string();
        // Nothing in it may hide what is started.
        print_message(fmt::format("external   {} (a controller; a run starts it in {})",
                                  printable(command), printable(directory)));
    });
    std::fflush(stderr);
}

void refuse_external(const Scenario& scenario) {
    for_each_program(scenario, [](const ExternalCommand&, const std::string& command) {
        throw UserError(fmt::format(
            "--no-external (a controller of the scenario is another program: {}). Leave the option "
            "out if you trust it",
            command));
    });
}

}  // namespace spikelight
