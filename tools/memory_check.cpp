#include "tools/memory_check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "engine/network/network.h"
#include "tools/backend_choice.h"
#include "tools/text.h"

namespace spikelight {
namespace {

std::string describe(const Scenario& scenario, double needed, double available) {
    return fmt::format(
        "{} neurons and their synapses need {} (this machine has {}). Make the "
        "network smaller: `spikelight check` tells what it needs",
        with_thousands(double(scenario.neuron_count())), bytes_text(needed), bytes_text(available));
}

}  // namespace

double machine_memory_bytes() {
    double bytes = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGE_SIZE));
    // "max" where nothing is limited.
    double limit = 0;
    if (std::ifstream("/sys/fs/cgroup/memory.max") >> limit) bytes = std::min(bytes, limit);
    return bytes;
}

std::string memory_problem(const Scenario& scenario, const std::string& backend, double available) {
    // The plan of a distance rule places neurons: not before it is known that they fit.
    double needed = neuron_memory_bytes(scenario);
    if (needed > available) return describe(scenario, needed, available);
    const bool on_gpu = backend == "cuda" || (backend == "auto" && best_backend() == "cuda");
    if (on_gpu) return "";
    needed = plan_network(scenario).memory_bytes;
    return needed > available ? describe(scenario, needed, available) : "";
}

}  // namespace spikelight
