// The calls of the CUDA runtime for streams, events, captures and graphs.
#include <cuda_runtime_api.h>

#include <memory>

#include "tests/ptx/runtime_state.h"
#include "tests/ptx/streams.h"

namespace spikelight::ptx {
namespace {

cudaError_t find_event(cudaEvent_t handle, std::shared_ptr<Event>& event) {
    event = event_handles().find(handle);
    return event ? cudaSuccess : cudaErrorInvalidResourceHandle;
}

/// What `call` says of a stream.
template <class Call>
cudaError_t with_stream(cudaStream_t handle, Call call) {
    return answer([&] {
        std::shared_ptr<Stream> stream;
        if (cudaError_t error = find_stream(handle, stream)) return error;
        return call(*stream);
    });
}

/// What `call` says of an event.
template <class Call>
cudaError_t with_event(cudaEvent_t handle, Call call) {
    return answer([&] {
        std::shared_ptr<Event> event;
        if (cudaError_t error = find_event(handle, event)) return error;
        return call(*event);
    });
}

}  // namespace
}  // namespace spikelight::ptx

namespace ptx = spikelight::ptx;

extern "C" {

// Streams.

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
    return ptx::answer([&] {
        if (!stream || (flags & ~unsigned(cudaStreamNonBlocking))) return cudaErrorInvalidValue;
        *stream = ptx::stream_handles().add(ptx::Stream::open());
        return cudaSuccess;
    });
}

/// Returns at once: what the stream has to do it does by and by. One in capture is not destroyed.
cudaError_t cudaStreamDestroy(cudaStream_t handle) {
    return ptx::with_stream(handle, [&](ptx::Stream& stream) {
        if (cudaError_t error = stream.close()) return error;
        ptx::stream_handles().take(handle);
        return cudaSuccess;
    });
}

cudaError_t cudaStreamSynchronize(cudaStream_t handle) {
    return ptx::with_stream(handle, [](ptx::Stream& stream) {
        if (cudaError_t error = stream.refuse_in_capture()) return error;
        return stream.wait();
    });
}

// Events.

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
    constexpr unsigned known = cudaEventBlockingSync | cudaEventDisableTiming;
    return ptx::answer([&] {
        if (flags & cudaEventInterprocess) return cudaErrorNotSupported;
        if (!event || (flags & ~known)) return cudaErrorInvalidValue;
        bool is_timed = (flags & cudaEventDisableTiming) == 0;
        *event = ptx::event_handles().add(std::make_shared<ptx::Event>(is_timed));
        return cudaSuccess;
    });
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
    return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
    return ptx::answer([&] {
        return ptx::event_handles().take(event) ? cudaSuccess : cudaErrorInvalidResourceHandle;
    });
}

cudaError_t cudaEventRecord(cudaEvent_t event_handle, cudaStream_t stream_handle) {
    return ptx::with_event(event_handle, [&](ptx::Event& event) {
        std::shared_ptr<ptx::Stream> stream;
        if (cudaError_t error = ptx::find_stream(stream_handle, stream)) return error;
        return stream->record(event);
    });
}

cudaError_t cudaEventQuery(cudaEvent_t handle) {
    return ptx::with_event(handle, [](ptx::Event& event) { return ptx::query(event); });
}

cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
    return ptx::with_event(handle, [](ptx::Event& event) { return ptx::wait_for(event); });
}

/// Of events without times, or never recorded: cudaErrorInvalidResourceHandle.
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t from_handle,
                                 cudaEvent_t to_handle) {
    return ptx::with_event(from_handle, [&](ptx::Event& from) {
        std::shared_ptr<ptx::Event> to;
        if (!milliseconds) return cudaErrorInvalidValue;
        if (cudaError_t error = ptx::find_event(to_handle, to)) return error;
        return ptx::time_between(from, *to, *milliseconds);
    });
}

// Captures and graphs.

cudaError_t cudaStreamBeginCapture(cudaStream_t handle, cudaStreamCaptureMode mode) {
    if (handle == nullptr || handle == cudaStreamLegacy)
        return ptx::answer([] { return cudaErrorStreamCaptureUnsupported; });
    return ptx::with_stream(handle, [&](ptx::Stream& stream) {
        if (mode < cudaStreamCaptureModeGlobal || mode > cudaStreamCaptureModeRelaxed)
            return cudaErrorInvalidValue;
        return stream.begin_capture(mode);
    });
}

cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* result) {
    if (result) *result = nullptr;
    return ptx::with_stream(handle, [&](ptx::Stream& stream) {
        if (!result) return cudaErrorInvalidValue;
        std::shared_ptr<ptx::Graph> graph;
        if (cudaError_t error = stream.end_capture(graph)) return error;
        *result = ptx::graph_handles().add(graph);
        return cudaSuccess;
    });
}

cudaError_t cudaStreamIsCapturing(cudaStream_t handle, cudaStreamCaptureStatus* status) {
    return ptx::with_stream(handle, [&](ptx::Stream& stream) {
        if (!status) return cudaErrorInvalidValue;
        *status = stream.capture_status();
        return cudaSuccess;
    });
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* result, cudaGraph_t handle,
                                 unsigned long long flags) {
    return ptx::answer([&] {
        auto graph = ptx::graph_handles().find(handle);
        if (!result || !graph) return cudaErrorInvalidValue;
        if (flags != 0) return cudaErrorNotSupported;
        auto executable = std::make_shared<ptx::ExecutableGraph>();
        executable->nodes = graph->nodes;
        *result = ptx::executable_graph_handles().add(executable);
        return cudaSuccess;
    });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t handle, cudaStream_t stream_handle) {
    return ptx::with_stream(stream_handle, [&](ptx::Stream& stream) {
        auto graph = ptx::executable_graph_handles().find(handle);
        return graph ? stream.launch(*graph) : cudaErrorInvalidValue;
    });
}

/// Those made of it stay.
cudaError_t cudaGraphDestroy(cudaGraph_t handle) {
    return ptx::answer(
        [&] { return ptx::graph_handles().take(handle) ? cudaSuccess : cudaErrorInvalidValue; });
}

/// Launches of it that go on are not disturbed.
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t handle) {
    return ptx::answer([&] {
        return ptx::executable_graph_handles().take(handle) ? cudaSuccess : cudaErrorInvalidValue;
    });
}

}  // extern "C"
