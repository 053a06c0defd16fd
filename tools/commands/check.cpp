#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <numeric>

#include "engine/control/sampler.h"
#include "engine/network/network.h"
#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/external_programs.h"
#include "tools/memory_check.h"
#include "tools/text.h"

namespace spikelight {
namespace {

struct CheckOptions {
    std::string scenario;
    std::vector<std::string> set;
};

/// "500 (exc 400, inh 100)", the parts left out where there are too many to read.
template <class Item, class Count>
std::string total_and_parts(double total, const std::vector<Item>& items, Count count) {
    constexpr std::size_t most_parts = 12;
    std::string text = with_thousands(total);
    if (items.empty() || items.size() > most_parts) return text;
    for (std::size_t i = 0; i < items.size(); ++i)
        text +=
            fmt::format("{}{} {}", i == 0 ? " (" : ", ", items[i].name, with_thousands(count(i)));
    return text + ")";
}

int check(const CheckOptions& options) {
    ReadResult read = read_scenario(options.scenario, parse_overrides(options.set));
    print_warnings(read.warnings);
    const Scenario& scenario = read.scenario;
    const double available = machine_memory_bytes();
    if (neuron_memory_bytes(scenario) > available)
        throw std::runtime_error(memory_problem(scenario, "cpu", available));
    count_observed_neurons(scenario);
    NetworkPlan plan = plan_network(scenario);

    double synapses = std::accumulate(plan.synapses.begin(), plan.synapses.end(), 0.0);
    fmt::print("{} is in order; a run would have\n", options.scenario);
    fmt::print("  neurons    {}\n",
               total_and_parts(double(plan.neurons), scenario.populations, [&](std::size_t p) {
                   return double(scenario.populations[p].size);
               }));
    fmt::print("  synapses   {}, expected\n",
               total_and_parts(synapses, scenario.projections,
                               [&](std::size_t p) { return plan.synapses[p]; }));
    fmt::print("  memory     {}, planned\n", bytes_text(plan.memory_bytes));
    fmt::print("  steps      {} of {}, {} in all\n", with_thousands(double(plan.steps)),
               milliseconds_text(scenario.simulation.dt),
               milliseconds_text(double(plan.steps) * scenario.simulation.dt));
    if (plan.memory_bytes > available)
        print_warnings({fmt::format("this machine has no more than {}", bytes_text(available))});
    announce_external(scenario);
    return exit_done;
}

}  // namespace

void add_check_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command =
        program.add_subcommand("check", "Tell every problem of a scenario, or what it would build");
    command->add_option("SCENARIO", options->scenario, "The scenario file")->required();
    command
        ->add_option("--set", options->set,
                     "key.path=value instead of what the scenario says; may be repeated")
        ->allow_extra_args(false)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->footer(
        "Examples:\n"
        "  spikelight check experiment.toml\n"
        "  spikelight check experiment.toml --set population.exc.size=100000");
    command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace spikelight
