#include "engine/recording/spike_digest.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/recording/run_log.h"
#include "tests/recording/fixture.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

TEST(SpikeDigest, of_no_spikes_is_that_of_no_bytes) {
    // XXH3 128 of the empty input with seed 0: xxHash's sanity tests give low 6001C324468D497F,
    // high 99AA06D3014798D8.
    EXPECT_EQ(SpikeDigest().hexadecimal(), "99aa06d3014798d86001c324468d497f");
}

TEST(SpikeDigest, does_not_depend_on_how_spikes_are_handed_over) {
    SpikeDigest whole, pieces;
    whole.update(testing::make_spikes(0, 500));
    for (int step = 0; step < 500; step += 7)
        pieces.update(testing::make_spikes(step, std::min(step + 7, 500)));
    EXPECT_EQ(whole.hexadecimal(), pieces.hexadecimal());
}

TEST(SpikeDigest, is_what_xxhsum_prints_for_the_pairs) {
    int status = 0;
    testing::run_command("xxhsum --version", status);
    if (status != 0) GTEST_SKIP() << "the program xxhsum (Debian package xxhash) is not installed";

    // Write the pairs byte by byte, little-endian, as the documentation says.
    testing::TemporaryDirectory directory;
    const std::string path = (directory.path() / "pairs").string();
    const std::vector<Spike> spikes = testing::make_spikes(0, 5000);
    {
        std::ofstream file(path, std::ios::binary);
        for (const Spike& spike : spikes)
            for (std::uint32_t number : {spike.step, spike.neuron})
                for (int byte = 0; byte < 4; ++byte)
                    file.put(static_cast<char>(number >> (8 * byte) & 0xff));
    }
    SpikeDigest digest;
    digest.update(spikes);
    EXPECT_EQ(testing::run_command("xxhsum -H2 < " + path, status),
              digest.hexadecimal() + "  stdin\n");
}

}  // namespace
}  // namespace spikelight
