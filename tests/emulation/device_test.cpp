// The emulation shows the mistakes that a GPU hides: each kernel here is right, or wrong in one way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "kernels/cuda/device.h"

namespace spikelight::device {
namespace {

using emulation::KernelError;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

template <class T>
std::vector<T> contents(const Buffer<T>& buffer) {
    std::vector<T> values(buffer.count());
    buffer.download(values.data(), values.size());
    return values;
}

/// Each thread hands its number to its neighbour through shared memory.
struct PassOn {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> result;
    bool wait = true;
    unsigned beyond = 0;
    SPIKELIGHT_DEVICE void operator()() const {
        auto passed = shared_array<std::uint32_t>(0, block_threads());
        unsigned neighbour = (thread_index() + 1) % block_threads();
        passed[thread_index()] = thread_index();
        if (wait) barrier();
        result[thread_in_grid() + beyond] = passed[neighbour];
    }
};

class Emulation : public ::testing::Test {
  protected:
    template <class Kernel>
    void run(const Kernel& kernel) {
        device.launch(grid, kernel);
        device.synchronise();
    }

    Device device{0};
    Buffer<std::uint32_t> numbers{device, 192};
    Grid grid{2, 96, 96 * sizeof(std::uint32_t)};
};

TEST_F(Emulation, runs_blocks_with_barriers_under_every_schedule) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        emulation::set_schedule({seed, 1 + unsigned(seed), 1 + unsigned(seed % 3)});
        run(PassOn{numbers.array()});
        std::vector<std::uint32_t> result = contents(numbers);
        for (unsigned i = 0; i < 192; ++i) ASSERT_EQ(result[i], (i % 96 + 1) % 96);
    }
}

TEST_F(Emulation, catches_a_barrier_that_is_missing) {
    // Whatever the schedule: either the value is not there yet, or no barrier says that it is.
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        emulation::set_schedule({seed});
        EXPECT_THROW(run(PassOn{numbers.array(), false}), KernelError);
    }
}

TEST_F(Emulation, catches_an_index_that_is_off_by_one) {
    EXPECT_THAT(
        [&] {
            run(PassOn{numbers.array(), true, 1});
        },
        ThrowsMessage<KernelError>(HasSubstr("out of bounds: element 192 of 192")));
}

/// Counts threads in one element.
struct CountThreads {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> count;
    bool atomic = true;
    SPIKELIGHT_DEVICE void operator()() const {
        if (atomic)
            atomic_add(count, 0, 1u);
        else
            count[0] = count[0] + 1;
    }
};

TEST_F(Emulation, adds_atomically_and_catches_an_addition_that_is_not) {
    numbers.fill_zero();
    run(CountThreads{numbers.array()});
    EXPECT_EQ(contents(numbers)[0], 192u);
    EXPECT_THAT(
        [&] {
            run(CountThreads{numbers.array(), false});
        },
        ThrowsMessage<KernelError>(HasSubstr("race")));
}

/// One block reads what another writes.
struct ReadAcrossBlocks {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> numbers;
    SPIKELIGHT_DEVICE void operator()() const {
        if (block_index() == 0 && thread_index() == 0) numbers[0] = 5;
        barrier();
        if (block_index() == 1 && thread_index() == 0) numbers[1] = numbers[0];
    }
};

TEST_F(Emulation, catches_blocks_that_rely_on_each_other) {
    numbers.fill_zero();
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        emulation::set_schedule({seed});
        EXPECT_THAT([&] { run(ReadAcrossBlocks{numbers.array()}); },
                    ThrowsMessage<KernelError>(HasSubstr("race")));
    }
}

/// Each thread hands its number to the same thread of the next block, twice.
struct PassToNextBlock {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> passed, result, arrived;
    unsigned meetings = 3;
    SPIKELIGHT_DEVICE void operator()() const {
        std::uint64_t own = thread_in_grid(), next = (own + block_threads()) % threads_in_grid();
        std::uint32_t value = std::uint32_t(own);
        for (std::uint32_t round = 0; round < 2; ++round) {
            passed[next] = value;
            if (2 * round + 1 <= meetings) grid_barrier(arrived, 2 * round + 1);
            value = passed[own];
            if (2 * round + 2 <= meetings) grid_barrier(arrived, 2 * round + 2);
        }
        result[own] = value;
    }
};

TEST_F(Emulation, lets_blocks_meet_and_catches_those_that_do_not) {
    Buffer<std::uint32_t> passed(device, 192), arrived(device, 1);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        emulation::set_schedule({seed, 1 + unsigned(seed)});
        arrived.fill_zero();
        device.launch_together({6, 32},
                               PassToNextBlock{passed.array(), numbers.array(), arrived.array()});
        std::vector<std::uint32_t> result = contents(numbers);
        for (unsigned i = 0; i < 192; ++i) ASSERT_EQ(result[i], (i + 128) % 192);
        // Without a meeting a value is not there yet; without the second a block may overwrite it.
        for (unsigned meetings : {0u, 1u}) {
            arrived.fill_zero();
            EXPECT_THAT(
                [&] {
                    device.launch_together({6, 32}, PassToNextBlock{passed.array(), numbers.array(),
                                                                    arrived.array(), meetings});
                    device.synchronise();
                },
                ThrowsMessage<KernelError>(HasSubstr("race")));
        }
    }
    EXPECT_THAT(
        [&] {
            arrived.fill_zero();
            run(PassToNextBlock{passed.array(), numbers.array(), arrived.array()});
        },
        ThrowsMessage<KernelError>(HasSubstr("not launched together")));
}

/// Half a warp stays away from a barrier, or from a ballot.
struct LeaveEarly {
    static constexpr unsigned most_threads = 1024;
    bool ballots = false;
    SPIKELIGHT_DEVICE void operator()() const {
        if (lane() < 16) return;
        if (ballots)
            ballot(true);
        else
            barrier();
    }
};

TEST_F(Emulation, catches_threads_that_stay_away_from_a_meeting) {
    for (bool ballots : {false, true})
        EXPECT_THAT([&] { run(LeaveEarly{ballots}); },
                    ThrowsMessage<KernelError>(HasSubstr("wait for ever")));
}

/// The prefix sums and ballots of a warp.
struct SumWarps {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> numbers;
    SPIKELIGHT_DEVICE void operator()() const {
        std::uint32_t sum = sum_up_to_lane(lane());
        std::uint32_t odd = ballot(lane() % 2 == 1);
        numbers[thread_in_grid()] = sum + sum_of_warp(1u) * (odd == 0xAAAAAAAAu ? 1000 : 0);
    }
};

TEST_F(Emulation, sums_over_warps) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        emulation::set_schedule({seed, 2 + unsigned(seed)});
        run(SumWarps{numbers.array()});
        std::vector<std::uint32_t> result = contents(numbers);
        for (unsigned i = 0; i < 192; ++i)
            ASSERT_EQ(result[i], (i % 32) * (i % 32 + 1) / 2 + 32000);
    }
}

/// Reads what nobody wrote.
struct ReadNothing {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> numbers, fresh;
    SPIKELIGHT_DEVICE void operator()() const { numbers[thread_in_grid()] = fresh[0]; }
};

TEST_F(Emulation, catches_reads_of_memory_that_was_never_written) {
    Buffer<std::uint32_t> fresh(device, 1);
    EXPECT_THAT(
        [&] {
            run(ReadNothing{numbers.array(), fresh.array()});
        },
        ThrowsMessage<KernelError>(HasSubstr("never written")));
}

/// Adds what pinned memory holds, and says there how far it is.
struct AddPinned {
    static constexpr unsigned most_threads = 1024;
    Array<std::uint32_t> addend, sum, said;
    SPIKELIGHT_DEVICE void operator()() const {
        if (thread_in_grid() != 0) return;
        std::uint32_t now = sum[0] + addend[0];
        sum[0] = now;
        said[0] = now;
    }
};

TEST_F(Emulation, works_in_order_and_shows_where_the_host_does_not_wait) {
    int wrong = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        emulation::set_schedule({seed});
        bool waits = seed % 2 == 0;
        Buffer<std::uint32_t> addend(device, 1), sum(device, 1);
        Pinned<std::uint32_t> given(device, 1), said(device, 1);
        Mark mark(device);
        sum.fill_zero();
        // The host gives 1, 2, ... 5, each time it may: when the device has taken the last.
        for (std::uint32_t number = 1; number <= 5; ++number) {
            given[0] = number;
            addend.upload_later(given, 1);
            device.launch(grid, AddPinned{addend.array(), sum.array(), said.array()});
            device.set(mark);
            if (waits) {
                device.wait(mark);
                EXPECT_TRUE(device.passed(mark));
            }
        }
        if (waits)
            ASSERT_EQ(said[0], 15u);
        else
            wrong += said[0] != 15;
    }
    EXPECT_GT(wrong, 15) << "of 20 hosts that do not wait";
}

/// Multiplies what the host asks for, one after another, until it has asked for nothing for a while.
struct Multiply {
    static constexpr unsigned most_threads = 32;
    Array<std::uint64_t> asked, answered;
    Array<std::uint32_t> products;
    std::uint64_t first;
    bool wait = true;
    SPIKELIGHT_DEVICE void operator()() const {
        std::uint64_t last = nanoseconds();
        for (std::uint64_t number = first;;) {
            std::uint64_t factor = shuffle(lane() == 0 ? peek(asked, number) : 0, 0);
            if (factor == 0 && shuffle(nanoseconds(), 0) - shuffle(last, 0) > 1000000) return;
            if (factor == 0) {
                nap();
                continue;
            }
            products[lane()] = std::uint32_t(factor * lane());
            if (wait) barrier();
            if (lane() == 0) tell_host(answered, 0, ++number);
            number = shuffle(number, 0);
            last = nanoseconds();
        }
    }
};

TEST_F(Emulation, lets_a_kernel_and_the_host_talk_while_it_runs) {
    int wrong = 0;
    std::uint64_t launches = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        emulation::set_schedule({seed, 1 + unsigned(seed % 8)});
        bool waits = seed % 2 == 0;
        Pinned<std::uint64_t> asked(device, 21), answered(device, 1);
        Pinned<std::uint32_t> products(device, 32);
        Mark end(device);
        for (std::uint64_t number = 0; number < 21; ++number) asked[number] = 0;
        answered[0] = 0;
        for (std::uint64_t number = 0; number < 20; ++number) {
            tell_device(asked, number, number + 7);
            while (heard(answered, 0) <= number) {
                if (!device.passed(end) || heard(answered, 0) > number) continue;
                // It was not there any more.
                device.launch({1, 32}, Multiply{asked.array(), answered.array(), products.array(),
                                                number, waits});
                device.set(end);
                ++launches;
            }
            for (std::uint32_t i = 0; i < 32; ++i) {
                bool right = products[i] == (number + 7) * i;
                ASSERT_TRUE(right || !waits) << products[i] << " as " << number << " times " << i;
                wrong += !right;
            }
        }
        device.synchronise();
    }
    EXPECT_GT(wrong, 20) << "where threads tell of what others have not done";
    EXPECT_GT(launches, 40u) << "some must end too soon";
    EXPECT_LT(launches, 400u) << "and some must go on";
}

}  // namespace
}  // namespace spikelight::device
