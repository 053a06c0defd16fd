#include "tools/commands/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>

#include "tools/errors.h"
#include "tools/message.h"
#include "tools/text.h"

namespace spikelight {

std::vector<Override> parse_overrides(const std::vector<std::string>& texts) {
    std::vector<Override> overrides;
    for (const std::string& text : texts) {
        std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos)
            throw UserError(
                fmt::format("--set {} (there is no key and value). Write --set key.path=value, for "
                            "example --set simulation.duration=\"50 ms\"",
                            text));
        overrides.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return overrides;
}

std::optional<std::pair<std::int64_t, std::int64_t>> parse_pair(
    const std::string& text, char separator,
    std::optional<std::pair<std::int64_t, std::int64_t>> defaults) {
    std::size_t middle = text.find(separator);
    if (middle == std::string::npos) return std::nullopt;
    auto parse = [](std::string_view digits,
                    std::optional<std::int64_t> otherwise) -> std::optional<std::int64_t> {
        if (digits.empty()) return otherwise;
        std::int64_t value = 0;
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
        return value;
    };
    auto first = parse(std::string_view(text).substr(0, middle),
                       defaults ? std::optional(defaults->first) : std::nullopt);
    auto second = parse(std::string_view(text).substr(middle + 1),
                        defaults ? std::optional(defaults->second) : std::nullopt);
    if (!first || !second) return std::nullopt;
    return std::pair{*first, *second};
}

PictureSize parse_size(const std::string& text) {
    auto size = parse_pair(text, 'x', std::nullopt);
    constexpr std::int64_t most = 1'000'000;
    if (!size || std::max(std::abs(size->first), std::abs(size->second)) > most)
        throw UserError(fmt::format(
            "--size {} (this is no size). Write width x height in pixels, as in --size 1920x1080",
            text));
    return {int(size->first), int(size->second)};
}

void require_run(const std::filesystem::path& run) {
    if (std::filesystem::exists(run / "summary.json")) return;
    std::filesystem::path partial = run;
    partial += ".partial";
    if (!std::filesystem::exists(run))
        throw UserError(
            fmt::format("{} (there is no such directory). {}", run.string(),
                        std::filesystem::exists(partial)
                            ? fmt::format("An interrupted run is in {}", partial.string())
                            : "Give the directory that `spikelight run` made"));
    throw UserError(
        fmt::format("{} (it holds no summary.json, so it is not a run). Give the directory that "
                    "`spikelight run` made",
                    run.string()));
}

void add_movie_options(CLI::App& command, MovieOptionTexts& texts,
                       const std::string& preset_option) {
    command
        .add_option(
            preset_option, texts.preset,
            "What the movie is for [slides]: slides is H.264 for talks and every player; "
            "lossless keeps every pixel (H.264 RGB, movie.mkv); prores is for video editors "
            "(movie.mov); web is H.264 of at most 8 MB")
        ->check(CLI::IsMember(preset_names()))
        ->option_text("slides|lossless|prores|web");
    command
        .add_option("--target-size", texts.target_size,
                    "Largest size of the movie, as in \"8 MB\" (slides and web)")
        ->option_text("SIZE");
    command
        .add_option("--encoder", texts.encoder,
                    "What encodes slides and web [x264]; auto takes NVENC if a trial succeeds")
        ->check(CLI::IsMember(encoder_names()))
        ->option_text("auto|x264|nvenc");
}

MovieRequest parse_movie_request(const MovieOptionTexts& texts) {
    MovieRequest request;
    request.preset = find_preset(texts.preset).value();
    request.encoder = find_encoder(texts.encoder).value();
    if (!gives_up_quality(request.preset) && texts.encoder == "nvenc")
        throw UserError(fmt::format(
            "--encoder nvenc (the preset {} is not made by it). Use it with slides or web",
            texts.preset));
    if (texts.target_size.empty()) return request;
    request.target_bytes = parse_bytes(texts.target_size);
    if (!request.target_bytes)
        throw UserError(fmt::format(
            "--target-size {} (this is no size). Write a number and B, kB, MB or GB, as in "
            "--target-size \"8 MB\"",
            texts.target_size));
    if (!gives_up_quality(request.preset))
        throw UserError(fmt::format(
            "--target-size {} (the preset {} gives up no quality for size). Use slides or web",
            texts.target_size, texts.preset));
    return request;
}

void print_warnings(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) print_message("warning: " + warning);
}

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace spikelight
