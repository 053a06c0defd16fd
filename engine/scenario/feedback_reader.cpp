// Controllers that observe: on_off and pi, and what others share with them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/scenario/signal_fields.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

std::vector<std::string> signal_names(const Scenario& scenario) {
    std::vector<std::string> names;
    for (const Signal& signal : scenario.signals()) names.push_back(signal.name);
    return names;
}

// Only whole sample periods can be looked back on.
std::int64_t read_window(TableReader& table, const Scenario& scenario) {
    const std::int64_t period_steps = scenario.loop.sample_period_steps;
    const Node* node = table.require("window", "\"10 ms\"");
    if (!node) return period_steps;
    Document& document = table.document();
    const double period = static_cast<double>(period_steps) * scenario.simulation.dt;
    const std::optional<double> window =
        read_quantity(document, *node, kinds::time, ranges::positive);
    if (!window || !(period > 0)) return period_steps;
    const double periods = *window / period, whole = std::floor(periods + 0.5);
    constexpr double most = 1e7;
    if (whole > most)
        document.problem(*node, "more than ten million sample periods", "Shorten it");
    else if (whole < 1 || std::abs(periods - whole) > 1e-6)
        document.problem(*node,
                         fmt::format("{:.6g} sample periods of {:g} ms, whole ones are needed",
                                     periods, period * 1e3),
                         "Choose a multiple of the sample period, or another sample_period");
    return static_cast<std::int64_t>(math::clamp(whole, 1.0, most)) * period_steps;
}

// Targets over time: t_<unit> and target_<unit>.
void read_target_table(Document& document, const Node& node, const QuantityKind& unit, Range range,
                       PiCommand& command) {
    TableReader table(document, node, node.name(), {"file"});
    const Node* file = table.require("file", "\"target.csv\"");
    if (!file) return;
    CsvInput input(document, *file);
    if (!input.is_open()) return;
    command.target_times = read_times(input);
    if (const std::optional<std::size_t> column = input.require_quantity("target", unit))
        command.targets = input.quantities(*column, unit, range)
                              .value_or(std::vector<double>(command.target_times.size()));
    // Some row must count before the first time.
    if (command.targets.size() != command.target_times.size()) command.target_times.clear();
}

}  // namespace

SignalUnits units_of(const Signal& signal) {
    switch (signal.kind) {
        case ObservableKind::mean_v:
            return {kinds::voltage, kinds::irradiance_per_voltage, kinds::rate_per_voltage};
        case ObservableKind::photocurrent:
            return {kinds::current, kinds::irradiance_per_current, kinds::rate_per_current};
        default:
            return {kinds::firing_rate, kinds::irradiance_per_rate, kinds::number};
    }
}

std::optional<Signal> read_observed(TableReader& table, const Scenario& scenario,
                                    std::size_t& observes) {
    const Node* node = table.require("observes", "\"exc\"");
    if (!node) return std::nullopt;
    const std::optional<std::size_t> signal =
        read_reference(table.document(), *node, signal_names(scenario), "population or observable");
    if (!signal) return std::nullopt;
    observes = *signal;
    return scenario.signals()[*signal];
}

std::vector<std::size_t> read_all_observed(TableReader& table, const Node& node,
                                           const Scenario& scenario) {
    const std::vector<std::string> names = signal_names(scenario);
    if (!node.is(Node::Kind::string))
        return read_names(table.document(), node, names, "population or observable")
            .value_or(std::vector<std::size_t>());
    const std::optional<std::size_t> signal =
        read_reference(table.document(), node, names, "population or observable");
    return signal ? std::vector<std::size_t>{*signal} : std::vector<std::size_t>();
}

Condition read_condition(TableReader& table, const Scenario& scenario,
                         const std::vector<std::string>& comparisons) {
    Document& document = table.document();
    Condition condition;
    const std::optional<Signal> signal = read_observed(table, scenario, condition.observes);
    const Node* comparison = table.require_one(comparisons);
    if (comparison && comparison->key == "synchronous") {
        condition.comparison = Comparison::at_least;
        if (signal && !signal->is_count())
            document.problem_at_key(*comparison, fmt::format("{} has no spikes", signal->name),
                                    "Write above or below");
        if (std::optional<std::int64_t> spikes =
                read_integer(document, *comparison, 1, std::numeric_limits<std::int64_t>::max()))
            condition.limit = static_cast<double>(*spikes);
    } else if (comparison) {
        condition.comparison = comparison->key == "below" ? Comparison::below : Comparison::above;
        const QuantityKind unit = signal ? units_of(*signal).value : kinds::firing_rate;
        const bool rate = unit.dimension == kinds::firing_rate.dimension;
        table.quantity(comparison->key.c_str(), condition.limit, unit,
                       rate ? ranges::not_negative : ranges::any);
    }
    // Spikes are counted over a window; a voltage, a current, a filtered rate are as they are.
    if (!signal || signal->is_count())
        condition.window_steps = read_window(table, scenario);
    else if (const Node* window = table.find("window"))
        document.problem_at_key(*window, fmt::format("{} is no count of spikes", signal->name),
                                "Remove it");
    return condition;
}

PiCommand read_regulator(TableReader& table, const Scenario& scenario,
                         QuantityKind SignalUnits::*gain, const std::string& gain_example) {
    PiCommand command;
    const std::optional<Signal> signal = read_observed(table, scenario, command.observes);
    const SignalUnits units = units_of(signal.value_or(Signal()));
    const bool rate = units.value.dimension == kinds::firing_rate.dimension;
    const Range range = rate ? ranges::not_negative : ranges::any;
    if (const Node* target = table.require("target", fmt::format("\"{}\"", units.value.example))) {
        if (target->is(Node::Kind::table))
            read_target_table(table.document(), *target, units.value, range, command);
        else
            table.quantity("target", command.target, units.value, range);
    }
    if (table.require("filter", "\"30 ms\""))
        table.quantity("filter", command.filter, kinds::time, ranges::not_negative);
    // Light that silences needs a negative gain.
    if (table.require("gain", gain_example)) table.quantity("gain", command.gain, units.*gain);
    if (table.require("integral_time", "\"50 ms\""))
        table.quantity("integral_time", command.integral_time, kinds::time, ranges::positive);
    return command;
}

void read_on_off(Document& document, const Node& node, const Scenario& scenario,
                 Controller& controller) {
    TableReader table(document, node, "on_off", {"observes", "window", "below", "above", "value"});
    OnOffCommand command;
    command.condition = read_condition(table, scenario, {"below", "above"});
    if (const Node* value = table.require("value", "\"10 mW/mm^2\""))
        command.value = read_irradiances(document, *value, scenario.lights_of(controller))
                            .value_or(std::vector<double>());
    controller.command = std::move(command);
}

void read_pi(Document& document, const Node& node, const Scenario& scenario,
             Controller& controller) {
    TableReader table(document, node, "pi",
                      {"observes", "target", "filter", "gain", "integral_time"});
    controller.command =
        read_regulator(table, scenario, &SignalUnits::light_gain, "\"0.2 mW/mm^2/Hz\"");
}

}  // namespace spikelight
