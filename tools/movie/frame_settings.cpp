#include <fmt/format.h>
#include <xxhash.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "tools/movie/frames.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

}  // namespace

std::optional<FrameSettings> read_frame_settings(const fs::path& directory) {
    std::ifstream stream(directory / frame_settings_file);
    ordered_json settings = ordered_json::parse(stream, nullptr, false);
    try {
        const ordered_json &rate = settings.at("frames_per_second"),
                           &frames = settings.at("frames");
        return FrameSettings{
            {rate.at(0).get<std::int64_t>(), rate.at(1).get<std::int64_t>()},
            frames.at(0).get<std::int64_t>(),
            frames.at(1).get<std::int64_t>(),
            settings.at("fingerprint").get<std::string>(),
            settings.at("overrides").get<std::vector<std::pair<std::string, std::string>>>()};
    } catch (const ordered_json::exception&) {
        return std::nullopt;
    }
}

void write_frame_settings(const fs::path& directory, const FrameSettings& settings) {
    ordered_json written = {
        {"frames_per_second", {settings.rate.numerator, settings.rate.denominator}},
        {"frames", {settings.first, settings.end}},
        {"fingerprint", settings.fingerprint},
        {"overrides", settings.overrides}};
    fs::path file = directory / frame_settings_file, unfinished = file;
    unfinished += ".partial";
    std::error_code absent;
    fs::remove(unfinished, absent);
    std::ofstream stream(unfinished);
    stream << written.dump(2) << "\n";
    stream.close();
    if (!stream)
        throw std::runtime_error(
            fmt::format("{} (it cannot be written: disk full, or not permitted). Make room and try "
                        "again",
                        file.string()));
    fs::rename(unfinished, file);
}

std::string picture_fingerprint(const fs::path& run,
                                const std::vector<std::pair<std::string, std::string>>& overrides) {
    std::ostringstream all;
    all << SPIKELIGHT_VERSION << '\0';
    // The scenario says how to film, the digest and the number of steps what there is to see.
    std::ifstream scenario(run / "scenario.toml"), summary(run / "summary.json");
    all << scenario.rdbuf() << '\0';
    auto facts = nlohmann::json::parse(summary, nullptr, false);
    if (facts.is_object())
        all << facts.value("spike_digest", "") << '\0' << facts.value("steps_done", 0.0) << '\0';
    for (const auto& [key, value] : overrides) all << key << '\0' << value << '\0';
    std::string text = all.str();
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
    std::string hex;
    for (unsigned char byte : canonical.digest) hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace spikelight
