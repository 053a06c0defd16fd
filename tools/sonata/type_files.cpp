#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/recording/output_file.h"
#include "engine/scenario/model_names.h"
#include "tools/sonata/parts.h"

namespace spikelight::sonata {
namespace {

using Json = nlohmann::ordered_json;

/// A name as SONATA's CSV has it, whose columns are separated by spaces. Names have no quotes.
std::string quoted_field(const std::string& text) {
    return text.find(' ') == std::string::npos ? text : '"' + text + '"';
}

std::string node_types(const Scenario& scenario) {
    std::string csv = "node_type_id population model_type model_template\n";
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        const Population& population = scenario.populations[p];
        const bool simulated = population.model != NeuronModel::poisson;
        csv += fmt::format(
            "{} {} {} {}\n", p, quoted_field(population.name), model_type(population.model),
            simulated ? std::string("spikelight:") + scenario_name(population.model) : "NULL");
    }
    return csv;
}

std::string edge_types(const Scenario& scenario, std::span<const EdgePopulation> populations) {
    std::string csv = "edge_type_id population projection model_template\n";
    for (const EdgePopulation& population : populations)
        for (std::size_t p : population.projections)
            csv +=
                fmt::format("{} {} {} spikelight:delta_synapse\n", p, quoted_field(population.name),
                            quoted_field(scenario.projections[p].name));
    return csv;
}

/// What names the files. Types are CSV files, which libsonata does not read and refuses: it is told of the populations.
Json circuit_config(const Scenario& scenario, std::span<const EdgePopulation> populations,
                    bool with_types) {
    Json nodes = {{"nodes_file", "$BASE_DIR/nodes.h5"}};
    Json edges = {{"edges_file", "$BASE_DIR/edges.h5"}};
    if (with_types) {
        nodes["node_types_file"] = "$BASE_DIR/node_types.csv";
        edges["edge_types_file"] = "$BASE_DIR/edge_types.csv";
    } else {
        for (const Population& population : scenario.populations)
            nodes["populations"][population.name] = {{"type", model_type(population.model)}};
        for (const EdgePopulation& population : populations)
            edges["populations"][population.name] = {{"type", "chemical"}};
    }
    Json config;
    config["manifest"] = {{"$BASE_DIR", "."}};
    config["networks"]["nodes"] = Json::array({nodes});
    config["networks"]["edges"] = populations.empty() ? Json::array() : Json::array({edges});
    return config;
}

void write_text_file(const std::filesystem::path& path, const std::string& text) {
    OutputFile file(path);
    file.write(text);
    file.close();
}

}  // namespace

void write_type_files(const std::filesystem::path& folder, const Scenario& scenario,
                      std::span<const EdgePopulation> populations) {
    write_text_file(folder / "node_types.csv", node_types(scenario));
    if (!populations.empty())
        write_text_file(folder / "edge_types.csv", edge_types(scenario, populations));
    write_text_file(folder / "circuit_config.json",
                    circuit_config(scenario, populations, true).dump(2) + "\n");
    write_text_file(folder / "circuit_config_libsonata.json",
                    circuit_config(scenario, populations, false).dump(2) + "\n");
}

}  // namespace spikelight::sonata
