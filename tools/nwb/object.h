// What every object of an NWB file has: its type, and an identity of its own.
#pragma once

#include <string>

#include "engine/recording/hdf5_file.h"

namespace spikelight::nwb {

/// 128 random bits as RFC 9562 writes them, version 4.
std::string new_uuid();

/// Says what a group or dataset is. `space` is the namespace that defines the type: "core" or "hdmf-common".
void set_type(hdf5::Node& node, const std::string& type, const std::string& space = "core");

/// A new group of this type.
hdf5::Group create(hdf5::Group& parent, const std::string& name, const std::string& type);

/// A name that NWB allows, which has no colon.
std::string allowed(std::string name);

/// A unit that NWB knows, and what a number in one of ours ("mV", "1") is multiplied by to be in it.
struct SiUnit {
    const char* name;
    float conversion;
};
SiUnit si_unit_of(const std::string& unit);

/// What the data of a time series are: `conversion` leads to the SI unit named.
void describe_data(hdf5::Node& data, const std::string& unit, float conversion);

/// Marks a dataset as the times of a series, in s.
void describe_timestamps(hdf5::Node& timestamps);

}  // namespace spikelight::nwb
