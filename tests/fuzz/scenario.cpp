// A whole scenario file, with overrides in lines that begin with "#set ": refused with reasons, or read to what its
// repeatable text reads to.
#include <algorithm>

#include "engine/network/network.h"
#include "engine/scenario/reader.h"
#include "tests/fuzz/file.h"

using namespace spikelight;
namespace fs = std::filesystem;

namespace {

std::vector<Override> read_overrides(std::string_view text) {
    std::vector<Override> overrides;
    while (text.starts_with("#set ")) {
        const std::string_view line = text.substr(0, text.find('\n'));
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) break;
        overrides.emplace_back(line.substr(5, equals - 5), line.substr(equals + 1));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return overrides;
}

void put_inputs() {
    fuzz::put("xyz.csv", "x_mm,y_mm,z_mm\n0,0,0.1\n0,0.1,0.2\n");
    fuzz::put("pairs.csv", "pre,post,weight_mV,delay_ms\n0,1,0.5,1\n1,0,0.25,0\n");
    fuzz::put("values.csv", "I_pA,w_1\n60,1\n70,0.5\n");
    fuzz::put("table.csv", "t_ms,fibers_0_mW_per_mm2,frequency_Hz\n0,0,10\n5,2,20\n");
    fuzz::put("path.csv", "t_ms,x_mm,y_mm,z_mm\n0,0,0,0\n5,0,0,0.1\n");
    fuzz::put("field.csv", "r_mm,z_mm,transmittance_1\n0,0,1\n0,1,0.5\n1,0,0.5\n1,1,0.2\n");
    fs::create_directories(fuzz::directory() / "again/inputs");
}

void read_again(const ReadResult& first) {
    for (const auto& [file, name] : first.inputs) {
        fuzz::expect(fs::path(name).filename() == name && name != "." && name != "..",
                     "inputs are copied into their directory");
        fs::copy_file(file, fuzz::directory() / "again/inputs" / name,
                      fs::copy_options::overwrite_existing);
    }
    Scenario again =
        read_scenario(fuzz::put("again/scenario.toml", first.repeatable_text)).scenario;
    again.file = first.scenario.file;
    for (Controller& controller : again.controllers)
        if (auto* external = std::get_if<ExternalCommand>(&controller.command))
            external->directory = fuzz::directory();
    const bool external = std::any_of(
        again.controllers.begin(), again.controllers.end(), [](const Controller& controller) {
            return std::holds_alternative<ExternalCommand>(controller.command);
        });
    fuzz::expect(external || again == first.scenario, "the repeatable text repeats the scenario");
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    put_inputs();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    ReadResult read;
    try {
        read = read_scenario(fuzz::put("scenario.toml", text), read_overrides(text));
    } catch (const ScenarioError& error) {
        fuzz::expect(!error.problems().empty(), "a refusal says why");
        for (const std::string& problem : error.problems())
            fuzz::expect(problem.size() > 20, "a problem is told in words");
        return 0;
    }
    try {
        read_again(read);
        if (read.scenario.neuron_count() < 1000) plan_network(read.scenario);
    } catch (const ScenarioError& error) {
        fuzz::fail(error.what());
    }
    return 0;
}
