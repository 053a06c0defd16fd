#include "engine/control/loop.h"

#include <algorithm>

#include "engine/control/control_law.h"
#include "engine/control/latency_line.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

constexpr std::int64_t never = LatencyLine::never;

/// A light as its controllers see it.
struct CommandedLight {
    std::size_t first_source = 0;
    double maximum = 0;           ///< W/m^2
    std::vector<double> decided;  ///< the last command decided, perhaps not yet in force, W/m^2
};

/// A controller and when it works.
struct Worker {
    std::size_t light = 0;
    std::int64_t start = 0, stop = 0;  ///< active at start <= step < stop
    std::unique_ptr<ControlLaw> law;
    std::int64_t next_change = 0;  ///< the first step at which it must be asked (again)
};

}  // namespace

struct ControlLoop::State {
    std::int64_t period = 1;
    LatencyLine line{0};
    std::vector<CommandedLight> lights;
    std::vector<Worker> workers;
    std::vector<double> in_force;  ///< per source, W/m^2

    std::int64_t first_sample_from(std::int64_t step) const {
        return (step + period - 1) / period * period;
    }
};

ControlLoop::ControlLoop(const Scenario& scenario) : state_(std::make_unique<State>()) {
    state_->period = scenario.loop.sample_period_steps;
    state_->line = LatencyLine(scenario.loop.latency_steps);
    for (std::size_t i = 0; i < scenario.lights.size(); ++i) {
        const Light& light = scenario.lights[i];
        state_->lights.push_back({scenario.first_source(i), light.maximum, light.initial});
        state_->in_force.insert(state_->in_force.end(), light.initial.begin(), light.initial.end());
    }
    for (const Controller& controller : scenario.controllers)
        state_->workers.push_back({controller.light, controller.start_step, controller.stop_step,
                                   make_control_law(scenario, controller), controller.start_step});
}

ControlLoop::~ControlLoop() = default;

std::int64_t ControlLoop::next_sample(std::int64_t step) const {
    std::int64_t next = never;
    for (const Worker& worker : state_->workers) {
        // Who observes sees every sample from t = 0.
        const std::int64_t wanted =
            worker.law->observes() ? step : std::max(step, worker.next_change);
        if (wanted >= worker.stop) continue;
        const std::int64_t sample = state_->first_sample_from(wanted);
        if (sample < worker.stop) next = std::min(next, sample);
    }
    return next;
}

std::int64_t ControlLoop::next_command(std::int64_t step) const {
    return std::max(step, state_->line.next());
}

void ControlLoop::sample(const Sample& sample) {
    const SampleTime time{sample.step, sample.step / state_->period};
    for (Worker& worker : state_->workers) {
        if (sample.step >= worker.stop) continue;
        if (worker.law->observes()) worker.law->observe(time, sample);
        if (sample.step < worker.start) continue;
        CommandedLight& light = state_->lights[worker.light];
        std::vector<double> command = light.decided;
        worker.law->decide(time, sample, command);
        worker.next_change = worker.law->next_change(sample.step);
        // The hardware emits nothing below 0 or above its maximum.
        for (double& irradiance : command) irradiance = math::clamp(irradiance, 0.0, light.maximum);
        // All commands take equally long, so one that equals the last decided can change nothing.
        if (command == light.decided) continue;
        light.decided = command;
        state_->line.put(sample.step, worker.light, std::move(command));
    }
}

bool ControlLoop::apply(std::int64_t step) {
    bool changed = false;
    while (state_->line.next() <= step) {
        const Command command = state_->line.take();
        auto source = state_->in_force.begin() +
                      static_cast<std::ptrdiff_t>(state_->lights[command.light].first_source);
        changed =
            changed || !std::equal(command.irradiance.begin(), command.irradiance.end(), source);
        std::copy(command.irradiance.begin(), command.irradiance.end(), source);
    }
    return changed;
}

std::span<const double> ControlLoop::irradiance() const {
    return state_->in_force;
}

bool ControlLoop::active() const {
    return !state_->workers.empty();
}

}  // namespace spikelight
