#include <omp.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "kernels/cpu/cpu_engine.h"

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
    explicit CpuBackend(int threads) : asked_threads_(threads), isa_(active_isa()) {}

    BuildSummary build(const NetworkData& network) override {
        if (network.populations.empty()) throw std::runtime_error("the network has no population");
        threads_ = worthwhile_threads(network, asked_threads_);
        return network.float64 ? build_with<std::int64_t>(network)
                               : build_with<std::int32_t>(network);
    }

    std::string name() const override { return "cpu"; }
    std::string device() const override {
        return processor_name() + ", " + std::to_string(threads_) +
               (threads_ == 1 ? " thread, " : " threads, ") + std::string(isa_name(isa_));
    }
    int threads() const override { return threads_; }

  private:
    template <class Weight>
    BuildSummary build_with(const NetworkData& network) {
        Partition partition = make_partition(network, threads_);
        Connectivity<Weight> connectivity =
            build_connectivity<Weight>(network, partition, threads_, isa_);
        BuildSummary summary;
        summary.synapses = connectivity.synapses;
        Accumulator accumulator = choose_accumulator(network, connectivity.max_in_degree);
        summary.quantum_V = accumulator.quantum;
        CpuEngineSetting setting{network, std::move(partition), accumulator, threads_, isa_};
        engine_ = with_number_types<Weight>(accumulator, [&](auto types) {
            using Types = decltype(types);
            return make_cpu_engine<typename Types::Real, typename Types::Input>(
                setting, std::move(connectivity));
        });
        summary.memory_bytes = engine_->bytes();
        return summary;
    }

    int asked_threads_;
    int threads_ = 1;
    Isa isa_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(int threads) {
    return std::make_unique<CpuBackend>(threads);
}

}  // namespace spikelight
