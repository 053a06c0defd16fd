#include "engine/control/control_law.h"

#include <algorithm>

#include "engine/control/constant.h"
#include "engine/control/custom.h"
#include "engine/control/external.h"
#include "engine/control/lqr.h"
#include "engine/control/on_off.h"
#include "engine/control/pi.h"
#include "engine/control/pulses.h"
#include "engine/control/random_walk.h"
#include "engine/control/table.h"
#include "engine/control/train.h"
#include "engine/control/trigger.h"
#include "engine/network/keys.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

/// How long the computer thinks about a sample, s; the mean where that varies.
double expected_compute_delay(const Value& delay) {
    if (delay.kind == Value::Kind::uniform) return (delay.a + delay.b) / 2;
    if (delay.kind != Value::Kind::list) return delay.a;
    double sum = 0;
    for (double value : delay.list) sum += value;
    return sum / static_cast<double>(delay.list.size());
}

/// Whole sample periods from a sample to the effect of what is decided about it.
std::int64_t periods_to_effect(const LoopSettings& loop, double dt) {
    // A computation ends in the first step that is not before its end, give or take the last digits.
    const auto computing = static_cast<std::int64_t>(
        math::floor(expected_compute_delay(loop.compute_delay) / dt + (1 - 1e-6)));
    const std::int64_t steps = loop.latency_steps + computing;
    return (steps + loop.sample_period_steps - 1) / loop.sample_period_steps;
}

/// Makes the law of each kind of command.
struct LawMaker {
    const Scenario& scenario;
    const Controller& controller;
    const std::vector<double>& neurons;
    const std::atomic<bool>& stop;
    double dt;

    ObservedSignal signal(std::size_t index) const {
        return {index, scenario.signals()[index].is_count(), neurons[index]};
    }
    std::vector<ObservedSignal> signals(const std::vector<std::size_t>& indices) const {
        std::vector<ObservedSignal> all;
        for (std::size_t index : indices) all.push_back(signal(index));
        return all;
    }

    std::unique_ptr<ControlLaw> operator()(const ConstantCommand& command) const {
        return std::make_unique<ConstantLaw>(command);
    }
    std::unique_ptr<ControlLaw> operator()(const PulsesCommand& command) const {
        return std::make_unique<PulsesLaw>(command, dt);
    }
    std::unique_ptr<ControlLaw> operator()(const RandomWalkCommand& command) const {
        // A light's walk does not depend on what else is driven.
        std::vector<RandomWalkLaw::Walker> walkers;
        for (const Light* light : scenario.lights_of(controller))
            for (std::size_t source = 0; source < light->positions.size(); ++source)
                walkers.push_back({draw_key(scenario.seed, "random_walk", light->name), source});
        return std::make_unique<RandomWalkLaw>(command, std::move(walkers));
    }
    std::unique_ptr<ControlLaw> operator()(const TableCommand& command) const {
        return std::make_unique<TableLaw>(command, dt);
    }
    std::unique_ptr<ControlLaw> operator()(const OnOffCommand& command) const {
        return std::make_unique<OnOffLaw>(command, signal(command.condition.observes), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const PiCommand& command) const {
        // It winds up where no light can follow.
        const SourceLimits limits = limits_of(scenario.lights_of(controller));
        return std::make_unique<PiLaw>(
            command, signal(command.observes), dt,
            *std::max_element(limits.maximum.begin(), limits.maximum.end()));
    }
    std::unique_ptr<ControlLaw> operator()(const TrainCommand& command) const {
        return std::make_unique<TrainLaw>(
            command, command.feedback ? signal(command.feedback->observes) : ObservedSignal(), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const TriggerCommand& command) const {
        return std::make_unique<TriggerLaw>(command, signal(command.condition.observes), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const LqrCommand& command) const {
        return std::make_unique<LqrLaw>(command, signals(command.observes),
                                        limits_of(scenario.lights_of(controller)),
                                        periods_to_effect(scenario.loop, dt), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const CustomCommand& command) const {
        return make_custom_controller({scenario, controller, command, signals(command.observes)});
    }
    std::unique_ptr<ControlLaw> operator()(const ExternalCommand& command) const {
        return std::make_unique<ExternalLaw>(command, scenario, controller, stop);
    }
};

}  // namespace

SourceLimits limits_of(const std::vector<const Light*>& lights) {
    SourceLimits limits;
    for (const Light* light : lights) {
        limits.initial.insert(limits.initial.end(), light->initial.begin(), light->initial.end());
        limits.maximum.insert(limits.maximum.end(), light->positions.size(), light->maximum);
    }
    return limits;
}

std::unique_ptr<ControlLaw> make_control_law(const Scenario& scenario, const Controller& controller,
                                             const std::vector<double>& neurons,
                                             const std::atomic<bool>& stop) {
    return std::visit(LawMaker{scenario, controller, neurons, stop, scenario.simulation.dt},
                      controller.command);
}

}  // namespace spikelight
