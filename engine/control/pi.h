// pi: proportional and integral control of a population's firing rate.
//
//   r += (n / (N T) - r) T / (T + filter)     at every sample from t = 0; n spikes of N neurons in
//                                             the time T since the sample before
//   e  = target - r                           from the controller's start on
//   I += e T                                  unless the command that this gives is clipped and e
//                                             pushes it further out (anti-windup)
//   u  = gain (e + I / integral_time)         clipped to [0, maximum], for every source alike
#pragma once

#include <algorithm>

#include "engine/control/control_law.h"

namespace spikelight {

class PiLaw : public ControlLaw {
  public:
    /// `neurons`: size of the observed population; dt in s; `maximum` in W/m^2.
    PiLaw(const PiCommand& command, std::int64_t neurons, double dt, double maximum)
        : command_(command), neurons_(static_cast<double>(neurons)), dt_(dt), maximum_(maximum) {}

    bool observes() const override { return true; }

    void observe(const SampleTime& time, const Sample& sample) override {
        const double period = static_cast<double>(time.elapsed_steps) * dt_;
        const double rate =
            static_cast<double>(sample.spikes[command_.observes]) / (neurons_ * period);
        rate_ += (rate - rate_) * (period / (period + command_.filter));
    }

    void decide(const SampleTime& time, const Sample&, std::span<double> command) override {
        const double error = command_.target - rate_;
        // Integrate, but for what would only wind up.
        const double period = static_cast<double>(time.elapsed_steps) * dt_;
        const double integral = integral_ + error * period;
        const double wanted = command_for(error, integral);
        const double push = command_.gain * error;
        const bool winds_up = (wanted > maximum_ && push > 0) || (wanted < 0 && push < 0);
        if (!winds_up) integral_ = integral;
        std::fill(command.begin(), command.end(), command_for(error, integral_));
    }

    void save(ArchiveWriter& archive) const override {
        archive.write(rate_);
        archive.write(integral_);
    }
    void restore(ArchiveReader& archive) override {
        archive.read(rate_);
        archive.read(integral_);
    }

  private:
    double command_for(double error, double integral) const {
        return command_.gain * (error + integral / command_.integral_time);
    }

    PiCommand command_;
    double neurons_;       ///< N
    double dt_;            ///< s
    double maximum_;       ///< W/m^2
    double rate_ = 0;      ///< r, 1/s
    double integral_ = 0;  ///< I, 1
};

}  // namespace spikelight
