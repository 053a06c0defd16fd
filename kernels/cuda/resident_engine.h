// The engine of resident blocks: they stay, and are given orders (kernels/cuda/resident_kernel.h).
#pragma once

#include <deque>
#include <utility>

#include "kernels/cuda/common_engine.h"
#include "kernels/cuda/order_queue.h"
#include "kernels/cuda/order_work.h"
#include "kernels/cuda/resident_network.h"
#include "kernels/cuda/spike_merge.h"

namespace spikelight {

template <class Real, class Input>
class ResidentEngine : public CommonDeviceEngine<Real, Input> {
    using Common = CommonDeviceEngine<Real, Input>;
    using Common::device_, Common::network_, Common::layout_, Common::drawn_, Common::state_,
        Common::light_;

  public:
    ResidentEngine(const DeviceEngineSetting& setting, DrawnNetwork<typename Common::Weight> drawn,
                   std::uint64_t bytes)
        : Common(setting, std::move(drawn), bytes),
          resident_(setting, drawn_, state_.ways(), state_.way_projections()),
          work_(setting, state_, light_),
          queue_(device_, OrderWorkBuffers<Real>::shape(network_), layout_.shares.blocks,
                 layout_.patience_ns,
                 [this](std::uint64_t first) { resident_.launch(state_.view(), view(first)); }),
          command_(command_numbers(network_)) {
        device_.load([this] { resident_.launch(state_.view(), view(0)); });
    }

    /// What orders work on must not go before they are done.
    ~ResidentEngine() override {
        try {
            queue_.close();
        } catch (...) {
            // Who asked for it has been told.
        }
    }

    /// Goes with the next order.
    void command(std::span<const double> irradiance) override {
        light_.fill(irradiance, command_);
        commands_ = true;
    }

    void begin(std::int64_t from, std::int64_t to) override {
        Stretch& stretch = stretches_.emplace_back();
        stretch.rows.resize(work_.probe_count());
        if (!spare_.empty()) {
            stretch.spikes.swap(spare_.back());
            spare_.pop_back();
        }
        while (from < to) {
            std::int64_t end = std::min(to, from + std::int64_t(layout_.steps_at_once));
            end = work_.end_of_rows(from, end);
            give({Order::advance, 0, from, end});
            ++stretch.orders;
            from = end;
        }
    }

    void finish() override {
        while (stretches_.front().orders > 0) take_oldest();
        finished_ = std::move(stretches_.front());
        stretches_.pop_front();
        this->spikes.swap(finished_.spikes);
        // Memory that comes from the system anew costs more than what is written to it.
        finished_.spikes.clear();
        spare_.push_back(std::move(finished_.spikes));
    }

    bool busy() const override {
        return !under_way_.empty() && !queue_.done(under_way_.back().number);
    }

    void set_probes(std::vector<Probe> probes) override {
        come_to_rest();
        work_.set_probes(probes);
    }
    void read(std::int64_t step, std::size_t probe) override {
        give({Order::read, std::uint32_t(probe), step, step});
    }
    std::span<const double> take_reading() override {
        while (readings_.empty()) take_oldest();
        taken_ = std::move(readings_.front());
        readings_.pop_front();
        return taken_;
    }
    std::span<const double> rows(std::size_t probe) const override { return finished_.rows[probe]; }

  private:
    struct UnderWay {
        std::uint64_t number;
        Order order;
        std::uint32_t slot() const { return std::uint32_t(number % order_slots); }
    };
    /// Steps begun together, and what is known of them.
    struct Stretch {
        int orders = 0;  ///< given and not taken
        std::vector<Spike> spikes;
        std::vector<std::vector<double>> rows;  ///< by probe
    };

    WorkView<Real> view(std::uint64_t first) {
        return work_.view(first, queue_.cells(), queue_.done_array(), drawn_.out_degree.array(),
                          state_.neuron_of_word.array());
    }

    void come_to_rest() override {
        if (commands_) give({});
        queue_.close();
    }

    Array<double> irradiance() const override { return work_.irradiance(); }
    void restore_inputs(const RecentSpikes& recent) override {
        resident_.restore(state_.view(), recent);
    }

    void give(Order order) {
        bool advances = order.what & Order::advance;
        while (under_way_.size() == order_slots || (advances && pieces_ == int(pieces_under_way)))
            take_oldest();
        if (std::exchange(commands_, false)) order.what |= Order::command;
        under_way_.push_back({queue_.give(order, command_), order});
        pieces_ += advances;
    }

    /// Waits for the oldest order, and takes what came of it.
    void take_oldest() {
        UnderWay oldest = under_way_.front();
        queue_.wait(oldest.number);
        const Order& order = oldest.order;
        if (order.what & Order::read)
            readings_.push_back(work_.reading(oldest.slot(), order.probe));
        if (order.what & Order::advance) {
            auto stretch = stretches_.begin();
            while (stretch->orders == 0) ++stretch;
            take_spikes(oldest, stretch->spikes);
            work_.for_rows(oldest.slot(), order.from, order.to,
                           [&](std::size_t probe, std::span<const double> row) {
                               auto& rows = stretch->rows[probe];
                               rows.insert(rows.end(), row.begin(), row.end());
                           });
            --stretch->orders;
            --pieces_;
        }
        under_way_.pop_front();
    }

    /// Appends the spikes of an order: each block has listed its own, by step, then neuron.
    void take_spikes(const UnderWay& piece, std::vector<Spike>& spikes) {
        std::uint32_t blocks = layout_.shares.blocks, slot = piece.slot();
        std::uint64_t longest = 0;
        lists_.clear();
        for (std::uint32_t block = 0; block < blocks; ++block) {
            const PieceTotals& totals = work_.totals(slot, block);
            this->synaptic_events += totals.events;
            longest = std::max<std::uint64_t>(longest, totals.spikes);
            lists_.emplace_back(work_.spikes(slot, block), totals.spikes);
        }
        if (longest > work_.spikes_room()) gather(piece, longest);
        if (blocks == 1)
            spikes.insert(spikes.end(), lists_[0].begin(), lists_[0].end());
        else
            merge_by_step(lists_, piece.order.from, piece.order.to, spikes);
    }

    /// Where a block has listed more than there is room for, all lists are put together room by room.
    void gather(const UnderWay& piece, std::uint64_t longest) {
        std::uint64_t room = work_.spikes_room();
        std::size_t total = 0;
        for (std::span<const Spike> list : lists_) total += list.size();
        gathered_.resize(total);
        for (std::uint64_t first = 0; first < longest; first += room) {
            if (first > 0) list_rest(piece, first);
            Spike* begin = gathered_.data();
            for (std::span<const Spike> list : lists_) {
                if (list.size() > first)
                    std::copy_n(list.data(), std::min(room, list.size() - first), begin + first);
                begin += list.size();
            }
        }
        const Spike* begin = gathered_.data();
        for (std::span<const Spike>& list : lists_)
            list = {std::exchange(begin, begin + list.size()), list.size()};
    }

    void list_rest(const UnderWay& piece, std::uint64_t first) {
        queue_.close();
        device::Grid grid = layout_.grid;
        grid.blocks = layout_.shares.blocks;
        grid.shared_bytes = BlockLister::shared_bytes(grid.threads / device::warp_threads);
        device_.launch(
            grid, ListRest<Real, Input>{state_.view(), view(piece.number), layout_.shares,
                                        piece.order.from, piece.order.to, piece.slot(), first});
        device_.synchronise();
    }

    ResidentNetwork<Real, Input> resident_;
    OrderWorkBuffers<Real> work_;
    OrderQueue queue_;
    std::vector<double> command_;  ///< the last
    bool commands_ = false;        ///< no order has it yet
    std::deque<UnderWay> under_way_;
    int pieces_ = 0;                 ///< orders under way that advance
    std::deque<Stretch> stretches_;  ///< begun and not finished
    Stretch finished_;
    std::deque<std::vector<double>> readings_;  ///< not taken yet
    std::vector<double> taken_;
    std::vector<std::span<const Spike>> lists_;  ///< of an order, by block
    std::vector<Spike> gathered_;
    std::vector<std::vector<Spike>> spare_;  ///< memory of spikes that were handed on
};

}  // namespace spikelight
