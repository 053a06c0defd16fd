// What an external controller answers, line by line.
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/control/external_messages.h"
#include "tests/fuzz/file.h"

using namespace spikelight;

namespace {

void answer(std::string_view line) {
    constexpr double maximum = 30e3;
    const std::string shown = show_line(line);
    fuzz::expect(shown.size() <= 83, "what is shown is short");
    try {
        const nlohmann::json answer = parse_answer(line);
        // As states are written into checkpoints and read back.
        fuzz::expect(parse_json(answer.dump()) == answer, "an answer survives a checkpoint");
        for (double irradiance : read_irradiance(answer, std::array{maximum, maximum}))
            fuzz::expect(irradiance >= 0 && irradiance <= maximum, "light stays within bounds");
        for (double irradiance : read_irradiance(answer, std::array{HUGE_VAL}))
            fuzz::expect(std::isfinite(irradiance), "light is finite");
    } catch (const AnswerError&) {
        // Refused with a reason.
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = fuzz::text_of(data, size);
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        answer(line);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return 0;
}
