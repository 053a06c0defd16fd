#include <fmt/format.h>

#include "engine/recording/signals.h"
#include "tools/nwb/object.h"
#include "tools/nwb/parts.h"

namespace spikelight::nwb {
namespace {

/// A source of a light.
struct Source {
    const Light& light;
    std::size_t index;  ///< within the light
    std::string name() const {
        return allowed(light.positions.size() == 1 ? light.name
                                                   : fmt::format("{}_{}", light.name, index));
    }
};

std::string point_text(const glm::dvec3& point, double unit) {
    return fmt::format("({:.6g}, {:.6g}, {:.6g})", point.x / unit, point.y / unit, point.z / unit);
}

std::string model_text(const Light& light) {
    switch (light.model) {
        case LightModel::fiber:
            return fmt::format("optic fiber, core radius {:.6g} um, NA {:.6g}",
                               light.core_radius * 1e6, light.numerical_aperture);
        case LightModel::koehler:
            return fmt::format("Koehler illumination, radius {:.6g} um", light.radius * 1e6);
        case LightModel::gaussian_ellipsoid:
            return "focus of a microscope";
        case LightModel::field:
            return "source of a measured light field";
    }
    return "";
}

void write_site(hdf5::Group& sites, const Source& source) {
    const Light& light = source.light;
    hdf5::Group site = create(sites, source.name(), "OptogeneticStimulusSite");
    site.write_text("description", fmt::format("{}, simulated", model_text(light)));
    site.write_number("excitation_lambda", float(light.wavelength * 1e9));
    site.write_text(
        "location",
        fmt::format("at {} um, direction {}{}", point_text(light.positions[source.index], 1e-6),
                    point_text(light.directions[source.index], 1),
                    light.path.times.empty() ? "" : ", moving; this is where it begins"));
    site.create_soft_link("device", "/general/devices/" + allowed(light.name));
}

/// The power of a source, where it has an area; else its irradiance.
struct Series {
    double area;  ///< m^2; 0: none
    hdf5::Group group;
    hdf5::Appender<double> data, timestamps;
    double last = -1;

    void append(double time_ms, double irradiance) {
        if (irradiance == last) return;
        last = irradiance;
        data.push(area > 0 ? irradiance * area : irradiance);
        timestamps.push(time_ms / 1e3);
    }
    void close() {
        data.flush();
        timestamps.flush();
        describe_data(data.dataset(), area > 0 ? "watts" : "W/m^2", 1);
        data.dataset().set_text("continuity", "step");
        describe_timestamps(timestamps.dataset());
    }
};

Series begin_series(hdf5::Group& presentation, const Source& source) {
    const double area = source_area(source.light);
    const bool power = area > 0;
    hdf5::Group group =
        create(presentation, source.name(), power ? "OptogeneticSeries" : "TimeSeries");
    group.set_text(
        "description",
        fmt::format("{} of the source, from each time until the next",
                    power ? "Power" : "Irradiance, as there is no area to have a power,"));
    if (power) {
        group.set_text("comments",
                       fmt::format("Irradiance at the source (W/m^2) times {:.17g} m^2", area));
        group.create_soft_link("site", "/general/optogenetics/" + source.name());
    }
    hdf5::Layout layout;
    layout.rows_per_chunk = 4096;
    layout.compression = hdf5::Layout::Compression::shuffle_deflate;
    hdf5::Appender<double> data(group, "data", layout), timestamps(group, "timestamps", layout);
    return {area, std::move(group), std::move(data), std::move(timestamps)};
}

}  // namespace

void write_lights(hdf5::Group& general, hdf5::Group& presentation, const Recording& recording,
                  NwbContent& content) {
    const Scenario& scenario = recording.scenario;
    if (scenario.lights.empty()) return;
    hdf5::Group devices = general.create_group("devices"),
                sites = general.create_group("optogenetics");
    std::vector<Series> series;
    for (const Light& light : scenario.lights) {
        hdf5::Group device = create(devices, allowed(light.name), "Device");
        device.set_text("description", fmt::format("{}, {:.6g} nm, simulated", model_text(light),
                                                   light.wavelength * 1e9));
        for (std::size_t k = 0; k < light.positions.size(); ++k) {
            write_site(sites, {light, k});
            series.push_back(begin_series(presentation, {light, k}));
        }
    }
    const double begin_ms = recording.begin_ms();
    for_each_signal(recording, [&](double time_ms, std::span<const double> irradiance) {
        for (std::size_t s = 0; s < series.size(); ++s)
            series[s].append(begin_ms + time_ms, irradiance[s]);
    });
    for (Series& one : series) one.close();
    content.stimuli = series.size();
}

}  // namespace spikelight::nwb
