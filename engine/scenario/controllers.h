// The closed loop as a scenario describes it: when it samples, what it observes, who commands.
#pragma once

#include <cstdint>
#include <filesystem>
#include <glm/vec3.hpp>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/scenario/value.h"

namespace spikelight {

enum class Sampling { fixed, when_idle };
enum class Processing { parallel, serial };

struct LoopSettings {
    std::int64_t sample_period_steps = 1;
    std::int64_t latency_steps = 0;
    Sampling sampling = Sampling::fixed;
    Processing processing = Processing::parallel;
    Value compute_delay{};  ///< s, one per sample; a list begins again at its end
    bool operator==(const LoopSettings&) const = default;
};

/// What may be observed beside the spike count of a population. One has a value per channel.
enum class ObservableKind {
    spikes,        ///< count since the last sample
    rate,          ///< filtered, per neuron, 1/s
    mean_v,        ///< V
    photocurrent,  ///< mean or sum, A
    electrode      ///< detected spikes since the last sample, a channel per site
};
struct Sphere {
    glm::dvec3 point;   ///< m
    double radius = 0;  ///< m
    bool operator==(const Sphere&) const = default;
};
struct Observable {
    std::string name;
    ObservableKind kind = ObservableKind::spikes;
    std::vector<std::size_t> populations;
    std::optional<Sphere> within{};  ///< only neurons in it count
    double filter = 0;               ///< s, rate
    bool sum = false;                ///< photocurrent: sum instead of mean
    // electrode
    std::vector<glm::dvec3> sites{};   ///< m
    double r_perfect_detection = 0;    ///< m, within which every spike is detected
    double r_half_detection = 0;       ///< m, at which half are
    double cutoff_probability = 0.01;  ///< a neuron detected no more often counts as not detected
    bool operator==(const Observable&) const = default;
};

/// A number that every sample has: the spike count of a population, or a channel of an observable.
struct Signal {
    std::string name;  ///< of the population or observable; an electrode's sites are name_0, name_1
    ObservableKind kind = ObservableKind::spikes;
    std::size_t observable = 0;  ///< which; beyond the last for the count of a population
    std::size_t channel = 0;     ///< of the observable; the population's index for its count
    bool is_count() const {
        return kind == ObservableKind::spikes || kind == ObservableKind::electrode;
    }
};

/// Commands below are irradiances at the source, W/m^2; vectors have one element per source of
/// the controller's lights.
struct ConstantCommand {
    std::vector<double> value;
    bool operator==(const ConstantCommand&) const = default;
};
struct PulsesCommand {
    std::vector<double> value;
    double start = 0, width = 0;        ///< s, counted from 0
    std::optional<double> period;       ///< s; none: one pulse
    std::optional<std::int64_t> count;  ///< none: without end
    bool operator==(const PulsesCommand&) const = default;
};
struct RandomWalkCommand {
    std::vector<double> step;  ///< W/m^2
    bool operator==(const RandomWalkCommand&) const = default;
};
struct TableCommand {
    std::vector<double> times;                ///< s, ascending
    std::vector<std::vector<double>> values;  ///< [row][source]
    double lead = 0;                          ///< s by which rows act before their times
    bool operator==(const TableCommand&) const = default;
};

/// A comparison of a signal (index in Scenario::signals). Counts are summed over a window and
/// compared as rates per neuron, or as they are (`at_least`).
enum class Comparison { below, above, at_least };
struct Condition {
    std::size_t observes = 0;
    Comparison comparison = Comparison::below;
    double limit = 0;               ///< SI: 1/s, V, A; spikes where `at_least`
    std::int64_t window_steps = 0;  ///< of counts: whole sample periods
    bool operator==(const Condition&) const = default;
};

/// `value` while the condition holds, else 0.
struct OnOffCommand {
    Condition condition;
    std::vector<double> value;
    bool operator==(const OnOffCommand&) const = default;
};
/// Proportional and integral control of a signal (counts as rates per neuron); all sources of the
/// light alike. `unit` below is that of the signal, SI.
struct PiCommand {
    std::size_t observes = 0;  ///< index in Scenario::signals
    double target = 0;         ///< unit
    double filter = 0;         ///< s, time constant of the observed signal
    double gain = 0;           ///< W/m^2 / unit; of a train's frequency: 1/s / unit
    double integral_time = 0;  ///< s
    // A target that changes, instead of `target`; rows hold, and before the first its target counts.
    std::vector<double> target_times{};  ///< s, ascending
    std::vector<double> targets{};       ///< unit, one per row
    bool operator==(const PiCommand&) const = default;
};
/// Pulses whose frequency is given, read from a table, or set by feedback.
struct TrainCommand {
    std::vector<double> value;
    double width = 0;                   ///< s
    double frequency = 0;               ///< 1/s, where neither of the next
    std::vector<double> times{};        ///< s, ascending; rows hold
    std::vector<double> frequencies{};  ///< 1/s, one per row
    std::optional<PiCommand> feedback{};
    double maximum_frequency = std::numeric_limits<double>::infinity();  ///< 1/s
    bool operator==(const TrainCommand&) const = default;
};
/// A train of pulses whenever a condition holds, its times counted from then.
struct TriggerCommand {
    Condition condition;
    PulsesCommand pulses;   ///< with a count
    double refractory = 0;  ///< s from one event to the next
    bool operator==(const TriggerCommand&) const = default;
};
/// Linear-quadratic regulator with a Kalman filter. Matrices by rows, in the model's units: light
/// in mW/mm^2, outputs in Hz, mV or pA.
struct LqrCommand {
    std::vector<std::size_t> observes;  ///< indices in Scenario::signals
    std::vector<double> units;          ///< one per output: SI in one of the model's units
    std::size_t states = 0, inputs = 0;
    std::vector<double> A, B, C;         ///< x' = A x + B u, y = C x + offset, per sample period
    std::vector<double> offset;          ///< of the outputs
    std::vector<double> feedback;        ///< K: u = u_rest - K (x - x_rest)
    std::vector<double> correction;      ///< L: x += L (y - C x - offset)
    std::vector<double> x_rest, u_rest;  ///< where the outputs are at their targets
    bool operator==(const LqrCommand&) const = default;
};
/// A controller that the program's author linked; parameters in SI.
struct CustomCommand {
    std::string name;
    std::vector<std::size_t> observes;  ///< indices in Scenario::signals
    std::map<std::string, std::vector<double>> numbers;
    std::map<std::string, std::string> texts;
    bool operator==(const CustomCommand&) const = default;
};
enum class OnTimeout { stop, hold, zero };
/// Another program that is asked at every sample.
struct ExternalCommand {
    std::vector<std::string> command;
    std::filesystem::path directory;  ///< in which it runs
    double timeout = 10;              ///< s of wall time per sample
    OnTimeout on_timeout = OnTimeout::stop;
    bool operator==(const ExternalCommand&) const = default;
};

struct Controller {
    /// What it commands: at least one light. Its sources are theirs, one light after the other.
    std::vector<std::size_t> lights;
    std::int64_t start_step = 0;
    std::int64_t stop_step =
        std::numeric_limits<std::int64_t>::max();  ///< active at start <= step < stop
    std::variant<ConstantCommand, PulsesCommand, RandomWalkCommand, TableCommand, OnOffCommand,
                 PiCommand, TrainCommand, TriggerCommand, LqrCommand, CustomCommand,
                 ExternalCommand>
        command;
    bool operator==(const Controller&) const = default;
};

}  // namespace spikelight
