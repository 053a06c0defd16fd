#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "engine/recording/sonata.h"
#include "engine/scenario/model_names.h"

namespace spikelight {

TraceUnit unit_of(const std::string& variable) {
    const std::optional<Variable> known = find_scenario_name<Variable>(variable);
    if (!known) return {"1"};
    switch (*known) {
        case Variable::v:
        case Variable::input:
            return {"mV", 1e3, 1};
        case Variable::photocurrent:
        case Variable::w:
            return {"pA", 1e12, 1};
        case Variable::irradiance:
            return {"mW/mm^2", 1, 1e3};
        case Variable::refractory:
        case Variable::C1:
        case Variable::O1:
        case Variable::O2:
        case Variable::P0:
        case Variable::P4:
            return {"1"};
        case Variable::Cl_in:
            return {"mM"};
    }
    return {"1"};
}

namespace {

/// Rows per chunk so that a chunk holds some 1 MiB, and no more rows than there are.
hsize_t choose_chunk_rows(std::size_t row_bytes, std::uint64_t rows) {
    const std::uint64_t wanted = std::max<std::uint64_t>(1, (1 << 20) / row_bytes);
    return std::clamp<std::uint64_t>(rows, 1, wanted);
}

/// Which column is which neuron, and which row which time.
void write_mapping(hdf5::Group& report, const Scenario& scenario, const RecordedTrace& recorded) {
    const Trace& trace = scenario.record.traces[recorded.trace];
    const std::size_t columns = trace.neurons.size();
    hdf5::Group mapping = report.create_group("mapping");

    // One value per neuron: column i is pointed to by i, an element in the middle of the soma.
    const std::vector<std::uint64_t> node_ids(trace.neurons.begin(), trace.neurons.end());
    hdf5::Dataset ids = mapping.write<std::uint64_t>("node_ids", node_ids);
    ids.set_number<std::uint8_t>("sorted",
                                 std::is_sorted(node_ids.begin(), node_ids.end()) ? 1 : 0);
    std::vector<std::uint64_t> pointers(columns + 1);
    std::iota(pointers.begin(), pointers.end(), 0);
    mapping.write<std::uint64_t>("index_pointers", pointers);
    mapping.create_hard_link("index_pointer", "index_pointers");
    mapping.write<std::uint32_t>("element_ids", std::vector<std::uint32_t>(columns, 0));
    mapping.write<float>("element_pos", std::vector<float>(columns, 0.5f));

    const StepClock clock(scenario.simulation.dt);
    const auto begin = static_cast<std::int64_t>(recorded.first_row) * trace.every_steps;
    const std::array<double, 3> time{clock.milliseconds(begin), clock.milliseconds(recorded.steps),
                                     clock.milliseconds(trace.every_steps)};
    mapping.write<double>("time", time).set_text("units", "ms");
}

}  // namespace

TraceFile::TraceFile(const std::filesystem::path& path, const std::string& variable,
                     const Scenario& scenario, std::span<const RecordedTrace> traces)
    : file_(path, hdf5::File::Mode::create) {
    begin_sonata(file_);
    hdf5::Group reports = file_.create_group("report");
    for (const RecordedTrace& recorded : traces)
        reports_.push_back(create_report(reports, variable, scenario, recorded));
}

TraceFile::Report TraceFile::create_report(hdf5::Group& reports, const std::string& variable,
                                           const Scenario& scenario,
                                           const RecordedTrace& recorded) {
    const Trace& trace = scenario.record.traces[recorded.trace];
    const std::uint64_t end = (recorded.steps + trace.every_steps - 1) / trace.every_steps;
    const std::uint64_t rows = end - std::min(end, recorded.first_row);
    const bool wide = scenario.simulation.precision == Precision::float64;
    hdf5::Group report = reports.create_group(scenario.populations[trace.population].name);
    write_mapping(report, scenario, recorded);

    // The table grows by rows, in the run's precision.
    const std::size_t columns = trace.neurons.size();
    const hdf5::Layout layout{choose_chunk_rows(columns * (wide ? 8 : 4), rows), columns,
                              hdf5::Layout::Compression::none};
    Rows data = wide ? Rows(hdf5::Appender<double>(report, "data", layout))
                     : Rows(hdf5::Appender<float>(report, "data", layout));
    std::visit(
        [&](auto& appender) {
            appender.dataset().set_text("units", unit_of(variable).name);
            appender.dataset().set_text("variable", variable);
        },
        data);
    return {recorded.trace, rows, std::move(data)};
}

template <class Real>
static void append_rows(hdf5::Appender<Real>& appender, std::uint64_t row_count,
                        std::span<const char> bytes) {
    std::vector<Real> values(bytes.size() / sizeof(Real));
    if (values.empty()) return;
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(Real));
    const std::uint64_t room = (row_count - appender.rows()) * appender.columns();
    appender.append(
        std::span<const Real>(values).first(std::min<std::uint64_t>(room, values.size())));
}

void TraceFile::append(std::size_t trace, std::span<const char> rows) {
    for (Report& report : reports_)
        if (report.trace == trace)
            std::visit([&](auto& appender) { append_rows(appender, report.row_count, rows); },
                       report.rows);
}

void TraceFile::close() {
    for (Report& report : reports_)
        std::visit([](auto& appender) { appender.flush(); }, report.rows);
    reports_.clear();
    file_.close();
}

}  // namespace spikelight
