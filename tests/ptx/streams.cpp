#include "tests/ptx/streams.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tests/ptx/runtime_state.h"

namespace spikelight::ptx {

void end_all_streams();

namespace {

using StreamLock = std::unique_lock<std::mutex>;

/// Guarded by the device's mutex. Never destroyed: threads may be at work when the program ends.
struct StreamLists {
    std::vector<std::shared_ptr<Stream>> at_work;  ///< closed ones with work left among them
    std::vector<std::shared_ptr<Capture>> captures;
};

StreamLists& stream_lists() {
    static StreamLists& lists = *[] {
        std::atexit(&end_all_streams);
        return new StreamLists;
    }();
    return lists;
}

StreamLock lock_streams() {
    return StreamLock(device_state().mutex);
}

/// Until something is so, or the device is broken.
template <class Condition>
cudaError_t wait_until(StreamLock& lock, Condition condition) {
    DeviceState& device = device_state();
    device.progress.wait(lock, [&] { return sticky_error() != cudaSuccess || condition(); });
    return sticky_error();
}

void pass_marker(Marker& marker) {
    StreamLock lock = lock_streams();
    marker.passed = true;
    marker.when = std::chrono::steady_clock::now();
    device_state().progress.notify_all();
}

cudaError_t refuse_unsafe_locked() {
    cudaError_t error = cudaSuccess;
    for (auto& capture : stream_lists().captures) {
        bool is_here = capture->thread == std::this_thread::get_id();
        if (capture->mode == cudaStreamCaptureModeRelaxed) continue;
        if (!is_here && capture->mode != cudaStreamCaptureModeGlobal) continue;
        capture->is_spoilt = true;
        error = cudaErrorStreamCaptureUnsupported;
    }
    return error;
}

/// For an event that is asked about.
cudaError_t refuse_event_locked(const Event& event) {
    if (cudaError_t error = refuse_unsafe_locked()) return error;
    return event.last && event.last->captured ? cudaErrorCapturedEvent : cudaSuccess;
}

}  // namespace

std::shared_ptr<Stream> Stream::open() {
    auto stream = std::make_shared<Stream>();
    StreamLock lock = lock_streams();
    std::thread([stream] { stream->do_work(); }).detach();
    stream_lists().at_work.push_back(stream);
    return stream;
}

void Stream::do_work() {
    StreamLock lock = lock_streams();
    for (;;) {
        waits_.wait(lock, [&] { return is_closed_ || !waiting_.empty(); });
        if (waiting_.empty()) break;
        Work work = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        if (sticky_error() == cudaSuccess) work();
        work = nullptr;
        lock.lock();
        ++done_;
        device_state().progress.notify_all();
    }
    std::erase(stream_lists().at_work, shared_from_this());
    device_state().progress.notify_all();
}

cudaError_t Stream::append_locked(Work work) {
    if (capture_) {
        if (capture_->is_spoilt) return cudaErrorStreamCaptureInvalidated;
        capture_->nodes.push_back(std::move(work));
        return cudaSuccess;
    }
    if (is_closed_) return cudaErrorInvalidResourceHandle;
    waiting_.push_back(std::move(work));
    ++appended_;
    waits_.notify_one();
    return cudaSuccess;
}

cudaError_t Stream::append(Work work) {
    StreamLock lock = lock_streams();
    return append_locked(std::move(work));
}

cudaError_t Stream::record(Event& event) {
    StreamLock lock = lock_streams();
    auto marker = std::make_shared<Marker>();
    if (capture_) {
        if (capture_->is_spoilt) return cudaErrorStreamCaptureInvalidated;
        marker->captured = true;
    } else if (cudaError_t error = append_locked([marker] { pass_marker(*marker); })) {
        return error;
    }
    event.last = marker;
    return cudaSuccess;
}

cudaError_t Stream::launch(ExecutableGraph& graph) {
    StreamLock lock = lock_streams();
    if (capture_) {
        for (const Work& node : *graph.nodes)
            if (cudaError_t error = append_locked(node)) return error;
        return capture_->is_spoilt ? cudaErrorStreamCaptureInvalidated : cudaSuccess;
    }
    // One launch of a graph waits for the one before, whichever stream that is on.
    auto done = std::make_shared<Marker>();
    cudaError_t error = append_locked([nodes = graph.nodes, before = graph.last, done] {
        if (before) {
            StreamLock waiting = lock_streams();
            wait_until(waiting, [&] { return before->passed; });
        }
        for (const Work& node : *nodes) {
            if (sticky_error() != cudaSuccess) return;
            node();
        }
        pass_marker(*done);
    });
    if (error == cudaSuccess) graph.last = done;
    return error;
}

cudaError_t Stream::wait() {
    StreamLock lock = lock_streams();
    return wait_until(lock, [this, last = appended_] { return done_ >= last; });
}

cudaError_t Stream::close() {
    if (cudaError_t error = refuse_in_capture()) return error;
    StreamLock lock = lock_streams();
    is_closed_ = true;
    waits_.notify_one();
    return cudaSuccess;
}

cudaError_t Stream::begin_capture(cudaStreamCaptureMode mode) {
    StreamLock lock = lock_streams();
    if (capture_) return cudaErrorIllegalState;
    capture_ = std::make_shared<Capture>(Capture{mode, std::this_thread::get_id(), {}});
    stream_lists().captures.push_back(capture_);
    return cudaSuccess;
}

cudaError_t Stream::end_capture(std::shared_ptr<Graph>& graph) {
    StreamLock lock = lock_streams();
    if (!capture_) return cudaErrorIllegalState;
    if (capture_->mode != cudaStreamCaptureModeRelaxed &&
        capture_->thread != std::this_thread::get_id())
        return cudaErrorStreamCaptureWrongThread;
    auto capture = std::exchange(capture_, nullptr);
    std::erase(stream_lists().captures, capture);
    if (capture->is_spoilt) return cudaErrorStreamCaptureInvalidated;
    graph = std::make_shared<Graph>();
    graph->nodes = std::make_shared<const WorkList>(std::move(capture->nodes));
    return cudaSuccess;
}

cudaStreamCaptureStatus Stream::capture_status() const {
    StreamLock lock = lock_streams();
    if (!capture_) return cudaStreamCaptureStatusNone;
    return capture_->is_spoilt ? cudaStreamCaptureStatusInvalidated : cudaStreamCaptureStatusActive;
}

cudaError_t Stream::refuse_in_capture() {
    StreamLock lock = lock_streams();
    if (!capture_) return cudaSuccess;
    return std::exchange(capture_->is_spoilt, true) ? cudaErrorStreamCaptureInvalidated
                                                    : cudaErrorStreamCaptureUnsupported;
}

void wait_for_all_streams() {
    StreamLock lock = lock_streams();
    struct Until {
        std::shared_ptr<Stream> stream;
        std::uint64_t last;
    };
    std::vector<Until> all;
    for (auto& stream : stream_lists().at_work) all.push_back({stream, stream->appended_});
    for (auto& [stream, last] : all)
        wait_until(lock, [&, stream = stream.get(), last = last] { return stream->done_ >= last; });
}

/// When the program ends: work not begun is dropped. A kernel that goes on is left alone after a while, as it may never end.
void end_all_streams() {
    constexpr std::chrono::seconds patience(2);
    break_device(cudaErrorCudartUnloading);
    StreamLock lock = lock_streams();
    for (auto& stream : stream_lists().at_work) {
        stream->is_closed_ = true;
        stream->waits_.notify_one();
    }
    device_state().progress.wait_for(lock, patience, [] { return stream_lists().at_work.empty(); });
}

cudaError_t refuse_while_capturing() {
    StreamLock lock = lock_streams();
    return refuse_unsafe_locked();
}

cudaError_t query(const Event& event) {
    StreamLock lock = lock_streams();
    if (cudaError_t error = refuse_event_locked(event)) return error;
    if (cudaError_t error = sticky_error()) return error;
    return !event.last || event.last->passed ? cudaSuccess : cudaErrorNotReady;
}

cudaError_t wait_for(const Event& event) {
    StreamLock lock = lock_streams();
    if (cudaError_t error = refuse_event_locked(event)) return error;
    // The place it has now: it may be recorded again meanwhile.
    return wait_until(lock, [marker = event.last] { return !marker || marker->passed; });
}

cudaError_t time_between(const Event& from, const Event& to, float& milliseconds) {
    StreamLock lock = lock_streams();
    if (!from.is_timed || !to.is_timed) return cudaErrorInvalidResourceHandle;
    if (!from.last || !to.last) return cudaErrorInvalidResourceHandle;
    if (from.last->captured || to.last->captured) return cudaErrorCapturedEvent;
    if (!from.last->passed || !to.last->passed) return cudaErrorNotReady;
    std::chrono::duration<float, std::milli> between = to.last->when - from.last->when;
    milliseconds = between.count();
    return cudaSuccess;
}

Handles<cudaStream_t, Stream>& stream_handles() {
    static auto& handles = *new Handles<cudaStream_t, Stream>(0x10000);
    return handles;
}

Handles<cudaEvent_t, Event>& event_handles() {
    static auto& handles = *new Handles<cudaEvent_t, Event>(0x100000000);
    return handles;
}

Handles<cudaGraph_t, Graph>& graph_handles() {
    static auto& handles = *new Handles<cudaGraph_t, Graph>(0x200000000);
    return handles;
}

Handles<cudaGraphExec_t, ExecutableGraph>& executable_graph_handles() {
    static auto& handles = *new Handles<cudaGraphExec_t, ExecutableGraph>(0x300000000);
    return handles;
}

cudaError_t find_stream(cudaStream_t handle, std::shared_ptr<Stream>& stream) {
    if (handle == nullptr || handle == cudaStreamLegacy || handle == cudaStreamPerThread)
        return cudaErrorNotSupported;
    stream = stream_handles().find(handle);
    return stream ? cudaSuccess : cudaErrorInvalidResourceHandle;
}

}  // namespace spikelight::ptx
