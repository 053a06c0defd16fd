// The GPU that the runtime pretends, and what becomes of the errors of its calls.
#pragma once

#include <cuda_runtime_api.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <new>

namespace spikelight::ptx {

// Limits are those of compute capability 9.0; processors are few, as each takes its turn on the host.
inline constexpr const char* device_name = "PTX on this machine's processor";
inline constexpr int device_major = 9, device_minor = 0;
inline constexpr int device_processors = 16;
inline constexpr int device_l2_bytes = 8 << 20;
inline constexpr int device_registers = 65536;
inline constexpr unsigned most_block_threads = 1024;
inline constexpr unsigned most_processor_threads = 2048;
inline constexpr unsigned most_processor_blocks = 32;
inline constexpr unsigned most_grid_blocks = 0x7fffffff;
inline constexpr std::size_t usual_shared_bytes = 48
                                                  << 10;  ///< of a block that does not ask for more
inline constexpr std::size_t most_shared_bytes = 227 << 10;    ///< of one that does
inline constexpr std::size_t reserved_shared_bytes = 1 << 10;  ///< of every block, beside its own
inline constexpr std::size_t processor_shared_bytes = 228 << 10;

/// What all threads share. `mutex` also guards streams, events and captures.
struct DeviceState {
    std::mutex mutex;
    std::condition_variable progress;  ///< some work is done, or the device is broken
    std::atomic<cudaError_t> broken{cudaSuccess};
};
DeviceState& device_state();

/// From now on every call gives this error; the first one counts. Wakes all who wait. Not to be called with the mutex held.
void break_device(cudaError_t error);
/// What break_device() was told, or cudaSuccess.
cudaError_t sticky_error();

/// Keeps an error for cudaGetLastError() on this thread; returns it.
cudaError_t note_error(cudaError_t error);
/// The last error on this thread. One that sticks is never taken back.
cudaError_t last_error(bool take_back);

/// The result of a call of the runtime: what `call` returns, unless the device is broken.
template <class Call>
cudaError_t answer(Call call) noexcept {
    cudaError_t error = sticky_error();
    if (error == cudaSuccess) {
        try {
            error = call();
        } catch (const std::bad_alloc&) {
            error = cudaErrorMemoryAllocation;
        } catch (...) {
            error = cudaErrorUnknown;
        }
    }
    return note_error(error);
}

const char* error_text(cudaError_t error);

/// Returns whether the attribute is known.
bool device_attribute(cudaDeviceAttr attribute, int& value);
void describe_device(cudaDeviceProp& properties);

}  // namespace spikelight::ptx
