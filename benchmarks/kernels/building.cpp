// What building a network is made of: random words, gaps between targets, whole rows.
#include <string>

#include "benchmarks/kernels/limits.h"
#include "kernels/cpu/row_drawer.h"
#include "kernels/cpu/row_loops.h"
#include "kernels/row_rules.h"

namespace spikelight::benchmarks {
namespace {

constexpr int batch = 1024;

void words(benchmark::State& state, Isa isa) {
    std::vector<std::uint32_t> result(batch);
    std::uint64_t element = 0;
    for (auto _ : state) {
        row_loops(isa).words(1, element++, 0, batch, result.data());
        benchmark::DoNotOptimize(result.data());
    }
    report(state, isa, batch, {sizeof(std::uint32_t), 0, 0, false, batch * sizeof(std::uint32_t)});
}

void gaps(benchmark::State& state, Isa isa) {
    std::vector<std::uint32_t> bits(batch);
    std::vector<std::int32_t> result(batch);
    row_loops(isa).words(1, 0, 0, batch, bits.data());
    double scale = gap_scale(0.01);
    for (auto _ : state) {
        row_loops(isa).gaps(bits.data(), batch, scale, result.data());
        benchmark::DoNotOptimize(result.data());
    }
    // A logarithm in double, the uniform number before it and the scale after it.
    report(state, isa, batch, {8, 33, 0, true, batch * 8});
}

void rows(benchmark::State& state, Isa isa) {
    NetworkData network;
    network.populations.resize(1);
    network.populations[0].size = 100000;
    ProjectionData& projection = network.projections.emplace_back();
    projection.probability = 0.01;
    projection.key = 1;
    RowDrawer drawer(network, projection, row_loops(isa));
    std::uint32_t row = 0;
    double synapses = 0;
    for (auto _ : state) synapses += double(drawer.draw(row++ % 100000).size());
    report(state, isa, synapses / double(state.iterations()), {12, 33, 0, true, 16384});
}

}  // namespace

void register_building() {
    for (Isa isa : measured_isas()) {
        std::string name(isa_name(isa));
        using benchmark::RegisterBenchmark;
        RegisterBenchmark(("philox_words/" + name).c_str(),
                          [=](benchmark::State& s) { words(s, isa); });
        RegisterBenchmark(("gaps/" + name).c_str(), [=](benchmark::State& s) { gaps(s, isa); });
        RegisterBenchmark(("row_of_1000/" + name).c_str(),
                          [=](benchmark::State& s) { rows(s, isa); });
    }
}

}  // namespace spikelight::benchmarks
