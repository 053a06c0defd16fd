#include "engine/recording/signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/recording/csv.h"
#include "engine/scenario/units.h"

namespace spikelight {
namespace {

/// The shortest decimal number that reads back as W/m^2, its point moved by three places: 10^-3 of
/// it exactly, so that a run that replays the file shines the same light to the last bit.
std::string in_mW_per_mm2(double irradiance) {
    if (irradiance == 0) return "0";
    char text[40];
    const char* end =
        std::to_chars(text, text + sizeof text, irradiance, std::chars_format::scientific).ptr;
    const std::string_view scientific(text, static_cast<std::size_t>(end - text));
    const std::size_t e = scientific.find('e');
    if (e == std::string_view::npos) return std::string(scientific);  // infinite, or no number
    std::string digits;
    for (char c : scientific.substr(0, e))
        if (c != '.') digits.push_back(c);
    int exponent = 0;
    const char* sign = text + e + 1;
    std::from_chars(*sign == '+' ? sign + 1 : sign, end, exponent);
    exponent -= 3;
    // Small and large numbers keep an exponent; the others are written out.
    const int last = static_cast<int>(digits.size()) - 1;
    if (exponent < -5 || exponent > 15) {
        if (last > 0) digits.insert(1, 1, '.');
        return digits + 'e' + std::to_string(exponent);
    }
    if (exponent < 0) digits.insert(0, static_cast<std::size_t>(-exponent), '0');
    if (exponent > last) digits.append(static_cast<std::size_t>(exponent - last), '0');
    const std::size_t whole = exponent < 0 ? 1 : static_cast<std::size_t>(exponent) + 1;
    if (whole < digits.size()) digits.insert(whole, 1, '.');
    return digits;
}

}  // namespace

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
        file_.write(in_mW_per_mm2(value));
    }
    file_.write("\n");
}

SignalsReader::SignalsReader(const std::filesystem::path& path, const Scenario& scenario)
    : csv_(path) {
    if (csv_.header() != signal_columns(scenario))
        csv_.fail(
            "the columns are not those of the lights in scenario.toml. Give a directory as a run "
            "left it");
    irradiance_.resize(csv_.header().size() - 1);
}

bool SignalsReader::next() {
    if (!csv_.next()) return false;
    const double time = csv_.number(0);
    if (!(time > time_ms_)) csv_.fail("t_ms does not ascend");
    time_ms_ = time;
    for (std::size_t column = 1; column <= irradiance_.size(); ++column) {
        csv_.number(column);
        const std::optional<double> value =
            parse_decimal(csv_.text(column), 3);  // mW/mm^2 to W/m^2
        if (!value) csv_.fail("an irradiance is no number");
        irradiance_[column - 1] = *value;
    }
    return true;
}

void SignalsReader::go_to(const CsvReader::Place& place) {
    csv_.go_to(place);
    time_ms_ = -1;
}

void read_signals(const std::filesystem::path& path, const Scenario& scenario,
                  const std::function<void(double, std::span<const double>)>& take) {
    SignalsReader reader(path, scenario);
    while (reader.next()) take(reader.time_ms(), reader.irradiance());
}

}  // namespace spikelight
