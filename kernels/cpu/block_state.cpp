#include "kernels/cpu/block_state.h"

#include "kernels/cpu/ieee_arithmetic.h"
#include "kernels/cpu/opsin_arrays.h"
#include "kernels/run_constants.h"

namespace spikelight {
namespace {

/// Elements begin ... end - 1 of a value per neuron, or the one value for all.
template <class Real>
AlignedVector<Real> slice_of(const std::vector<double>& values, const Slice& slice) {
    AlignedVector<Real> part(slice.size());
    for (std::uint32_t i = 0; i < slice.size(); ++i)
        part[i] = Real(values.size() == 1 ? values[0] : values[slice.begin + i]);
    return part;
}

template <class Real>
AlignedVector<Real> transmittance_of(const NetworkData& network, const LightSource& source,
                                     std::uint32_t first, const Slice& slice,
                                     const CpuNeuronLoops& loops) {
    std::vector<double> values(slice.size());
    std::uint32_t begin = first + slice.begin;
    loops.transmittance(source, network.x.data() + begin, network.y.data() + begin,
                        network.z.data() + begin, int(slice.size()), values.data());
    AlignedVector<Real> result(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) result[i] = Real(values[i]);
    return result;
}

template <class Real>
void add_opsins(const NetworkData& network, Segment<Real>& segment, const CpuNeuronLoops& loops) {
    const PopulationData& population = network.populations[segment.population];
    for (std::uint32_t index = 0; index < network.opsins.size(); ++index) {
        const OpsinData& opsin = network.opsins[index];
        if (opsin.population != segment.population) continue;
        OpsinState<Real>& state = segment.opsins.emplace_back();
        state.opsin = index;
        // In the dark all are in the first state.
        OpsinArrayCounts counts = array_counts(opsin.kind, opsin.integrator);
        for (int k = 0; k < counts.states; ++k)
            state.states[k].assign(segment.slice.size(), Real(k == 0 ? 1 : 0));
        for (int k = 0; k < counts.drives; ++k)
            state.drives[k].assign(segment.slice.size(), Real(0));
        state.expression = slice_of<Real>(opsin.expression, segment.slice);
    }
    if (segment.opsins.empty()) return;
    for (const LightSource& source : network.sources)
        segment.transmittance.push_back(
            transmittance_of<Real>(network, source, population.first, segment.slice, loops));
}

AlignedVector<std::uint32_t> thresholds_of(const PopulationData& population, const Slice& slice,
                                           double dt) {
    AlignedVector<double> rates = slice_of<double>(population.rate, slice);
    AlignedVector<std::uint32_t> thresholds((slice.size() + 3) / 4 * 4, 0);
    for (std::size_t i = 0; i < rates.size(); ++i) thresholds[i] = poisson_threshold(rates[i], dt);
    return thresholds;
}

}  // namespace

template <class Real, class Input>
Block<Real, Input> make_block(const NetworkData& network, const Partition& partition, int index,
                              const CpuNeuronLoops& loops) {
    Block<Real, Input> block;
    std::uint32_t largest = 0;
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        const PopulationData& population = network.populations[p];
        Segment<Real>& segment = block.segments.emplace_back();
        segment.population = p;
        segment.slice = partition.slices[p][std::size_t(index)];
        segment.v = slice_of<Real>(population.v_init, segment.slice);
        segment.I_e = slice_of<Real>(population.I_e, segment.slice);
        if (is_refractory(population)) segment.held.assign(segment.slice.size(), 0);
        if (population.model == MembraneModel::adex)
            segment.w.assign(segment.slice.size(), Real(0));
        if (population.model == MembraneModel::poisson)
            segment.thresholds = thresholds_of(population, segment.slice, network.dt);
        add_opsins(network, segment, loops);
        largest = std::max(largest, segment.slice.size());
    }
    // The loop writes one index beyond the last that fired.
    block.fired.resize(largest + 1);
    return block;
}

template <class Real, class Input>
void move_sources(const NetworkData& network, std::span<const LightSource> before,
                  std::span<const LightSource> after, Block<Real, Input>& block,
                  const CpuNeuronLoops& loops) {
    IeeeArithmetic arithmetic;
    for (Segment<Real>& segment : block.segments) {
        std::uint32_t first = network.populations[segment.population].first;
        for (std::size_t s = 0; s < segment.transmittance.size(); ++s) {
            const LightSource &old = before[s], &now = after[s];
            if (old.x == now.x && old.y == now.y && old.z == now.z) continue;
            segment.transmittance[s] =
                transmittance_of<Real>(network, now, first, segment.slice, loops);
        }
    }
}

template <class Real, class Input>
std::uint64_t bytes_of(const Block<Real, Input>& block) {
    std::uint64_t bytes = block.fired.size() * sizeof(std::uint32_t);
    for (const auto& slot : block.input) bytes += slot.size() * sizeof(Input);
    for (const Segment<Real>& segment : block.segments) {
        bytes += segment.thresholds.size() * sizeof(std::uint32_t);
        bytes += segment.w.size() * sizeof(Real);
        std::uint64_t reals = 2 + segment.transmittance.size();
        for (const OpsinState<Real>& opsin : segment.opsins) {
            for (const auto& state : opsin.states) reals += !state.empty();
            for (const auto& drive : opsin.drives) reals += !drive.empty();
            ++reals;
        }
        bytes += segment.slice.size() *
                 (reals * sizeof(Real) + (segment.held.empty() ? 0 : sizeof(std::int32_t)));
    }
    return bytes;
}

template Block<float, std::int32_t> make_block(const NetworkData&, const Partition&, int,
                                               const CpuNeuronLoops&);
template Block<float, std::int64_t> make_block(const NetworkData&, const Partition&, int,
                                               const CpuNeuronLoops&);
template Block<double, std::int64_t> make_block(const NetworkData&, const Partition&, int,
                                                const CpuNeuronLoops&);
template void move_sources(const NetworkData&, std::span<const LightSource>,
                           std::span<const LightSource>, Block<float, std::int32_t>&,
                           const CpuNeuronLoops&);
template void move_sources(const NetworkData&, std::span<const LightSource>,
                           std::span<const LightSource>, Block<float, std::int64_t>&,
                           const CpuNeuronLoops&);
template void move_sources(const NetworkData&, std::span<const LightSource>,
                           std::span<const LightSource>, Block<double, std::int64_t>&,
                           const CpuNeuronLoops&);
template std::uint64_t bytes_of(const Block<float, std::int32_t>&);
template std::uint64_t bytes_of(const Block<float, std::int64_t>&);
template std::uint64_t bytes_of(const Block<double, std::int64_t>&);

}  // namespace spikelight
