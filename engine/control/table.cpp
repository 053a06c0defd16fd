#include "engine/control/table.h"

#include <algorithm>
#include <limits>

#include "engine/scenario/step_rounding.h"

namespace spikelight {

TableLaw::TableLaw(const TableCommand& command, double dt) : values_(command.values) {
    // Compare whole steps later, never times: 3 dt may be a little more than 0.3 ms.
    for (double time : command.times) steps_.push_back(first_step_from(time - command.lead, dt));
}

void TableLaw::decide(const SampleTime& time, const Sample&, std::span<double> command) {
    auto later = std::upper_bound(steps_.begin(), steps_.end(), time.step);
    if (later == steps_.begin()) return;
    const std::vector<double>& row = values_[static_cast<std::size_t>(later - steps_.begin()) - 1];
    std::copy(row.begin(), row.end(), command.begin());
}

std::int64_t TableLaw::next_change(std::int64_t step) const {
    auto later = std::upper_bound(steps_.begin(), steps_.end(), step);
    return later == steps_.end() ? std::numeric_limits<std::int64_t>::max() : *later;
}

}  // namespace spikelight
