// What controllers observe, and the units that go with it.
#pragma once

#include "engine/scenario/section_readers.h"

namespace spikelight {

/// Units of a signal (counts count as rates), and of a gain from it to light and to a frequency.
struct SignalUnits {
    QuantityKind value, light_gain, frequency_gain;
};
SignalUnits units_of(const Signal& signal);

/// `observes`: the name of a population, an observable or one of its sites.
std::optional<Signal> read_observed(TableReader& table, const Scenario& scenario,
                                    std::size_t& observes);
/// The same for one name or a list of them.
std::vector<std::size_t> read_all_observed(TableReader& table, const Node& node,
                                           const Scenario& scenario);

/// `observes`, one of `comparisons` (below, above, synchronous) and, for counts, `window`.
Condition read_condition(TableReader& table, const Scenario& scenario,
                         const std::vector<std::string>& comparisons);

/// target, filter, gain, integral_time and observes, the gain in the unit that `pick` takes.
PiCommand read_regulator(TableReader& table, const Scenario& scenario,
                         QuantityKind SignalUnits::*gain, const std::string& gain_example);

}  // namespace spikelight
