// Prints a digest of every elementary function, and of spikes and voltages of small networks: whatever processor this runs
// on, the same lines.
#include <cstdio>
#include <vector>

#include "tests/backend/hand_made_network.h"
#include "tests/emulation/random_network.h"
#include "tests/kernels/elementary_loops.h"

namespace spikelight {

namespace testing {
namespace {

/// FNV-1a of bytes.
class Digest {
  public:
    template <class T>
    void add(const std::vector<T>& values) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
        for (std::size_t i = 0; i < values.size() * sizeof(T); ++i)
            hash_ = (hash_ ^ bytes[i]) * 0x100000001B3u;
    }
    unsigned long long value() const { return hash_; }

  private:
    unsigned long long hash_ = 0xCBF29CE484222325u;
};

void print_elementary_functions() {
    Digest digest;
    digest.add(elementary_bits(Isa::baseline, 10'003));
    std::printf("elementary functions %016llx\n", digest.value());
}

void print_network(std::uint64_t seed, Numbers numbers) {
    NetworkData network = random_network(seed, numbers, 150);
    BackendRun run = run_backend(network, 1 + int(seed % 3), 120, 17);
    Digest digest;
    digest.add(run.spikes);
    digest.add(run.v);
    std::printf("network %llu %d: %zu spikes %016llx\n", static_cast<unsigned long long>(seed),
                int(numbers), run.spikes.size(), digest.value());
}

}  // namespace
}  // namespace testing
}  // namespace spikelight

int main() {
    using namespace spikelight::testing;
    print_elementary_functions();
    for (std::uint64_t seed = 1; seed <= 30; ++seed) print_network(seed, Numbers(seed % 3));
}
