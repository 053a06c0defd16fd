#include "tools/movie/preset.h"

#include <fmt/format.h>

#include <algorithm>

namespace spikelight {
namespace {

using Arguments = std::vector<std::string>;

/// Pad odd sizes, as chroma is stored for 2x2 pixels; convert with the matrix that the tags name.
Arguments bt709(const std::string& pixel_format) {
    return {"-vf",
            "pad=ceil(iw/2)*2:ceil(ih/2)*2,"
            "scale=in_range=full:out_range=tv:out_color_matrix=bt709:"
            "flags=accurate_rnd+full_chroma_int,"
            "format=" +
                pixel_format +
                ",setsar=1,"
                "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709",
            "-color_range",
            "tv",
            "-color_primaries",
            "bt709",
            "-color_trc",
            "bt709",
            "-colorspace",
            "bt709"};
}

Arguments x264(MoviePreset preset, const Compression& compression, const std::string& statistics) {
    bool web = preset == MoviePreset::web;
    Arguments arguments = {"-c:v", "libx264", "-preset", web ? "medium" : "veryfast"};
    if (!compression.bits_per_second) {
        arguments.insert(arguments.end(), {"-crf", web ? "23" : "16"});
        return arguments;
    }
    arguments.insert(arguments.end(),
                     {"-b:v", fmt::format("{:.0f}", *compression.bits_per_second), "-pass",
                      std::to_string(compression.pass), "-passlogfile", statistics});
    return arguments;
}

Arguments nvenc(MoviePreset preset, const Compression& compression) {
    Arguments arguments = {"-c:v", "h264_nvenc", "-preset", "p5", "-profile:v", "high"};
    if (compression.bits_per_second) {
        std::string rate = fmt::format("{:.0f}", *compression.bits_per_second);
        arguments.insert(arguments.end(),
                         {"-rc", "vbr", "-multipass", "fullres", "-b:v", rate, "-maxrate", rate});
    } else {
        arguments.insert(arguments.end(), {"-rc", "vbr", "-b:v", "0", "-cq",
                                           preset == MoviePreset::web ? "26" : "18"});
    }
    return arguments;
}

Arguments joined(std::initializer_list<Arguments> parts) {
    Arguments all;
    for (const Arguments& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

template <class Enumeration>
std::optional<Enumeration> find(const std::vector<std::string>& names, const std::string& name) {
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return Enumeration(found - names.begin());
}

}  // namespace

const std::vector<std::string>& preset_names() {
    static const std::vector<std::string> names = {"slides", "lossless", "prores", "web"};
    return names;
}

const std::vector<std::string>& encoder_names() {
    static const std::vector<std::string> names = {"auto", "x264", "nvenc"};
    return names;
}

const std::string& preset_name(MoviePreset preset) {
    return preset_names().at(std::size_t(preset));
}

const std::string& encoder_name(MovieEncoder encoder) {
    return encoder_names().at(std::size_t(encoder));
}

std::optional<MoviePreset> find_preset(const std::string& name) {
    return find<MoviePreset>(preset_names(), name);
}

std::optional<MovieEncoder> find_encoder(const std::string& name) {
    return find<MovieEncoder>(encoder_names(), name);
}

std::string movie_file_name(MoviePreset preset) {
    if (preset == MoviePreset::lossless) return "movie.mkv";
    if (preset == MoviePreset::prores) return "movie.mov";
    return "movie.mp4";
}

bool gives_up_quality(MoviePreset preset) {
    return preset == MoviePreset::slides || preset == MoviePreset::web;
}

std::vector<std::string> output_arguments(MoviePreset preset, MovieEncoder encoder,
                                          const Compression& compression,
                                          const std::string& statistics) {
    switch (preset) {
        case MoviePreset::lossless:
            return {"-c:v", "libx264rgb", "-preset", "veryfast", "-qp", "0", "-f", "matroska"};
        case MoviePreset::prores:
            return joined(
                {bt709("yuv422p10le"),
                 {"-c:v", "prores_ks", "-profile:v", "3", "-vendor", "apl0", "-f", "mov"}});
        case MoviePreset::slides:
        case MoviePreset::web:
            break;
    }
    return joined({bt709("yuv420p"),
                   encoder == MovieEncoder::nvenc ? nvenc(preset, compression)
                                                  : x264(preset, compression, statistics),
                   {"-movflags", "+faststart", "-f", "mp4"}});
}

std::vector<std::string> intermediate_arguments() {
    return joined({bt709("yuv420p"),
                   {"-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-f", "matroska"}});
}

}  // namespace spikelight
