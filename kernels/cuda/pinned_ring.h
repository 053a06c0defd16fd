// Values on their way to a device: the host writes the next while it has not taken those before.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/cuda/device.h"

namespace spikelight {

template <class T>
class PinnedRing {
  public:
    /// `count` elements each time.
    PinnedRing(Device& device, std::uint64_t count) : device_(device) {
        for (Place& place : places_) {
            place.values = Pinned<T>(device, count);
            place.taken = Mark(device);
        }
    }

    /// Where the next values go; waits where the device has not taken what was there.
    Pinned<T>& next() {
        Place& place = places_[sent_ % places_.size()];
        if (sent_ >= places_.size()) device_.wait(place.taken);
        return place.values;
    }
    /// To be called when what takes them is begun.
    void sent() { device_.set(places_[sent_++ % places_.size()].taken); }

  private:
    struct Place {
        Pinned<T> values;
        Mark taken;
    };
    Device& device_;
    std::array<Place, 8> places_;
    std::uint64_t sent_ = 0;
};

}  // namespace spikelight
