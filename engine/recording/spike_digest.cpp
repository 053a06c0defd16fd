#include "engine/recording/spike_digest.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <bit>
#include <new>

namespace spikelight {

static_assert(std::endian::native == std::endian::little && sizeof(Spike) == 8);

struct SpikeDigest::State {
    XXH3_state_t* stream = XXH3_createState();
    ~State() { XXH3_freeState(stream); }
};

void SpikeDigest::Delete::operator()(State* state) const {
    delete state;
}

SpikeDigest::SpikeDigest() : state_(new State) {
    if (!state_->stream) throw std::bad_alloc();
    XXH3_128bits_reset(state_->stream);
}

void SpikeDigest::update(std::span<const Spike> spikes) {
    XXH3_128bits_update(state_->stream, spikes.data(), spikes.size_bytes());
}

std::string SpikeDigest::hexadecimal() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->stream));
    std::string text;
    for (unsigned char byte : canonical.digest) text += fmt::format("{:02x}", byte);
    return text;
}

}  // namespace spikelight
