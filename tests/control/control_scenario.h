// Small scenarios for the control loop, and two ways of driving it through the steps.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/control/loop.h"

namespace spikelight::testing {

/// One light named "fibers" with these initial irradiances, dt = 0.1 ms, no controller.
inline Scenario lit_scenario(std::vector<double> initial, std::int64_t period_steps,
                             std::int64_t latency_steps) {
    Scenario scenario;
    scenario.seed = 17;
    scenario.simulation.dt = 0.1e-3;
    scenario.loop = {period_steps, latency_steps};
    Light light;
    light.name = "fibers";
    light.positions.resize(initial.size());
    light.directions.resize(initial.size(), {0, 0, 1});
    light.initial = std::move(initial);
    scenario.lights.push_back(light);
    return scenario;
}

template <class Command>
Controller& add_controller(Scenario& scenario, Command command, std::int64_t start = 0,
                           std::int64_t stop = std::numeric_limits<std::int64_t>::max()) {
    Controller controller;
    controller.lights = {scenario.lights.size() - 1};
    controller.start_step = start;
    controller.stop_step = stop;
    controller.command = std::move(command);
    scenario.controllers.push_back(controller);
    return scenario.controllers.back();
}

/// The irradiance in force in each step, [step][source], where every sample is taken.
inline std::vector<std::vector<double>> run_every_step(const Scenario& scenario,
                                                       std::int64_t steps) {
    ControlLoop loop(scenario);
    std::vector<std::vector<double>> in_force;
    for (std::int64_t step = 0; step < steps; ++step) {
        if (step % scenario.loop.sample_period_steps == 0) loop.sample({step, {}});
        loop.apply(step);
        in_force.emplace_back(loop.irradiance().begin(), loop.irradiance().end());
    }
    return in_force;
}

/// The same, leaping from event to event as a simulation does.
inline std::vector<std::vector<double>> run_by_events(const Scenario& scenario,
                                                      std::int64_t steps) {
    ControlLoop loop(scenario);
    std::vector<std::vector<double>> in_force;
    for (std::int64_t step = 0; step < steps;) {
        if (loop.next_sample(step) == step) loop.sample({step, {}});
        loop.apply(step);
        // Hold until the next sample or command.
        std::int64_t next = std::min(
            {steps, loop.next_sample(step + 1), std::max(step + 1, loop.next_command(step + 1))});
        for (; step < next; ++step)
            in_force.emplace_back(loop.irradiance().begin(), loop.irradiance().end());
    }
    return in_force;
}

/// The steps at which a simulation would sample.
inline std::vector<std::int64_t> sampled_steps(const Scenario& scenario, std::int64_t steps) {
    ControlLoop loop(scenario);
    std::vector<std::int64_t> sampled;
    for (std::int64_t step = 0; step < steps; ++step) {
        if (loop.next_sample(step) == step) {
            loop.sample({step, {}});
            sampled.push_back(step);
        }
        loop.apply(step);
    }
    return sampled;
}

}  // namespace spikelight::testing
