// custom: controllers that a user writes in C++ and links (examples/custom_controller).
//
//   class Threshold : public spikelight::ControlLaw { ... };
//   spikelight::register_controller("threshold", [](const spikelight::CustomSetting& setting) {
//       return std::make_unique<Threshold>(setting);
//   });
//
// before spikelight::run_command_line, and in the scenario
//
//   custom = { name = "threshold", observes = "exc", limit = "20 Hz", value = "5 mW/mm^2" }
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/control/control_law.h"

namespace spikelight {

/// What a controller of one's own is made from.
struct CustomSetting {
    const Scenario& scenario;
    const Controller& controller;
    const CustomCommand& command;
    std::vector<ObservedSignal> observes;  ///< in the order of the scenario's `observes`

    /// What it commands: `command` of ControlLaw::decide has their sources, one light after the other.
    std::vector<const Light*> lights() const { return scenario.lights_of(controller); }
    const Light& light() const { return *lights()[0]; }
    double dt() const { return scenario.simulation.dt; }  ///< s
    /// A parameter, in SI. Throws ControllerError where it is missing or no single number.
    double number(const std::string& name) const;
    double number(const std::string& name, double otherwise) const;
    std::vector<double> numbers(const std::string& name) const;
    std::string text(const std::string& name, const std::string& otherwise) const;
};

using CustomMaker = std::function<std::unique_ptr<ControlLaw>(const CustomSetting&)>;

/// From now on scenarios may name it. Call it before any scenario is read.
void register_controller(const std::string& name, CustomMaker make);

/// Throws std::out_of_range for a name that nobody registered.
std::unique_ptr<ControlLaw> make_custom_controller(const CustomSetting& setting);

}  // namespace spikelight
