// [[controller]].
#include <fmt/format.h>

#include <cmath>

#include "engine/scenario/csv_columns.h"
#include "engine/scenario/section_readers.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();

void read_pulses(Document& document, const Node& node, const Light& light, Controller& controller) {
    TableReader table(document, node, "pulses", {"value", "start", "width", "period", "count"});
    PulsesCommand pulses;
    if (const Node* value = table.require("value", "\"5 mW/mm^2\""))
        pulses.value = read_irradiances(document, *value, light).value_or(std::vector<double>());
    table.quantity("start", pulses.start, kinds::time, ranges::not_negative);
    if (table.require("width", "\"10 ms\""))
        table.quantity("width", pulses.width, kinds::time, ranges::positive);
    table.quantity("period", pulses.period, kinds::time, ranges::positive);
    table.integer("count", pulses.count, 1, no_end);
    if (pulses.period && *pulses.period < pulses.width)
        document.problem(*table.find("period"), "shorter than the pulse",
                         "Lengthen period or shorten width");
    if (const Node* count = table.find("count"); count && !table.find("period"))
        document.problem_at_key(*count, "without a period there is one pulse",
                                "Give a period, or remove count");
    controller.command = std::move(pulses);
}

void read_random_walk(Document& document, const Node& node, const Light& light,
                      Controller& controller) {
    TableReader table(document, node, "random_walk", {"step"});
    RandomWalkCommand walk;
    if (const Node* step = table.require("step", "\"0.5 mW/mm^2\""))
        walk.step = read_irradiances(document, *step, light).value_or(std::vector<double>());
    controller.command = std::move(walk);
}

void read_command_table(Document& document, const Node& node, const Light& light,
                        Controller& controller) {
    TableReader table(document, node, "table", {"file"});
    const Node* file = table.require("file", "\"irradiance.csv\"");
    if (!file) return;
    CsvInput input(document, *file);
    if (!input.is_open()) return;
    TableCommand command;
    // Read the times, which must ascend.
    const std::optional<std::size_t> time = input.require_quantity("t", kinds::time);
    if (time)
        command.times =
            input.quantities(*time, kinds::time, ranges::not_negative).value_or(command.times);
    for (std::size_t row = 1; row < command.times.size(); ++row)
        if (!(command.times[row] > command.times[row - 1])) {
            input.problem(row,
                          fmt::format("{} = {} (not after the row before). Sort the rows by time",
                                      input.csv().header()[*time], input.csv().cell(row, *time)));
            break;
        }
    // Read one column per source.
    command.values.assign(input.csv().rows(), std::vector<double>(light.positions.size()));
    for (std::size_t source = 0; source < light.positions.size(); ++source) {
        const std::optional<std::size_t> column =
            input.require_quantity(fmt::format("{}_{}", light.name, source), kinds::irradiance);
        std::optional<std::vector<double>> values;
        if (column) values = input.quantities(*column, kinds::irradiance, ranges::not_negative);
        for (std::size_t row = 0; values && row < values->size(); ++row)
            command.values[row][source] = (*values)[row];
    }
    controller.command = std::move(command);
}

void read_observed(TableReader& table, const Scenario& scenario, std::size_t& observes) {
    const Node* node = table.require("observes", "\"exc\"");
    if (!node) return;
    observes = read_reference(table.document(), *node, population_names(scenario), "population")
                   .value_or(0);
}

// Only whole sample periods can be looked back on.
void read_window(TableReader& table, const Scenario& scenario, OnOffCommand& command) {
    const Node* node = table.require("window", "\"10 ms\"");
    if (!node) return;
    Document& document = table.document();
    const double period =
        static_cast<double>(scenario.loop.sample_period_steps) * scenario.simulation.dt;
    const std::optional<double> window =
        read_quantity(document, *node, kinds::time, ranges::positive);
    if (!window || !(period > 0)) return;
    const double periods = *window / period, whole = std::floor(periods + 0.5);
    constexpr double most = 1e7;
    if (whole > most)
        document.problem(*node, "more than ten million sample periods", "Shorten it");
    else if (whole < 1 || std::abs(periods - whole) > 1e-6)
        document.problem(*node,
                         fmt::format("{:.6g} sample periods of {:g} ms, whole ones are needed",
                                     periods, period * 1e3),
                         "Choose a multiple of the sample period, or another sample_period");
    command.window_steps = static_cast<std::int64_t>(math::clamp(whole, 1.0, most)) *
                           scenario.loop.sample_period_steps;
}

void read_on_off(Document& document, const Node& node, const Scenario& scenario,
                 Controller& controller) {
    TableReader table(document, node, "on_off", {"observes", "window", "below", "value"});
    OnOffCommand command;
    read_observed(table, scenario, command.observes);
    read_window(table, scenario, command);
    if (table.require("below", "\"5 Hz\""))
        table.quantity("below", command.below, kinds::firing_rate, ranges::not_negative);
    if (const Node* value = table.require("value", "\"10 mW/mm^2\""))
        command.value = read_irradiances(document, *value, scenario.lights[controller.light])
                            .value_or(std::vector<double>());
    controller.command = std::move(command);
}

void read_pi(Document& document, const Node& node, const Scenario& scenario,
             Controller& controller) {
    TableReader table(document, node, "pi",
                      {"observes", "target", "filter", "gain", "integral_time"});
    PiCommand command;
    read_observed(table, scenario, command.observes);
    if (table.require("target", "\"20 Hz\""))
        table.quantity("target", command.target, kinds::firing_rate, ranges::not_negative);
    if (table.require("filter", "\"30 ms\""))
        table.quantity("filter", command.filter, kinds::time, ranges::not_negative);
    // Light that silences needs a negative gain.
    if (table.require("gain", "\"0.2 mW/mm^2/Hz\""))
        table.quantity("gain", command.gain, kinds::irradiance_per_rate);
    if (table.require("integral_time", "\"50 ms\""))
        table.quantity("integral_time", command.integral_time, kinds::time, ranges::positive);
    controller.command = command;
}

void read_command(TableReader& table, const Scenario& scenario, Controller& controller) {
    Document& document = table.document();
    const Light& light = scenario.lights[controller.light];
    if (const Node* node = table.find("external"))
        return document.problem_at_key(
            *node, "this version has constant, pulses, random_walk, table, on_off and pi only",
            "Choose one of them");
    const Node* command =
        table.require_one({"constant", "pulses", "random_walk", "table", "on_off", "pi"});
    if (!command) return;
    if (command->key == "constant")
        controller.command = ConstantCommand{
            read_irradiances(document, *command, light).value_or(std::vector<double>())};
    else if (command->key == "pulses")
        read_pulses(document, *command, light, controller);
    else if (command->key == "random_walk")
        read_random_walk(document, *command, light, controller);
    else if (command->key == "table")
        read_command_table(document, *command, light, controller);
    else if (command->key == "on_off")
        read_on_off(document, *command, scenario, controller);
    else
        read_pi(document, *command, scenario, controller);
}

std::optional<std::int64_t> read_edge(TableReader& table, const char* key, double dt) {
    std::optional<double> time;
    table.quantity(key, time, kinds::time, ranges::not_negative);
    if (!time || !(dt > 0)) return std::nullopt;
    const double steps = std::floor(*time / dt + 0.5);
    return steps < 9e18 ? static_cast<std::int64_t>(steps) : no_end;
}

void check_overlap(Document& document, const Node& node, const Controller& controller,
                   const std::vector<std::pair<const Node*, Controller>>& earlier,
                   const std::string& light) {
    for (const auto& [other_node, other] : earlier) {
        if (other.light != controller.light) continue;
        if (controller.start_step >= other.stop_step || other.start_step >= controller.stop_step)
            continue;
        document.problem(*node.find("drives"),
                         fmt::format("the controller at {} drives {} at the same time",
                                     document.describe(other_node->place), light),
                         "Set start and stop so that one ends where the other begins");
        return;
    }
}

}  // namespace

void read_controllers(Document& document, Scenario& scenario) {
    std::vector<std::pair<const Node*, Controller>> earlier;
    for_each_table(document, document.root(), "controller", [&](const Node& node) {
        TableReader table(document, node, "[[controller]]",
                          {"drives", "start", "stop", "constant", "pulses", "random_walk", "table",
                           "on_off", "pi", "external"});
        const Node* drives = table.require("drives", "\"fibers\"");
        std::optional<std::size_t> light;
        if (drives) light = read_reference(document, *drives, light_names(scenario), "light");
        Controller controller;
        controller.start_step = read_edge(table, "start", scenario.simulation.dt).value_or(0);
        controller.stop_step = read_edge(table, "stop", scenario.simulation.dt).value_or(no_end);
        if (controller.start_step >= controller.stop_step)
            document.problem(*table.find("stop"), "not after start", "Raise stop or lower start");
        if (!light) return;
        controller.light = *light;
        read_command(table, scenario, controller);
        check_overlap(document, node, controller, earlier, scenario.lights[*light].name);
        earlier.emplace_back(&node, controller);
    });
    for (auto& [node, controller] : earlier) scenario.controllers.push_back(std::move(controller));
}

}  // namespace spikelight
