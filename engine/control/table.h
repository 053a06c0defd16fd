// table: irradiances read from a file; a row acts at the first sample not before its time, and
// holds.
#pragma once

#include "engine/control/control_law.h"

namespace spikelight {

class TableLaw : public ControlLaw {
  public:
    TableLaw(const TableCommand& command, double dt);

    bool reads_samples() const override { return false; }
    /// Before the first row the light stays as it is.
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override;
    std::int64_t next_change(std::int64_t step) const override;

  private:
    std::vector<std::int64_t> steps_;  ///< ascending: the first step not before each row's time
    std::vector<std::vector<double>> values_;  ///< [row][source], W/m^2
};

}  // namespace spikelight
