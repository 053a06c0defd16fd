// What a movie is for, and what FFmpeg must be told for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spikelight {

enum class MoviePreset {
    slides,    ///< H.264 that every player and browser shows, at a quality without visible loss
    lossless,  ///< H.264 of the pictures' own RGB: every pixel as in the PNG files
    prores,    ///< ProRes 422 HQ, 10 bits, for video editors
    web        ///< H.264 that does not exceed a size
};

/// auto: NVENC if a trial with it succeeds, else x264.
enum class MovieEncoder { automatic, x264, nvenc };

const std::vector<std::string>& preset_names();
const std::vector<std::string>& encoder_names();
const std::string& preset_name(MoviePreset preset);
const std::string& encoder_name(MovieEncoder encoder);
/// By their names above; nothing for other names.
std::optional<MoviePreset> find_preset(const std::string& name);
std::optional<MovieEncoder> find_encoder(const std::string& name);

/// movie.mp4, movie.mkv or movie.mov.
std::string movie_file_name(MoviePreset preset);
/// True for H.264 of limited quality: it can be made smaller, and by any encoder.
bool gives_up_quality(MoviePreset preset);

/// How strongly an encoder compresses: at a quality, or at a number of bits per second.
struct Compression {
    std::optional<double> bits_per_second;
    int pass = 0;  ///< 1 or 2 of two passes at a given rate, 0 for one
};

/// FFmpeg's arguments from the filters to the container's name, without the output file. With two passes their
/// statistics lie in `statistics` in the working directory.
std::vector<std::string> output_arguments(MoviePreset preset, MovieEncoder encoder,
                                          const Compression& compression,
                                          const std::string& statistics);

/// The same for a quick H.264 of full quality that is to be encoded again.
std::vector<std::string> intermediate_arguments();

}  // namespace spikelight
