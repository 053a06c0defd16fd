#include <omp.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "kernels/cpu/cpu_engine.h"
#include "kernels/cpu/drawn_synapses.h"

namespace spikelight {
namespace {

/// Below this, meeting costs two threads more than they share.
constexpr std::uint32_t neurons_worth_a_thread = 2000;

int worthwhile_threads(const NetworkData& network, int asked) {
    if (asked > 0) return asked;
    int worth =
        int(std::min<std::uint32_t>(network.neuron_count() / neurons_worth_a_thread, 1u << 16));
    return std::clamp(worth, 1, omp_get_num_procs());
}

std::string processor_name() {
    std::ifstream cpuinfo("/proc/cpuinfo");
    for (std::string line; std::getline(cpuinfo, line);)
        if (line.rfind("model name", 0) == 0) return line.substr(line.find(": ") + 2);
    return "x86-64";
}

class CpuBackend : public EngineBackend {
  public:
    explicit CpuBackend(int threads) : asked_threads_(threads) {}
    explicit CpuBackend(std::shared_ptr<const DrawnSynapses> synapses)
        : synapses_(std::move(synapses)) {}

    BuildSummary build(const NetworkData& network) override {
        if (!synapses_) synapses_ = draw_synapses(network, asked_threads_);
        return std::visit([&](const auto& connectivity) { return build_on(network, connectivity); },
                          synapses_->connectivity);
    }

    std::string name() const override { return "cpu"; }
    std::string device() const override {
        return processor_name() + ", " + std::to_string(threads()) +
               (threads() == 1 ? " thread, " : " threads, ") +
               std::string(isa_name(synapses_ ? synapses_->isa : active_isa()));
    }
    int threads() const override { return synapses_ ? synapses_->threads : 1; }

  private:
    template <class Weight>
    BuildSummary build_on(const NetworkData& network,
                          const std::shared_ptr<const Connectivity<Weight>>& connectivity) {
        BuildSummary summary;
        summary.synapses = connectivity->synapses;
        Accumulator accumulator = choose_accumulator(network, connectivity->max_in_degree);
        summary.quantum_V = accumulator.quantum;
        CpuEngineSetting setting{network, synapses_->partition, accumulator, synapses_->threads,
                                 synapses_->isa};
        engine_ = with_number_types<Weight>(accumulator, [&](auto types) {
            using Types = decltype(types);
            return make_cpu_engine<typename Types::Real, typename Types::Input>(setting,
                                                                                connectivity);
        });
        summary.memory_bytes = engine_->bytes();
        return summary;
    }

    int asked_threads_ = 0;
    std::shared_ptr<const DrawnSynapses> synapses_;
};

template <class Weight>
std::shared_ptr<const Connectivity<Weight>> share_connectivity(const NetworkData& network,
                                                               const DrawnSynapses& drawn,
                                                               int threads) {
    return std::make_shared<const Connectivity<Weight>>(
        build_connectivity<Weight>(network, drawn.partition, threads, drawn.isa));
}

}  // namespace

std::shared_ptr<const DrawnSynapses> draw_synapses(const NetworkData& network, int threads,
                                                   int drawing_threads) {
    if (network.populations.empty()) throw std::runtime_error("the network has no population");
    auto drawn = std::make_shared<DrawnSynapses>();
    drawn->threads = worthwhile_threads(network, threads);
    drawn->isa = active_isa();
    drawn->partition = make_partition(network, drawn->threads);
    const int drawing = drawing_threads > 0 ? drawing_threads : drawn->threads;
    if (network.float64)
        drawn->connectivity = share_connectivity<std::int64_t>(network, *drawn, drawing);
    else
        drawn->connectivity = share_connectivity<std::int32_t>(network, *drawn, drawing);
    return drawn;
}

std::unique_ptr<Backend> make_cpu_backend(std::shared_ptr<const DrawnSynapses> synapses) {
    return std::make_unique<CpuBackend>(std::move(synapses));
}

std::unique_ptr<Backend> make_cpu_backend(int threads) {
    return std::make_unique<CpuBackend>(threads);
}

}  // namespace spikelight
