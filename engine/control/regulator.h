// Proportional and integral control of a signal.
//
//   r += (y - r) T / (T + filter)     at every sample from t = 0; y is the signal, of counts the rate
//                                     n / (N T): n spikes of N neurons in the time T since the
//                                     sample before
//   e  = target - r                   from the controller's start on; of a table the last row's
//                                     target whose time has come
//   I += e T                          unless the output that this gives is clipped and e pushes it
//                                     further out (anti-windup)
//   u  = gain (e + I / integral_time) to be clipped to [0, maximum]
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/control/control_law.h"
#include "engine/scenario/step_rounding.h"
#include "kernels/archive.h"

namespace spikelight {

class Regulator {
  public:
    /// dt in s; `maximum` in the output's unit.
    Regulator(const PiCommand& command, const ObservedSignal& signal, double dt, double maximum)
        : command_(command), signal_(signal), dt_(dt), maximum_(maximum) {
        for (double time : command.target_times) row_steps_.push_back(first_step_from(time, dt));
    }

    /// Takes in a sample.
    void observe(const SampleTime& time, const Sample& sample) {
        const double period = time.elapsed(dt_), value = signal_.value(sample, period);
        filtered_ += (value - filtered_) * (period / (period + command_.filter));
    }

    /// The output at the sample observed last.
    double decide(const SampleTime& time) {
        const double period = time.elapsed(dt_), error = target_at(time.step) - filtered_;
        // Integrate, but for what would only wind up.
        const double integral = integral_ + error * period;
        const double wanted = output_for(error, integral);
        const double push = command_.gain * error;
        const bool winds_up = (wanted > maximum_ && push > 0) || (wanted < 0 && push < 0);
        if (!winds_up) integral_ = integral;
        return output_for(error, integral_);
    }

    void save(ArchiveWriter& archive) const {
        archive.write(filtered_);
        archive.write(integral_);
    }
    void restore(ArchiveReader& archive) {
        archive.read(filtered_);
        archive.read(integral_);
    }

  private:
    double target_at(std::int64_t step) const {
        if (row_steps_.empty()) return command_.target;
        const auto later = std::upper_bound(row_steps_.begin() + 1, row_steps_.end(), step);
        return command_.targets[static_cast<std::size_t>(later - row_steps_.begin()) - 1];
    }
    double output_for(double error, double integral) const {
        return command_.gain * (error + integral / command_.integral_time);
    }

    PiCommand command_;
    std::vector<std::int64_t> row_steps_;  ///< ascending: from which each target of a table holds
    ObservedSignal signal_;
    double dt_;  ///< s
    double maximum_;
    double filtered_ = 0;  ///< r
    double integral_ = 0;  ///< I
};

}  // namespace spikelight
