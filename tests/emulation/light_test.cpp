// Light without tables, for which a GPU may have no room: the same drives.
#include <gtest/gtest.h>

#include "kernels/cuda/light_kernels.h"
#include "kernels/run_constants.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;
using device::Buffer;
using device::Device;

/// The drives that a command gives an opsin, with a table of transmittance or without.
std::vector<double> drives(const NetworkData& network, const OpsinData& opsin, bool tabulated) {
    Device device(0);
    const PopulationData& p = network.populations[opsin.population];
    auto uploaded = [&](const auto& values) {
        Buffer<typename std::decay_t<decltype(values)>::value_type> buffer(device, values.size());
        buffer.upload(values.data(), values.size());
        return buffer;
    };
    auto x = uploaded(network.x), y = uploaded(network.y), z = uploaded(network.z);
    auto sources = uploaded(network.sources);
    auto weights = uploaded(std::vector<double>(network.sources.size(), 100.0));
    LitPopulation lit{sources.array(), std::uint32_t(network.sources.size()),
                      x.array(),       y.array(),
                      z.array(),       p.first,
                      p.size};
    OpsinView<double> view{make_opsin_constants<double>(opsin, network.dt), {}, {}, {}};
    std::vector<Buffer<double>> kept;
    for (auto& drive : view.drives) {
        kept.emplace_back(device, p.size).fill_zero();
        drive = kept.back().array();
    }
    Buffer<double> table(device, tabulated ? network.sources.size() * p.size : 0);
    if (tabulated) device.launch({2, 64}, TabulateTransmittance<double>{lit, table.array()});
    device.launch({2, 64}, RefreshDrives<double>{{lit, table.array(), view}, weights.array()});
    std::vector<double> all;
    for (const Buffer<double>& drive : kept) {
        std::vector<double> values(p.size);
        drive.download(values.data(), p.size);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

TEST(EmulatedLight, is_the_same_where_there_is_no_room_for_a_table) {
    std::size_t lit = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        NetworkData network = random_network(seed, Numbers::float64, 90);
        for (const OpsinData& opsin : network.opsins) {
            const std::vector<double> expected = drives(network, opsin, true);
            EXPECT_EQ(drives(network, opsin, false), expected);
            lit += std::size_t(std::count_if(expected.begin(), expected.end(),
                                             [](double drive) { return drive != 0; }));
        }
    }
    EXPECT_GT(lit, 1000u) << "neurons must lie in the light to prove anything";
}

}  // namespace
}  // namespace spikelight
