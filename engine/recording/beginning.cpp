#include "engine/recording/beginning.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "engine/recording/output_file.h"

namespace spikelight {
namespace {

constexpr const char* file_name = "continued.json";

}  // namespace

void write_beginning(const std::filesystem::path& folder, const Beginning& beginning) {
    const nlohmann::ordered_json json{{"first_step", beginning.step},
                                      {"from", beginning.from},
                                      {"spike_digest", beginning.spike_digest},
                                      {"synaptic_events", beginning.synaptic_events}};
    replace_file(folder / file_name, json.dump(2) + "\n");
}

Beginning read_beginning(const std::filesystem::path& folder) {
    std::ifstream file(folder / file_name);
    if (!file) return {};
    try {
        const nlohmann::json json = nlohmann::json::parse(file);
        Beginning beginning;
        beginning.step = json.at("first_step").get<std::int64_t>();
        beginning.from = json.at("from").get<std::string>();
        beginning.spike_digest = json.at("spike_digest").get<std::string>();
        beginning.synaptic_events = json.at("synaptic_events").get<std::uint64_t>();
        if (beginning.step < 0) throw std::invalid_argument("a step below 0");
        return beginning;
    } catch (const std::exception& error) {
        throw std::runtime_error(
            fmt::format("{} cannot be read ({}). Continue the run before it once more",
                        (folder / file_name).string(), error.what()));
    }
}

}  // namespace spikelight
