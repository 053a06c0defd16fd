// Delivery of spikes, and the probe of what random increments can give.
#include <random>
#include <string>

#include "benchmarks/kernels/limits.h"
#include "kernels/cpu/aligned.h"
#include "kernels/cpu/deliver.h"

namespace spikelight::benchmarks {
namespace {

/// One population with about `in_degree` synapses onto each neuron, in one block.
NetworkData recurrent_network(std::uint32_t neurons, double in_degree) {
    NetworkData network;
    network.dt = 1e-4;
    PopulationData& population = network.populations.emplace_back();
    population.size = neurons;
    ProjectionData& projection = network.projections.emplace_back();
    projection.probability = in_degree / neurons;
    projection.key = 1;
    projection.weight.a = 0.4e-3;
    projection.delay.a = 15;
    return network;
}

/// `steps` lists of distinct neurons, ascending: a step's spikes at 11 Hz.
std::vector<std::vector<std::uint32_t>> spike_lists(std::uint32_t neurons, int steps) {
    std::mt19937 random(2);
    std::bernoulli_distribution fires(11 * 1e-4);
    std::vector<std::vector<std::uint32_t>> lists(static_cast<std::size_t>(steps));
    for (auto& list : lists)
        for (std::uint32_t i = 0; i < neurons; ++i)
            if (fires(random)) list.push_back(i);
    return lists;
}

void deliver(benchmark::State& state, std::uint32_t neurons, double in_degree) {
    NetworkData network = recurrent_network(neurons, in_degree);
    Partition partition = make_partition(network, 1);
    auto connectivity = build_connectivity<std::int32_t>(network, partition, 1, active_isa());
    const Pathway<std::int32_t>& way = connectivity.pathways[0];
    auto delivery = make_delivery<std::int32_t>(way, Accumulator{false, -32, 0x1p-32});
    AlignedVector<std::int32_t> input(neurons, 0);
    auto lists = spike_lists(neurons, 1000);

    std::size_t step = 0;
    double events = 0;
    for (auto _ : state) {
        const auto& fired = lists[step++ % lists.size()];
        deliver_rows(way.blocks[0], delivery, 0, fired, input.data());
        for (std::uint32_t neuron : fired) events += connectivity.out_degree[neuron];
        benchmark::ClobberMemory();
    }
    Cost cost;
    cost.bytes = sizeof(std::uint16_t);
    cost.increments = 1;
    cost.working_set = std::size_t(2 * in_degree * neurons);
    report(state, active_isa(), events / double(state.iterations()), cost);
}

void probe(benchmark::State& state, std::size_t count, std::uint32_t size) {
    std::vector<std::uint16_t> targets = random_targets(count, size);
    AlignedVector<std::int32_t> input(size, 0);
    for (auto _ : state) {
        scatter(targets.data(), targets.size(), 1, input.data());
        benchmark::ClobberMemory();
    }
    report(state, active_isa(), double(count), {sizeof(std::uint16_t), 0, 1, false, count * 2});
}

}  // namespace

void register_delivery() {
    using benchmark::RegisterBenchmark;
    RegisterBenchmark("deliver/neurons:50000/in_degree:1000",
                      [](benchmark::State& s) { deliver(s, 50000, 1000); });
    RegisterBenchmark("deliver/neurons:50000/in_degree:100",
                      [](benchmark::State& s) { deliver(s, 50000, 100); });
    RegisterBenchmark("deliver/neurons:5000/in_degree:1000",
                      [](benchmark::State& s) { deliver(s, 5000, 1000); });
    // 16-bit targets reach 65,536 accumulators, 256 KB: a quarter of a second-level cache here.
    for (std::uint32_t size : {51200u, 65536u})
        for (std::size_t count : {std::size_t(1) << 17, std::size_t(1) << 25}) {
            std::string list = count > 1 << 20 ? "list_in_memory" : "list_in_cache";
            std::string name = "scatter_probe/" + std::to_string(size * 4 / 1024) + "_KB/" + list;
            RegisterBenchmark(name.c_str(), [=](benchmark::State& s) { probe(s, count, size); });
        }
}

}  // namespace spikelight::benchmarks
