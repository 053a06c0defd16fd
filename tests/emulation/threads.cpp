#include "tests/emulation/threads.h"

#include <array>
#include <exception>
#include <memory>
#include <vector>

#include "tests/emulation/fiber.h"
#include "tests/support/dice.h"

namespace spikelight::emulation {
namespace {

struct Thread;

/// Where threads wait until all have come.
struct Meeting {
    std::vector<Thread*> waiting;
    std::uint32_t held = 0;  ///< meetings so far
};

enum class Purpose { none, barrier, exchange, vote };

struct Warp {
    Meeting meeting;
    Purpose purpose = Purpose::none;
    std::uint32_t barriers = 0;
    std::array<std::array<std::uint64_t, 32>, 2> values{};
};

struct Block {
    unsigned index = 0, running = 0;
    Meeting meeting;
    std::vector<Warp> warps;
    std::vector<unsigned char> shared;
    std::vector<Shadow> shadows;
};

struct Thread {
    Fiber fiber;
    Block* block = nullptr;
    unsigned index = 0;
    bool waiting = false, naps = false;
    Warp& warp() const { return block->warps[index / 32]; }
};

Schedule the_schedule;
testing::Dice dice(1);  ///< the order of turns
std::uint32_t launches = 0;

/// Threads whose stacks are free: they are the dear part of a launch, and are kept.
std::vector<std::unique_ptr<Thread>> idle_threads;

}  // namespace

class Launch::Threads {
  public:
    Threads(unsigned blocks, unsigned threads, std::size_t shared_bytes,
            std::function<void()> kernel, Blocks order)
        : number(++launches),
          kernel_(std::move(kernel)),
          shape_{0, 0, blocks, threads},
          shared_bytes_(shared_bytes),
          order_(order),
          blocks_at_once_(order == Blocks::together ? blocks : the_schedule.blocks_at_once) {}
    ~Threads() {
        for (auto& thread : threads_) idle_threads.push_back(std::move(thread));
    }

    bool run(std::uint64_t turns);

    Thread& current() { return *current_; }
    std::uint32_t grid_barriers() const { return meeting_.held; }

    void wait_for_grid() {
        if (order_ != Blocks::together)
            throw KernelError("blocks that are not launched together cannot meet");
        wait(meeting_, std::size_t(shape_.blocks) * shape_.threads);
    }
    const Position& shape() const { return shape_; }

    void pause() { current_->fiber.pause(); }

    /// Waits until `count` threads have come. The last to come wakes the others.
    void wait(Meeting& meeting, std::size_t count) {
        if (meeting.waiting.size() + 1 < count) {
            current_->waiting = true;
            meeting.waiting.push_back(current_);
            return pause();
        }
        for (Thread* thread : meeting.waiting) {
            thread->waiting = false;
            ready_.push_back(thread);
        }
        meeting.waiting.clear();
        ++meeting.held;
    }

    const std::uint32_t number;

  private:
    void begin_block() {
        auto block = std::make_unique<Block>();
        block->index = next_block_++;
        block->running = shape_.threads;
        block->warps.resize(shape_.threads / 32);
        block->shared.assign(shared_bytes_, 0xA5);
        block->shadows.resize(shared_bytes_);
        for (unsigned i = 0; i < shape_.threads; ++i) {
            Thread* thread = take_thread();
            thread->block = block.get();
            thread->index = i;
            thread->waiting = thread->naps = false;
            thread->fiber.start(&Threads::run_thread, this);
            ready_.push_back(thread);
        }
        unfinished_ += shape_.threads;
        ++in_flight_;
        blocks_.push_back(std::move(block));
    }

    Thread* take_thread() {
        if (!free_.empty()) {
            Thread* thread = free_.back();
            free_.pop_back();
            return thread;
        }
        if (idle_threads.empty()) idle_threads.push_back(std::make_unique<Thread>());
        threads_.push_back(std::move(idle_threads.back()));
        idle_threads.pop_back();
        return threads_.back().get();
    }

    static void run_thread(void* threads) {
        Threads& self = *static_cast<Threads*>(threads);
        try {
            self.kernel_();
        } catch (...) {
            self.error_ = std::current_exception();
        }
    }

    void settle(Thread& thread) {
        if (thread.fiber.ended()) {
            --unfinished_;
            if (--thread.block->running == 0) --in_flight_;
            free_.push_back(&thread);
        } else if (!thread.waiting) {
            ready_.push_back(&thread);
        }
    }

    std::function<void()> kernel_;
    Position shape_;
    std::size_t shared_bytes_;
    Blocks order_;
    unsigned blocks_at_once_;
    Meeting meeting_;  ///< of all threads
    unsigned next_block_ = 0, in_flight_ = 0;
    std::size_t unfinished_ = 0;
    std::vector<std::unique_ptr<Block>> blocks_;
    std::vector<std::unique_ptr<Thread>> threads_;
    std::vector<Thread*> ready_, free_;
    Thread* current_ = nullptr;
    std::exception_ptr error_;
};

namespace {

/// Whose thread runs now.
Launch::Threads* the_launch = nullptr;

/// All lanes of the running warp meet; they must have come for the same thing.
void meet_in_warp(Purpose purpose) {
    pause_sometimes();
    Warp& warp = the_launch->current().warp();
    if (!warp.meeting.waiting.empty() && warp.purpose != purpose)
        throw KernelError("lanes of a warp came to different meetings");
    warp.purpose = purpose;
    the_launch->wait(warp.meeting, 32);
}

}  // namespace

void set_schedule(const Schedule& schedule) {
    the_schedule = schedule;
    dice = testing::Dice(schedule.seed);
}

std::uint32_t launches_begun() {
    return launches;
}

std::uint64_t roll(std::uint64_t sides) {
    return dice.roll(sides);
}

bool Launch::Threads::run(std::uint64_t turns) {
    the_launch = this;
    std::uint64_t naps = 0;
    while (next_block_ < shape_.blocks || !ready_.empty() || unfinished_ > 0) {
        if (turns-- == 0) return false;
        // Keep some blocks in flight, in order, as a GPU does.
        while (next_block_ < shape_.blocks && in_flight_ < blocks_at_once_) begin_block();
        if (ready_.empty())
            throw KernelError(
                "threads wait for ever (not all of a block or warp came to the same meeting)");
        // Run a random thread until it waits, pauses or ends.
        std::size_t pick = dice.roll(ready_.size());
        std::swap(ready_[pick], ready_.back());
        current_ = ready_.back();
        ready_.pop_back();
        current_->naps = false;
        current_->fiber.run();
        if (error_) std::rethrow_exception(error_);
        settle(*current_);
        naps = current_->naps ? naps + 1 : 0;
        if (naps > 8 * ready_.size()) return false;
    }
    return true;
}

Launch::Launch(unsigned blocks, unsigned threads, std::size_t shared_bytes,
               std::function<void()> kernel, Blocks order) {
    if (blocks == 0 || threads == 0 || threads % 32 != 0 || threads > 1024)
        throw KernelError("a launch needs blocks of 32, 64, ... 1024 threads");
    threads_ = std::make_unique<Threads>(blocks, threads, shared_bytes, std::move(kernel), order);
}
Launch::~Launch() = default;

bool Launch::run(std::uint64_t turns) {
    return threads_->run(turns);
}

Position position() {
    Position p = the_launch->shape();
    p.block = the_launch->current().block->index;
    p.thread = the_launch->current().index;
    return p;
}

Moment current_moment() {
    const Thread& self = the_launch->current();
    return {the_launch->number,          self.block->index,        self.index,
            the_launch->grid_barriers(), self.block->meeting.held, self.warp().barriers};
}

void pause_sometimes() {
    if (dice.roll(the_schedule.accesses_between_pauses) == 0) the_launch->pause();
}

void nap() {
    the_launch->current().naps = true;
    the_launch->pause();
}

std::uint64_t nanoseconds() {
    static std::uint64_t now = 0;
    return now += dice.roll(1000);
}

void wait_for_grid() {
    pause_sometimes();
    the_launch->wait_for_grid();
}

void wait_for_block() {
    pause_sometimes();
    the_launch->wait(the_launch->current().block->meeting, the_launch->shape().threads);
}

void wait_for_warp() {
    meet_in_warp(Purpose::barrier);
    // The first to leave notes it for all.
    Warp& warp = the_launch->current().warp();
    warp.barriers = warp.meeting.held;
}

std::uint64_t exchange(std::uint64_t value, unsigned lane) {
    Thread& self = the_launch->current();
    // Lanes may be one meeting apart when they read, so two sets of values are enough.
    auto& values = self.warp().values[self.warp().meeting.held % 2];
    values[self.index % 32] = value;
    meet_in_warp(Purpose::exchange);
    return values[lane % 32];
}

std::uint32_t vote(bool yes) {
    Thread& self = the_launch->current();
    auto& values = self.warp().values[self.warp().meeting.held % 2];
    values[self.index % 32] = yes;
    meet_in_warp(Purpose::vote);
    std::uint32_t bits = 0;
    for (unsigned lane = 0; lane < 32; ++lane) bits |= std::uint32_t(values[lane]) << lane;
    return bits;
}

SharedMemory shared_memory() {
    Block& block = *the_launch->current().block;
    return {block.shared.data(), block.shadows.data(), block.shared.size()};
}

}  // namespace spikelight::emulation
