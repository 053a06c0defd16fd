// constant: one irradiance per source for as long as the controller is active.
#pragma once

#include <algorithm>
#include <limits>

#include "engine/control/control_law.h"

namespace spikelight {

class ConstantLaw : public ControlLaw {
  public:
    explicit ConstantLaw(const ConstantCommand& command) : value_(command.value) {}

    bool reads_samples() const override { return false; }
    void decide(const SampleTime&, const Sample&, std::span<double> command) override {
        std::copy(value_.begin(), value_.end(), command.begin());
    }

    std::int64_t next_change(std::int64_t) const override {
        return std::numeric_limits<std::int64_t>::max();
    }

  private:
    std::vector<double> value_;
};

}  // namespace spikelight
