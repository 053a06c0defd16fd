#include "tests/ptx/modules.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/ptx/counts.h"
#include "tests/ptx/fat_binary.h"
#include "tests/ptx/memory.h"
#include "tests/ptx/runtime_state.h"

namespace spikelight::ptx {
namespace {

/// Never destroyed: kernels may run when the program ends.
struct Registry {
    std::mutex mutex;
    std::vector<std::unique_ptr<FatBinary>> binaries;
    std::map<const void*, std::unique_ptr<RegisteredKernel>> by_function;
    std::set<const void*> kernels;
};

Registry& registry() {
    static Registry& all = *new Registry;
    return all;
}

/// Whether writes are seen in any order: it finds more, and takes much longer where much is written.
bool wants_weak_memory() {
    static const bool wants = [] {
        const char* given = std::getenv("SPIKELIGHT_PTX_MEMORY");
        return given && std::string_view(given) == "weak";
    }();
    return wants;
}

/// Of the schedule of the next launch.
std::uint64_t next_seed() {
    static const std::uint64_t first = [] {
        const char* given = std::getenv("SPIKELIGHT_PTX_SEED");
        return given ? std::strtoull(given, nullptr, 10) : 1;
    }();
    static std::atomic<std::uint64_t> launches{0};
    return first + launches.fetch_add(1);
}

void print_trouble(const char* what, const std::string& name, const char* message) {
    std::fprintf(stderr, "PTX: %s%s: %s\n", what, name.c_str(), message);
}

void run_or_break(const Launch& launch) {
    cudaError_t error = cudaSuccess;
    std::string message = "unknown exception";
    try {
        if (!wants_counts()) return run(launch, next_seed());
        LaunchCounts counts(*launch.program);
        Launch counted = launch;
        counted.counts = &counts;
        run(counted, next_seed());
        return add_counts(*launch.program, std::uint64_t(launch.blocks) * launch.threads, counts);
    } catch (const Fault& fault) {
        error = cudaErrorIllegalAddress;
        message = fault.what();
    } catch (const std::exception& exception) {
        error = cudaErrorLaunchFailure;
        message = exception.what();
    } catch (...) {
        error = cudaErrorLaunchFailure;
    }
    print_trouble("kernel ", launch.program->name, message.c_str());
    break_device(error);
}

/// What CUDA refuses of any kernel, and what we do not support.
cudaError_t check_dimensions(const dim3& blocks, const dim3& threads) {
    if (blocks.x == 0 || blocks.y == 0 || blocks.z == 0) return cudaErrorInvalidConfiguration;
    if (threads.x == 0 || threads.y == 0 || threads.z == 0) return cudaErrorInvalidConfiguration;
    if (blocks.x > most_grid_blocks || blocks.y > 65535 || blocks.z > 65535)
        return cudaErrorInvalidConfiguration;
    std::uint64_t block_threads = std::uint64_t(threads.x) * threads.y;
    if (threads.x > most_block_threads || threads.y > most_block_threads || threads.z > 64 ||
        block_threads * threads.z > most_block_threads)
        return cudaErrorInvalidConfiguration;
    bool is_line = blocks.y == 1 && blocks.z == 1 && threads.y == 1 && threads.z == 1;
    return is_line && threads.x % warp_lanes == 0 ? cudaSuccess : cudaErrorNotSupported;
}

cudaError_t check_launch(const RegisteredKernel& kernel, const Program& program,
                         const Configuration& configuration) {
    auto [blocks, threads] = std::pair(configuration.blocks.x, configuration.threads.x);
    if (threads > program.most_threads) return cudaErrorLaunchOutOfResources;
    if (configuration.shared_bytes > kernel.most_dynamic_bytes(program))
        return cudaErrorInvalidValue;
    if (!configuration.together) return cudaSuccess;
    unsigned in_flight = blocks_per_processor(kernel, program, threads, configuration.shared_bytes);
    return blocks > in_flight * device_processors ? cudaErrorCooperativeLaunchTooLarge
                                                  : cudaSuccess;
}

/// False where one is missing.
bool copy_arguments(const Program& program, void** arguments, std::vector<std::byte>& copy) {
    copy.assign(program.parameter_bytes, std::byte(0));
    for (std::size_t i = 0; i < program.parameters.size(); ++i) {
        const Parameter& parameter = program.parameters[i];
        if (arguments == nullptr || arguments[i] == nullptr) return false;
        std::memcpy(copy.data() + parameter.offset, arguments[i], parameter.bytes);
    }
    return true;
}

}  // namespace

cudaError_t FatBinary::find_program(const std::string& name, const Program*& program) {
    std::lock_guard lock(mutex_);
    if (error_ != cudaSuccess) return error_;
    if (!module_) {
        cudaError_t error = cudaErrorNoKernelImageForDevice;
        try {
            std::string text = ptx_text(wrapper_);
            error = cudaErrorInvalidDeviceFunction;
            module_ = std::make_unique<Module>(text);
        } catch (const std::exception& exception) {
            print_trouble("module of kernel ", name, exception.what());
            return error_ = error;
        }
    }
    try {
        program = module_->kernel(name);
    } catch (const std::exception& exception) {
        print_trouble("kernel ", name, exception.what());
        return cudaErrorInvalidDeviceFunction;
    }
    return program ? cudaSuccess : cudaErrorInvalidDeviceFunction;
}

cudaError_t RegisteredKernel::load(const Program*& program) {
    std::lock_guard lock(mutex_);
    if (!program_ && error_ == cudaSuccess) {
        if (cudaError_t error = refuse_while_capturing()) return error;
        error_ = binary_->find_program(name_, program_);
    }
    program = program_;
    return error_;
}

std::size_t RegisteredKernel::most_dynamic_bytes(const Program& program) const {
    std::ptrdiff_t allowed = allowed_bytes_.load();
    if (allowed >= 0) return std::size_t(allowed);
    return usual_shared_bytes - std::min(usual_shared_bytes, program.shared_bytes);
}

void RegisteredKernel::allow_dynamic_bytes(std::size_t bytes) {
    allowed_bytes_ = std::ptrdiff_t(bytes);
}

FatBinary* register_binary(const void* wrapper) {
    Registry& all = registry();
    std::lock_guard lock(all.mutex);
    all.binaries.push_back(std::make_unique<FatBinary>(wrapper));
    return all.binaries.back().get();
}

void register_kernel(FatBinary& binary, const void* host_function, const char* name) {
    Registry& all = registry();
    std::lock_guard lock(all.mutex);
    // A template that several sources instantiate is one function of the host: the first to register it serves.
    auto& kernel = all.by_function[host_function];
    if (kernel) return;
    kernel = std::make_unique<RegisteredKernel>(binary, name);
    all.kernels.insert(kernel.get());
}

RegisteredKernel* find_kernel(const void* host_function) {
    Registry& all = registry();
    std::lock_guard lock(all.mutex);
    auto found = all.by_function.find(host_function);
    if (found != all.by_function.end()) return found->second.get();
    if (!all.kernels.contains(host_function)) return nullptr;
    return static_cast<RegisteredKernel*>(const_cast<void*>(host_function));
}

cudaError_t launch(RegisteredKernel* kernel, const Configuration& configuration, void** arguments) {
    if (!kernel) return cudaErrorInvalidDeviceFunction;
    std::shared_ptr<Stream> stream;
    if (cudaError_t error = find_stream(configuration.stream, stream)) return error;
    if (cudaError_t error = check_dimensions(configuration.blocks, configuration.threads))
        return error;
    const Program* program = nullptr;
    if (cudaError_t error = kernel->load(program)) return error;
    if (cudaError_t error = check_launch(*kernel, *program, configuration)) return error;
    auto launch = std::make_shared<Launch>();
    launch->program = program;
    launch->blocks = configuration.blocks.x;
    launch->threads = configuration.threads.x;
    launch->shared_bytes = configuration.shared_bytes;
    launch->together = configuration.together;
    launch->weak_memory = wants_weak_memory();
    if (!copy_arguments(*program, arguments, launch->arguments)) return cudaErrorInvalidValue;
    return stream->append([launch] { run_or_break(*launch); });
}

unsigned blocks_per_processor(const RegisteredKernel& kernel, const Program& program,
                              unsigned threads, std::size_t dynamic_bytes) {
    constexpr std::size_t shared_unit = 128;
    if (threads > program.most_threads || dynamic_bytes > kernel.most_dynamic_bytes(program))
        return 0;
    unsigned warps = (threads + warp_lanes - 1) / warp_lanes;
    unsigned by_threads = most_processor_threads / (warps * warp_lanes);
    std::size_t shared = reserved_shared_bytes + program.shared_bytes + dynamic_bytes;
    shared = (shared + shared_unit - 1) / shared_unit * shared_unit;
    unsigned by_shared = unsigned(processor_shared_bytes / shared);
    return std::min({by_threads, by_shared, most_processor_blocks});
}

}  // namespace spikelight::ptx
