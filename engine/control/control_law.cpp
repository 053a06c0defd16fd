#include "engine/control/control_law.h"

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

namespace spikelight {
namespace {

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
        const Light& light = scenario.lights[controller.light];
        return std::make_unique<RandomWalkLaw>(command,
                                               draw_key(scenario.seed, "random_walk", light.name));
    }
    std::unique_ptr<ControlLaw> operator()(const TableCommand& command) const {
        return std::make_unique<TableLaw>(command, dt);
    }
    std::unique_ptr<ControlLaw> operator()(const OnOffCommand& command) const {
        return std::make_unique<OnOffLaw>(command, signal(command.condition.observes), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const PiCommand& command) const {
        return std::make_unique<PiLaw>(command, signal(command.observes), dt,
                                       scenario.lights[controller.light].maximum);
    }
    std::unique_ptr<ControlLaw> operator()(const TrainCommand& command) const {
        return std::make_unique<TrainLaw>(
            command, command.feedback ? signal(command.feedback->observes) : ObservedSignal(), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const TriggerCommand& command) const {
        return std::make_unique<TriggerLaw>(command, signal(command.condition.observes), dt);
    }
    std::unique_ptr<ControlLaw> operator()(const LqrCommand& command) const {
        // A command acts so many whole periods after its sample.
        const std::int64_t period = scenario.loop.sample_period_steps;
        const std::int64_t delay = (scenario.loop.latency_steps + period - 1) / period;
        return std::make_unique<LqrLaw>(command, signals(command.observes),
                                        scenario.lights[controller.light], delay, dt);
    }
    std::unique_ptr<ControlLaw> operator()(const CustomCommand& command) const {
        return make_custom_controller({scenario, controller, command, signals(command.observes)});
    }
    std::unique_ptr<ControlLaw> operator()(const ExternalCommand& command) const {
        return std::make_unique<ExternalLaw>(command, scenario, controller, stop);
    }
};

}  // namespace

std::unique_ptr<ControlLaw> make_control_law(const Scenario& scenario, const Controller& controller,
                                             const std::vector<double>& neurons,
                                             const std::atomic<bool>& stop) {
    return std::visit(LawMaker{scenario, controller, neurons, stop, scenario.simulation.dt},
                      controller.command);
}

}  // namespace spikelight
