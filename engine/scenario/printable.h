// Text of strangers, as a terminal may be given it.
#pragma once

#include <string>
#include <string_view>

namespace spikelight {

enum class Lines { escape, keep };

/// The text with everything written out that a terminal would obey instead of show, or show in another order: control
/// characters (also newlines and tabs, unless lines are kept), bytes that are no UTF-8, marks of direction. An escape becomes
/// \x1b, a mark \u202e.
std::string printable(std::string_view text, Lines lines = Lines::escape);

}  // namespace spikelight
