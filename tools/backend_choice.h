// Which backend a run takes: the one asked for, or the best there is.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/backend.h"
#include "kernels/cpu/drawn_synapses.h"
#include "kernels/device_description.h"

namespace spikelight {

/// Why the CUDA backend cannot be used here, and what to do; empty if it can.
std::string why_no_cuda();

/// What `auto` takes here: "cuda" where a GPU can be used, else "cpu".
std::string best_backend();

/// Every backend that can be used here, the CPU first.
std::vector<std::string> present_backends();

/// The GPUs that can be used here.
std::vector<DeviceDescription> present_devices();

/// Throws std::runtime_error for "cuda" where it cannot be used. `backend` is auto, cpu or cuda.
void require_backend(const std::string& backend);

/// A backend by name (cpu or cuda). `threads` is the CPU's, 0: as many as the network is worth.
std::unique_ptr<Backend> make_backend(const std::string& backend, int threads);

struct BuiltBackend {
    std::unique_ptr<Backend> backend;
    BuildSummary summary;
    std::string note;  ///< why `auto` did not take the GPU that is there; usually empty
};

/// Makes and builds what `backend` (auto, cpu, cuda) asks for. `auto` falls back to the CPU where the GPU refuses the
/// network, because of its memory for instance, and says so in `note`; "cuda" throws what the GPU says. Where there are
/// `synapses` of this network already, the CPU takes them, and as many threads as they are for.
BuiltBackend build_backend(const std::string& backend, int threads, const NetworkData& network,
                           std::shared_ptr<const DrawnSynapses> synapses = {});

}  // namespace spikelight
