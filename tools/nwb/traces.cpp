#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <stdexcept>

#include "engine/recording/sonata.h"
#include "tools/nwb/object.h"
#include "tools/nwb/parts.h"

namespace spikelight::nwb {
namespace {

void write_trace(hdf5::Group& acquisition, const Recording& recording, const Trace& trace,
                 const std::string& variable) {
    const Scenario& scenario = recording.scenario;
    const std::string& population = scenario.populations[trace.population].name;
    const std::filesystem::path path = recording.directory / ("traces_" + variable + ".h5");
    hdf5::File file(path, hdf5::File::Mode::read);

    hdf5::Group series = create(acquisition, allowed(variable + "_" + population), "TimeSeries");
    series.set_text("description", fmt::format("{} of neurons of {}", variable, population));
    series.set_text("comments", fmt::format("Columns are these neurons of the population: {}",
                                            fmt::join(trace.neurons, ", ")));
    // Copied as it is stored, chunk by chunk.
    hdf5::Dataset data = series.copy_dataset("data", file, "report/" + population + "/data");
    if (data.columns() != trace.neurons.size())
        throw std::runtime_error(
            fmt::format("{} (it has not as many neurons as its scenario says). Run the scenario "
                        "again, or delete the file and try again",
                        path.string()));
    data.remove_attribute("units");
    data.remove_attribute("variable");
    const SiUnit unit = si_unit_of(unit_of(variable).name);
    describe_data(data, unit.name, unit.conversion);
    data.set_text("continuity", "continuous");

    // The first row is of the first multiple of its interval.
    const std::int64_t every = trace.every_steps;
    const std::int64_t first = (recording.beginning.step + every - 1) / every * every;
    const StepClock clock(scenario.simulation.dt);
    hdf5::Scalar start = series.write_number("starting_time", clock.milliseconds(first) / 1e3);
    start.set_number("rate", float(1e3 / clock.milliseconds(every)));
    start.set_text("unit", "seconds");
}

}  // namespace

void write_traces(hdf5::Group& acquisition, const Recording& recording, NwbContent& content) {
    for (const Trace& trace : recording.scenario.record.traces)
        for (const std::string& variable : trace.variables) {
            write_trace(acquisition, recording, trace, variable);
            ++content.traces;
        }
}

}  // namespace spikelight::nwb
