// A light field as a volume in an HDF5 file.
#pragma once

#include <filesystem>
#include <string>

#include "engine/scenario/scenario.h"

namespace spikelight {

/// More values than this are refused before any memory is taken: 1 GiB.
inline constexpr std::size_t most_field_values = std::size_t(1) << 28;

/// Reads a dataset of floating-point numbers [x][y][z], at least 2 points each way, with attributes origin_<unit> and
/// spacing_<unit> of three numbers each, in m, mm or um: where the first point lies in the source's frame, and how far
/// apart points are. Throws std::runtime_error, saying what is wrong, where the file holds no such thing.
MeasuredField read_field_volume(const std::filesystem::path& file, const std::string& dataset);

}  // namespace spikelight
