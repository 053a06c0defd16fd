#include "tools/message.h"

#include <fmt/format.h>

#include <cstdio>

#include "engine/scenario/printable.h"

namespace spikelight {

void print_message(std::string_view message) {
    fmt::print(stderr, "{}\n", printable(message, Lines::keep));
}

}  // namespace spikelight
