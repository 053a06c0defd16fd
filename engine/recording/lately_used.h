// The things that were asked for lately, as many as memory may hold.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace spikelight {

/// Not safe to use from several threads; what it hands out is.
template <class Key, class Thing>
class LatelyUsed {
  public:
    explicit LatelyUsed(std::size_t most) : most_(most) {}

    /// The thing of this key: one that is kept, or what `make()` returns. In place of the one asked for longest ago, where
    /// there are too many.
    template <class Make>
    std::shared_ptr<const Thing> get(const Key& key, const Make& make) {
        const auto found = std::find_if(kept_.begin(), kept_.end(),
                                        [&](const auto& kept) { return kept.first == key; });
        if (found != kept_.end()) {
            std::rotate(found, found + 1, kept_.end());
        } else {
            if (kept_.size() == most_) kept_.erase(kept_.begin());
            kept_.emplace_back(key, std::make_shared<const Thing>(make()));
        }
        return kept_.back().second;
    }

  private:
    std::size_t most_;
    std::vector<std::pair<Key, std::shared_ptr<const Thing>>> kept_;  ///< the latest last
};

}  // namespace spikelight
