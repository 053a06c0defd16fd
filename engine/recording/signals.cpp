#include "engine/recording/signals.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/recording/csv.h"

namespace spikelight {

std::vector<std::string> signal_columns(const Scenario& scenario) {
    std::vector<std::string> columns{"t_ms"};
    for (const Light& light : scenario.lights)
        for (std::size_t k = 0; k < light.positions.size(); ++k)
            columns.push_back(fmt::format("{}_{}_mW_per_mm2", light.name, k));
    return columns;
}

SignalsFile::SignalsFile(const std::filesystem::path& path, const Scenario& scenario)
    : clock_(scenario.simulation.dt), file_(path) {
    std::vector<std::string> cells = signal_columns(scenario);
    for (std::string& cell : cells) cell = quote_cell(cell);
    file_.write(fmt::format("{}\n", fmt::join(cells, ",")));
}

void SignalsFile::append(std::int64_t step, std::span<const double> irradiance) {
    if (begun_ && std::equal(irradiance.begin(), irradiance.end(), last_.begin(), last_.end()))
        return;
    begun_ = true;
    last_.assign(irradiance.begin(), irradiance.end());
    file_.write_number(clock_.milliseconds(step));
    for (double value : irradiance) {
        file_.write(",");
        file_.write_number(value / 1e3);  // W/m^2 to mW/mm^2
    }
    file_.write("\n");
}

RecordedSignals read_signals(const std::filesystem::path& path, const Scenario& scenario) {
    CsvReader csv(path);
    if (csv.header() != signal_columns(scenario))
        csv.fail(
            "the columns are not those of the lights in scenario.toml. Give a directory as a run "
            "left it");
    RecordedSignals signals;
    while (csv.next()) {
        const double time = csv.number(0);
        if (!signals.times_ms.empty() && time <= signals.times_ms.back())
            csv.fail("t_ms does not ascend");
        signals.times_ms.push_back(time);
        std::vector<double>& row = signals.irradiance.emplace_back();
        for (std::size_t column = 1; column < csv.header().size(); ++column)
            row.push_back(csv.number(column) * 1e3);  // mW/mm^2 to W/m^2
    }
    return signals;
}

}  // namespace spikelight
