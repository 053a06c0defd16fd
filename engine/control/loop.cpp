#include "engine/control/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include "engine/control/control_law.h"
#include "engine/control/latency_line.h"
#include "engine/control/line_process.h"
#include "engine/control/sampler.h"
#include "engine/control/saved_step.h"
#include "engine/control/schedule.h"
#include "engine/network/keys.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

constexpr std::int64_t never = LatencyLine::never;

/// A light as its controllers see it.
struct CommandedLight {
    std::size_t first_source = 0;
    std::string name;
    double maximum = 0;           ///< W/m^2
    std::vector<double> decided;  ///< the last command decided, perhaps not yet in force, W/m^2
};

/// A controller and when it works.
struct Worker {
    std::vector<std::size_t> lights;
    std::int64_t start = 0, stop = 0;  ///< active at start <= step < stop
    std::unique_ptr<ControlLaw> law;
    std::int64_t next_change = 0;  ///< the first step at which it must be asked (again)
};

}  // namespace

struct ControlLoop::State {
    explicit State(const Scenario& scenario)
        : dt(scenario.simulation.dt),
          latency(scenario.loop.latency_steps),
          schedule(scenario.loop, scenario.simulation.dt,
                   draw_key(scenario.seed, "compute_delay", "loop")),
          period(scenario.loop.sample_period_steps),
          records(!scenario.observables.empty()) {}

    double dt;  ///< s
    std::int64_t latency;
    SampleSchedule schedule;
    std::int64_t period;
    bool records;  ///< every sample, for the observables
    LatencyLine line;
    std::vector<CommandedLight> lights;
    std::vector<Worker> workers;
    std::vector<double> in_force;  ///< per source, W/m^2
    std::vector<Decision> decisions;

    /// The last stop of all controllers.
    std::int64_t end() const {
        std::int64_t last = 0;
        for (const Worker& worker : workers) last = std::max(last, worker.stop);
        return last;
    }
    /// Throws std::runtime_error for commands of a checkpoint that are for other lights, or out of order.
    void check_line() const;
    void ask(Worker& worker, const SampleTime& time, const Sample& sample, std::int64_t applied);
    [[noreturn]] void refuse(const Worker& worker, const CommandedLight& light, std::int64_t step,
                             double wanted) const;
};

ControlLoop::ControlLoop(const Scenario& scenario, const std::atomic<bool>& stop)
    : state_(std::make_unique<State>(scenario)) {
    for (std::size_t i = 0; i < scenario.lights.size(); ++i) {
        const Light& light = scenario.lights[i];
        state_->lights.push_back(
            {scenario.first_source(i), light.name, light.maximum, light.initial});
        state_->in_force.insert(state_->in_force.end(), light.initial.begin(), light.initial.end());
    }
    const std::vector<double> neurons = count_observed_neurons(scenario);
    for (const Controller& controller : scenario.controllers)
        state_->workers.push_back({controller.lights, controller.start_step, controller.stop_step,
                                   make_control_law(scenario, controller, neurons, stop),
                                   controller.start_step});
}

ControlLoop::~ControlLoop() = default;

std::int64_t ControlLoop::next_sample(std::int64_t step) const {
    const SampleSchedule& schedule = state_->schedule;
    if (state_->records) return schedule.next_sample(step);
    if (schedule.needs_every_sample()) {
        const std::int64_t sample = schedule.next_sample(step);
        return sample < state_->end() ? sample : never;
    }
    std::int64_t next = never;
    for (const Worker& worker : state_->workers) {
        // Who observes sees every sample from t = 0.
        const std::int64_t wanted =
            worker.law->observes() ? step : std::max(step, worker.next_change);
        if (wanted >= worker.stop) continue;
        const std::int64_t sample = schedule.next_sample(wanted);
        if (sample < worker.stop) next = std::min(next, sample);
    }
    return next;
}

bool ControlLoop::knows_samples_ahead() const {
    return !state_->schedule.needs_every_sample();
}

bool ControlLoop::reads_samples() const {
    return std::ranges::any_of(state_->workers,
                               [](const Worker& worker) { return worker.law->reads_samples(); });
}

std::int64_t ControlLoop::next_command(std::int64_t step) const {
    return std::max(step, state_->line.next());
}

void ControlLoop::State::refuse(const Worker& worker, const CommandedLight& light,
                                std::int64_t step, double wanted) const {
    const auto index = &worker - workers.data();
    throw ControllerError(fmt::format(
        "controller {} commanded {} light to {} at {:.9g} ms ({}). {}", index,
        std::isnan(wanted) ? "NaN as" : "infinite", light.name,
        static_cast<double>(step) * dt * 1e3,
        std::isnan(wanted) ? "it is no number, so no light can follow it"
                           : "nothing limits this light, and none is infinite",
        std::isnan(wanted) ? "Check what the controller computes from what it observes"
                           : "Give the light a maximum, or lower the controller's gain"));
}

void ControlLoop::State::ask(Worker& worker, const SampleTime& time, const Sample& sample,
                             std::int64_t applied) {
    std::vector<double> decisions_of_all;
    for (std::size_t index : worker.lights)
        decisions_of_all.insert(decisions_of_all.end(), lights[index].decided.begin(),
                                lights[index].decided.end());
    worker.law->decide(time, sample, decisions_of_all);
    worker.next_change = worker.law->next_change(sample.step);
    auto next = decisions_of_all.begin();
    for (std::size_t index : worker.lights) {
        CommandedLight& light = lights[index];
        const auto begin = next;
        next += static_cast<std::ptrdiff_t>(light.decided.size());
        std::vector<double> command(begin, next);
        // The hardware emits nothing below 0 or above its maximum.
        for (double& irradiance : command) {
            const double wanted = irradiance;
            irradiance = math::clamp(wanted, 0.0, light.maximum);
            if (!std::isfinite(irradiance)) refuse(worker, light, sample.step, wanted);
        }
        // Commands arrive in order, so one that equals the last decided can change nothing.
        if (command == light.decided) continue;
        light.decided = command;
        line.put({applied, index, std::move(command)});
    }
}

void ControlLoop::sample(const Sample& sample) {
    using Clock = std::chrono::steady_clock;
    const SampleTime time{sample.step, sample.step / state_->period,
                          state_->schedule.elapsed(sample.step)};
    const std::int64_t decided = state_->schedule.take(sample.step);
    const std::int64_t applied = decided + state_->latency;
    state_->decisions.clear();
    for (std::size_t i = 0; i < state_->workers.size(); ++i) {
        Worker& worker = state_->workers[i];
        if (sample.step >= worker.stop) continue;
        const Clock::time_point begin = Clock::now();
        if (worker.law->observes()) worker.law->observe(time, sample);
        if (sample.step < worker.start) continue;
        state_->ask(worker, time, sample, applied);
        const double wall_s = std::chrono::duration<double>(Clock::now() - begin).count();
        for (std::size_t light : worker.lights)
            state_->decisions.push_back({static_cast<std::uint32_t>(i),
                                         static_cast<std::uint32_t>(light), sample.step, decided,
                                         applied, wall_s});
    }
}

std::span<const Decision> ControlLoop::decisions() const {
    return state_->decisions;
}

bool ControlLoop::apply(std::int64_t step) {
    bool changed = false;
    while (state_->line.next() <= step) {
        const Command command = state_->line.take();
        if (command.due != step)
            throw std::logic_error("a command was applied later than its latency");
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
    return !state_->workers.empty() || state_->records;
}

void ControlLoop::save(ArchiveWriter& archive) const {
    archive.section("control loop");
    state_->schedule.save(archive);
    state_->line.save(archive);
    archive.write_all(state_->in_force);
    for (const CommandedLight& light : state_->lights) archive.write_all(light.decided);
    archive.write(static_cast<std::uint64_t>(state_->workers.size()));
    for (const Worker& worker : state_->workers) {
        // An archive of its own, so that it can be left out.
        ArchiveWriter own;
        own.write(worker.next_change);
        worker.law->save(own);
        archive.section("controller");
        archive.write_all(own.bytes());
    }
}

void ControlLoop::State::check_line() const {
    std::int64_t last = 0;
    for (const Command& command : line.waiting()) {
        if (command.light >= lights.size() || command.due < last ||
            command.irradiance.size() != lights[command.light].decided.size())
            throw std::runtime_error(
                "the checkpoint cannot be used (its commands are not those of this scenario). Take "
                "an earlier one, or run from the beginning");
        last = command.due;
    }
}

void ControlLoop::restore(ArchiveReader& archive, const Renewed& renewed) {
    archive.section("control loop");
    state_->schedule.restore(archive);
    state_->line.restore(archive);
    archive.read_all(state_->in_force);
    for (CommandedLight& light : state_->lights) archive.read_all(light.decided);
    state_->check_line();
    const auto count = archive.read<std::uint64_t>();
    for (std::size_t i = 0; i < count; ++i) {
        archive.section("controller");
        const std::vector<char> bytes = archive.read_all<char>();
        if (i >= state_->workers.size() || renewed.controller(i)) continue;
        Worker& worker = state_->workers[i];
        ArchiveReader own(bytes);
        worker.next_change = read_future_step(own);
        worker.law->restore(own);
    }
}

}  // namespace spikelight
