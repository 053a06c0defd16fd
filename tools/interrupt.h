// Ctrl-C: the first asks to stop cleanly, the second ends the program at once.
#pragma once

#include <atomic>

namespace spikelight {

/// Takes SIGINT and SIGTERM from here on.
void install_stop_handlers();

/// True once a signal has arrived.
const std::atomic<bool>& stop_requested();

}  // namespace spikelight
