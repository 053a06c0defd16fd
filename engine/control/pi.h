// pi: proportional and integral control of a population's firing rate.
//
//   r += (n / (N T) - r) T / (T + filter)     at every sample from t = 0; n spikes of N neurons in
//                                             the period T
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
    /// `neurons`: size of the observed population; `period` T in s; `maximum` in W/m^2.
    PiLaw(const PiCommand& command, std::int64_t neurons, double period, double maximum)
        : command_(command),
          period_(period),
          neuron_seconds_(static_cast<double>(neurons) * period),
          maximum_(maximum) {}

    bool observes() const override { return true; }

    void observe(const SampleTime&, const Sample& sample) override {
        const double rate = static_cast<double>(sample.spikes[command_.observes]) / neuron_seconds_;
        rate_ += (rate - rate_) * (period_ / (period_ + command_.filter));
    }

    void decide(const SampleTime&, const Sample&, std::span<double> command) override {
        const double error = command_.target - rate_;
        // Integrate, but for what would only wind up.
        const double integral = integral_ + error * period_;
        const double wanted = command_for(error, integral);
        const double push = command_.gain * error;
        const bool winds_up = (wanted > maximum_ && push > 0) || (wanted < 0 && push < 0);
        if (!winds_up) integral_ = integral;
        std::fill(command.begin(), command.end(), command_for(error, integral_));
    }

  private:
    double command_for(double error, double integral) const {
        return command_.gain * (error + integral / command_.integral_time);
    }

    PiCommand command_;
    double period_;          ///< s
    double neuron_seconds_;  ///< N T
    double maximum_;         ///< W/m^2
    double rate_ = 0;        ///< r, 1/s
    double integral_ = 0;    ///< I, 1
};

}  // namespace spikelight
