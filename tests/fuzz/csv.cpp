// CSV files in every role that a scenario and a run directory have for them. The first line names the role.
#include <map>

#include "engine/recording/positions.h"
#include "engine/recording/signals.h"
#include "engine/scenario/csv_file.h"
#include "engine/scenario/reader.h"
#include "tests/fuzz/file.h"

using namespace spikelight;

namespace {

/// Two neurons under one light, and a place for what reads a file.
std::string scenario_with(const std::string& population, const std::string& light,
                          const std::string& rest) {
    return "format = 1\n"
           "[[population]]\nname = \"exc\"\nsize = 2\nmodel = \"eif\"\n" +
           population +
           "[[light]]\nname = \"fibers\"\npositions = [[\"0 mm\", \"0 mm\", \"0 mm\"]]\n" + light +
           rest;
}

const std::map<std::string, std::string, std::less<>> roles = {
    {"positions", scenario_with("position = \"input.csv\"\n", "", "")},
    {"currents", scenario_with("I_e = { file = \"input.csv\", column = \"I_pA\" }\n", "", "")},
    {"pairs", scenario_with("", "",
                            "[[projection]]\nfrom = \"exc\"\nto = \"exc\"\n"
                            "connect = { file = \"input.csv\" }\n")},
    {"path", scenario_with("", "path = { file = \"input.csv\" }\n", "")},
    {"field", scenario_with("", "model = \"field\"\nfield = { file = \"input.csv\" }\n", "")},
    {"table", scenario_with("", "",
                            "[[controller]]\ndrives = \"fibers\"\n"
                            "table = { file = \"input.csv\" }\n")},
    {"frequency", scenario_with("", "",
                                "[[controller]]\ndrives = \"fibers\"\n"
                                "train = { value = \"5 mW/mm^2\", width = \"5 ms\", "
                                "frequency = { table = { file = \"input.csv\" } } }\n")}};

/// As the files of a run directory, of the scenario that is read once.
void read_recorded(const std::filesystem::path& file) {
    static const Scenario scenario =
        read_scenario(fuzz::put("recorded.toml", scenario_with("", "", ""))).scenario;
    for (const auto& read :
         {+[](const std::filesystem::path& path) {
              read_signals(path, scenario, [](double, std::span<const double>) {});
          },
          +[](const std::filesystem::path& path) { read_positions(path, scenario); }}) {
        try {
            read(file);
        } catch (const std::runtime_error& error) {
            fuzz::expect(std::string_view(error.what()).size() > 20, "a problem is told in words");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = fuzz::text_of(data, size);
    const std::string_view role = text.substr(0, text.find('\n'));
    const auto found = roles.find(role);
    if (found != roles.end()) text.remove_prefix(std::min(role.size() + 1, text.size()));
    const std::filesystem::path file = fuzz::put("input.csv", text);
    if (found == roles.end()) {
        read_recorded(file);
        return 0;
    }
    try {
        read_scenario(fuzz::put("scenario.toml", found->second));
    } catch (const ScenarioError& error) {
        fuzz::expect(!error.problems().empty(), "a refusal says why");
    }
    return 0;
}
