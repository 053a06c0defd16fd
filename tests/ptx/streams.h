// Streams: a thread each, doing its work in order while the host goes on; events, captures and graphs.
//
// An action is unsafe, as CUDA calls it, if a capture cannot see it: to allocate, to load a kernel, to query an event. It is
// refused where this thread has begun a capture that is not relaxed, or any thread a global one; and spoils these captures.
#pragma once

#include <cuda_runtime_api.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "tests/ptx/handles.h"

namespace spikelight::ptx {

/// Must not throw. Not done once the device is broken.
using Work = std::function<void()>;
using WorkList = std::vector<Work>;

/// A place in the work of a stream.
struct Marker {
    bool passed = false;
    bool captured = false;  ///< in a capture: will never be passed
    std::chrono::steady_clock::time_point when;
};

struct Event {
    explicit Event(bool timed) : is_timed(timed) {}
    const bool is_timed;
    std::shared_ptr<Marker> last;  ///< nullptr: never recorded
};

struct Capture {
    cudaStreamCaptureMode mode;
    std::thread::id thread;
    WorkList nodes;
    bool is_spoilt = false;
};

struct Graph {
    std::shared_ptr<const WorkList> nodes;
};

/// A graph that can be launched.
struct ExecutableGraph {
    std::shared_ptr<const WorkList> nodes;
    std::shared_ptr<Marker> last;  ///< the end of its last launch
};

class Stream : public std::enable_shared_from_this<Stream> {
  public:
    static std::shared_ptr<Stream> open();

    /// To the work, or to the capture that goes on.
    cudaError_t append(Work work);
    cudaError_t record(Event& event);
    cudaError_t launch(ExecutableGraph& graph);
    /// Until all is done that was appended so far.
    cudaError_t wait();
    /// Takes no more work. What there is will be done, by and by.
    cudaError_t close();

    cudaError_t begin_capture(cudaStreamCaptureMode mode);
    /// A graph, or nullptr with an error.
    cudaError_t end_capture(std::shared_ptr<Graph>& graph);
    cudaStreamCaptureStatus capture_status() const;
    /// For what a stream in capture cannot do: spoils the capture and returns an error; cudaSuccess if there is none.
    cudaError_t refuse_in_capture();

  private:
    friend void wait_for_all_streams();
    friend void end_all_streams();
    void do_work();
    cudaError_t append_locked(Work work);

    // All of it is guarded by the device's mutex.
    std::deque<Work> waiting_;
    std::condition_variable waits_;
    std::uint64_t appended_ = 0, done_ = 0;
    bool is_closed_ = false;
    std::shared_ptr<Capture> capture_;
};

/// Until all that all streams have been given so far is done, or the device is broken.
void wait_for_all_streams();

/// Before an unsafe action: cudaErrorStreamCaptureUnsupported where it must not be.
cudaError_t refuse_while_capturing();

/// cudaErrorNotReady, or what cudaEventQuery() may say else.
cudaError_t query(const Event& event);
cudaError_t wait_for(const Event& event);
cudaError_t time_between(const Event& from, const Event& to, float& milliseconds);

Handles<cudaStream_t, Stream>& stream_handles();
Handles<cudaEvent_t, Event>& event_handles();
Handles<cudaGraph_t, Graph>& graph_handles();
Handles<cudaGraphExec_t, ExecutableGraph>& executable_graph_handles();

/// The stream of a handle. The default streams are not supported.
cudaError_t find_stream(cudaStream_t handle, std::shared_ptr<Stream>& stream);

}  // namespace spikelight::ptx
