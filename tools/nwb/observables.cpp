#include <fmt/format.h>

#include <filesystem>

#include "engine/recording/csv.h"
#include "engine/scenario/observable_units.h"
#include "tools/nwb/object.h"
#include "tools/nwb/parts.h"

namespace spikelight::nwb {
namespace {

/// An observable's columns of observables.csv as a series.
struct Course {
    std::size_t first_column, channels;
    hdf5::Group group;
    hdf5::Appender<double> data, timestamps;
};

Course begin_course(hdf5::Group& module, const Observable& observable, std::size_t first_column) {
    const std::size_t channels = std::max<std::size_t>(1, observable.sites.size());
    hdf5::Group group = create(module, allowed(observable.name), "TimeSeries");
    const std::string unit = unit_of(observable.kind).name;
    group.set_text("description", "An observable of the closed loop, at its samples");
    if (unit == "1") group.set_text("comments", "Spikes since the sample before");
    hdf5::Layout layout;
    layout.rows_per_chunk = 4096;
    layout.compression = hdf5::Layout::Compression::shuffle_deflate;
    hdf5::Appender<double> timestamps(group, "timestamps", layout);
    layout.columns = channels > 1 ? channels : 0;
    hdf5::Appender<double> data(group, "data", layout);
    const SiUnit si = si_unit_of(unit);
    describe_data(data.dataset(), si.name, si.conversion);
    describe_timestamps(timestamps.dataset());
    return {first_column, channels, std::move(group), std::move(data), std::move(timestamps)};
}

}  // namespace

void write_observables(hdf5::Group& processing, const Recording& recording, NwbContent& content) {
    const std::filesystem::path path = recording.directory / "observables.csv";
    if (recording.scenario.observables.empty() || !std::filesystem::exists(path)) return;
    CsvReader csv(path);
    hdf5::Group module = create(processing, "closed_loop", "ProcessingModule");
    module.set_text("description", "What the controllers of the light were told of the network");
    std::vector<Course> courses;
    std::size_t column = 1;
    for (const Observable& observable : recording.scenario.observables) {
        courses.push_back(begin_course(module, observable, column));
        column += courses.back().channels;
    }
    if (column > csv.header().size()) csv.fail("a column is missing. Run the scenario again");
    while (csv.next())
        for (Course& course : courses) {
            course.timestamps.push(csv.number(0) / 1e3);
            for (std::size_t k = 0; k < course.channels; ++k)
                course.data.push(csv.number(course.first_column + k));
        }
    for (Course& course : courses) {
        course.data.flush();
        course.timestamps.flush();
    }
    content.observables = courses.size();
}

}  // namespace spikelight::nwb
