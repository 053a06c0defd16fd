// The runtime in the place of NVIDIA's, against what its "CUDA Runtime API" says of each call.
// Kernels are registered as by the code that nvcc generates, from PTX that is written here.
#include <cuda_runtime_api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {
void** __cudaRegisterFatBinary(void* wrapper);
void __cudaRegisterFatBinaryEnd(void** handle);
void __cudaRegisterFunction(void** handle, const char* host_function, char* device_function,
                            const char* name, int thread_limit, uint3*, uint3*, dim3*, dim3*, int*);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace spikelight::ptx {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A kernel whose body finds its arguments in %rd1 and %r1, and the thread's number in %r2.
std::string entry(const std::string& name, const std::string& body, const std::string& limit = "") {
    return ".visible .entry " + name + "(.param .u64 words, .param .u32 value)\n" + limit +
           "{\n.reg .pred %p<2>; .reg .b32 %r<9>; .reg .b64 %rd<9>; ld.param.u64 %rd1, [words];\n"
           "ld.param.u32 %r1, [value]; mov.u32 %r2, %tid.x;\n" +
           body + "\nret;\n}\n";
}

std::string all_kernels() {
    return ".version 8.0\n.target sm_90\n.address_size 64\n"
           ".extern .shared .align 16 .b8 dynamic[];\n" +
           entry("write", "st.global.u32 [%rd1], %r1;") +
           entry("write_beyond", "st.global.u32 [%rd1+128], %r1;") +
           entry("add", "atom.global.add.u32 %r3, [%rd1], %r1;") +
           entry("add_by_64", "atom.global.add.u32 %r3, [%rd1], %r1;", ".maxntid 64, 1, 1\n") +
           entry("wait",
                 "AGAIN: ld.relaxed.sys.global.u32 %r3, [%rd1];\n"
                 "setp.ne.u32 %p1, %r3, %r1; @%p1 bra AGAIN;") +
           // By way of shared memory from byte %r1 on.
           entry("write_numbers",
                 "mov.u32 %r3, dynamic; add.u32 %r3, %r3, %r1; shl.b32 %r4, %r2, 2;\n"
                 "add.u32 %r3, %r3, %r4; st.shared.u32 [%r3], %r2; ld.shared.u32 %r5, [%r3];\n"
                 "cvt.u64.u32 %rd2, %r4; add.s64 %rd2, %rd1, %rd2; st.global.u32 [%rd2], %r5;");
}

template <class... Numbers>
std::string bytes_of_all(Numbers... numbers) {
    std::string result;
    (result.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
    return result;
}

enum class Packed : std::uint16_t { ptx = 1, binary = 2 };

/// A fat binary with one entry that is not compressed, as NVIDIA's `fatbinary` lays it out.
std::string pack(Packed kind, std::string payload) {
    payload.resize(payload.size() / 8 * 8 + 8);
    std::uint64_t payload_bytes = payload.size(), none = 0, flags = 0x11;
    std::uint32_t magic = 0xba55ed50, entry_head = 64, ptx_version = 8 << 16, architecture = 90;
    std::uint16_t version = 1, head = 16, entry_version = 0x101;
    return bytes_of_all(magic, version, head, entry_head + payload_bytes) +
           bytes_of_all(kind, entry_version, entry_head, payload_bytes, none, ptx_version,
                        architecture, none, flags, none, none) +
           payload;
}

/// Registers a kernel anew, not loaded. What it returns is no function: only its address counts.
const void* fresh_kernel(const char* name, Packed kind = Packed::ptx) {
    static std::deque<std::string> kept;
    char* function = kept.emplace_back(pack(kind, all_kernels())).data();
    auto& wrapper = kept.emplace_back(bytes_of_all(0x466243b1u, 1u, function, std::uint64_t(0)));
    void** handle = __cudaRegisterFatBinary(wrapper.data());
    __cudaRegisterFunction(handle, function, function, name, -1, nullptr, nullptr, nullptr, nullptr,
                           nullptr);
    __cudaRegisterFatBinaryEnd(handle);
    return function;
}

template <cudaError_t (*give_back)(void*)>
struct WordsEnd {
    void operator()(std::uint32_t* words) const { EXPECT_EQ(give_back(words), cudaSuccess); }
};
using DeviceWords = std::unique_ptr<std::uint32_t[], WordsEnd<cudaFree>>;
using PinnedWords = std::unique_ptr<std::uint32_t[], WordsEnd<cudaFreeHost>>;

PinnedWords pinned_words(std::size_t count) {
    void* memory = nullptr;
    EXPECT_EQ(cudaHostAlloc(&memory, 4 * count, cudaHostAllocMapped), cudaSuccess);
    std::memset(memory, 0, 4 * count);
    return PinnedWords(static_cast<std::uint32_t*>(memory));
}

/// Holds a stream up. To be declared last, so that it opens before memory is freed.
struct Gate {
    explicit Gate(cudaStream_t stream) {
        std::uint32_t *awaited = word.get(), value = 1;
        void* arguments[] = {&awaited, &value};
        EXPECT_EQ(cudaLaunchKernel(fresh_kernel("wait"), 1, 32, arguments, 0, stream), cudaSuccess);
    }
    ~Gate() { open(); }
    void open() { __atomic_store_n(word.get(), 1, __ATOMIC_RELEASE); }
    PinnedWords word = pinned_words(1);
};

struct LaunchSize {
    unsigned blocks = 1, threads = 32;
    std::size_t shared_bytes = 0;
    bool together = false;
};

cudaEvent_t new_event(unsigned flags = cudaEventDefault) {
    cudaEvent_t event = nullptr;
    EXPECT_EQ(cudaEventCreateWithFlags(&event, flags), cudaSuccess);
    return event;
}

/// Has a stream and 32 words of the device, 0 at first.
class PtxRuntime : public ::testing::Test {
  protected:
    void SetUp() override {
        alarm(60);  // ends the program where a call does not return
        ASSERT_EQ(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), cudaSuccess);
        void* memory = nullptr;
        ASSERT_EQ(cudaMalloc(&memory, 128), cudaSuccess);
        words_.reset(static_cast<std::uint32_t*>(memory));
        ASSERT_EQ(cudaMemsetAsync(words_.get(), 0, 128, stream_), cudaSuccess);
        ASSERT_EQ(finish(), cudaSuccess);
    }
    void TearDown() override { EXPECT_EQ(cudaStreamDestroy(stream_), cudaSuccess); }

    /// A kernel that is given the device's words.
    cudaError_t start(const void* kernel, std::uint32_t value, const LaunchSize& size = {}) {
        std::uint32_t* words = words_.get();
        void* arguments[] = {&words, &value};
        auto* launch = size.together ? &cudaLaunchCooperativeKernel : &cudaLaunchKernel;
        return launch(kernel, size.blocks, size.threads, arguments, size.shared_bytes, stream_);
    }
    cudaError_t finish() { return cudaStreamSynchronize(stream_); }
    cudaError_t copy(void* to, const void* from, std::size_t bytes,
                     cudaMemcpyKind kind = cudaMemcpyDefault) {
        return cudaMemcpyAsync(to, from, bytes, kind, stream_);
    }
    std::vector<std::uint32_t> values(std::size_t count) {
        std::vector<std::uint32_t> result(count);
        EXPECT_EQ(copy(result.data(), words_.get(), 4 * count), cudaSuccess);
        EXPECT_EQ(finish(), cudaSuccess);
        return result;
    }

    cudaStream_t stream_ = nullptr;
    DeviceWords words_;
};

TEST_F(PtxRuntime, a_kernel_gets_the_arguments_that_the_call_saw) {
    Gate gate(stream_);
    std::uint32_t *to = words_.get(), value = 7;
    void* arguments[] = {&to, &value};
    ASSERT_EQ(cudaLaunchKernel(fresh_kernel("write"), 1, 32, arguments, 0, stream_), cudaSuccess);
    ++to;
    value = 8;
    gate.open();
    EXPECT_THAT(values(2), ElementsAre(7, 0));
}

TEST_F(PtxRuntime, the_host_goes_on_while_copies_wait_for_their_turn) {
    PinnedWords results = pinned_words(3), source = pinned_words(1);
    const void* write = fresh_kernel("write");
    Gate gate(stream_);
    for (std::uint32_t i = 0; i < 2; ++i) {
        ASSERT_EQ(start(write, i + 1), cudaSuccess);
        ASSERT_EQ(copy(results.get() + i, words_.get(), 4), cudaSuccess);
    }
    ASSERT_EQ(copy(words_.get(), source.get(), 4), cudaSuccess);
    ASSERT_EQ(copy(results.get() + 2, words_.get(), 4), cudaSuccess);
    source[0] = 9;
    // Whoever did not wait for the gate would have come by now.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(__atomic_load_n(results.get(), __ATOMIC_ACQUIRE), 0);
    gate.open();
    EXPECT_EQ(finish(), cudaSuccess);
    EXPECT_THAT(std::vector(&results[0], &results[3]), ElementsAre(1, 2, 9));
}

TEST_F(PtxRuntime, an_event_has_passed_when_all_before_it_is_done) {
    cudaEvent_t event = new_event(cudaEventDisableTiming);
    EXPECT_EQ(cudaEventQuery(event), cudaSuccess) << "never recorded";
    Gate gate(stream_);
    ASSERT_EQ(cudaEventRecord(event, stream_), cudaSuccess);
    EXPECT_EQ(cudaEventQuery(event), cudaErrorNotReady);
    EXPECT_EQ(cudaGetLastError(), cudaErrorNotReady);
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);
    gate.open();
    EXPECT_EQ(cudaEventSynchronize(event), cudaSuccess);
    EXPECT_EQ(cudaEventQuery(event), cudaSuccess);
}

TEST_F(PtxRuntime, only_events_that_keep_time_say_how_long_it_took) {
    cudaEvent_t begin = new_event(), end = new_event();
    cudaEvent_t timeless = new_event(cudaEventDisableTiming);
    float milliseconds = -1;
    ASSERT_EQ(cudaEventRecord(begin, stream_), cudaSuccess);
    ASSERT_EQ(cudaEventSynchronize(begin), cudaSuccess);
    Gate gate(stream_);
    ASSERT_EQ(cudaEventRecord(timeless, stream_), cudaSuccess);
    ASSERT_EQ(cudaEventRecord(end, stream_), cudaSuccess);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, begin, end), cudaErrorNotReady);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    gate.open();
    EXPECT_EQ(finish(), cudaSuccess);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, begin, timeless), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, timeless, end), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, begin, end), cudaSuccess);
    EXPECT_GE(milliseconds, 20);
}

TEST_F(PtxRuntime, launches_of_a_wrong_size_are_refused) {
    const void *add = fresh_kernel("add"), *add_by_64 = fresh_kernel("add_by_64");
    EXPECT_NE(start(add_by_64, 1, {1, 96}), cudaSuccess) << "beyond .maxntid";
    EXPECT_EQ(start(add, 1, {1, 1056}), cudaErrorInvalidConfiguration);
    EXPECT_EQ(start(add, 1, {1, 0}), cudaErrorInvalidConfiguration);
    EXPECT_EQ(start(add, 1, {0, 32}), cudaErrorInvalidConfiguration);
    EXPECT_THAT(values(1), ElementsAre(0));
    EXPECT_EQ(start(add_by_64, 1, {1, 64}), cudaSuccess);
    EXPECT_EQ(start(add, 1, {1, 1024}), cudaSuccess);
    EXPECT_THAT(values(1), ElementsAre(1088));
}

TEST_F(PtxRuntime, blocks_that_are_launched_together_must_all_be_in_flight) {
    const void* add = fresh_kernel("add");
    int processors = 0, each = 0;
    ASSERT_EQ(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, 0), cudaSuccess);
    ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&each, add, 1024, 0, 0),
              cudaSuccess);
    unsigned most = unsigned(processors * each);
    EXPECT_EQ(start(add, 1, {most + 1, 1024, 0, true}), cudaErrorCooperativeLaunchTooLarge);
    EXPECT_EQ(start(add, 1, {most, 1024, 0, true}), cudaSuccess);
    EXPECT_THAT(values(1), ElementsAre(1024 * most));
}

TEST_F(PtxRuntime, shared_memory_beyond_48_KiB_is_to_be_asked_for) {
    constexpr int usual = 48 << 10, most = 227 << 10;
    constexpr auto wish = cudaFuncAttributeMaxDynamicSharedMemorySize;
    const void* kernel = fresh_kernel("write_numbers");
    EXPECT_EQ(start(kernel, usual - 128, {1, 32, usual}), cudaSuccess);
    EXPECT_EQ(start(kernel, 0, {1, 32, usual + 4}), cudaErrorInvalidValue);
    EXPECT_EQ(cudaFuncSetAttribute(kernel, wish, most + 1), cudaErrorInvalidValue);
    EXPECT_EQ(start(kernel, 0, {1, 32, usual + 4}), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemsetAsync(words_.get(), 0, 128, stream_), cudaSuccess);
    EXPECT_EQ(cudaFuncSetAttribute(kernel, wish, most), cudaSuccess);
    EXPECT_EQ(start(kernel, most - 128, {1, 32, most}), cudaSuccess);
    EXPECT_EQ(start(kernel, 0, {1, 32, most + 4}), cudaErrorInvalidValue);
    std::vector<std::uint32_t> result = values(32);
    for (std::uint32_t i = 0; i < 32; ++i) EXPECT_EQ(result[i], i);
    EXPECT_EQ(start(fresh_kernel("write_numbers"), 0, {1, 32, most}), cudaErrorInvalidValue)
        << "what one kernel asks for is not another's";
}

TEST_F(PtxRuntime, what_is_captured_runs_as_often_as_its_graph_is_launched) {
    const void* add = fresh_kernel("add");
    cudaFuncAttributes attributes{};
    ASSERT_EQ(cudaFuncGetAttributes(&attributes, add), cudaSuccess);
    ASSERT_EQ(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), cudaSuccess);
    EXPECT_EQ(start(add, 1), cudaSuccess);
    EXPECT_EQ(copy(words_.get() + 1, words_.get(), 4), cudaSuccess);
    cudaGraph_t graph = nullptr;
    cudaGraphExec_t executable = nullptr;
    ASSERT_EQ(cudaStreamEndCapture(stream_, &graph), cudaSuccess);
    ASSERT_EQ(cudaGraphInstantiate(&executable, graph, 0), cudaSuccess);
    EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
    EXPECT_THAT(values(2), ElementsAre(0, 0));
    EXPECT_EQ(cudaGraphLaunch(executable, stream_), cudaSuccess);
    EXPECT_THAT(values(2), ElementsAre(32, 32));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(cudaGraphLaunch(executable, stream_), cudaSuccess);
    EXPECT_THAT(values(2), ElementsAre(96, 96));
    EXPECT_EQ(cudaGraphExecDestroy(executable), cudaSuccess);
}

TEST_F(PtxRuntime, to_allocate_or_to_load_a_kernel_spoils_a_capture) {
    const void *loaded = fresh_kernel("add"), *fresh = fresh_kernel("add");
    ASSERT_EQ(start(loaded, 1), cudaSuccess);
    void* memory = nullptr;
    for (bool allocates : {true, false}) {
        ASSERT_EQ(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), cudaSuccess);
        auto elsewhere = std::async(std::launch::async, [] { return cudaFree(nullptr); });
        EXPECT_EQ(elsewhere.get(), cudaSuccess) << "another thread may do so";
        EXPECT_EQ(start(loaded, 1), cudaSuccess);
        EXPECT_EQ(allocates ? cudaMalloc(&memory, 4) : start(fresh, 1),
                  cudaErrorStreamCaptureUnsupported);
        EXPECT_EQ(start(loaded, 1), cudaErrorStreamCaptureInvalidated);
        cudaStreamCaptureStatus status{};
        EXPECT_EQ(cudaStreamIsCapturing(stream_, &status), cudaSuccess);
        EXPECT_EQ(status, cudaStreamCaptureStatusInvalidated);
        cudaGraph_t graph = nullptr;
        EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaErrorStreamCaptureInvalidated);
        EXPECT_EQ(graph, nullptr);
    }
    EXPECT_EQ(start(fresh, 1), cudaSuccess);
    EXPECT_THAT(values(1), ElementsAre(64));
}

TEST_F(PtxRuntime, copies_that_are_not_within_an_allocation_are_refused) {
    PinnedWords pinned = pinned_words(32);
    std::uint32_t pageable[64] = {};
    constexpr auto to_device = cudaMemcpyHostToDevice, from_device = cudaMemcpyDeviceToHost;
    for (std::uint32_t* host : {pinned.get(), pageable + 0}) {
        EXPECT_EQ(copy(host, pageable + 32, 128, from_device), cudaErrorInvalidValue);
        EXPECT_EQ(copy(pageable + 32, host, 128, to_device), cudaErrorInvalidValue);
        EXPECT_EQ(copy(words_.get() + 1, host, 128, to_device), cudaErrorInvalidValue);
        EXPECT_EQ(copy(host, words_.get() + 1, 128, from_device), cudaErrorInvalidValue);
        EXPECT_EQ(copy(words_.get() + 1, host, std::size_t(-4), to_device), cudaErrorInvalidValue);
        EXPECT_EQ(copy(words_.get(), host, 128, to_device), cudaSuccess);
    }
    EXPECT_EQ(cudaMemsetAsync(words_.get(), 1, 129, stream_), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemsetAsync(pageable, 1, 128, stream_), cudaErrorInvalidValue);
    EXPECT_THAT(values(32), Each(0));
}

TEST_F(PtxRuntime, only_what_is_allocated_can_be_freed) {
    PinnedWords pinned = pinned_words(1);
    std::uint32_t pageable = 0;
    for (std::uint32_t* wrong : {words_.get() + 1, pinned.get(), &pageable})
        EXPECT_EQ(cudaFree(wrong), cudaErrorInvalidValue);
    std::uint32_t* freed = words_.release();
    EXPECT_EQ(cudaFree(freed), cudaSuccess);
    EXPECT_EQ(cudaFree(freed), cudaErrorInvalidValue);
}

TEST_F(PtxRuntime, memory_that_is_used_up_leaves_the_device_usable) {
    std::size_t left = 0, total = 0;
    ASSERT_EQ(cudaMemGetInfo(&left, &total), cudaSuccess);
    void* memory = nullptr;
    EXPECT_EQ(cudaMalloc(&memory, left + 1), cudaErrorMemoryAllocation);
    EXPECT_EQ(cudaHostAlloc(&memory, std::size_t(-1), 0), cudaErrorMemoryAllocation);
    EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
    EXPECT_EQ(start(fresh_kernel("write"), 7), cudaSuccess);
    EXPECT_THAT(values(1), ElementsAre(7));
}

TEST_F(PtxRuntime, functions_without_a_kernel_for_this_device_are_refused) {
    static const char not_registered = 0;
    EXPECT_EQ(start(&not_registered, 0), cudaErrorInvalidDeviceFunction);
    EXPECT_EQ(start(fresh_kernel("nobody"), 0), cudaErrorInvalidDeviceFunction);
    EXPECT_EQ(start(fresh_kernel("write", Packed::binary), 0), cudaErrorNoKernelImageForDevice);
}

TEST_F(PtxRuntime, a_kernel_that_writes_beyond_its_memory_breaks_the_device) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    auto break_and_ask = [this] {
        PinnedWords pinned = pinned_words(1);
        cudaEvent_t event = new_event();
        void* memory = nullptr;
        auto is_broken = [](cudaError_t error) { return error == cudaErrorIllegalAddress; };
        bool stays_broken =
            start(fresh_kernel("write_beyond"), 7) == cudaSuccess && is_broken(finish()) &&
            is_broken(cudaGetLastError()) && is_broken(cudaGetLastError()) && is_broken(finish()) &&
            is_broken(cudaEventQuery(event)) && is_broken(cudaEventRecord(event, stream_)) &&
            is_broken(cudaMalloc(&memory, 4)) && is_broken(cudaFree(words_.get())) &&
            is_broken(start(fresh_kernel("write"), 7)) &&
            is_broken(copy(pinned.get(), words_.get(), 4)) && is_broken(cudaPeekAtLastError());
        std::exit(stays_broken ? 0 : 1);
    };
    EXPECT_EXIT(break_and_ask(), ::testing::ExitedWithCode(0),
                AllOf(HasSubstr("write_beyond"), HasSubstr("st.global.u32 [%rd1+128], %r1")));
}

}  // namespace
}  // namespace spikelight::ptx
