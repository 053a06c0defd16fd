#include "tests/ptx/grid.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "tests/ptx/warp.h"

namespace spikelight::ptx {
namespace {

struct RunningBlock : Block {
    std::vector<std::unique_ptr<Warp>> warps;
};

class Grid {
  public:
    Grid(const Launch& launch, std::uint64_t seed) : launch_(launch), dice_(seed) {
        at_once_ = launch.together ? launch.blocks : unsigned(1 + dice_.roll(8));
    }

    void run() {
        while (next_ < launch_.blocks || !blocks_.empty()) {
            while (next_ < launch_.blocks && blocks_.size() < at_once_) begin_block();
            if (ready_.empty())
                throw Fault(launch_.program->name +
                            ": threads wait for ever, as not all of a block came to its barrier");
            run_some();
            // What blocks that have ended wrote comes out by and by.
            std::erase_if(left_behind_, [](const auto& weak) { return !weak->pass_time(); });
        }
        for (const auto& weak : left_behind_) weak->release(Scope::system);
    }

  private:
    using Turn = std::pair<Warp*, RunningBlock*>;

    void begin_block() {
        auto block = std::make_unique<RunningBlock>();
        block->shared.resize(launch_.program->shared_bytes + launch_.shared_bytes, std::byte(0xA5));
        block->arguments = &launch_.arguments;
        block->running = launch_.threads;
        block->counts = launch_.counts;
        if (launch_.weak_memory)
            block->weak = std::make_unique<WeakMemory>(dice_.roll(~std::uint64_t(0)));
        for (unsigned first = 0; first < launch_.threads; first += warp_lanes) {
            block->warps.push_back(std::make_unique<Warp>(*launch_.program, *block, first, next_,
                                                          launch_.threads, launch_.blocks));
            ready_.emplace_back(block->warps.back().get(), block.get());
        }
        ++next_;
        blocks_.push_back(std::move(block));
    }

    /// A turn of a warp, of a length that differs.
    void run_some() {
        std::size_t pick = dice_.roll(ready_.size());
        std::swap(ready_[pick], ready_.back());
        Warp* warp = ready_.back().first;
        RunningBlock* block = ready_.back().second;
        bool goes_on = warp->run(unsigned(1 + dice_.roll(2000)), dice_);
        if (!goes_on) ready_.pop_back();
        if (block->weak) block->weak->pass_time();
        // Who only waits for the host, or for others, lets them work.
        naps_ = warp->napped() ? naps_ + 1 : 0;
        if (naps_ > 2 * ready_.size()) {
            std::this_thread::yield();
            naps_ = 0;
        }
        if (block->waiting > 0 && block->waiting == block->running) {
            for (auto& each : block->warps) {
                bool was_waiting = each->waiting() != 0;
                bool was_stuck = was_waiting && !is_ready(each.get());
                each->release();
                if (was_stuck) ready_.emplace_back(each.get(), block);
            }
            block->waiting = 0;
        }
        if (block->running > 0) return;
        if (block->weak) left_behind_.push_back(std::move(block->weak));
        std::erase_if(blocks_, [&](const auto& each) { return each.get() == block; });
    }

    bool is_ready(const Warp* warp) const {
        return std::any_of(ready_.begin(), ready_.end(),
                           [&](const Turn& turn) { return turn.first == warp; });
    }

    const Launch& launch_;
    testing::Dice dice_;
    unsigned next_ = 0, at_once_ = 1;
    std::size_t naps_ = 0;
    std::vector<std::unique_ptr<RunningBlock>> blocks_;
    std::vector<Turn> ready_;
    std::vector<std::unique_ptr<WeakMemory>> left_behind_;
};

}  // namespace

void run(const Launch& launch, std::uint64_t seed) {
    Grid(launch, seed).run();
}

}  // namespace spikelight::ptx
