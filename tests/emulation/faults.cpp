#include "tests/emulation/faults.h"

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>

namespace spikelight::emulation {
namespace {

PlannedFaults of_environment() {
    PlannedFaults faults;
    const char* text = std::getenv("SPIKELIGHT_EMULATED_FAULT");
    if (!text) return faults;
    std::istringstream words(text);
    std::string what;
    std::uint64_t number = 0;
    words >> what >> number;
    (what == "work" ? faults.failing_work : faults.failing_allocation) = number;
    return faults;
}

struct State {
    PlannedFaults planned = of_environment();
    std::uint64_t works = 0, allocations = 0;
    bool broken = false;
};

State& state() {
    static State only;
    return only;
}

[[noreturn]] void fail(const std::string& doing, const char* error, const char* advice) {
    throw std::runtime_error("CUDA failed while " + doing + " (" + error + "). " + advice);
}

}  // namespace

void plan_faults(const PlannedFaults& faults) {
    state() = {faults};
}

void count_work() {
    if (++state().works == state().planned.failing_work) state().broken = true;
    require_sound_device();
}

void count_allocation(std::uint64_t bytes) {
    require_sound_device();
    if (++state().allocations == state().planned.failing_allocation)
        fail("allocating " + std::to_string(bytes) + " bytes of GPU memory", "out of memory",
             "Use a smaller network, another GPU, or --backend cpu");
}

void require_sound_device() {
    if (state().broken)
        fail("advancing the network", "an illegal memory access was encountered",
             "Run again; if it happens again, use --backend cpu and report it");
}

}  // namespace spikelight::emulation
