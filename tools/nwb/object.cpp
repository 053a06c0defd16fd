#include "tools/nwb/object.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <random>

namespace spikelight::nwb {

std::string new_uuid() {
    static std::random_device source;
    auto word = [] { return std::uint32_t(source()); };
    const std::uint32_t a = word(), b = word(), c = word(), d = word();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xFFF,
                       0x8000 | (c >> 16 & 0x3FFF), c & 0xFFFF, d);
}

void set_type(hdf5::Node& node, const std::string& type, const std::string& space) {
    node.set_text("namespace", space);
    node.set_text("neurodata_type", type);
    node.set_text("object_id", new_uuid());
}

hdf5::Group create(hdf5::Group& parent, const std::string& name, const std::string& type) {
    hdf5::Group group = parent.create_group(name);
    set_type(group, type);
    return group;
}

std::string allowed(std::string name) {
    std::ranges::replace(name, ':', '_');
    return name;
}

SiUnit si_unit_of(const std::string& unit) {
    if (unit == "mV") return {"volts", 1e-3f};
    if (unit == "pA") return {"amperes", 1e-12f};
    if (unit == "mW/mm^2") return {"W/m^2", 1e3f};
    if (unit == "Hz") return {"Hz", 1};
    if (unit == "mM") return {"mol/m^3", 1};
    return {"n.a.", 1};
}

void describe_data(hdf5::Node& data, const std::string& unit, float conversion) {
    data.set_text("unit", unit);
    data.set_number("conversion", conversion);
    data.set_number("resolution", -1.0f);
    data.set_number("offset", 0.0f);
}

void describe_timestamps(hdf5::Node& timestamps) {
    timestamps.set_text("unit", "seconds");
    timestamps.set_number("interval", std::int32_t(1));
}

}  // namespace spikelight::nwb
