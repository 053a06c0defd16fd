// All that an engine keeps in device memory, and what it gives kernels to see of it.
#pragma once

#include <algorithm>
#include <numeric>

#include "kernels/broken_state.h"
#include "kernels/cuda/device_engine.h"
#include "kernels/cuda/network_view.h"
#include "kernels/cuda/restore_kernels.h"
#include "kernels/cuda/step_kernels.h"
#include "kernels/run_constants.h"

namespace spikelight {

/// Launches of up to steps_at_once steps whose spikes the host has not yet taken.
inline constexpr std::uint32_t pieces_under_way = 4;

/// Numbers of elements that follow from the network and its delays.
struct StateSizes {
    std::uint32_t input_slots = 1;  ///< steps that input may lie ahead
    std::uint32_t bit_slots = 1;    ///< steps for which it is kept who fired
    std::uint64_t chunks = 1;       ///< every row of every way
    bool refractory = false, adapts = false, chances = false;  ///< some population
};

/// Of a neuron within so many steps: a refractory one fires again after t_ref at the earliest.
inline std::uint64_t most_spikes_per_neuron(const PopulationData& population, std::uint32_t steps) {
    bool pauses = is_refractory(population) && population.model != MembraneModel::poisson;
    std::uint32_t apart = pauses ? std::uint32_t(population.t_ref_steps) : 1;
    return (steps + apart - 1) / apart;
}

template <class Weight>
StateSizes sizes_of(const NetworkData& network, const ChosenLayout& layout,
                    const DrawnNetwork<Weight>& drawn) {
    StateSizes sizes;
    sizes.input_slots = layout.window;
    sizes.bit_slots = std::max(pieces_under_way * layout.steps_at_once, layout.window);
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        const DeviceProjection<Weight>& way = drawn.projections[p];
        if (delays_differ(network.projections[p]))
            sizes.input_slots = std::max(sizes.input_slots, way.longest_delay + 1);
        else
            sizes.bit_slots = std::max(sizes.bit_slots, way.longest_delay + 1);
        // A row ends in at most one chunk that is not full.
        const PopulationData& from = network.populations[network.projections[p].from];
        if (layout.resident) continue;
        sizes.chunks += most_spikes_per_neuron(from, layout.window) *
                        (way.synapses / synapses_per_chunk + from.size);
    }
    for (const PopulationData& population : network.populations) {
        sizes.refractory = sizes.refractory || is_refractory(population);
        sizes.adapts = sizes.adapts || population.model == MembraneModel::adex;
        sizes.chances = sizes.chances || population.model == MembraneModel::poisson;
    }
    return sizes;
}

/// Numbers per neuron that an opsin keeps of its light.
inline int drive_count(const OpsinData& opsin) {
    return opsin.integrator == OpsinIntegrator::exponential ? affine_numbers : 2;
}

template <class Real>
struct OpsinBuffers {
    Buffer<Real> states[3], drives[affine_numbers], expression;  ///< room for what any kind needs
};

template <class Real, class Input>
class DeviceState {
  public:
    using Weight = StoredWeight<Real>;

    DeviceState(const DeviceEngineSetting& setting, const DrawnNetwork<Weight>& drawn)
        : device_(setting.device),
          network_(setting.network),
          places_(setting.places),
          window_(setting.layout.window),
          sizes_(sizes_of(setting.network, setting.layout, drawn)) {
        allocate();
        fill_neurons();
        fill_opsins();
        fill_ways(setting, drawn);
        fill_populations(setting.accumulator);
    }

    NetworkView<Real, Input> view() const {
        NetworkView<Real, Input> n{};
        n.populations = populations_.array();
        n.opsins = opsins_.array();
        n.ways = ways_.array();
        n.population_of_word = population_of_word_.array();
        n.v = v_.array();
        n.I_e = I_e_.array();
        n.w = w_.array();
        n.held = held_.array();
        n.thresholds = thresholds_.array();
        n.input = {input_.array(), sizes_.input_slots, places_.places(), 0};
        n.bits = bits_.array();
        n.chunks = chunks_.array();
        n.words = places_.words();
        n.bit_slots = sizes_.bit_slots;
        n.window = window_;
        return n;
    }
    const OpsinView<Real>& opsin_view(std::size_t opsin) const { return opsin_views_[opsin]; }
    /// The ways as kernels see them, and the projection that each is of.
    const std::vector<WayView<Real, Input>>& ways() const { return way_views_; }
    const std::vector<std::size_t>& way_projections() const { return way_projections_; }
    /// Where an opsin of the network's lies among opsin_view(): they are sorted by population.
    const std::vector<std::uint32_t>& opsin_order() const { return opsin_order_; }

    /// The state of every neuron, in the form of Backend::save().
    void save(ArchiveWriter& archive) const {
        archive.section("neurons");
        for_each_state(
            *this, [&]<class T>(const Buffer<T>& buffer, std::uint64_t begin, std::uint64_t count) {
                std::vector<T> values(count);
                buffer.download(values.data(), count, begin);
                archive.write_all(values);
            });
    }
    /// Takes such a state, and forgets every spike and input.
    void restore(ArchiveReader& archive) {
        archive.section("neurons");
        for_each_state(*this,
                       [&]<class T>(Buffer<T>& buffer, std::uint64_t begin, std::uint64_t count) {
                           std::vector<T> values(count);
                           archive.read_all(values);
                           buffer.upload(values.data(), count, begin);
                       });
        input_.fill_zero();
        bits_.fill_zero();
    }

    /// See Backend::find_broken().
    std::optional<BrokenState> find_broken(Grid grid) {
        broken_.fill_zero();
        device_.launch(grid, FindBroken<Real, Input>{view(), broken_.array()});
        std::uint32_t number = 0;
        broken_.download(&number, 1);
        if (number == 0) return std::nullopt;
        std::uint32_t place = ~number, p = places_.population_of_word[place / 32];
        std::uint32_t neuron = place - places_.first[p];
        std::size_t first_opsin = std::size_t(
            std::count_if(network_.opsins.begin(), network_.opsins.end(),
                          [&](const OpsinData& opsin) { return opsin.population < p; }));
        return find_broken_number(
            network_, p, neuron, [&](Variable variable, int opsin, int k) -> double {
                if (variable == Variable::v) return element(v_, place);
                if (variable == Variable::w) return element(w_, place);
                return element(opsin_buffers_[first_opsin + std::size_t(opsin)].states[k], neuron);
            });
    }

    Buffer<std::int64_t> clock;
    Buffer<std::uint32_t> chunk_counts, neuron_of_word;

  private:
    void allocate() {
        std::uint64_t places = places_.places(), words = places_.words();
        v_ = Buffer<Real>(device_, places);
        I_e_ = Buffer<Real>(device_, places);
        w_ = Buffer<Real>(device_, sizes_.adapts ? places : 0);
        held_ = Buffer<std::int32_t>(device_, sizes_.refractory ? places : 0);
        thresholds_ = Buffer<std::uint32_t>(device_, sizes_.chances ? places : 0);
        input_ = Buffer<Input>(device_, sizes_.input_slots * places);
        bits_ = Buffer<std::uint32_t>(device_, sizes_.bit_slots * words);
        chunks_ = Buffer<Chunk>(device_, sizes_.chunks);
        chunk_counts = Buffer<std::uint32_t>(device_, 2);
        broken_ = Buffer<std::uint32_t>(device_, 1);
        clock = Buffer<std::int64_t>(device_, Clock::elements);
        w_.fill_zero();
        held_.fill_zero();
        input_.fill_zero();
        chunk_counts.fill_zero();
    }

    /// Calls transfer(buffer, begin, count) for each kind of state that a population may have, one population after
    /// another; count is 0 for what it does not need.
    template <class State, class Transfer>
    static void for_each_state(State& state, Transfer&& transfer) {
        for (std::uint32_t p = 0; p < state.network_.populations.size(); ++p) {
            const PopulationData& population = state.network_.populations[p];
            std::uint64_t first = state.places_.first[p], size = population.size;
            transfer(state.v_, first, size);
            transfer(state.held_, first, is_refractory(population) ? size : 0);
            transfer(state.w_, first, population.model == MembraneModel::adex ? size : 0);
            for (std::size_t k = 0; k < state.opsin_order_.size(); ++k) {
                const OpsinData& opsin = state.network_.opsins[state.opsin_order_[k]];
                if (opsin.population != p) continue;
                for (auto& states : state.opsin_buffers_[k].states)
                    transfer(states, 0, state_count(opsin.kind) > 0 ? size : 0);
            }
        }
    }

    template <class T>
    static T element(const Buffer<T>& buffer, std::uint64_t index) {
        T value{};
        buffer.download(&value, 1, index);
        return value;
    }

    /// A value per neuron or one for all, cast, at the neurons' places or indices.
    template <class Number>
    static void spread(const std::vector<double>& values, std::uint32_t size, Number* to) {
        for (std::uint32_t i = 0; i < size; ++i)
            to[i] = Number(values.size() == 1 ? values[0] : values[i]);
    }

    void fill_neurons() {
        std::vector<Real> v(places_.places(), Real(0)), I_e(v);
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const PopulationData& population = network_.populations[p];
            spread(population.v_init, population.size, v.data() + places_.first[p]);
            spread(population.I_e, population.size, I_e.data() + places_.first[p]);
        }
        fill_thresholds();
        v_.upload(v.data(), v.size());
        I_e_.upload(I_e.data(), I_e.size());
        upload(population_of_word_, places_.population_of_word);
        upload(neuron_of_word, places_.neuron_of_word);
    }

    void fill_thresholds() {
        std::vector<std::uint32_t> thresholds(thresholds_.count(), 0);
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const PopulationData& population = network_.populations[p];
            if (population.model != MembraneModel::poisson) continue;
            std::vector<double> rates(population.size);
            spread(population.rate, population.size, rates.data());
            for (std::uint32_t i = 0; i < population.size; ++i)
                thresholds[places_.first[p] + i] = poisson_threshold(rates[i], network_.dt);
        }
        thresholds_.upload(thresholds.data(), thresholds.size());
    }

    void fill_opsins() {
        // Sort by population; within one, file order stays.
        opsin_order_.resize(network_.opsins.size());
        std::iota(opsin_order_.begin(), opsin_order_.end(), 0u);
        std::stable_sort(opsin_order_.begin(), opsin_order_.end(),
                         [&](std::uint32_t a, std::uint32_t b) {
                             return network_.opsins[a].population < network_.opsins[b].population;
                         });
        for (std::uint32_t index : opsin_order_) {
            const OpsinData& opsin = network_.opsins[index];
            std::uint32_t size = network_.populations[opsin.population].size;
            OpsinBuffers<Real>& b = opsin_buffers_.emplace_back();
            // In the dark all are in the first state.
            std::vector<Real> values(size, Real(1));
            upload(b.states[0], values);
            std::vector<Buffer<Real>*> zeros = {&b.states[1], &b.states[2]};
            for (int k = 0; k < drive_count(opsin); ++k) zeros.push_back(&b.drives[k]);
            for (Buffer<Real>* zero : zeros) {
                *zero = Buffer<Real>(device_, size);
                zero->fill_zero();
            }
            spread(opsin.expression, size, values.data());
            upload(b.expression, values);
            opsin_views_.push_back({make_opsin_constants<Real>(opsin, network_.dt),
                                    {b.states[0].array(), b.states[1].array(), b.states[2].array()},
                                    {},
                                    b.expression.array()});
            for (int k = 0; k < affine_numbers; ++k)
                opsin_views_.back().drives[k] = b.drives[k].array();
        }
        upload(opsins_, opsin_views_);
    }

    void fill_ways(const DeviceEngineSetting& setting, const DrawnNetwork<Weight>& drawn) {
        way_count_.assign(network_.populations.size(), 0);
        for (std::size_t population = 0; population < network_.populations.size(); ++population)
            for (std::size_t index = 0; index < network_.projections.size(); ++index) {
                const ProjectionData& p = network_.projections[index];
                if (p.from != population) continue;
                int exponent = setting.accumulator.exponent;
                Input weight = weights_differ(p) ? Input(0) : Input(quantise(p.weight.a, exponent));
                // A way without synapses may be faster than a window.
                std::uint32_t delay = delays_differ(p) ? 0 : drawn.projections[index].longest_delay;
                std::uint32_t ahead = std::min(delay, window_ - 1);
                way_projections_.push_back(index);
                way_views_.push_back({drawn.projections[index].arrays(), weight,
                                      stored_weight_exponent(p, network_.float64) - exponent,
                                      delay - ahead, ahead});
                ++way_count_[population];
            }
        upload(ways_, way_views_);
    }

    void fill_populations(const Accumulator& accumulator) {
        std::vector<PopulationView<Real>> views;
        std::uint32_t way = 0, opsin = 0;
        for (std::uint32_t index = 0; index < network_.populations.size(); ++index) {
            const PopulationData& p = network_.populations[index];
            auto opsins = std::uint32_t(std::count_if(
                network_.opsins.begin(), network_.opsins.end(),
                [&](const OpsinData& candidate) { return candidate.population == index; }));
            views.push_back({p.model, is_refractory(p), p.first, places_.first[index], p.size,
                             opsin, opsins, way, way_count_[index],
                             make_neuron_constants<Real>(p, network_.dt, accumulator.quantum),
                             p.noise_key, Real(p.noise_per_step), p.spike_key});
            opsin += opsins;
            way += way_count_[index];
        }
        upload(populations_, views);
    }

    template <class T>
    void upload(Buffer<T>& buffer, const std::vector<T>& values) {
        buffer = Buffer<T>(device_, values.size());
        buffer.upload(values.data(), values.size());
    }

    Device& device_;
    const NetworkData& network_;
    const NeuronPlaces& places_;
    std::uint32_t window_;
    StateSizes sizes_;
    Buffer<Real> v_, I_e_, w_;
    Buffer<std::int32_t> held_;
    Buffer<Input> input_;
    Buffer<std::uint32_t> bits_, population_of_word_, thresholds_, broken_;
    Buffer<Chunk> chunks_;
    Buffer<PopulationView<Real>> populations_;
    Buffer<OpsinView<Real>> opsins_;
    Buffer<WayView<Real, Input>> ways_;
    std::vector<OpsinBuffers<Real>> opsin_buffers_;
    std::vector<OpsinView<Real>> opsin_views_;
    std::vector<WayView<Real, Input>> way_views_;
    std::vector<std::size_t> way_projections_;
    std::vector<std::uint32_t> opsin_order_, way_count_;
};

}  // namespace spikelight
