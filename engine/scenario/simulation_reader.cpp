// format, title, seed, [simulation] and [loop].
#include <cmath>
#include <limits>

#include "engine/scenario/section_readers.h"
#include "engine/scenario/value_forms.h"

namespace spikelight {
namespace {

constexpr std::int64_t format_version = 1;
constexpr double default_duration = 100e-3;  // s
constexpr double default_dt = 0.1e-3;        // s
constexpr std::int64_t default_steps = 1000;

void read_top(Document& document, Scenario& scenario) {
    TableReader top(document, document.root(), "the scenario",
                    {"format", "title", "seed", "simulation", "population", "projection", "light",
                     "opsin", "loop", "observable", "controller", "record", "video"});
    if (const Node* format = top.require("format", "1")) {
        std::int64_t version = format_version;
        top.integer("format", version, 0, std::numeric_limits<std::int64_t>::max());
        if (version != format_version)
            document.problem(*format, "this program reads format 1",
                             "Write format = 1, or use the program that wrote the file");
    }
    top.string("title", scenario.title);
    top.integer("seed", scenario.seed, 0, std::numeric_limits<std::int64_t>::max());
}

// The computer between sample and command: when it samples, and how long it thinks.
void read_computer(TableReader& table, LoopSettings& loop) {
    Document& document = table.document();
    if (const Node* sampling = table.find("sampling"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *sampling, {"fixed", "when_idle"}))
            loop.sampling = *choice == 0 ? Sampling::fixed : Sampling::when_idle;
    if (const Node* processing = table.find("processing"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *processing, {"parallel", "serial"}))
            loop.processing = *choice == 0 ? Processing::parallel : Processing::serial;
    const Node* delay = table.find("compute_delay");
    if (!delay) return;
    // A list may have any length: it begins again at its end.
    const ValueRules rules{kinds::time, ranges::not_negative, 0, "samples"};
    loop.compute_delay = read_value(document, *delay, rules).value_or(Value());
    if (loop.compute_delay.kind == Value::Kind::list && loop.compute_delay.list.empty())
        document.problem(*delay, "no delay is given", "Give at least one");
}

}  // namespace

void read_simulation(Document& document, Scenario& scenario) {
    read_top(document, scenario);
    SimulationSettings& simulation = scenario.simulation;
    simulation.dt = default_dt;
    double duration = default_duration;
    const Node *dt_node = nullptr, *duration_node = nullptr;
    if (const Node* node = find_table(document, document.root(), "simulation")) {
        TableReader table(document, *node, "[simulation]", {"duration", "dt", "precision"});
        // A wrong dt must not make every time of the file a problem.
        if ((dt_node = table.find("dt")))
            simulation.dt = read_quantity(document, *dt_node, kinds::time, ranges::positive)
                                .value_or(std::numeric_limits<double>::quiet_NaN());
        duration_node = table.find("duration");
        if (duration_node)
            duration = read_quantity(document, *duration_node, kinds::time, ranges::positive)
                           .value_or(simulation.dt);
        if (const Node* precision = table.find("precision"))
            if (std::optional<std::size_t> choice =
                    read_choice(document, *precision, {"float32", "float64"}))
                simulation.precision = *choice == 0 ? Precision::float32 : Precision::float64;
    }
    // Where the duration is left out, only dt can be at fault.
    if (const Node* blamed = duration_node ? duration_node : dt_node)
        simulation.steps = positive_steps(document, *blamed, duration, simulation.dt).value_or(1);
    else
        simulation.steps = default_steps;
}

void read_loop(Document& document, Scenario& scenario) {
    const Node* node = find_table(document, document.root(), "loop");
    if (!node) return;
    TableReader table(document, *node, "[loop]",
                      {"sample_period", "latency", "sampling", "processing", "compute_delay"});
    const double dt = scenario.simulation.dt;
    double period = dt, latency = 0;
    table.quantity("sample_period", period, kinds::time, ranges::positive);
    table.quantity("latency", latency, kinds::time, ranges::not_negative);
    if (const Node* node_of_period = table.find("sample_period"))
        scenario.loop.sample_period_steps =
            positive_steps(document, *node_of_period, period, dt).value_or(1);
    // Act no earlier than asked: round up, forgiving the last digits of decimal times.
    if (dt > 0 && latency / dt < 4294967295.0)
        scenario.loop.latency_steps = static_cast<std::int64_t>(std::ceil(latency / dt - 1e-6));
    else if (dt > 0)
        document.problem(*table.find("latency"), "2^32 steps or more", "Shorten it");
    read_computer(table, scenario.loop);
}

}  // namespace spikelight
