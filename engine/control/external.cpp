#include "engine/control/external.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/control/external_messages.h"
#include "engine/control/irradiance.h"
#include "engine/scenario/observable_units.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

using nlohmann::json;
using Clock = LineProcess::Clock;

constexpr int protocol = 1;
/// An interpreter with its libraries may take long to start.
constexpr double patience_at_start = 60;  // s

/// Steps of dt as people write times in ms: no digits beyond a nanosecond.
double milliseconds(std::int64_t step, double dt) {
    return math::floor(static_cast<double>(step) * dt * 1e9 + 0.5) / 1e6;
}

std::vector<double> in_mW_per_mm2(std::span<const double> irradiance) {
    std::vector<double> values(irradiance.begin(), irradiance.end());
    for (double& value : values) value /= W_per_m2;
    return values;
}

json describe(const Light& light) {
    json driven = {{"name", light.name},
                   {"sources", light.positions.size()},
                   {"maximum_mW_per_mm2", nullptr},
                   {"initial_mW_per_mm2", in_mW_per_mm2(light.initial)}};
    if (light.maximum < std::numeric_limits<double>::infinity())
        driven["maximum_mW_per_mm2"] = light.maximum / W_per_m2;
    return driven;
}

json describe(const Scenario& scenario, const Controller& controller) {
    const std::vector<const Light*> driven = scenario.lights_of(controller);
    const double dt = scenario.simulation.dt;
    json hello = {{"protocol", protocol},
                  {"version", SPIKELIGHT_VERSION},
                  {"title", scenario.title},
                  {"seed", scenario.seed},
                  {"dt_s", dt},
                  {"sample_period_s", static_cast<double>(scenario.loop.sample_period_steps) * dt},
                  {"latency_s", static_cast<double>(scenario.loop.latency_steps) * dt},
                  {"start_step", controller.start_step},
                  {"light", describe(*driven[0])},
                  {"driven", json::array()},
                  {"lights", json::array()},
                  {"populations", json::array()},
                  {"observables", json::array()}};
    for (const Light* light : driven) hello["driven"].push_back(describe(*light));
    for (const Light& each : scenario.lights) hello["lights"].push_back(each.name);
    for (const Population& population : scenario.populations)
        hello["populations"].push_back({{"name", population.name}, {"size", population.size}});
    for (const Signal& signal : scenario.signals())
        if (signal.observable < scenario.observables.size())
            hello["observables"].push_back(
                {{"name", signal.name}, {"unit", unit_of(signal.kind).name}});
    return hello;
}

}  // namespace

struct ExternalLaw::State {
    State(const ExternalCommand& external, const Scenario& scenario, const Controller& controller,
          const std::atomic<bool>& stop_flag)
        : settings(external),
          start(controller.start_step),
          dt(scenario.simulation.dt),
          signals(scenario.signals()),
          stop(stop_flag),
          maximum(limits_of(scenario.lights_of(controller)).maximum),
          decided(limits_of(scenario.lights_of(controller)).initial),
          process(external.command, external.directory, stop_flag) {}

    ExternalCommand settings;
    std::int64_t start;
    double dt;  ///< s
    std::vector<Signal> signals;
    const std::atomic<bool>& stop;
    std::vector<double> maximum, decided;  ///< per source, W/m^2
    LineProcess process;
    bool owes_an_answer = false;
    bool saves = false;  ///< it can give and take its state

    std::optional<json> exchange(const json& message, double patience);
    json exchange_surely(const json& message);
    void take(const json& answer);
    json describe_sample(const SampleTime& time, const Sample& sample) const;
    [[noreturn]] void refuse(const std::string& what, const std::string& line) const;
};

void ExternalLaw::State::refuse(const std::string& what, const std::string& line) const {
    throw ControllerError(
        fmt::format("external controller {} answered \"{}\" ({}). Answer one line such as "
                    "{{\"irradiance\": [2.5]}}, and write everything else to the error stream",
                    process.name(), show_line(line), what));
}

std::optional<json> ExternalLaw::State::exchange(const json& message, double patience) {
    const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                             std::chrono::duration<double>(patience));
    // The answer to an earlier sample, should it still come, is too late to count.
    if (owes_an_answer) {
        if (!process.read(deadline)) return std::nullopt;
        owes_an_answer = false;
    }
    if (!process.write(message.dump(-1, ' ', false, json::error_handler_t::replace), deadline))
        return std::nullopt;
    owes_an_answer = true;
    const std::optional<std::string> line = process.read(deadline);
    if (!line) return std::nullopt;
    owes_an_answer = false;
    try {
        return parse_answer(*line);
    } catch (const AnswerError& error) {
        refuse(error.what(), *line);
    }
}

json ExternalLaw::State::exchange_surely(const json& message) {
    std::optional<json> answer = exchange(message, patience_at_start + settings.timeout);
    if (!answer && !stop)
        throw ControllerError(fmt::format(
            "external controller {} does not answer (it was given {:g} s). Answer the line it got "
            "with {{\"ready\": true}}, and flush the output",
            process.name(), patience_at_start + settings.timeout));
    return answer.value_or(json::object());
}

json ExternalLaw::State::describe_sample(const SampleTime& time, const Sample& sample) const {
    json message = {{"step", time.step},
                    {"t_ms", milliseconds(time.step, dt)},
                    {"elapsed_s", time.elapsed(dt)},
                    {"active", time.step >= start},
                    {"spikes", json::object()},
                    {"observables", json::object()},
                    {"irradiance", in_mW_per_mm2(decided)}};
    for (std::size_t i = 0; i < signals.size(); ++i) {
        if (i < sample.spikes.size())
            message["spikes"][signals[i].name] = sample.spikes[i];
        else
            message["observables"][signals[i].name] =
                sample.values[i - sample.spikes.size()] * unit_of(signals[i].kind).factor;
    }
    return message;
}

void ExternalLaw::State::take(const json& answer) {
    try {
        decided = read_irradiance(answer, maximum);
    } catch (const AnswerError& error) {
        refuse(error.what(), answer.dump());
    }
}

ExternalLaw::ExternalLaw(const ExternalCommand& command, const Scenario& scenario,
                         const Controller& controller, const std::atomic<bool>& stop)
    : state_(std::make_unique<State>(command, scenario, controller, stop)) {
    const json answer = state_->exchange_surely({{"hello", describe(scenario, controller)}});
    if (answer.value("ready", json(false)) != json(true) && !stop)
        state_->refuse("{\"ready\": true} was expected after the hello", answer.dump());
    state_->saves = answer.value("saves", json(false)) == json(true);
}

ExternalLaw::~ExternalLaw() = default;

void ExternalLaw::observe(const SampleTime& time, const Sample& sample) {
    State& state = *state_;
    const std::optional<json> answer =
        state.exchange(state.describe_sample(time, sample), state.settings.timeout);
    const bool active = time.step >= state.start;
    if (answer && active) return state.take(*answer);
    if (answer || state.stop) return;
    if (state.settings.on_timeout == OnTimeout::stop)
        throw ControllerError(fmt::format(
            "external controller {} has not answered the sample at {:g} ms (its timeout is {:g} "
            "s). Make it faster, raise timeout, or choose on_timeout = \"hold\" or \"zero\"",
            state.process.name(), milliseconds(time.step, state.dt), state.settings.timeout));
    if (state.settings.on_timeout == OnTimeout::zero)
        std::fill(state.decided.begin(), state.decided.end(), 0);
}

void ExternalLaw::decide(const SampleTime&, const Sample&, std::span<double> command) {
    std::copy(state_->decided.begin(), state_->decided.end(), command.begin());
}

void ExternalLaw::save(ArchiveWriter& archive) const {
    const json answer = state_->saves ? state_->exchange_surely({{"save", true}}) : json::object();
    archive.write_all(state_->decided);
    archive.write(answer.contains("state"));
    archive.write_text(answer.contains("state") ? answer["state"].dump() : "");
}

void ExternalLaw::restore(ArchiveReader& archive) {
    archive.read_all(state_->decided);
    const bool has_state = archive.read<std::uint8_t>() != 0;  // any other byte is no bool
    const std::string text = archive.read_text();
    if (!has_state)
        throw ControllerError(fmt::format(
            "external controller {} cannot be resumed (it gave no state to the checkpoint). Teach "
            "it to save, or run from the beginning",
            state_->process.name()));
    json saved;
    try {
        saved = parse_json(text);
    } catch (const AnswerError& error) {
        throw ControllerError(fmt::format(
            "external controller {} cannot be resumed (its state in the checkpoint: {}). Take an "
            "earlier checkpoint, or run from the beginning",
            state_->process.name(), error.what()));
    }
    const json answer = state_->exchange_surely({{"restore", saved}});
    if (answer.value("ready", json(false)) != json(true) && !state_->stop)
        state_->refuse("{\"ready\": true} was expected after its state", answer.dump());
}

}  // namespace spikelight
