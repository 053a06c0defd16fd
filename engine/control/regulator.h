// Proportional and integral control of a signal.
//
//   r += (y - r) T / (T + filter)     at every sample from t = 0; y is the signal, of counts the rate
//                                     n / (N T): n spikes of N neurons in the time T since the
//                                     sample before
//   e  = target - r                   from the controller's start on
//   I += e T                          unless the output that this gives is clipped and e pushes it
//                                     further out (anti-windup)
//   u  = gain (e + I / integral_time) to be clipped to [0, maximum]
#pragma once

#include "engine/control/sample.h"
#include "engine/scenario/controllers.h"
#include "kernels/archive.h"

namespace spikelight {

class Regulator {
  public:
    /// `maximum` in the output's unit.
    Regulator(const PiCommand& command, const ObservedSignal& signal, double maximum)
        : command_(command), signal_(signal), maximum_(maximum) {}

    /// Takes in a sample, `period` s after the one before.
    void observe(const Sample& sample, double period) {
        const double value = signal_.value(sample, period);
        filtered_ += (value - filtered_) * (period / (period + command_.filter));
    }

    /// The output at the sample observed last.
    double decide(double period) {
        const double error = command_.target - filtered_;
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
    double output_for(double error, double integral) const {
        return command_.gain * (error + integral / command_.integral_time);
    }

    PiCommand command_;
    ObservedSignal signal_;
    double maximum_;
    double filtered_ = 0;  ///< r
    double integral_ = 0;  ///< I
};

}  // namespace spikelight
