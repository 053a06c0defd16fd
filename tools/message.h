// What is told on the error stream.
#pragma once

#include <string_view>

namespace spikelight {

/// Writes a message and a newline. It may quote files of strangers: what a terminal would obey is written out.
void print_message(std::string_view message);

}  // namespace spikelight
