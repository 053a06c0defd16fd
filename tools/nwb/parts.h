// The parts of an NWB file, each written by a function of its own.
#pragma once

#include "engine/recording/hdf5_file.h"
#include "engine/recording/recording.h"
#include "tools/nwb/nwb.h"

namespace spikelight::nwb {

/// /units: every neuron of the populations that were recorded.
void write_units(hdf5::Group& root, const Recording& recording, const NwbSorting& sorting,
                 NwbContent& content);

/// Devices, sites and series of the lights.
void write_lights(hdf5::Group& general, hdf5::Group& presentation, const Recording& recording,
                  NwbContent& content);

/// /acquisition: the traces.
void write_traces(hdf5::Group& acquisition, const Recording& recording, NwbContent& content);

/// /processing/closed_loop: the observables, where there are any.
void write_observables(hdf5::Group& processing, const Recording& recording, NwbContent& content);

}  // namespace spikelight::nwb
