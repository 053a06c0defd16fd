#include "engine/recording/positions.h"

#include <fmt/format.h>

#include "engine/recording/csv.h"
#include "engine/recording/output_file.h"

namespace spikelight {
namespace {

const std::vector<std::string> columns{"population", "index", "x_mm", "y_mm", "z_mm"};

std::size_t find_population(const CsvReader& csv, const Scenario& scenario, std::size_t guess) {
    // Rows come population by population, so the last one found is nearly always right.
    const std::string_view name = csv.text(0);
    if (guess < scenario.populations.size() && scenario.populations[guess].name == name)
        return guess;
    for (std::size_t p = 0; p < scenario.populations.size(); ++p)
        if (scenario.populations[p].name == name) return p;
    csv.fail(fmt::format(
        "population '{}' is not in scenario.toml. Give a directory as a run left it", name));
}

}  // namespace

void write_positions(const std::filesystem::path& path, const Scenario& scenario,
                     const std::vector<std::vector<glm::dvec3>>& positions) {
    OutputFile file(path);
    file.write(fmt::format("{}\n", fmt::join(columns, ",")));
    for (std::size_t p = 0; p < positions.size(); ++p) {
        const std::string name = quote_cell(scenario.populations[p].name) + ",";
        for (std::size_t i = 0; i < positions[p].size(); ++i) {
            file.write(name);
            file.write(fmt::format_int(i).str());
            for (int axis = 0; axis < 3; ++axis) {
                file.write(",");
                file.write_number(positions[p][i][axis] * 1e3);  // m to mm
            }
            file.write("\n");
        }
    }
    file.close();
}

std::vector<std::vector<glm::dvec3>> read_positions(const std::filesystem::path& path,
                                                    const Scenario& scenario) {
    CsvReader csv(path);
    if (csv.header() != columns)
        csv.fail(fmt::format("the header should be {}", fmt::join(columns, ",")));
    std::vector<std::vector<glm::dvec3>> positions(scenario.populations.size());
    std::size_t p = 0;
    while (csv.next()) {
        p = find_population(csv, scenario, p);
        if (csv.index(1) != positions[p].size())
            csv.fail(fmt::format("neuron {} was expected, this is {}", positions[p].size(),
                                 csv.index(1)));
        positions[p].emplace_back(csv.number(2) / 1e3, csv.number(3) / 1e3, csv.number(4) / 1e3);
    }
    // A population has a position for every neuron, or none.
    for (std::size_t q = 0; q < positions.size(); ++q)
        if (!positions[q].empty() &&
            positions[q].size() != static_cast<std::size_t>(scenario.populations[q].size))
            csv.fail(fmt::format(
                "population '{}' has {} positions but {} neurons. The file is not whole, or not of "
                "this "
                "scenario",
                scenario.populations[q].name, positions[q].size(), scenario.populations[q].size));
    return positions;
}

}  // namespace spikelight
