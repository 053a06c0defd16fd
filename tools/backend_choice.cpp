#include "tools/backend_choice.h"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>
#include <string_view>

#ifdef SPIKELIGHT_HAS_CUDA
#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/cuda_devices.h"
#endif

namespace spikelight {

#ifdef SPIKELIGHT_HAS_CUDA
namespace {

/// SPIKELIGHT_CUDA_ENGINE = graph or resident, to measure the engine that the size would not choose. No result depends on it.
CudaLayout asked_layout() {
    CudaLayout layout;
    const char* text = std::getenv("SPIKELIGHT_CUDA_ENGINE");
    std::string_view engine = text ? text : "";
    if (engine == "graph")
        layout.engine = CudaLayout::Engine::graph;
    else if (engine == "resident")
        layout.engine = CudaLayout::Engine::resident;
    else if (!engine.empty())
        throw std::runtime_error(fmt::format(
            "SPIKELIGHT_CUDA_ENGINE={} (it is graph or resident). Unset it: the size chooses",
            engine));
    return layout;
}

}  // namespace
#endif

std::string why_no_cuda() {
#ifdef SPIKELIGHT_HAS_CUDA
    return cuda_unavailable_reason();
#else
    return "this build has no CUDA backend. Build where nvcc is found, or use --backend cpu: the "
           "results are the same";
#endif
}

std::string best_backend() {
    return why_no_cuda().empty() ? "cuda" : "cpu";
}

std::vector<std::string> present_backends() {
    std::vector<std::string> backends{"cpu"};
    if (why_no_cuda().empty()) backends.push_back("cuda");
    return backends;
}

std::vector<DeviceDescription> present_devices() {
#ifdef SPIKELIGHT_HAS_CUDA
    return cuda_devices();
#else
    return {};
#endif
}

void require_backend(const std::string& backend) {
    if (backend != "cuda") return;
    if (std::string reason = why_no_cuda(); !reason.empty())
        throw std::runtime_error(fmt::format("--backend cuda cannot be had here: {}", reason));
}

std::unique_ptr<Backend> make_backend(const std::string& backend, int threads) {
#ifdef SPIKELIGHT_HAS_CUDA
    if (backend == "cuda") return make_cuda_backend(0, asked_layout());
#endif
    require_backend(backend);
    return make_cpu_backend(threads);
}

BuiltBackend build_backend(const std::string& backend, int threads, const NetworkData& network,
                           std::shared_ptr<const DrawnSynapses> synapses) {
    BuiltBackend built;
    std::string chosen = backend == "auto" ? best_backend() : backend;
    try {
        built.backend = chosen == "cpu" && synapses ? make_cpu_backend(std::move(synapses))
                                                    : make_backend(chosen, threads);
        built.summary = built.backend->build(network);
    } catch (const std::runtime_error& refusal) {
        if (backend != "auto" || chosen == "cpu") throw;
        // What is wrong with the network itself, the CPU says again.
        built.note = fmt::format("auto: the CPU, as the GPU refused: {}", refusal.what());
        built.backend = make_backend("cpu", threads);
        built.summary = built.backend->build(network);
    }
    return built;
}

}  // namespace spikelight
