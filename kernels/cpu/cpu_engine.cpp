#include "kernels/cpu/cpu_engine.h"

#include <omp.h>

#include <algorithm>

#include "kernels/cpu/deliver.h"
#include "kernels/cpu/engine_state.h"
#include "kernels/cpu/ieee_arithmetic.h"
#include "kernels/cpu/observe_neuron.h"
#include "kernels/cpu/probed_blocks.h"
#include "kernels/run_constants.h"

namespace spikelight {
namespace {

/// Longer windows gain nothing and need more room for spikes.
constexpr std::int64_t longest_window = 64;

template <class Real, class Input, class Weight>
class TypedCpuEngine : public Engine {
  public:
    TypedCpuEngine(const CpuEngineSetting& setting,
                   std::shared_ptr<const Connectivity<Weight>> connectivity)
        : setting_(setting),
          network_(setting.network),
          shared_connectivity_(std::move(connectivity)),
          connectivity_(*shared_connectivity_),
          all_loops_(neuron_loops(setting.isa)),
          loops_(all_loops_.of(Real(), Input())) {
        measure_delays();
        for (const OpsinData& opsin : network_.opsins)
            opsin_constants_.push_back(make_opsin_constants<Real>(opsin, network_.dt));
        light_weights_.assign(network_.opsins.size(),
                              std::vector<Real>(network_.sources.size(), Real(0)));
        irradiance_.assign(network_.sources.size(), 0.0);
        sources_ = network_.sources;
        for (const auto& way : connectivity_.pathways)
            deliveries_.push_back(make_delivery<Input>(way, setting.accumulator));
        make_blocks();
    }

    void command(std::span<const double> irradiance) override {
        irradiance_.assign(irradiance.begin(), irradiance.end());
        for (std::size_t o = 0; o < network_.opsins.size(); ++o) {
            const OpsinData& opsin = network_.opsins[o];
            for (std::size_t s = 0; s < irradiance_.size(); ++s)
                light_weights_[o][s] = light_weight<Real>(opsin, s, irradiance_[s]);
        }
        light_changed_ = true;
    }

    void move(std::span<const LightSource> sources) override {
#pragma omp parallel for schedule(static, 1) num_threads(setting_.threads)
        for (int b = 0; b < block_count(); ++b)
            move_sources(network_, sources_, sources, blocks_[std::size_t(b)], all_loops_);
        sources_.assign(sources.begin(), sources.end());
        light_changed_ = true;
    }

    void begin(std::int64_t from, std::int64_t to) override {
        spikes.clear();
        probed_.begin(from, to);
#pragma omp parallel num_threads(setting_.threads)
        run_thread(omp_get_thread_num(), omp_get_num_threads(), from, to);
        input_complete_ = false;
        light_changed_ = false;
    }

    void observe(std::int64_t step, const Observation& what, std::span<double> values) override {
        // The input of the step before is part of what a neuron starts from.
        if (!input_complete_)
            for (int b = 0; b < block_count(); ++b) deliver(b, step - 1);
        input_complete_ = true;
        // So is the light commanded since.
        if (light_changed_)
            for (int b = 0; b < block_count(); ++b) refresh_light(b);
        light_changed_ = false;
        for (std::size_t i = 0; i < what.neurons.size(); ++i)
            values[i] =
                value_of(what, setting_.partition.block_of(what.population, what.neurons[i]),
                         what.neurons[i], step);
    }

    void set_probes(std::vector<Probe> probes) override {
        probed_ = ProbedBlocks(std::move(probes), setting_.partition);
    }

    void read(std::int64_t step, std::size_t probe) override {
        probed_.read(probe, [&](const Observation& what, std::span<double> values) {
            observe(step, what, values);
        });
    }

    std::span<const double> take_reading() override {
        return probed_.take_reading();
    }

    std::span<const double> rows(std::size_t probe) const override {
        return probed_.rows(probe);
    }

    std::int64_t window() const override {
        return window_;
    }

    std::int64_t longest_delay() const override {
        return std::max(longest_same_, input_slots_ - 1);
    }

    void save(ArchiveWriter& archive) override {
        save_blocks(archive, blocks_);
    }

    void restore(ArchiveReader& archive, std::int64_t step,
                 std::span<const Spike> recent) override {
        restore_blocks(archive, blocks_);
        for (auto& block : blocks_) forget_arrivals(block);
        for (const Spike& spike : recent)
            if (spike.step >= step - 1 - longest_same_) list_again(spike);
        for (int b = 0; b < block_count(); ++b) deliver_differing_again(b, step, recent);
        input_complete_ = false;
        light_changed_ = true;
    }

    std::optional<BrokenState> find_broken() override {
        return spikelight::find_broken(network_, blocks_);
    }

    std::uint64_t bytes() const override {
        std::uint64_t bytes = connectivity_.bytes;
        for (const auto& block : blocks_) bytes += bytes_of(block);
        return bytes;
    }

  private:
    int block_count() const {
        return setting_.partition.block_count;
    }

    /// What a neuron starts `step` from, when its block has the input of the step before and the light of this one.
    double value_of(const Observation& what, std::size_t block, std::uint32_t neuron,
                    std::int64_t step) {
        const Segment<Real>& segment = blocks_[block].segments[what.population];
        const SegmentStep<Real, Input>& s = steps_[block][what.population];
        NeuronArrays<Real, Input> arrays = s.arrays;
        arrays.input = input_of(int(block), step - 1) + segment.slice.offset;
        return NeuronObserver<Real, Input>{network_, opsin_constants_, sources_, irradiance_}(
            what, segment, arrays, s.constants, neuron - segment.slice.begin);
    }

    Input* input_of(int block, std::int64_t step) {
        auto& slots = blocks_[std::size_t(block)].input;
        return slots[std::size_t((step + std::int64_t(slots.size())) % std::int64_t(slots.size()))]
            .data();
    }

    void measure_delays() {
        std::int64_t least = longest_window - 1;
        for (const Pathway<Weight>& way : connectivity_.pathways) {
            least = std::min<std::int64_t>(least, way.delay);
            if (way.delays_differ)
                input_slots_ = std::max<std::int64_t>(input_slots_, way.longest_delay + 1);
            else
                longest_same_ = std::max<std::int64_t>(longest_same_, way.delay);
        }
        window_ = least + 1;
        // Others may be writing the next window while a thread still reads this one and what came before.
        spike_slots_ = longest_same_ + 2 * window_ + 2;
    }

    void make_blocks() {
        blocks_.resize(std::size_t(block_count()));
        steps_.resize(blocks_.size());
        segment_opsins_.resize(blocks_.size());
#pragma omp parallel for schedule(static, 1) num_threads(setting_.threads)
        for (int b = 0; b < block_count(); ++b) {
            IeeeArithmetic arithmetic;
            auto& block = blocks_[std::size_t(b)];
            block = make_block<Real, Input>(network_, setting_.partition, b, all_loops_);
            block.input.assign(std::size_t(input_slots_),
                               AlignedVector<Input>(setting_.partition.block_sizes[b], 0));
            segment_opsins_[std::size_t(b)].resize(block.segments.size());
            for (Segment<Real>& segment : block.segments) {
                segment.spikes.resize(std::size_t(spike_slots_));
                steps_[std::size_t(b)].push_back(step_of(b, segment));
            }
        }
    }

    /// Everything of a segment's step that stays the same.
    SegmentStep<Real, Input> step_of(int b, Segment<Real>& segment) {
        const PopulationData& population = network_.populations[segment.population];
        auto& opsins = segment_opsins_[std::size_t(b)][segment.population];
        for (OpsinState<Real>& o : segment.opsins) {
            opsins.push_back({opsin_constants_[o.opsin],
                              {o.states[0].data(), o.states[1].data(), o.states[2].data()},
                              {},
                              o.expression.data()});
            for (int k = 0; k < affine_numbers; ++k) opsins.back().drives[k] = o.drives[k].data();
        }
        SegmentStep<Real, Input> s;
        s.arrays = {
            segment.v.data(), nullptr, segment.I_e.data(),
            nullptr,          nullptr, segment.held.empty() ? nullptr : segment.held.data()};
        s.constants =
            make_neuron_constants<Real>(population, network_.dt, setting_.accumulator.quantum);
        s.model = population.model;
        s.size = int(segment.slice.size());
        s.first = segment.slice.begin;
        s.opsins = opsins.data();
        s.opsin_count = int(opsins.size());
        s.noise_key = population.noise_key;
        s.noise_per_step = Real(population.noise_per_step);
        s.arrays.w = segment.w.empty() ? nullptr : segment.w.data();
        s.thresholds = segment.thresholds.data();
        s.spike_key = population.spike_key;
        return s;
    }

    /// One thread's part of an advance: window by window over the blocks it owns.
    void run_thread(int thread, int team, std::int64_t from, std::int64_t to) {
        IeeeArithmetic arithmetic;
        for (std::int64_t begin = from; begin < to; begin += window_) {
            std::int64_t end = std::min(begin + window_, to);
            for (int b = thread; b < block_count(); b += team) {
                for (std::int64_t step = begin; step < end; ++step) {
                    if (step != from || !input_complete_) deliver(b, step - 1);
                    if (step == from && light_changed_) refresh_light(b);
                    probed_.read_block(std::size_t(b), step,
                                       [&](const Observation& what, std::uint32_t neuron) {
                                           return value_of(what, std::size_t(b), neuron, step);
                                       });
                    advance_block(b, step);
                }
            }
            barrier_.wait(team);
            for (int b = thread; b < block_count(); b += team) deliver_differing(b, begin, end);
            if (thread == 0) collect_spikes(begin, end);
        }
    }

    void advance_block(int b, std::int64_t step) {
        Block<Real, Input>& block = blocks_[std::size_t(b)];
        Input* input = input_of(b, step - 1);
        for (Segment<Real>& segment : block.segments) {
            if (segment.slice.size() == 0) continue;
            SegmentStep<Real, Input> s = steps_[std::size_t(b)][segment.population];
            s.arrays.input = input + segment.slice.offset;
            s.step = std::uint64_t(step);
            int count = loops_.advance(s, block.fired.data());
            segment.spikes[slot_of(step)].assign(block.fired.begin(), block.fired.begin() + count);
        }
    }

    std::size_t slot_of(std::int64_t step) const {
        return std::size_t(step % spike_slots_);
    }

    /// Adds what arrives at a block in `step` through pathways of one delay.
    void deliver(int b, std::int64_t step) {
        Input* input = input_of(b, step);
        for (std::size_t w = 0; w < connectivity_.pathways.size(); ++w) {
            const Pathway<Weight>& way = connectivity_.pathways[w];
            std::int64_t emitted = step - way.delay;
            if (way.delays_differ || emitted < 0) continue;
            for (const auto& source : blocks_) {
                const Segment<Real>& segment = source.segments[way.from];
                deliver_rows(way.blocks[std::size_t(b)], deliveries_[w], segment.slice.begin,
                             segment.spikes[slot_of(emitted)], input);
            }
        }
    }

    /// Puts the spikes of a window into the slots of the steps at which they arrive.
    void deliver_differing(int b, std::int64_t begin, std::int64_t end) {
        for (std::size_t w = 0; w < connectivity_.pathways.size(); ++w) {
            const Pathway<Weight>& way = connectivity_.pathways[w];
            if (!way.delays_differ) continue;
            for (std::int64_t step = begin; step < end; ++step)
                for (const auto& source : blocks_) {
                    const Segment<Real>& segment = source.segments[way.from];
                    for (std::uint32_t index : segment.spikes[slot_of(step)])
                        deliver_row_by_delay(
                            way.blocks[std::size_t(b)], deliveries_[w], segment.slice.begin + index,
                            [&](std::uint32_t delay) { return input_of(b, step + delay); });
                }
        }
    }

    std::size_t population_of(std::uint32_t neuron) const {
        std::size_t p = network_.populations.size() - 1;
        while (network_.populations[p].first > neuron) --p;
        return p;
    }

    static void forget_arrivals(Block<Real, Input>& block) {
        for (auto& slot : block.input) std::fill(slot.begin(), slot.end(), Input(0));
        for (Segment<Real>& segment : block.segments)
            for (auto& fired : segment.spikes) fired.clear();
    }

    /// Puts a spike of an earlier life back where pathways of one delay look for it.
    void list_again(const Spike& spike) {
        std::size_t p = population_of(spike.neuron);
        std::uint32_t index = spike.neuron - network_.populations[p].first;
        Segment<Real>& segment =
            blocks_[setting_.partition.block_of(std::uint32_t(p), index)].segments[p];
        segment.spikes[slot_of(spike.step)].push_back(index - segment.slice.begin);
    }

    /// Puts the spikes of an earlier life into the slots of the steps, from `step` - 1 on, at which they arrive.
    void deliver_differing_again(int b, std::int64_t step, std::span<const Spike> recent) {
        for (const Spike& spike : recent) {
            std::size_t p = population_of(spike.neuron);
            for (std::size_t w = 0; w < connectivity_.pathways.size(); ++w) {
                const Pathway<Weight>& way = connectivity_.pathways[w];
                if (!way.delays_differ || way.from != p) continue;
                deliver_row_by_delay(
                    way.blocks[std::size_t(b)], deliveries_[w],
                    spike.neuron - network_.populations[p].first, [&](std::uint32_t delay) {
                        std::int64_t at = std::int64_t(spike.step) + delay;
                        return InputOrNone<Input>{at < step - 1 ? nullptr : input_of(b, at)};
                    });
            }
        }
    }

    void refresh_light(int b) {
        for (Segment<Real>& segment : blocks_[std::size_t(b)].segments) {
            std::vector<const Real*> transmittance;
            for (const auto& values : segment.transmittance) transmittance.push_back(values.data());
            for (std::size_t k = 0; k < segment.opsins.size(); ++k) {
                SegmentLight<Real> light{segment_opsins_[std::size_t(b)][segment.population][k],
                                         transmittance.data(),
                                         light_weights_[segment.opsins[k].opsin].data(),
                                         int(transmittance.size()), int(segment.slice.size())};
                if constexpr (sizeof(Real) == 8)
                    all_loops_.light_float64(light);
                else
                    all_loops_.light_float32(light);
            }
        }
    }

    /// Lists a window's spikes by step, then neuron: populations and their slices ascend.
    void collect_spikes(std::int64_t begin, std::int64_t end) {
        for (std::int64_t step = begin; step < end; ++step)
            for (const PopulationData& population : network_.populations) {
                std::size_t p = std::size_t(&population - network_.populations.data());
                for (const auto& block : blocks_) {
                    const Segment<Real>& segment = block.segments[p];
                    std::uint32_t first = population.first + segment.slice.begin;
                    for (std::uint32_t index : segment.spikes[slot_of(step)]) {
                        spikes.push_back({std::uint32_t(step), first + index});
                        synaptic_events += connectivity_.out_degree[first + index];
                    }
                }
            }
    }

    const CpuEngineSetting setting_;
    const NetworkData& network_;
    const std::shared_ptr<const Connectivity<Weight>> shared_connectivity_;
    const Connectivity<Weight>& connectivity_;
    const CpuNeuronLoops& all_loops_;
    const NeuronLoops<Real, Input>& loops_;
    std::vector<Delivery<Input>> deliveries_;            ///< per pathway
    std::vector<OpsinConstants<Real>> opsin_constants_;  ///< per opsin
    std::vector<std::vector<Real>> light_weights_;       ///< [opsin][source]
    std::vector<LightSource> sources_;                   ///< where they are now
    std::vector<double> irradiance_;                     ///< per source, W/m^2
    std::int64_t window_ = 1, spike_slots_ = 1, input_slots_ = 1;
    std::int64_t longest_same_ = 0;  ///< steps: of the pathways of one delay
    std::vector<Block<Real, Input>> blocks_;
    std::vector<std::vector<SegmentStep<Real, Input>>> steps_;  ///< [block][population]
    std::vector<std::vector<std::vector<SegmentOpsin<Real>>>>
        segment_opsins_;  ///< [block][population][opsin]
    ProbedBlocks probed_;
    SpinBarrier barrier_;
    bool input_complete_ = false;  ///< the input of the last step has been delivered already
    bool light_changed_ = false;
};

}  // namespace

template <class Real, class Input, class Weight>
std::unique_ptr<Engine> make_cpu_engine(const CpuEngineSetting& setting,
                                        std::shared_ptr<const Connectivity<Weight>> connectivity) {
    return std::make_unique<TypedCpuEngine<Real, Input, Weight>>(setting, std::move(connectivity));
}

template std::unique_ptr<Engine> make_cpu_engine<float, std::int32_t>(
    const CpuEngineSetting&, std::shared_ptr<const Connectivity<std::int32_t>>);
template std::unique_ptr<Engine> make_cpu_engine<float, std::int64_t>(
    const CpuEngineSetting&, std::shared_ptr<const Connectivity<std::int32_t>>);
template std::unique_ptr<Engine> make_cpu_engine<double, std::int64_t>(
    const CpuEngineSetting&, std::shared_ptr<const Connectivity<std::int64_t>>);

}  // namespace spikelight
