// The host's side of the ring of orders: gives them, and waits until they are done. See kernels/cuda/take_orders.h.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <span>
#include <stdexcept>

#include "kernels/cuda/order.h"
#include "kernels/cuda/synapse_views.h"

namespace spikelight {

class OrderQueue {
  public:
    /// `launch(first)` launches blocks that take orders from number `first` on, and wait so long for one.
    OrderQueue(device::Device& device, OrderShape shape, std::uint32_t blocks,
               std::uint64_t patience_ns, std::function<void(std::uint64_t first)> launch)
        : device_(device),
          shape_(shape),
          blocks_(blocks),
          patience_(patience_ns),
          launch_(std::move(launch)),
          cells_(device, std::uint64_t(shape.slots) * shape.words()),
          done_(device, blocks),
          end_(device) {
        std::fill_n(cells_.data(), std::uint64_t(shape.slots) * shape.words(), 0);
        std::fill_n(done_.data(), blocks, 0);
    }

    /// Gives an order, and returns its number. Its slot must be free: the order that had it is done, and all that came of it
    /// was taken. `command`: all numbers, where it commands.
    std::uint64_t give(const Order& order, std::span<const double> command) {
        // Whoever works on an order takes the next one as well, and so does who has had one so lately that he still waits; or
        // is found missing when it is waited for. To ask the driver takes as long as a few steps.
        Clock::time_point now = Clock::now();
        bool there = given_ > 0 && (!done(given_ - 1) || now - last_given_ < patience_ / 2);
        last_given_ = now;
        write(order, command);
        std::uint64_t number = given_++;
        // They may have taken it before they went.
        if (!there && device_.passed(end_) && !done(number)) launch(number);
        return number;
    }

    /// Is an order carried out, by all blocks?
    bool done(std::uint64_t number) const { return orders_done() > number; }

    void wait(std::uint64_t number) {
        std::uint64_t before = orders_done();
        int launches_in_vain = 0;
        while (true) {
            if (seen_done(number)) return;
            if (!device_.passed(end_) || done(number)) continue;
            // The blocks have gone, as nobody had told them anything for too long.
            launches_in_vain = orders_done() > before ? 0 : launches_in_vain + 1;
            if (launches_in_vain > 3)
                throw std::runtime_error(
                    "the GPU does not take what it is told to do. Run again with "
                    "SPIKELIGHT_CUDA_ENGINE=graph or --backend cpu, and report it");
            before = orders_done();
            launch(before);
        }
    }

    /// Lets the blocks go when all orders given are done, and waits for that.
    void close() {
        if (given_ > 0) wait(given_ - 1);
        if (device_.passed(end_)) return;
        // The number is given again.
        Order close;
        close.what = Order::close;
        write(close, {});
        device_.wait(end_);
        last_given_ = {};
    }

    Array<std::uint64_t> cells() const { return cells_.array(); }
    Array<std::uint64_t> done_array() const { return done_.array(); }

  private:
    using Clock = std::chrono::steady_clock;

    /// Looks whether an order is done, for a while in which asking the driver would only be in the way.
    bool seen_done(std::uint64_t number) const {
        constexpr std::chrono::microseconds between_questions(20);
        constexpr int looks = 16;
        Clock::time_point until = Clock::now() + between_questions;
        do
            for (int look = 0; look < looks; ++look)
                if (done(number)) return true;
        while (Clock::now() < until);
        return false;
    }

    void launch(std::uint64_t first) {
        launch_(first);
        device_.set(end_);
    }

    /// The least that a block has done. All orders before one that is done are done.
    std::uint64_t orders_done() const {
        std::uint64_t least = given_;
        for (std::uint32_t block = 0; block < blocks_; ++block)
            least = std::min(least, device::heard(done_, block));
        return least;
    }

    /// The first line goes last: whoever finds it finds the others.
    void write(const Order& order, std::span<const double> command) {
        std::uint64_t first = shape_.first_cell(given_);
        std::uint32_t words = order.what & Order::command ? shape_.words() : OrderShape::line;
        for (std::uint32_t begin = words; begin > 0; begin -= OrderShape::line)
            for (std::uint32_t k = begin - OrderShape::line; k < begin; ++k)
                device::tell_device(cells_, first + k,
                                    OrderShape::cell(given_, word_of(order, command, k)));
    }

    device::Device& device_;
    OrderShape shape_;
    std::uint32_t blocks_;
    std::chrono::nanoseconds patience_;
    std::function<void(std::uint64_t)> launch_;
    Pinned<std::uint64_t> cells_, done_;
    Mark end_;  ///< of the last launch
    std::uint64_t given_ = 0;
    Clock::time_point last_given_{};  ///< since the blocks were last told to go
};

}  // namespace spikelight
