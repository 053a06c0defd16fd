#include "kernels/cpu/connectivity.h"

#include <omp.h>

#include <algorithm>
#include <cmath>

#include "kernels/cpu/block_writer.h"
#include "kernels/cpu/ieee_arithmetic.h"
#include "kernels/cpu/row_writer.h"
#include "kernels/fixed_point.h"
#include "kernels/row_rules.h"

namespace spikelight {
namespace {

bool all_alike(const ProjectionData& p) {
    return !weights_differ(p) && !delays_differ(p);
}

template <class Weight>
Pathway<Weight> make_pathway(const ProjectionData& p, std::uint32_t index) {
    Pathway<Weight> way;
    way.from = p.from;
    way.projections = {index};
    way.weights_differ = weights_differ(p);
    way.delays_differ = delays_differ(p);
    way.weight = p.weight.a;
    way.delay = way.longest_delay = way.delays_differ ? 0 : delay_steps(p.delay.a);
    way.weight_exponent = stored_weight_exponent(p, sizeof(Weight) == 8);
    return way;
}

/// Projections that one row can serve go together.
template <class Weight>
std::vector<Pathway<Weight>> group_projections(const NetworkData& network) {
    std::vector<Pathway<Weight>> pathways;
    for (std::uint32_t index = 0; index < network.projections.size(); ++index) {
        const ProjectionData& p = network.projections[index];
        auto joins = [&](const Pathway<Weight>& way) {
            const ProjectionData& other = network.projections[way.projections[0]];
            return given_by_source(other.rule) && given_by_source(p.rule) && all_alike(other) &&
                   all_alike(p) && way.from == p.from && way.weight == p.weight.a &&
                   way.delay == delay_steps(p.delay.a);
        };
        auto found = std::find_if(pathways.begin(), pathways.end(), joins);
        if (found != pathways.end())
            found->projections.push_back(index);
        else
            pathways.push_back(make_pathway<Weight>(p, index));
    }
    return pathways;
}

template <class Weight>
void make_room(const NetworkData& network, const Partition& partition, Pathway<Weight>& way) {
    std::uint32_t rows = network.populations[way.from].size;
    std::uint32_t chunks = (rows + rows_per_chunk - 1) / rows_per_chunk;
    way.blocks.resize(std::size_t(partition.block_count));
    for (BlockRows<Weight>& block : way.blocks) {
        block.begin.assign(rows + chunks, 0);
        block.targets.assign(chunks, nullptr);
        if (way.weights_differ) block.weights.assign(chunks, nullptr);
        if (way.delays_differ) block.delays.assign(chunks, nullptr);
    }
}

/// Threads take chunks of rows.
template <class Weight>
PathwayCounts build_by_row(const NetworkData& network, const Partition& partition,
                           Pathway<Weight>& way, Connectivity<Weight>& result, int threads,
                           Isa isa) {
    PathwayCounts counts(network, way);
    int chunks = int(way.blocks[0].targets.size());
#pragma omp parallel num_threads(threads)
    {
        IeeeArithmetic arithmetic;
        RowWriter<Weight> writer(network, partition, way, result.out_degree, isa);
#pragma omp for schedule(dynamic)
        for (int chunk = 0; chunk < chunks; ++chunk)
            writer.write_chunk(std::uint32_t(chunk),
                               result.arenas[std::size_t(omp_get_thread_num())]);
#pragma omp critical
        counts.add(writer.counts());
    }
    return counts;
}

/// Threads take blocks of targets.
template <class Weight>
PathwayCounts build_by_block(const NetworkData& network, const Partition& partition,
                             Pathway<Weight>& way, Connectivity<Weight>& result, int threads) {
    PathwayCounts counts(network, way);
#pragma omp parallel num_threads(threads)
    {
        IeeeArithmetic arithmetic;
        PathwayCounts own(network, way);
#pragma omp for schedule(dynamic)
        for (int block = 0; block < partition.block_count; ++block)
            write_block(network, partition, way, block,
                        result.arenas[std::size_t(omp_get_thread_num())], own);
#pragma omp critical
        counts.add(own);
    }
    // A row's length is the sum of its pieces.
    std::uint32_t first = network.populations[way.from].first;
    for (const BlockRows<Weight>& rows : way.blocks)
        for (std::uint32_t row = 0; row < network.populations[way.from].size; ++row)
            result.out_degree[first + row] += rows.row_end(row) - rows.row_begin(row);
    return counts;
}

template <class Weight>
std::uint64_t bytes_of(const Connectivity<Weight>& c) {
    std::uint64_t bytes = c.out_degree.size() * sizeof(std::uint32_t);
    for (const Arena& arena : c.arenas) bytes += arena.used();
    for (const Pathway<Weight>& way : c.pathways)
        for (const BlockRows<Weight>& rows : way.blocks)
            bytes +=
                rows.begin.size() * sizeof(std::uint32_t) +
                (rows.targets.size() + rows.weights.size() + rows.delays.size()) * sizeof(void*);
    return bytes;
}

}  // namespace

template <class Weight>
Connectivity<Weight> build_connectivity(const NetworkData& network, const Partition& partition,
                                        int threads, Isa isa) {
    Connectivity<Weight> result;
    result.pathways = group_projections<Weight>(network);
    result.synapses.assign(network.projections.size(), 0);
    result.max_in_degree.assign(network.projections.size(), 0);
    result.out_degree.assign(network.neuron_count(), 0);
    result.arenas.resize(std::size_t(threads));
    for (Pathway<Weight>& way : result.pathways) {
        make_room(network, partition, way);
        bool by_row = given_by_source(network.projections[way.projections[0]].rule);
        PathwayCounts counts = by_row ? build_by_row(network, partition, way, result, threads, isa)
                                      : build_by_block(network, partition, way, result, threads);
        counts.publish(way, result);
    }
    result.bytes = bytes_of(result);
    return result;
}

template Connectivity<std::int32_t> build_connectivity(const NetworkData&, const Partition&, int,
                                                       Isa);
template Connectivity<std::int64_t> build_connectivity(const NetworkData&, const Partition&, int,
                                                       Isa);

}  // namespace spikelight
