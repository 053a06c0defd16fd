// The kernels that the program has, as its static constructors tell; and launches of them.
//
// PTX is taken apart when the first kernel of it is used. To use a kernel for the first time loads it, which is an unsafe
// action (streams.h): the driver's lazy loading may break a capture by it.
#pragma once

#include <cuda_runtime_api.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "tests/ptx/grid.h"
#include "tests/ptx/module.h"
#include "tests/ptx/program.h"
#include "tests/ptx/streams.h"

namespace spikelight::ptx {

/// What nvcc made of one source. Lives until the program ends.
class FatBinary {
  public:
    explicit FatBinary(const void* wrapper) : wrapper_(wrapper) {}
    /// Loads the PTX where it is not. An error is explained once, on stderr.
    cudaError_t find_program(const std::string& name, const Program*& program);

  private:
    const void* const wrapper_;
    std::mutex mutex_;
    std::unique_ptr<Module> module_;
    cudaError_t error_ = cudaSuccess;  ///< of loading
};

/// Lives until the program ends.
class RegisteredKernel {
  public:
    RegisteredKernel(FatBinary& binary, std::string name)
        : binary_(&binary), name_(std::move(name)) {}

    const std::string& name() const { return name_; }
    /// The program, loaded now where it is not.
    cudaError_t load(const Program*& program);
    /// What a launch may ask for beside what the program has itself.
    std::size_t most_dynamic_bytes(const Program& program) const;
    void allow_dynamic_bytes(std::size_t bytes);

  private:
    FatBinary* const binary_;
    const std::string name_;
    std::mutex mutex_;
    const Program* program_ = nullptr;
    cudaError_t error_ = cudaSuccess;                ///< of loading
    std::atomic<std::ptrdiff_t> allowed_bytes_{-1};  ///< -1: nobody asked
};

FatBinary* register_binary(const void* wrapper);
void register_kernel(FatBinary& binary, const void* host_function, const char* name);

/// By the host's function, or by a cudaKernel_t, which is a RegisteredKernel's address; nullptr where it is neither.
RegisteredKernel* find_kernel(const void* host_function);

struct Configuration {
    dim3 blocks, threads;
    std::size_t shared_bytes = 0;
    cudaStream_t stream = nullptr;
    bool together = false;
};

/// Copies the arguments, and appends the launch to its stream.
cudaError_t launch(RegisteredKernel* kernel, const Configuration& configuration, void** arguments);

/// Blocks that a processor has in flight together. Registers are left out, as PTX does not say how many a kernel will have:
/// on a GPU it may be fewer.
unsigned blocks_per_processor(const RegisteredKernel& kernel, const Program& program,
                              unsigned threads, std::size_t dynamic_bytes);

}  // namespace spikelight::ptx
