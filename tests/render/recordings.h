// Recordings made by hand, for pictures.
#pragma once

#include <cstddef>

#include "engine/recording/recording.h"

namespace spikelight::testing {

/// The tutorial as Cleo and Brian2 ran it (tests/reference/opto_network): 400 excitatory and 100 inhibitory neurons, two
/// fibers, 100 ms.
Recording tutorial_recording();

/// `neurons` neurons in a ball of tissue that spike at random at 11 Hz, under one fiber.
Recording crowded_recording(std::size_t neurons);

/// `neurons` neurons in a slab, shared equally by `populations` populations with default colours, that spike at random
/// at 11 Hz under `sources` fibers in a row that shine in turn.
Recording varied_recording(std::size_t neurons, std::size_t populations, std::size_t sources);

/// Makes it a light of another model, of a size that suits the tutorial's tissue. A field is blob_field().
void become(Light& light, LightModel model);

/// A volume of half a millimetre with a round blob of light, 1 in its middle at (0.1, 0.06, 0.2) mm, sd 40 um.
MeasuredField blob_field();

/// One neuron that spikes at 10 ms, one fiber above it that lights from 20 ms to 30 ms; 50 ms.
Recording plain_recording();

/// Shows the light alone, 0.1 to 0.7 mm deep, from the side: its axis is upright in the middle of the picture.
void look_at_light_from_the_side(Scenario& scenario);

}  // namespace spikelight::testing
