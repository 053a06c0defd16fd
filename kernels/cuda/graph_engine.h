// The engine for networks of any size: graphs of two kernels per window (kernels/cuda/step_kernels.h), and behind them kernels
// that send the host what was asked for.
#pragma once

#include <deque>

#include "kernels/cuda/common_engine.h"
#include "kernels/cuda/recorder.h"

namespace spikelight {

template <class Real, class Input>
class GraphEngine : public CommonDeviceEngine<Real, Input> {
    using Common = CommonDeviceEngine<Real, Input>;
    using Common::device_, Common::layout_, Common::drawn_, Common::state_, Common::light_;

  public:
    GraphEngine(const DeviceEngineSetting& setting, DrawnNetwork<typename Common::Weight> drawn,
                std::uint64_t bytes)
        : Common(setting, std::move(drawn), bytes),
          probes_(setting, light_),
          clocks_(device_, Clock::elements),
          recorder_(device_, layout_.grid, layout_.spikes_per_copy, pieces_under_way,
                    std::uint64_t(layout_.steps_at_once) * setting.places.words(),
                    layout_.lists_in_one_block) {
        if (layout_.opsins)
            record_graphs<true>();
        else
            record_graphs<false>();
    }

    void command(std::span<const double> irradiance) override {
        light_.command(irradiance);
        for (std::size_t k = 0; k < state_.opsin_order().size(); ++k)
            light_.refresh(state_.opsin_order()[k], state_.opsin_view(k));
    }

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
        this->spikes.swap(stretches_.front().spikes);
        probes_.finish(std::move(stretches_.front().rows));
        stretches_.pop_front();
    }

    bool busy() const override { return recorder_.busy(); }

    void set_probes(std::vector<Probe> probes) override { probes_.set(std::move(probes)); }
    void read(std::int64_t step, std::size_t probe) override {
        probes_.read(state_.view(), step, probe);
    }
    std::span<const double> take_reading() override { return probes_.take_reading(); }
    std::span<const double> rows(std::size_t probe) const override { return probes_.rows(probe); }

  private:
    /// All is done in order.
    void come_to_rest() override {}
    Array<double> irradiance() const override { return light_.irradiance(); }

    void restore_inputs(const RecentSpikes& recent) override {
        device_.launch(layout_.grid, RestoreInputs<Real, Input>{state_.view(), recent});
    }

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
            advance_graph(from, end);
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
        this->synaptic_events += recorder_.take(stretch->spikes);
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

    DeviceProbes<Real, Input> probes_;
    PinnedRing<std::int64_t> clocks_;
    DeviceRecorder recorder_;
    std::deque<Stretch> stretches_;  ///< begun and not finished
    std::vector<WindowGraph> graphs_;
    std::int64_t windows_done_ = 0;
};

}  // namespace spikelight
