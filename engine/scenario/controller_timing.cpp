#include "engine/scenario/controller_timing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/scenario/step_rounding.h"

namespace spikelight {
namespace {

/// Samples of a run, which are taken at whole numbers of periods.
struct SampleGrid {
    std::int64_t period;  ///< steps
    double dt;            ///< s

    std::int64_t first_from(std::int64_t step) const {
        return (step + period - 1) / period * period;
    }
    std::int64_t last_before(std::int64_t step) const { return (step - 1) / period * period; }
    bool has(std::int64_t step) const { return step % period == 0; }
    std::string text(std::int64_t step) const {
        return fmt::format("{:.6g} ms", static_cast<double>(step) * dt * 1e3);
    }
};

void check_pulses(Document& document, const Node& node, const PulsesCommand& pulses,
                  const SampleGrid& samples) {
    const std::int64_t on = nearest_step(pulses.start, samples.dt);
    const std::int64_t off = nearest_step(pulses.start + pulses.width, samples.dt);
    const std::int64_t period = nearest_step(pulses.period.value_or(0), samples.dt);
    const std::int64_t lit = samples.first_from(on), dark = samples.first_from(off);
    const std::string what_to_do =
        "Make start, width and period whole numbers of sample_period, or shorten that";
    if (off == on)
        document.warn(node, "a pulse rounds to no step, so it is lost",
                      "Lengthen width or shorten dt");
    else if (lit >= off)
        document.warn(
            node,
            fmt::format("light changes at samples, every {}, and the first pulse lies between "
                        "two of them, so it is lost",
                        samples.text(samples.period)),
            what_to_do);
    else if (!samples.has(on) || !samples.has(off))
        document.warn(
            node,
            fmt::format("light changes at samples, every {}: the first pulse lasts from {} to {}",
                        samples.text(samples.period), samples.text(lit), samples.text(dark)),
            what_to_do);
    else if (!samples.has(period) && pulses.count.value_or(2) > 1)
        document.warn(
            node,
            fmt::format("light changes at samples, every {}, of which the period is no whole "
                        "number: pulses become unlike each other",
                        samples.text(samples.period)),
            what_to_do);
}

void check_train(Document& document, const Node& node, const TrainCommand& train,
                 const SampleGrid& samples) {
    const std::int64_t width = std::max<std::int64_t>(1, nearest_step(train.width, samples.dt));
    if (!samples.has(width))
        document.warn(
            node,
            fmt::format("light changes at samples, every {}: pulses last {}",
                        samples.text(samples.period), samples.text(samples.first_from(width))),
            "Make width a whole number of sample_period, or shorten that");
    const double fastest = std::max(
        train.frequency, train.frequencies.empty() ? 0.0
                                                   : *std::max_element(train.frequencies.begin(),
                                                                       train.frequencies.end()));
    const double lasts = static_cast<double>(samples.first_from(width)) * samples.dt;
    if (fastest * lasts > 1 - 1e-9)
        document.warn(
            node,
            fmt::format(
                "pulses of {} at {:.6g} Hz leave no dark between them, so the light is constant",
                samples.text(samples.first_from(width)), fastest),
            "Shorten width or lower frequency");
}

/// Whether the light may be on from a controller's last sample on, as far as the file tells.
struct MayEndLit {
    const SampleGrid& samples;
    std::int64_t last;  ///< sample of the controller

    static bool lights(const std::vector<double>& values) {
        return std::any_of(values.begin(), values.end(), [](double value) { return value > 0; });
    }
    bool operator()(const ConstantCommand& command) const { return lights(command.value); }
    bool operator()(const PulsesCommand& command) const {
        const std::int64_t first = nearest_step(command.start, samples.dt);
        const std::int64_t width = nearest_step(command.width, samples.dt);
        if (!lights(command.value) || last < first) return false;
        const std::int64_t period = nearest_step(command.period.value_or(0), samples.dt);
        if (period == 0) return last < first + width;
        if (command.count && (last - first) / period >= *command.count) return false;
        return (last - first) % period < width;
    }
    bool operator()(const TableCommand& command) const {
        const std::vector<double>* row = nullptr;
        for (std::size_t i = 0; i < command.times.size(); ++i)
            if (first_step_from(command.times[i] - command.lead, samples.dt) <= last)
                row = &command.values[i];
        return row && lights(*row);
    }
    // What these command is known when they do.
    bool operator()(const RandomWalkCommand&) const { return true; }
    bool operator()(const OnOffCommand&) const { return true; }
    bool operator()(const PiCommand&) const { return true; }
    bool operator()(const TrainCommand&) const { return true; }
    bool operator()(const TriggerCommand&) const { return true; }
    bool operator()(const LqrCommand&) const { return true; }
    bool operator()(const CustomCommand&) const { return true; }
    bool operator()(const ExternalCommand&) const { return true; }
};

void check_stop(Document& document, const Node& node, const Controller& controller,
                const Scenario& scenario, const SampleGrid& samples) {
    const Node* stop = node.find("stop");
    if (!stop || controller.stop_step >= scenario.simulation.steps) return;
    const MayEndLit may_end_lit{samples, samples.last_before(controller.stop_step)};
    if (may_end_lit.last < controller.start_step || !std::visit(may_end_lit, controller.command))
        return;
    for (const std::size_t light : controller.lights) {
        const bool followed = std::any_of(
            scenario.controllers.begin(), scenario.controllers.end(), [&](const Controller& other) {
                return other.start_step >= controller.stop_step &&
                       std::find(other.lights.begin(), other.lights.end(), light) !=
                           other.lights.end();
            });
        if (followed) continue;
        const std::string& name = scenario.lights[light].name;
        document.warn(
            *stop, fmt::format("light {} keeps the last command from there to the end", name),
            fmt::format(
                "To darken it, add a [[controller]] with drives = \"{}\", constant = \"0 mW/mm^2\" "
                "and start = \"{}\"",
                name, samples.text(controller.stop_step)));
    }
}

}  // namespace

void check_controller_timing(Document& document, const std::vector<const Node*>& nodes,
                             const Scenario& scenario) {
    const SampleGrid samples{scenario.loop.sample_period_steps, scenario.simulation.dt};
    // Idle computers take their samples when they can.
    if (scenario.loop.sampling != Sampling::fixed || !(samples.dt > 0) || samples.period < 1)
        return;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        const Controller& controller = scenario.controllers[k];
        if (const auto* pulses = std::get_if<PulsesCommand>(&controller.command))
            check_pulses(document, *nodes[k]->find("pulses"), *pulses, samples);
        if (const auto* train = std::get_if<TrainCommand>(&controller.command))
            check_train(document, *nodes[k]->find("train"), *train, samples);
        check_stop(document, *nodes[k], controller, scenario, samples);
    }
}

}  // namespace spikelight
