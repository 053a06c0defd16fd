// What the program holds instead of a stream, an event or a graph: a number that is never given twice, so that one destroyed
// is known as such.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace spikelight::ptx {

/// `Handle` is a pointer, never followed.
template <class Handle, class Object>
class Handles {
  public:
    /// Numbers begin at `first`: kinds should not share them.
    explicit Handles(std::uintptr_t first) : next_(first) {}

    Handle add(std::shared_ptr<Object> object) {
        std::lock_guard lock(mutex_);
        objects_.emplace(next_, std::move(object));
        return reinterpret_cast<Handle>(next_++);
    }
    /// nullptr where there is none, or none any more.
    std::shared_ptr<Object> find(Handle handle) const {
        std::lock_guard lock(mutex_);
        auto found = objects_.find(reinterpret_cast<std::uintptr_t>(handle));
        return found == objects_.end() ? nullptr : found->second;
    }
    /// The same, and forgets it.
    std::shared_ptr<Object> take(Handle handle) {
        std::lock_guard lock(mutex_);
        auto taken = objects_.extract(reinterpret_cast<std::uintptr_t>(handle));
        return taken ? std::move(taken.mapped()) : nullptr;
    }

  private:
    mutable std::mutex mutex_;
    std::map<std::uintptr_t, std::shared_ptr<Object>> objects_;
    std::uintptr_t next_;
};

}  // namespace spikelight::ptx
