// train: pulses of a fixed width whose frequency f is given, read from a table, or set by feedback.
//
//   phase += f T    at every active sample, f the frequency at the sample before, T since then
//
// and a pulse begins when the phase reaches the next whole number, the first one at the first
// active sample with f > 0. A pulse that begins before the last has ended prolongs it.
#pragma once

#include <optional>

#include "engine/control/control_law.h"
#include "engine/control/regulator.h"

namespace spikelight {

class TrainLaw : public ControlLaw {
  public:
    /// `signal` of the feedback, if there is any; dt in s.
    TrainLaw(const TrainCommand& command, const ObservedSignal& signal, double dt);

    bool observes() const override { return regulator_.has_value(); }
    bool reads_samples() const override { return observes(); }
    void observe(const SampleTime& time, const Sample& sample) override;
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override;

    void save(ArchiveWriter& archive) const override;
    void restore(ArchiveReader& archive) override;

  private:
    double frequency(const SampleTime& time);

    TrainCommand command_;
    double dt_;                            ///< s
    std::vector<std::int64_t> row_steps_;  ///< ascending: from which each row of the table holds
    std::optional<Regulator> regulator_;
    std::int64_t width_steps_;
    double present_ = 0;            ///< f at the last active sample, 1/s
    double to_next_ = 0;            ///< what is missing to the next whole number of the phase
    std::int64_t last_asked_ = -1;  ///< step
    std::int64_t off_ = 0;          ///< the step at which the present pulse ends
};

}  // namespace spikelight
