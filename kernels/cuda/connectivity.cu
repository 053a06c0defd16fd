#include "kernels/cuda/connectivity.h"

#include "kernels/cuda/count_kernels.h"
#include "kernels/cuda/row_kernels.h"
#include "kernels/run_constants.h"

namespace spikelight {
namespace {

using Rule = ProjectionData::Rule;

template <class T>
Buffer<T> uploaded(Device& device, const std::vector<T>& values) {
    Buffer<T> buffer(device, values.size());
    buffer.upload(values.data(), values.size());
    return buffer;
}

template <class T>
Buffer<T> zeros(Device& device, std::uint64_t count) {
    Buffer<T> buffer(device, count);
    buffer.fill_zero();
    return buffer;
}

template <class T>
T element(const Buffer<T>& buffer, std::uint64_t index) {
    T value{};
    buffer.download(&value, 1, index);
    return value;
}

SynapseValue value_of(const SynapseDraw& draw, const Buffer<double>& list) {
    return {{draw.kind, draw.a, draw.b, draw.key}, list.array()};
}

}  // namespace

DevicePositions::DevicePositions(Device& device, const NetworkData& network)
    : x(uploaded(device, network.x)),
      y(uploaded(device, network.y)),
      z(uploaded(device, network.z)) {}

/// The lists of the list rule, there only while a projection is drawn.
template <class Weight>
struct DeviceConnectivity<Weight>::Lists {
    Buffer<std::uint32_t> pre, post;
    Buffer<double> weight, delay;
};

template <class Weight>
DeviceConnectivity<Weight>::DeviceConnectivity(Device& device, Grid grid,
                                               const NetworkData& network,
                                               const NeuronPlaces& places,
                                               const DevicePositions& positions)
    : device_(device), grid_(grid), network_(network), places_(places), positions_(positions) {}

template <class Weight>
typename DeviceConnectivity<Weight>::Lists DeviceConnectivity<Weight>::upload_lists(
    std::size_t index) {
    const ProjectionData& p = network_.projections[index];
    return {uploaded(device_, p.pre), uploaded(device_, p.post), uploaded(device_, p.weight.list),
            uploaded(device_, p.delay.list)};
}

template <class Weight>
template <class Taker>
void DeviceConnectivity<Weight>::draw(std::size_t index, const Lists& lists, const Taker& taker) {
    const ProjectionData& p = network_.projections[index];
    const PopulationData &from = network_.populations[p.from], &to = network_.populations[p.to];
    RowRule rule{};
    rule.rule = p.rule;
    rule.sources = from.size;
    rule.targets = to.size;
    rule.first_source = from.first;
    rule.first_target = to.first;
    rule.key = p.key;
    rule.count = p.rule == Rule::list ? p.pre.size() : p.count;
    rule.probability = p.probability;
    rule.scale = gap_scale(p.probability);
    rule.sigma = p.sigma;
    rule.gaussian = p.gaussian;
    rule.skip_own = p.from == p.to && !p.self;
    rule.distinct = !p.multiple;
    rule.x = positions_.x.array();
    rule.y = positions_.y.array();
    rule.z = positions_.z.array();
    rule.pre = lists.pre.array();
    rule.post = lists.post.array();
    if (given_by_source(p.rule))
        device_.launch(grid_, DrawRows<Taker>{rule, taker});
    else
        device_.launch(grid_, DrawSynapses<Taker>{rule, taker});
}

template <class Weight>
DeviceProjection<Weight> DeviceConnectivity<Weight>::count(std::size_t index,
                                                           Buffer<std::uint32_t>& out_degree) {
    const ProjectionData& p = network_.projections[index];
    std::uint32_t rows = network_.populations[p.from].size;
    std::uint32_t targets = network_.populations[p.to].size;
    Lists lists = upload_lists(index);
    // One length more than rows, so that the scan ends with the sum.
    auto lengths = zeros<std::uint32_t>(device_, std::uint64_t(rows) + 1);
    auto in_degree = zeros<std::uint32_t>(device_, targets);
    auto delays = zeros<std::uint32_t>(device_, delays_differ(p) ? 2 : 0);
    auto max_in_degree = zeros<std::uint32_t>(device_, 1);
    draw(index, lists,
         CountSynapses{lengths.array(), in_degree.array(), delays.array(),
                       value_of(p.delay, lists.delay)});

    DeviceProjection<Weight> projection;
    projection.begin = Buffer<std::uint64_t>(device_, std::uint64_t(rows) + 1);
    device_.exclusive_scan(lengths.array(), projection.begin.array(), std::uint64_t(rows) + 1);
    device_.launch(grid_, FindLargest{in_degree.array(), max_in_degree.array(), targets});
    device_.launch(
        grid_, AddCounts{out_degree.array().from(places_.first[p.from]), lengths.array(), rows});
    projection.synapses = element(projection.begin, rows);
    projection.max_in_degree = element(max_in_degree, 0);
    projection.least_delay = projection.longest_delay = delay_steps(p.delay.a);
    if (delays_differ(p)) {
        projection.longest_delay = element(delays, 0);
        projection.least_delay = below_delays - element(delays, 1);
    }
    return projection;
}

template <class Weight>
std::uint64_t DeviceConnectivity<Weight>::bytes_to_place(
    std::size_t index, const DeviceProjection<Weight>& projection) const {
    const ProjectionData& p = network_.projections[index];
    std::uint64_t each = sizeof(std::uint32_t) + (weights_differ(p) ? sizeof(Weight) : 0) +
                         (delays_differ(p) ? sizeof(std::uint16_t) : 0);
    // What is there only while it is drawn counts too.
    std::uint64_t lists = 8 * p.pre.size() + 8 * (p.weight.list.size() + p.delay.list.size());
    return projection.synapses * each + lists + 4ull * network_.populations[p.from].size;
}

template <class Weight>
void DeviceConnectivity<Weight>::place(std::size_t index, DeviceProjection<Weight>& projection) {
    const ProjectionData& p = network_.projections[index];
    std::uint32_t rows = network_.populations[p.from].size;
    projection.targets = Buffer<std::uint32_t>(device_, projection.synapses);
    if (weights_differ(p)) projection.weights = Buffer<Weight>(device_, projection.synapses);
    if (delays_differ(p)) projection.delays = Buffer<std::uint16_t>(device_, projection.synapses);
    Lists lists = upload_lists(index);
    auto taken = zeros<std::uint32_t>(device_, given_by_source(p.rule) ? 0 : rows);
    draw(index, lists,
         PlaceSynapses<Weight>{projection.arrays(), taken.array(), places_.first[p.to],
                               value_of(p.weight, lists.weight), value_of(p.delay, lists.delay),
                               stored_weight_exponent(p, sizeof(Weight) == 8)});
    if (p.rule == Rule::out_degree && (weights_differ(p) || delays_differ(p)))
        device_.launch(grid_, SortRows{projection.begin.array(), projection.targets.array(), rows});
    // The lists go when this returns.
    device_.synchronise();
}

template class DeviceConnectivity<std::int32_t>;
template class DeviceConnectivity<std::int64_t>;

}  // namespace spikelight
