// [[controller]].
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <variant>

#include "engine/scenario/controller_timing.h"
#include "engine/scenario/csv_columns.h"
#include "engine/scenario/model_names.h"
#include "engine/scenario/section_readers.h"
#include "engine/scenario/step_rounding.h"

namespace spikelight {
namespace {

constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();

void read_random_walk(Document& document, const Node& node, const Scenario& scenario,
                      Controller& controller) {
    TableReader table(document, node, "random_walk", {"step"});
    RandomWalkCommand walk;
    if (const Node* step = table.require("step", "\"0.5 mW/mm^2\""))
        walk.step = read_irradiances(document, *step, scenario.lights_of(controller))
                        .value_or(std::vector<double>());
    controller.command = std::move(walk);
}

// The columns without their unit, one per source: <light>_<source>, or those that are named.
std::vector<std::string> read_column_stems(TableReader& table,
                                           const std::vector<const Light*>& lights) {
    std::vector<std::string> stems;
    std::string names;
    for (const Light* light : lights) {
        names += (names.empty() ? "" : " and ") + light->name;
        for (std::size_t source = 0; source < light->positions.size(); ++source)
            stems.push_back(fmt::format("{}_{}", light->name, source));
    }
    const Node* columns = table.find("columns");
    if (!columns) return stems;
    Document& document = table.document();
    if (!columns->is(Node::Kind::array) || columns->children.size() != stems.size()) {
        document.problem(
            *columns,
            fmt::format("a list of {} names is needed, one per source of {}", stems.size(), names),
            "Write e.g. [\"fibers_0\"]");
        return {};
    }
    for (std::size_t i = 0; i < stems.size(); ++i)
        stems[i] = read_string(document, columns->children[i]).value_or("");
    return stems;
}

// Rows of an earlier run's signals.csv say when light is in force: what commands it goes ahead by
// the time that commands take.
double time_to_take_effect(Document& document, const Node& node, const Scenario& scenario) {
    const LoopSettings& loop = scenario.loop;
    if (loop.compute_delay.kind != Value::Kind::constant || loop.compute_delay.a > 0)
        document.problem(node, "[loop] has a compute_delay, so that commands arrive irregularly",
                         "Remove compute_delay, or yoked");
    return static_cast<double>(loop.latency_steps) * scenario.simulation.dt;
}

void read_command_table(Document& document, const Node& node, const Scenario& scenario,
                        Controller& controller) {
    TableReader table(document, node, "table", {"file", "columns", "yoked"});
    const std::vector<const Light*> lights = scenario.lights_of(controller);
    TableCommand& command = controller.command.emplace<TableCommand>();
    bool yoked = false;
    table.boolean("yoked", yoked);
    if (yoked) command.lead = time_to_take_effect(document, *table.find("yoked"), scenario);
    const std::vector<std::string> columns = read_column_stems(table, lights);
    const Node* file = table.require("file", "\"irradiance.csv\"");
    if (!file) return;
    CsvInput input(document, *file);
    if (!input.is_open()) return;
    command.times = read_times(input);
    // Read one column per source.
    command.values.assign(input.csv().rows(), std::vector<double>(source_count(lights)));
    for (std::size_t source = 0; source < columns.size(); ++source) {
        const std::optional<std::size_t> column =
            input.require_quantity(columns[source], kinds::irradiance);
        std::optional<std::vector<double>> values;
        if (column) values = input.quantities(*column, kinds::irradiance, ranges::not_negative);
        for (std::size_t row = 0; values && row < values->size(); ++row)
            command.values[row][source] = (*values)[row];
    }
}

/// What a [[controller]] may do: its key, and the function that reads what stands there.
struct CommandForm {
    const char* key;
    void (*read)(Document&, const Node&, const Scenario&, Controller&);
};
constexpr CommandForm commands[] = {
    {"constant",
     [](Document& document, const Node& node, const Scenario& scenario, Controller& controller) {
         controller.command =
             ConstantCommand{read_irradiances(document, node, scenario.lights_of(controller))
                                 .value_or(std::vector<double>())};
     }},
    {"pulses",
     [](Document& document, const Node& node, const Scenario& scenario, Controller& controller) {
         read_pulses(document, node, scenario.lights_of(controller),
                     controller.command.emplace<PulsesCommand>());
     }},
    {"random_walk", read_random_walk},
    {"table", read_command_table},
    {"on_off", read_on_off},
    {"pi", read_pi},
    {"train", read_train},
    {"trigger", read_trigger},
    {"lqr", read_lqr},
    {"custom", read_custom},
    {"external", [](Document& document, const Node& node, const Scenario&,
                    Controller& controller) { read_external(document, node, controller); }},
};
static_assert(std::size(commands) == std::variant_size_v<decltype(Controller::command)>,
              "every command that a Controller may have is read under a key of its own");

void read_command(TableReader& table, const Scenario& scenario, Controller& controller) {
    const Node* node = table.require_one(controller_keys());
    if (!node) return;
    for (const CommandForm& command : commands)
        if (node->key == command.key) command.read(table.document(), *node, scenario, controller);
}

std::optional<std::int64_t> read_edge(TableReader& table, const char* key, double dt) {
    std::optional<double> time;
    table.quantity(key, time, kinds::time, ranges::not_negative);
    if (!time || !(dt > 0)) return std::nullopt;
    const std::int64_t step = nearest_step(*time, dt);
    return static_cast<double>(step) < last_step ? step : no_end;
}

/// The light that both command, if there is one.
std::optional<std::size_t> shared_light(const Controller& a, const Controller& b) {
    const auto found =
        std::find_first_of(a.lights.begin(), a.lights.end(), b.lights.begin(), b.lights.end());
    return found == a.lights.end() ? std::nullopt : std::optional(*found);
}

void check_overlap(Document& document, const Node& node, const Controller& controller,
                   const std::vector<std::pair<const Node*, Controller>>& earlier,
                   const Scenario& scenario) {
    for (const auto& [other_node, other] : earlier) {
        const std::optional<std::size_t> light = shared_light(controller, other);
        if (!light) continue;
        if (controller.start_step >= other.stop_step || other.start_step >= controller.stop_step)
            continue;
        document.problem(
            *node.find("drives"),
            fmt::format("the controller at {} drives {} at the same time",
                        document.describe(other_node->place), scenario.lights[*light].name),
            "Set start and stop so that one ends where the other begins");
        return;
    }
}

/// One light, or a list of them.
std::vector<std::size_t> read_driven(Document& document, const Node& node,
                                     const Scenario& scenario) {
    const std::vector<std::string> names = light_names(scenario);
    if (!node.is(Node::Kind::array)) {
        const std::optional<std::size_t> light = read_reference(document, node, names, "light");
        return light ? std::vector{*light} : std::vector<std::size_t>();
    }
    if (node.children.empty()) document.problem(node, "no light is named", "Name at least one");
    return read_names(document, node, names, "light").value_or(std::vector<std::size_t>());
}

}  // namespace

std::vector<std::string> controller_keys() {
    std::vector<std::string> keys;
    for (const CommandForm& command : commands) keys.emplace_back(command.key);
    return keys;
}

void read_pulses(Document& document, const Node& node, const std::vector<const Light*>& lights,
                 PulsesCommand& pulses) {
    TableReader table(document, node, "pulses", {"value", "start", "width", "period", "count"});
    if (const Node* value = table.require("value", "\"5 mW/mm^2\""))
        pulses.value = read_irradiances(document, *value, lights).value_or(std::vector<double>());
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
}

std::vector<double> read_times(CsvInput& input) {
    std::vector<double> times;
    const std::optional<std::size_t> time = input.require_quantity("t", kinds::time);
    if (time) times = input.quantities(*time, kinds::time, ranges::not_negative).value_or(times);
    for (std::size_t row = 1; row < times.size(); ++row)
        if (!(times[row] > times[row - 1])) {
            input.problem(row,
                          fmt::format("{} = {} (not after the row before). Sort the rows by time",
                                      input.csv().header()[*time], input.csv().cell(row, *time)));
            break;
        }
    return times;
}

void read_controllers(Document& document, Scenario& scenario) {
    std::vector<std::pair<const Node*, Controller>> earlier;
    for_each_table(document, document.root(), "controller", [&](const Node& node) {
        std::vector<std::string> known = controller_keys();
        known.insert(known.begin(), {"drives", "start", "stop"});
        TableReader table(document, node, "[[controller]]", known);
        const Node* drives = table.require("drives", "\"fibers\"");
        Controller controller;
        if (drives) controller.lights = read_driven(document, *drives, scenario);
        controller.start_step = read_edge(table, "start", scenario.simulation.dt).value_or(0);
        controller.stop_step = read_edge(table, "stop", scenario.simulation.dt).value_or(no_end);
        // One that starts after the last step that can be counted never does.
        if (const Node* stop = table.find("stop");
            stop && controller.start_step >= controller.stop_step)
            document.problem(*stop, "not after start", "Raise stop or lower start");
        if (controller.lights.empty()) return;
        read_command(table, scenario, controller);
        check_overlap(document, node, controller, earlier, scenario);
        earlier.emplace_back(&node, controller);
    });
    std::vector<const Node*> nodes;
    for (auto& [node, controller] : earlier) {
        nodes.push_back(node);
        scenario.controllers.push_back(std::move(controller));
    }
    if (!document.has_problems()) check_controller_timing(document, nodes, scenario);
}

}  // namespace spikelight
