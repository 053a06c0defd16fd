// Parts of a SONATA network that a small run does not reach.
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "engine/network/network.h"
#include "engine/scenario/reader.h"
#include "tests/support/temporary_directory.h"
#include "tools/errors.h"
#include "tools/sonata/parts.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryDirectory;

/// 300 neurons, two projections among them and one that is given by target.
Recording recording_in(const fs::path& folder) {
    std::ofstream(folder / "scenario.toml") << R"(format = 1
seed = 3
[[population]]
name = "a"
size = 200
[[population]]
name = "b"
size = 100
[[projection]]
name = "aa"
from = "a"
to = "a"
connect = { probability = 0.1 }
weight = { normal = ["1 mV", "0.1 mV"] }
[[projection]]
name = "more"
from = "a"
to = "a"
connect = { in_degree = 15 }
weight = "1 mV"
delay = { uniform = ["0 ms", "2 ms"] }
[[projection]]
from = "a"
to = "b"
connect = { total = 900 }
weight = "1 mV"
)";
    Recording recording;
    recording.directory = folder;
    recording.scenario = read_scenario(folder / "scenario.toml").scenario;
    return recording;
}

/// Everything of an edge population that passes could change.
struct Edges {
    std::vector<std::uint64_t> counts, sources, targets, types, index;
    std::vector<double> weights, delays;
    bool operator==(const Edges&) const = default;
};

/// All numbers of a table, row by row.
std::vector<std::uint64_t> read_table(const fs::path& path, const std::string& name) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT),
                table = H5Dopen2(file, name.c_str(), H5P_DEFAULT), space = H5Dget_space(table);
    std::vector<std::uint64_t> numbers(std::size_t(H5Sget_simple_extent_npoints(space)));
    H5Dread(table, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
    H5Sclose(space);
    H5Dclose(table);
    H5Fclose(file);
    return numbers;
}

Edges edges_of(const Scenario& scenario, std::size_t which, std::uint64_t at_once) {
    TemporaryDirectory directory;
    const NetworkData network = make_network(scenario, place_neurons(scenario));
    const sonata::EdgePopulation population = sonata::edge_populations(scenario).at(which);
    Edges edges;
    {
        hdf5::File file(directory.path() / "edges.h5", hdf5::File::Mode::create);
        SonataRequest request;
        request.synapses_at_once = at_once;
        edges.counts = sonata::write_edges(file, population, scenario, network, request);
        file.close();
    }
    std::uint64_t count = 0;
    for (std::uint64_t of_one : edges.counts) count += of_one;
    hdf5::File file(directory.path() / "edges.h5", hdf5::File::Mode::read);
    hdf5::Group group = file.open_group(population.name);
    edges.sources = group.open_dataset("source_node_id").read<std::uint64_t>(0, count);
    edges.targets = group.open_dataset("target_node_id").read<std::uint64_t>(0, count);
    edges.types = group.open_dataset("edge_type_id").read<std::uint64_t>(0, count);
    edges.weights = group.open_dataset("0/syn_weight").read<double>(0, count);
    edges.delays = group.open_dataset("0/delay").read<double>(0, count);
    for (const char* table : {"node_id_to_ranges", "range_to_edge_id"}) {
        const std::vector<std::uint64_t> numbers = read_table(
            directory.path() / "edges.h5", population.name + "/indices/target_to_source/" + table);
        edges.index.insert(edges.index.end(), numbers.begin(), numbers.end());
    }
    return edges;
}

TEST(SonataEdges, are_the_same_however_many_synapses_are_sorted_at_once) {
    TemporaryDirectory directory;
    const Scenario scenario = recording_in(directory.path()).scenario;
    for (std::size_t population : {0, 1}) {
        const Edges whole = edges_of(scenario, population, 1 << 20);
        ASSERT_GT(whole.sources.size(), 800u);
        ASSERT_GT(whole.index.size(), whole.sources.size());
        for (std::uint64_t at_once : {1, 70, 1000})
            EXPECT_EQ(edges_of(scenario, population, at_once), whole) << at_once;
    }
}

TEST(SonataNetwork, that_is_given_up_leaves_the_one_of_before) {
    TemporaryDirectory directory;
    Recording recording = recording_in(directory.path());
    const std::vector<std::uint64_t> counts = edges_of(recording.scenario, 0, 1 << 20).counts;
    recording.summary_json = R"({"projections": [{"synapses": )" + std::to_string(counts[0]) +
                             R"(}, {"synapses": 3000}, {"synapses": 900}]})";
    const fs::path out = directory.path() / "network";
    fs::create_directory(out);
    std::ofstream(out / "nodes.h5") << "of before";

    SonataRequest request;
    std::uint64_t told = 0;
    request.progress = [&](std::uint64_t synapses) {
        told += synapses;
        if (told > counts[0] + 3000) throw std::runtime_error("enough");
    };
    EXPECT_THROW(write_sonata_network(recording, out, request), std::runtime_error);
    EXPECT_EQ(fs::file_size(out / "nodes.h5"), 9u);
    EXPECT_FALSE(fs::exists(directory.path() / "network.partial"));

    // Told of every synapse twice, in however many passes.
    request.synapses_at_once = 1000;
    told = 0;
    request.progress = [&](std::uint64_t synapses) { told += synapses; };
    const SonataContent content = write_sonata_network(recording, out, request);
    EXPECT_EQ(content.edges, counts[0] + 3900);
    EXPECT_EQ(told, 2 * content.edges);
    EXPECT_GT(fs::file_size(out / "nodes.h5"), 1000u);
    EXPECT_TRUE(fs::exists(out / "circuit_config.json"));
}

TEST(SonataNetwork, says_how_much_room_it_wants) {
    EXPECT_EQ(room_problem(1e6, 1e6), "");
    EXPECT_EQ(room_problem(1.2e9, 350e6),
              "the network takes some 1.2 GB, and 350 MB are free there. Make room, or name "
              "another place with --out");
    TemporaryDirectory directory;
    const Recording recording = recording_in(directory.path());
    const double few =
                     sonata_network_bytes(recording.scenario, std::vector<std::uint64_t>{1, 1, 1}),
                 many = sonata_network_bytes(recording.scenario,
                                             std::vector<std::uint64_t>{1000001, 1, 1});
    EXPECT_NEAR(many - few, 16e6, 6e6);
}

}  // namespace
}  // namespace spikelight
