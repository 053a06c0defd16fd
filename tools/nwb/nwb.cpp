#include "tools/nwb/nwb.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

#include "tools/nwb/object.h"
#include "tools/nwb/parts.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) throw std::runtime_error(path.string() + " cannot be read");
    return text;
}

/// How it was made, and how it is made again.
void write_provenance(hdf5::Group& general, const Recording& recording) {
    const nlohmann::json summary = nlohmann::json::parse(recording.summary_json);
    general.write_text(
        "notes",
        fmt::format("A simulation by Spikelight {} on {} ({}), seed {}; digest of its spikes {}. "
                    "general/source_script is its scenario",
                    summary.value("versions", nlohmann::json::object()).value("spikelight", "?"),
                    summary.value("backend", "?"), summary.value("device", "?"),
                    recording.scenario.seed, summary.value("spike_digest", "?")));
    hdf5::Scalar script =
        general.write_text("source_script", read_text(recording.directory / "scenario.toml"));
    script.set_text("file_name", "scenario.toml");
}

NwbContent write_file(const Recording& recording, const fs::path& path, const NwbRequest& request) {
    NwbContent content;
    hdf5::File file(path, hdf5::File::Mode::create);
    {
        nwb::set_type(file, "NWBFile");
        file.set_text("nwb_version", "2.7.0");
        const std::string now = iso_time(fs::file_time_type::clock::now());
        file.write_texts("file_create_date", std::span(&now, 1));
        file.write_text("identifier", nwb::new_uuid());
        const std::string& title = recording.scenario.title;
        file.write_text("session_description",
                        title.empty() ? "A simulated optogenetic experiment" : title);
        file.write_text("session_start_time", request.session_start);
        file.write_text("timestamps_reference_time", request.session_start);

        hdf5::Group acquisition = file.create_group("acquisition");
        file.create_group("analysis");
        hdf5::Group processing = file.create_group("processing");
        hdf5::Group stimulus = file.create_group("stimulus");
        hdf5::Group presentation = stimulus.create_group("presentation");
        stimulus.create_group("templates");
        hdf5::Group general = file.create_group("general");

        write_provenance(general, recording);
        nwb::write_lights(general, presentation, recording, content);
        nwb::write_traces(acquisition, recording, content);
        nwb::write_observables(processing, recording, content);
        nwb::write_units(file, recording, request.sorting, content);
    }
    file.close();
    return content;
}

}  // namespace

NwbContent write_nwb(const Recording& recording, const fs::path& file, const NwbRequest& request) {
    fs::path unfinished = file;
    unfinished += ".partial";
    try {
        NwbContent content = write_file(recording, unfinished, request);
        fs::rename(unfinished, file);
        return content;
    } catch (...) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        throw;
    }
}

std::string iso_time(fs::file_time_type moment) {
    const auto system =
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::file_clock::to_sys(moment));
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}+00:00",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(system)));
}

bool is_iso_time(const std::string& text) {
    static const std::regex form(
        R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))");
    return std::regex_match(text, form);
}

}  // namespace spikelight
