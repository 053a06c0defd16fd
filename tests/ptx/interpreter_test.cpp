// PTX on the processor, against what NVIDIA's "PTX ISA" says of each instruction.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "tests/ptx/grid.h"
#include "tests/ptx/memory.h"
#include "tests/ptx/module.h"
#include "tests/ptx/weak_memory.h"

namespace spikelight::ptx {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* head = ".version 8.0\n.target sm_90\n.address_size 64\n";

/// Memory of the device that is given back.
template <class T>
class DeviceArray {
  public:
    explicit DeviceArray(const std::vector<T>& values)
        : count_(values.size()),
          memory_(static_cast<T*>(allocate(count_ * sizeof(T), Kind::device))) {
        std::memcpy(memory_, values.data(), count_ * sizeof(T));
    }
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;
    ~DeviceArray() { release(memory_, Kind::device); }
    T* data() const { return memory_; }
    std::vector<T> values() const { return {memory_, memory_ + count_}; }

  private:
    std::size_t count_;
    T* memory_;
};

struct Shape {
    unsigned blocks = 1, threads = 32;
    std::size_t shared_bytes = 0;
    bool together = false;
};

/// Runs a kernel whose body finds its two arguments in %rd1 and %rd2.
void run_body(const std::string& body, const void* first, const void* second,
              const Shape& shape = {}, std::uint64_t seed = 1, const std::string& before = "") {
    Module module(std::string(head) + before +
                  ".visible .entry k(.param .u64 k_0, .param .u64 k_1)\n{\n"
                  ".reg .pred %p<9>; .reg .b16 %rs<9>; .reg .b32 %r<40>; .reg .b64 %rd<30>;\n"
                  ".reg .f32 %f<9>; .reg .f64 %fd<9>;\n"
                  "ld.param.u64 %rd1, [k_0]; ld.param.u64 %rd2, [k_1];\n"
                  "mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mov.u32 %r3, %ntid.x;\n"
                  "mad.lo.s32 %r4, %r2, %r3, %r1;\n" +
                  body + "\nret;\n}\n");
    Launch launch;
    launch.program = module.kernel("k");
    ASSERT_NE(launch.program, nullptr);
    launch.blocks = shape.blocks;
    launch.threads = shape.threads;
    launch.shared_bytes = shape.shared_bytes;
    launch.together = shape.together;
    launch.weak_memory = true;
    launch.arguments.resize(launch.program->parameter_bytes);
    std::memcpy(launch.arguments.data(), &first, 8);
    std::memcpy(launch.arguments.data() + 8, &second, 8);
    run(launch, seed);
}

/// What `instruction` makes of each value in %a of `width` bits: the result is %d.
template <class D, class A>
std::vector<D> apply(const std::string& instruction, std::vector<A> values) {
    std::size_t count = values.size();
    values.resize(warp_lanes, values[0]);
    DeviceArray<A> from(values);
    DeviceArray<D> to(std::vector<D>(warp_lanes, D{}));
    auto bits = [](std::size_t bytes) { return ".b" + std::to_string(8 * bytes); };
    run_body("{ .reg " + bits(sizeof(A)) + " %a; .reg " + bits(sizeof(D)) + " %d;\n" +
                 "mul.wide.u32 %rd3, %r1, " + std::to_string(sizeof(A)) +
                 "; add.s64 %rd3, %rd1, %rd3; ld.global" + bits(sizeof(A)) + " %a, [%rd3];\n" +
                 instruction + ";\n" + "mul.wide.u32 %rd4, %r1, " + std::to_string(sizeof(D)) +
                 "; add.s64 %rd4, %rd2, %rd4; st.global" + bits(sizeof(D)) + " [%rd4], %d; }",
             from.data(), to.data());
    std::vector<D> result = to.values();
    result.resize(count);
    return result;
}

/// One value per lane of `threads` threads, which `body` leaves in %r10.
std::vector<std::uint32_t> of_threads(const std::string& body, const Shape& shape = {},
                                      std::uint64_t seed = 1, const std::string& before = "") {
    DeviceArray<std::uint32_t> to(std::vector<std::uint32_t>(shape.blocks * shape.threads));
    run_body(body +
                 "\nmul.wide.u32 %rd20, %r4, 4; add.s64 %rd20, %rd1, %rd20;\n"
                 "st.global.u32 [%rd20], %r10;",
             to.data(), nullptr, shape, seed, before);
    return to.values();
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(Ptx, numbers_that_integers_cannot_hold_become_the_nearest_and_what_is_none_becomes_0) {
    float infinity = std::numeric_limits<float>::infinity();
    EXPECT_THAT(
        (apply<std::int32_t, float>("cvt.rzi.s32.f32 %d, %a", {-1.9f, 1.9f, 3e9f, -3e9f, infinity,
                                                               -infinity, std::nanf("")})),
        ElementsAre(-1, 1, INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN, 0));
    EXPECT_THAT((apply<std::uint32_t, float>("cvt.rzi.u32.f32 %d, %a", {-1.f, -0.5f, 5e9f, 7.9f})),
                ElementsAre(0u, 0u, UINT32_MAX, 7u));
    EXPECT_THAT((apply<std::int64_t, double>("cvt.rzi.s64.f64 %d, %a", {1e19, -1e19, -2.5})),
                ElementsAre(INT64_MAX, INT64_MIN, -2));
}

TEST(Ptx, conversions_between_floating_point_numbers_round_to_the_nearest) {
    // 2^24 + 1 lies between two floats, and the even one is taken.
    EXPECT_THAT((apply<float, std::int32_t>("cvt.rn.f32.s32 %d, %a", {16777217, 16777219, -7})),
                ElementsAre(16777216.f, 16777220.f, -7.f));
    EXPECT_THAT((apply<float, double>("cvt.rn.f32.f64 %d, %a", {1e300, 0.1})),
                ElementsAre(std::numeric_limits<float>::infinity(), 0.1f));
}

TEST(Ptx, shifts_beyond_a_register_leave_0_or_the_sign) {
    EXPECT_THAT((apply<std::uint32_t, std::uint32_t>("shl.b32 %d, 1, %a", {0, 31, 32, 400})),
                ElementsAre(1u, 0x80000000u, 0u, 0u));
    EXPECT_THAT((apply<std::int32_t, std::uint32_t>("shr.s32 %d, -8, %a", {1, 31, 32, 99})),
                ElementsAre(-4, -1, -1, -1));
    EXPECT_THAT((apply<std::uint64_t, std::uint32_t>("shr.u64 %d, -1, %a", {60, 64})),
                ElementsAre(15u, 0u));
}

TEST(Ptx, minimum_and_maximum_prefer_numbers_and_know_the_sign_of_0) {
    float none = std::nanf("");
    EXPECT_THAT((apply<float, float>("min.f32 %d, %a, 0f3F800000", {none, 2.f, -3.f})),
                ElementsAre(1.f, 1.f, -3.f));
    auto zeros = apply<std::uint32_t, float>("max.f32 %d, %a, 0f00000000", {-0.f, 0.f});
    EXPECT_THAT(zeros, ElementsAre(0u, 0u));
    zeros = apply<std::uint32_t, float>("min.f32 %d, %a, 0f80000000", {-0.f, 0.f});
    EXPECT_THAT(zeros, ElementsAre(0x80000000u, 0x80000000u));
}

TEST(Ptx, products_have_a_lower_and_an_upper_half) {
    EXPECT_THAT((apply<std::uint64_t, std::uint64_t>("mul.hi.u64 %d, %a, -1", {2, 1ull << 63})),
                ElementsAre(1u, (1ull << 63) - 1));
    EXPECT_THAT((apply<std::int64_t, std::int32_t>("mul.wide.s32 %d, %a, -3", {INT32_MIN, 5})),
                ElementsAre(3 * -std::int64_t(INT32_MIN), -15));
    EXPECT_THAT((apply<std::int32_t, std::int32_t>("mad.lo.s32 %d, %a, %a, 7", {65536, 3})),
                ElementsAre(7, 16));
}

TEST(Ptx, bits_are_counted_found_turned_and_inserted) {
    using U = std::uint32_t;
    EXPECT_THAT((apply<U, U>("bfind.shiftamt.u32 %d, %a", {0, 1, 0x00F00000})),
                ElementsAre(~0u, 31u, 8u));
    EXPECT_THAT((apply<U, U>("clz.b32 %d, %a", {0, 1, ~0u})), ElementsAre(32u, 31u, 0u));
    EXPECT_THAT((apply<U, U>("brev.b32 %d, %a", {1, 6})), ElementsAre(1u << 31, 0x60000000u));
    EXPECT_THAT((apply<U, U>("bfi.b32 %d, %a, 0, 4, 8", {0x1FF, 1})), ElementsAre(0xFF0u, 0x10u));
    EXPECT_THAT((apply<U, std::uint64_t>("popc.b64 %d, %a", {~0ull, 5})), ElementsAre(64u, 2u));
}

TEST(Ptx, shuffles_stay_within_their_part_of_the_warp) {
    // Parts of 8 lanes: c = (32 - 8) << 8 | clamp.
    auto down = of_threads("shfl.sync.down.b32 %r10|%p1, %r1, 3, 6175, -1;");
    auto up = of_threads("shfl.sync.up.b32 %r10|%p1, %r1, 3, 6144, -1;");
    auto other = of_threads("shfl.sync.bfly.b32 %r10|%p1, %r1, 1, 31, -1;");
    auto index = of_threads("add.u32 %r5, %r1, 9; shfl.sync.idx.b32 %r10|%p1, %r1, %r5, 31, -1;");
    for (unsigned lane = 0; lane < 32; ++lane) {
        EXPECT_EQ(down[lane], lane % 8 + 3 < 8 ? lane + 3 : lane);
        EXPECT_EQ(up[lane], lane % 8 >= 3 ? lane - 3 : lane);
        EXPECT_EQ(other[lane], lane ^ 1);
        EXPECT_EQ(index[lane], (lane + 9) % 32);
    }
    auto found =
        of_threads("shfl.sync.down.b32 %r5|%p1, %r1, 3, 6175, -1; selp.b32 %r10, 1, 0, %p1;");
    for (unsigned lane = 0; lane < 32; ++lane) EXPECT_EQ(found[lane], lane % 8 < 5);
}

TEST(Ptx, lanes_that_part_meet_again_and_vote) {
    // Each lane goes round as often as its number says; then all vote, and those of a half once more.
    std::string body =
        "mov.u32 %r5, 0;\n"
        "AGAIN: setp.ge.u32 %p1, %r5, %r1; @%p1 bra DONE;\n"
        "add.u32 %r5, %r5, 1; bra.uni AGAIN;\n"
        "DONE: setp.gt.u32 %p2, %r5, 20; vote.sync.ballot.b32 %r10, %p2, -1;\n"
        "setp.lt.u32 %p3, %r1, 16; @!%p3 bra END;\n"
        "vote.sync.any.pred %p4, %p2, 65535; @%p4 add.u32 %r10, %r10, 1;\n"
        "END: ";
    for (std::uint64_t seed = 1; seed < 30; ++seed)
        EXPECT_THAT(of_threads(body, {}, seed), Each(0xFFE00000u)) << "seed " << seed;
}

TEST(Ptx, threads_of_a_block_share_memory_and_meet_at_its_barrier) {
    // Each thread writes its number and reads that of the thread from the other end.
    std::string body =
        "mov.u64 %rd5, memory; mul.wide.u32 %rd6, %r1, 4; add.s64 %rd7, %rd5, %rd6;\n"
        "st.shared.u32 [%rd7], %r1; bar.sync 0;\n"
        "sub.s32 %r5, %r3, %r1; sub.s32 %r5, %r5, 1; mul.wide.u32 %rd6, %r5, 4;\n"
        "add.s64 %rd7, %rd5, %rd6; ld.shared.u32 %r10, [%rd7];";
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        auto values =
            of_threads(body, {3, 256, 1024}, seed, ".extern .shared .align 16 .b8 memory[];\n");
        for (unsigned i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], 255 - i % 256);
    }
}

TEST(Ptx, blocks_that_are_launched_together_wait_for_each_other) {
    DeviceArray<std::uint32_t> counts({0, 0});
    // Who comes adds one and waits until 5 x 64 have come.
    std::string body =
        "atom.global.add.u32 %r5, [%rd1], 1;\n"
        "WAIT: ld.acquire.gpu.u32 %r6, [%rd1]; setp.lt.u32 %p1, %r6, 320; @%p1 bra WAIT;\n"
        "atom.global.max.u32 %r7, [%rd1+4], %r6;";
    run_body(body, counts.data(), nullptr, {5, 64, 0, true});
    EXPECT_THAT(counts.values(), ElementsAre(320u, 320u));
}

/// Block 0 writes a number and then says so; block 1 waits until it hears, and reads the number. Which number, for many seeds.
std::vector<std::uint32_t> heard_of(const std::string& say, const std::string& hear) {
    std::vector<std::uint32_t> heard;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        DeviceArray<std::uint32_t> words(std::vector<std::uint32_t>(16, 0));
        run_body(
            "mov.u32 %r9, 7; ld.global.u32 %r8, [%rd1];\n"
            "setp.ne.u32 %p1, %r2, 0; @%p1 bra LISTEN;\n"
            "st.global.u32 [%rd1], %r9; " +
                say +
                ".global.u32 [%rd1+32], 1; bra.uni END;\n"
                "LISTEN: " +
                hear +
                ".global.u32 %r5, [%rd1+32]; setp.eq.u32 %p2, %r5, 0;\n"
                "@%p2 bra LISTEN; ld.global.u32 %r6, [%rd1]; st.global.u32 [%rd1+48], %r6; END: ",
            words.data(), nullptr, {2, 32, 0, true}, seed);
        heard.push_back(words.values()[12]);
    }
    return heard;
}

TEST(Ptx, other_blocks_see_what_was_written_in_order_only_if_both_sides_ask_for_it) {
    EXPECT_THAT(heard_of("st.release.gpu", "ld.acquire.gpu"), Each(7u));
    EXPECT_THAT(heard_of("fence.acq_rel.gpu; st.relaxed.gpu", "ld.acquire.gpu"), Each(7u));
    // Whichever side does not ask, the old number is seen at times.
    EXPECT_THAT(heard_of("st.relaxed.gpu", "ld.acquire.gpu"), Contains(0u));
    EXPECT_THAT(heard_of("st.release.gpu", "ld.relaxed.gpu"), Contains(0u));
    EXPECT_THAT(heard_of("st.release.cta", "ld.acquire.gpu"), Contains(0u));
    EXPECT_THAT(heard_of("st.release.gpu", "ld.acquire.cta"), Contains(0u));
}

TEST(Ptx, a_block_sees_its_own_writes_and_additions_at_once) {
    DeviceArray<std::uint32_t> words(std::vector<std::uint32_t>(16, 0));
    // A thread reads, adds, reads, writes and reads the same word, a hundred times.
    std::string body =
        "setp.ne.u32 %p1, %r1, 0; @%p1 bra END; mov.u32 %r5, 0;\n"
        "AGAIN: ld.global.u32 %r6, [%rd1]; setp.ne.u32 %p2, %r6, %r5; @%p2 bra BAD;\n"
        "atom.global.add.u32 %r7, [%rd1], 2; ld.global.u32 %r6, [%rd1]; sub.u32 %r6, %r6, 1;\n"
        "st.global.u32 [%rd1], %r6; add.u32 %r5, %r5, 1; setp.lt.u32 %p3, %r5, 100;\n"
        "@%p3 bra AGAIN; bra.uni END; BAD: st.global.u32 [%rd1+4], 1; END: ";
    run_body(body, words.data(), nullptr);
    EXPECT_EQ(words.values()[0], 100u);
    EXPECT_EQ(words.values()[1], 0u);
}

TEST(Ptx, the_host_sees_what_was_written_in_order_only_if_it_is_done_for_the_system) {
    alignas(16) std::uint32_t words[4] = {1, 2, 3, 4};
    auto* bytes = reinterpret_cast<std::byte*>(words);
    WeakMemory memory(1);
    std::uint32_t seven = 7, seen = 0;
    memory.write(bytes + 4, &seven, 4, true);
    memory.release(Scope::device);
    EXPECT_THAT(words, ElementsAre(1, 2, 3, 4));
    memory.read(bytes + 4, &seen, 4, false);
    EXPECT_EQ(seen, 7u);
    memory.release(Scope::system);
    EXPECT_THAT(words, ElementsAre(1, 7, 3, 4));
    // What nobody asks for comes out some time as well.
    memory.write(bytes + 12, &seven, 4, true);
    for (int i = 0; i < 1000; ++i) memory.pass_time();
    EXPECT_EQ(words[3], 7u);
}

TEST(Ptx, functions_become_part_of_who_calls_them) {
    std::string function =
        ".func (.param .b32 func_retval0) twice(.param .b64 twice_0, .param .b32 twice_1)\n"
        "{ .reg .pred %p<2>; .reg .b32 %r<4>; .reg .b64 %rd<2>;\n"
        "ld.param.u64 %rd1, [twice_0]; ld.param.u32 %r1, [twice_1];\n"
        "st.u32 [%rd1], %r1; setp.lt.u32 %p1, %r1, 4; @%p1 bra SMALL;\n"
        "add.u32 %r2, %r1, %r1; st.param.b32 [func_retval0+0], %r2; ret;\n"
        "SMALL: st.param.b32 [func_retval0+0], 77; ret; }\n";
    auto call = [](const std::string& argument, const std::string& result) {
        return "{ .param .b64 param0; st.param.b64 [param0+0], %SP;\n"
               ".param .b32 param1; st.param.b32 [param1+0], " +
               argument +
               ";\n"
               ".param .b32 retval0; call.uni (retval0), twice, (param0, param1);\n"
               "ld.param.b32 " +
               result + ", [retval0+0]; }\n";
    };
    auto values = of_threads(
        ".local .align 8 .b8 depot[8]; .reg .b64 %SP, %SPL;\n"
        "mov.u64 %SPL, depot; cvta.local.u64 %SP, %SPL;\n" +
            call("%r1", "%r5") + "ld.local.u32 %r6, [%SPL];\n" + call("%r5", "%r7") +
            "add.u32 %r10, %r6, %r7;",
        {}, 1, function);
    for (unsigned lane = 0; lane < 32; ++lane) {
        unsigned once = lane < 4 ? 77 : 2 * lane;
        EXPECT_EQ(values[lane], lane + 2 * once);
    }
}

TEST(Ptx, variables_of_a_module_begin_as_0_and_are_shared_by_all_blocks) {
    DeviceArray<std::uint32_t> last(std::vector<std::uint32_t>(1));
    // Each thread adds one and tells how many have come.
    run_body(
        "mov.u64 %rd5, come; cvta.global.u64 %rd6, %rd5; atom.add.u32 %r5, [%rd6+4], 1;\n"
        "add.u32 %r5, %r5, 1; atom.global.max.u32 %r6, [%rd1], %r5;",
        last.data(), nullptr, {3, 64}, 1, ".global .align 4 .b8 come[8];\n");
    EXPECT_THAT(last.values(), ElementsAre(192u));
}

TEST(Ptx, a_kernels_launch_bounds_are_a_product) {
    Module module(std::string(head) + ".entry k()\n.maxntid 16, 4, 2\n{ ret; }\n");
    EXPECT_EQ(module.kernel("k")->most_threads, 128u);
}

TEST(Ptx, memory_that_is_not_a_kernels_own_is_a_fault_that_names_the_instruction) {
    DeviceArray<std::uint32_t> numbers(std::vector<std::uint32_t>(32));
    auto fault = [&](const std::string& body, std::size_t shared = 0) {
        return message_of([&] { run_body(body, numbers.data(), nullptr, {1, 32, shared}); });
    };
    EXPECT_THAT(fault("mul.wide.u32 %rd5, %r1, 4; add.s64 %rd6, %rd1, %rd5;"
                      "st.global.u32 [%rd6+4], %r1;"),
                HasSubstr("are not all allocated, at st.global.u32 [%rd6+4], %r1"));
    EXPECT_THAT(fault("ld.global.u32 %r5, [%rd1+2];"), HasSubstr("not aligned"));
    EXPECT_THAT(fault("ld.global.u32 %r5, [%rd2];"), HasSubstr("not all allocated"));
    EXPECT_THAT(fault("st.shared.u32 [%r1+64], %r1;", 96), HasSubstr("an address that is not"));
    EXPECT_THAT(fault("shl.b32 %r5, %r1, 2; st.shared.u32 [%r5], %r1;", 124),
                HasSubstr("byte 124 of 124 of shared memory"));
}

TEST(Ptx, threads_that_would_wait_for_ever_are_a_fault) {
    auto fault = [](const std::string& body) {
        return message_of([&] { run_body(body, nullptr, nullptr, {1, 64}); });
    };
    EXPECT_THAT(fault("setp.lt.u32 %p1, %r1, 32; @%p1 bra AROUND; mov.u32 %r9, 1; bar.sync 0;\n"
                      "bra.uni END; AROUND: bar.warp.sync 3; setp.eq.u32 %p2, %r1, 0;\n"
                      "@%p2 bra END; bar.warp.sync 3; END: "),
                HasSubstr("a lane that has ended is to take part"));
    EXPECT_THAT(fault("setp.lt.u32 %p1, %r1, 3; @%p1 bra OTHER; vote.sync.ballot.b32 %r5, %p1, -1;"
                      "bra.uni END; OTHER: vote.sync.ballot.b32 %r5, %p1, -1; END: "),
                HasSubstr("lanes of a warp wait for each other for ever"));
}

TEST(Ptx, what_is_not_known_is_refused_by_name) {
    auto error = [](const std::string& body) {
        return message_of([&] { run_body(body, nullptr, nullptr); });
    };
    EXPECT_THAT(error("add.ftz.f32 %f1, %f2, %f3;"),
                HasSubstr("this instruction is not known: add.ftz.f32 %f1 %f2 %f3"));
    EXPECT_THAT(error("add.u32 %r1, %rd1, 1;"), HasSubstr("%rd1 is not 4 bytes wide"));
    EXPECT_THAT(error("add.u32 %r1, nobody, 1;"), HasSubstr("no register, number or variable"));
    EXPECT_THAT(error("bra NOWHERE;"), HasSubstr("no label NOWHERE"));
}

}  // namespace
}  // namespace spikelight::ptx
