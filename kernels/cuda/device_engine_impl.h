// The engine for one choice of number types; device_engine_*.cu compile it once for each.
#pragma once

#include <deque>
#include <optional>

#include "kernels/cuda/device_probes.h"
#include "kernels/cuda/device_state.h"
#include "kernels/cuda/recorder.h"
#include "kernels/cuda/resident_network.h"

namespace spikelight {

template <class Real, class Input>
class TypedDeviceEngine : public Engine {
    using Weight = StoredWeight<Real>;

  public:
    TypedDeviceEngine(const DeviceEngineSetting& setting, DrawnNetwork<Weight> drawn)
        : device_(setting.device),
          network_(setting.network),
          places_(setting.places),
          layout_(setting.layout),
          drawn_(std::move(drawn)),
          state_(setting, drawn_),
          light_(setting),
          probes_(setting, light_),
          clocks_(device_, Clock::elements),
          recorder_(device_, layout_.grid, layout_.spikes_per_copy, pieces_under_way,
                    std::uint64_t(layout_.steps_at_once) * setting.places.words(),
                    layout_.lists_in_one_block),
          bytes_(bytes_of_engine<Real, Input>(setting.network, setting.places, setting.layout,
                                              drawn_)) {
        if (layout_.resident)
            resident_.emplace(setting, drawn_, state_.ways(), state_.way_projections());
        else if (layout_.opsins)
            record_graphs<true>();
        else
            record_graphs<false>();
    }

    void command(std::span<const double> irradiance) override {
        light_.command(irradiance);
        for (std::size_t k = 0; k < state_.opsin_order().size(); ++k)
            light_.refresh(state_.opsin_order()[k], state_.opsin_view(k));
    }

    void move(std::span<const LightSource> sources) override { light_.move(sources); }

    void begin(std::int64_t from, std::int64_t to) override {
        Stretch& stretch = stretches_.emplace_back();
        stretch.rows = probes_.begin(from, to);
        while (from < to) {
            if (recorder_.full()) take_piece();
            std::int64_t end = std::min(to, from + std::int64_t(layout_.steps_at_once));
            advance_piece(from, end, stretch.rows);
            recorder_.begin(state_.view(), drawn_.out_degree.array(), state_.neuron_of_word.array(),
                            from, end);
            ++stretch.pieces_begun;
            from = end;
        }
    }

    void finish() override {
        while (stretches_.front().pieces_begun > 0) take_piece();
        spikes.swap(stretches_.front().spikes);
        probes_.finish(std::move(stretches_.front().rows));
        stretches_.pop_front();
    }

    int most_begun() const override { return int(pieces_under_way); }
    bool busy() const override { return recorder_.busy(); }

    void observe(std::int64_t step, const Observation& what, std::span<double> values) override {
        probes_.observe(state_.view(), step, what, values);
    }

    void set_probes(std::vector<Probe> probes) override { probes_.set(std::move(probes)); }
    void read(std::int64_t step, std::size_t probe) override {
        probes_.read(state_.view(), step, probe);
    }
    std::span<const double> take_reading() override { return probes_.take_reading(); }
    std::span<const double> rows(std::size_t probe) const override { return probes_.rows(probe); }

    std::int64_t longest_delay() const override {
        std::uint32_t longest = 0;
        for (const auto& projection : drawn_.projections)
            longest = std::max(longest, projection.longest_delay);
        return longest;
    }

    void save(ArchiveWriter& archive) override { state_.save(archive); }

    void restore(ArchiveReader& archive, std::int64_t step,
                 std::span<const Spike> recent) override {
        state_.restore(archive);
        std::vector<Spike> by_place(recent.begin(), recent.end());
        for (Spike& spike : by_place) spike.neuron = places_.place_of(network_, spike.neuron);
        Buffer<Spike> spikes_again(device_, by_place.size());
        spikes_again.upload(by_place.data(), by_place.size());
        RecentSpikes again{spikes_again.array(), by_place.size(), step};
        device_.launch(layout_.grid, RestoreBits<Real, Input>{state_.view(), again});
        if (resident_)
            resident_->restore(state_.view(), again);
        else
            device_.launch(layout_.grid, RestoreInputs<Real, Input>{state_.view(), again});
        // The list goes when this returns.
        device_.synchronise();
    }

    std::optional<BrokenState> find_broken() override { return state_.find_broken(layout_.grid); }

    std::int64_t window() const override { return layout_.window; }
    std::uint64_t bytes() const override { return bytes_ + light_.bytes_of_tables(); }

  private:
    /// Graphs of many windows, half as many, and so on down to one: a few of them make up any stretch.
    template <bool opsins>
    void record_graphs() {
        AdvanceWindow<Real, Input, opsins> first{state_.view(), state_.clock.array(),
                                                 state_.chunk_counts.array()};
        DeliverWindow<Real, Input> second{first.n, first.clock, first.chunk_counts};
        for (std::uint32_t windows = std::max(1u, layout_.steps_at_once / layout_.window);
             windows > 0; windows /= 2)
            graphs_.push_back({windows, device_.record([&] {
                                   for (std::uint32_t k = 0; k < windows; ++k) {
                                       device_.launch(layout_.grid, first);
                                       device_.launch(layout_.grid, second);
                                   }
                               })});
    }

    /// Advances the steps of a piece; probes are read where they are due between them.
    void advance_piece(std::int64_t from, std::int64_t to, const StretchRows& rows) {
        while (from < to) {
            probes_.read_due(state_.view(), from, rows);
            std::int64_t end = std::min(to, probes_.next(from + 1));
            resident_ ? resident_->advance(state_.view(), from, end) : advance_graph(from, end);
            from = end;
        }
    }

    void advance_graph(std::int64_t from, std::int64_t to) {
        Pinned<std::int64_t>& clock = clocks_.next();
        clock[Clock::next] = from;
        clock[Clock::turn] = windows_done_;
        clock[Clock::stop] = to;
        clock[Clock::end] = clock[Clock::turn_begun] = 0;
        state_.clock.upload_later(clock, Clock::elements);
        clocks_.sent();
        std::int64_t windows = (to - from + layout_.window - 1) / layout_.window;
        windows_done_ += windows;
        for (const WindowGraph& graph : graphs_)
            for (; windows >= graph.windows; windows -= graph.windows) device_.replay(graph.graph);
    }

    /// Takes the oldest piece for its stretch: the first that waits for any.
    void take_piece() {
        auto stretch = stretches_.begin();
        while (stretch->pieces_begun == 0) ++stretch;
        synaptic_events += recorder_.take(stretch->spikes);
        --stretch->pieces_begun;
    }

    /// Steps begun together, and what is known of them.
    struct Stretch {
        int pieces_begun = 0;  ///< and not taken
        std::vector<Spike> spikes;
        StretchRows rows;
    };
    struct WindowGraph {
        std::uint32_t windows;
        device::Graph graph;
    };

    Device& device_;
    const NetworkData& network_;
    const NeuronPlaces& places_;
    ChosenLayout layout_;
    DrawnNetwork<Weight> drawn_;
    DeviceState<Real, Input> state_;
    DeviceLight<Real> light_;
    DeviceProbes<Real, Input> probes_;
    PinnedRing<std::int64_t> clocks_;
    DeviceRecorder<Real, Input> recorder_;
    std::uint64_t bytes_;
    std::deque<Stretch> stretches_;  ///< begun and not finished
    std::vector<WindowGraph> graphs_;
    std::optional<ResidentNetwork<Real, Input>> resident_;
    std::int64_t windows_done_ = 0;
};

template <class Real, class Input, class Weight>
std::uint64_t bytes_of_engine(const NetworkData& network, const NeuronPlaces& places,
                              const ChosenLayout& layout, const DrawnNetwork<Weight>& drawn) {
    StateSizes sizes = sizes_of(network, layout, drawn);
    std::uint64_t bytes =
        places.places() *
            (2 * sizeof(Real) + (sizes.adapts ? sizeof(Real) : 0) + (sizes.refractory ? 4 : 0) +
             (sizes.chances ? 4 : 0) + sizeof(std::uint32_t) + sizes.input_slots * sizeof(Input)) +
        (sizes.bit_slots + 2) * std::uint64_t(places.words()) * sizeof(std::uint32_t) +
        sizes.chunks * sizeof(Chunk) +
        DeviceRecorder<Real, Input>::bytes(layout.spikes_per_copy,
                                           std::uint64_t(layout.steps_at_once) * places.words()) +
        DeviceLight<Real>::bytes_of_fields(network);
    for (const OpsinData& opsin : network.opsins)
        bytes += (4 + drive_count(opsin)) * sizeof(Real) *
                 std::uint64_t(network.populations[opsin.population].size);
    if (layout.resident)
        bytes += std::uint64_t(ResidentNetwork<Real, Input>::bytes(network, places, layout, drawn));
    return bytes;
}

template <class Real, class Input, class Weight>
std::unique_ptr<Engine> make_device_engine(const DeviceEngineSetting& setting,
                                           DrawnNetwork<Weight> drawn) {
    return std::make_unique<TypedDeviceEngine<Real, Input>>(setting, std::move(drawn));
}

}  // namespace spikelight
