#include "tools/sonata/sonata_network.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "engine/network/network.h"
#include "engine/recording/output_file.h"
#include "engine/recording/sonata.h"
#include "tools/errors.h"
#include "tools/sonata/parts.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

/// Is it a directory that holds nothing but what is written here?
bool is_sonata_network(const fs::path& path) {
    static const std::set<std::string> names = {"nodes.h5",
                                                "edges.h5",
                                                "node_types.csv",
                                                "edge_types.csv",
                                                "circuit_config.json",
                                                "circuit_config_libsonata.json"};
    if (!fs::is_directory(fs::symlink_status(path))) return false;
    for (const fs::directory_entry& entry : fs::directory_iterator(path))
        if (!names.contains(entry.path().filename().string())) return false;
    return true;
}

void require_replaceable(const fs::path& path) {
    if (fs::exists(fs::symlink_status(path)) && !is_sonata_network(path))
        throw UserError(fmt::format(
            "{} (it exists and is no network that was exported, so it is not replaced). Choose "
            "another directory with --out",
            path.string()));
}

void require_room(const fs::path& folder, double needed) {
    std::error_code unknown;
    const fs::space_info space = fs::space(folder.empty() ? "." : folder, unknown);
    if (unknown) return;
    const std::string problem = room_problem(needed, double(space.available));
    if (!problem.empty()) throw std::runtime_error(problem);
}

/// Each count must be that of the run.
void compare_with_run(const Scenario& scenario, const sonata::EdgePopulation& population,
                      std::span<const std::uint64_t> counts,
                      std::span<const std::uint64_t> recorded) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::size_t p = population.projections[i];
        if (counts[i] != recorded[p])
            throw std::runtime_error(fmt::format(
                "projection '{}' has {} synapses, in the run it had {} (scenario.toml was changed, "
                "or the run is of another version). Run the scenario again, and export that",
                scenario.projections[p].name, counts[i], recorded[p]));
    }
}

void write_edge_file(const fs::path& path, const Scenario& scenario, const NetworkData& network,
                     std::span<const sonata::EdgePopulation> populations,
                     std::span<const std::uint64_t> recorded, const SonataRequest& request) {
    hdf5::File file(path, hdf5::File::Mode::create);
    begin_sonata(file);
    {
        hdf5::Group edges = file.create_group("edges");
        for (const sonata::EdgePopulation& population : populations)
            compare_with_run(scenario, population,
                             sonata::write_edges(edges, population, scenario, network, request),
                             recorded);
    }
    file.close();
}

void write_network_files(const fs::path& folder, const Scenario& scenario,
                         std::span<const std::uint64_t> recorded, const SonataRequest& request) {
    const NetworkData network = make_network(scenario, place_neurons(scenario));
    const std::vector<sonata::EdgePopulation> populations = sonata::edge_populations(scenario);
    sonata::write_type_files(folder, scenario, populations);
    sonata::write_nodes(folder / "nodes.h5", scenario, network);
    if (!populations.empty())
        write_edge_file(folder / "edges.h5", scenario, network, populations, recorded, request);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        synchronise(entry.path());
    synchronise(folder);
}

SonataContent describe_content(const fs::path& folder, const Scenario& scenario,
                               std::span<const std::uint64_t> synapses) {
    SonataContent content;
    content.nodes = std::uint64_t(scenario.neuron_count());
    content.node_populations = scenario.populations.size();
    content.edge_populations = sonata::edge_populations(scenario).size();
    for (std::uint64_t count : synapses) content.edges += count;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        content.bytes += entry.file_size();
    return content;
}

}  // namespace

SonataContent write_sonata_network(const Recording& recording, const fs::path& directory,
                                   const SonataRequest& request) {
    const Scenario& scenario = recording.scenario;
    const std::vector<std::uint64_t> recorded = recorded_synapses(recording);
    fs::path unfinished = directory;
    unfinished += ".partial";
    require_replaceable(directory);
    require_replaceable(unfinished);
    fs::remove_all(unfinished);
    require_room(directory.parent_path(), sonata_network_bytes(scenario, recorded));

    try {
        fs::create_directory(unfinished);
        write_network_files(unfinished, scenario, recorded, request);
        const SonataContent content = describe_content(unfinished, scenario, recorded);
        if (fs::exists(directory))
            replace_directory(directory, unfinished);
        else
            fs::rename(unfinished, directory);
        return content;
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(unfinished, ignored);
        throw;
    }
}

std::vector<std::uint64_t> recorded_synapses(const Recording& recording) {
    const auto summary = nlohmann::json::parse(recording.summary_json, nullptr, false);
    std::vector<std::uint64_t> synapses;
    try {
        for (const auto& projection : summary.at("projections"))
            synapses.push_back(projection.at("synapses").get<std::uint64_t>());
    } catch (const nlohmann::json::exception&) {
        synapses.clear();
    }
    if (synapses.size() != recording.scenario.projections.size())
        throw std::runtime_error(fmt::format(
            "{} does not say how many synapses each projection has (it is damaged, or of another "
            "scenario). Run the scenario again, and export that",
            (recording.directory / "summary.json").string()));
    return synapses;
}

double sonata_network_bytes(const Scenario& scenario, std::span<const std::uint64_t> synapses) {
    // The structure of a population; of neurons, places and what each draws of its own.
    double bytes = 200e3 * double(scenario.populations.size() + scenario.projections.size());
    for (const Population& population : scenario.populations) {
        double each = 5;
        if (!std::holds_alternative<std::monostate>(population.placement)) each += 12;
        for (const Value* value : {&population.I_e, &population.v_init, &population.rate})
            if (value->kind != Value::Kind::constant) each += 8;
        bytes += each * double(population.size);
    }
    // Compressed: targets and their index, 5 bytes with 10^3 synapses per neuron and more with fewer, and what synapses draw
    // of their own.
    for (std::size_t p = 0; p < synapses.size(); ++p) {
        double each = 9;
        if (scenario.projections[p].weight.kind != Value::Kind::constant) each += 4;
        if (scenario.projections[p].delay.kind != Value::Kind::constant) each += 2;
        bytes += each * double(synapses[p]);
    }
    return bytes;
}

std::string room_problem(double needed, double available) {
    if (needed <= available) return "";
    return fmt::format(
        "the network takes some {}, and {} are free there. Make room, or name another place with "
        "--out",
        bytes_text(needed), bytes_text(available));
}

}  // namespace spikelight
