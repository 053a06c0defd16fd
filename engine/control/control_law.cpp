#include "engine/control/control_law.h"

#include "engine/control/constant.h"
#include "engine/control/on_off.h"
#include "engine/control/pi.h"
#include "engine/control/pulses.h"
#include "engine/control/random_walk.h"
#include "engine/control/table.h"
#include "engine/network/keys.h"

namespace spikelight {
namespace {

/// Makes the law of each kind of command.
struct LawMaker {
    const Scenario& scenario;
    const Controller& controller;
    double dt;

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
        return std::make_unique<OnOffLaw>(command, scenario.populations[command.observes].size, dt);
    }
    std::unique_ptr<ControlLaw> operator()(const PiCommand& command) const {
        return std::make_unique<PiLaw>(command, scenario.populations[command.observes].size, dt,
                                       scenario.lights[controller.light].maximum);
    }
};

}  // namespace

std::unique_ptr<ControlLaw> make_control_law(const Scenario& scenario,
                                             const Controller& controller) {
    return std::visit(LawMaker{scenario, controller, scenario.simulation.dt}, controller.command);
}

}  // namespace spikelight
