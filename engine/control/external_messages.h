// What another program answers, checked before it is believed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spikelight {

/// Why an answer cannot be used, in a few words.
class AnswerError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// JSON of any kind. Throws AnswerError where it is none, or nested deeper than anybody means.
nlohmann::json parse_json(std::string_view text);

/// A line as an object of JSON. Throws AnswerError.
nlohmann::json parse_answer(std::string_view line);

/// The irradiance at each source, W/m^2, clipped to [0, its maximum]: of "irradiance" in mW/mm^2 or "irradiance_W_per_m2",
/// one number for all or a list. Throws AnswerError.
std::vector<double> read_irradiance(const nlohmann::json& answer, std::span<const double> maximum);

/// The beginning of a line as a terminal may be given it.
std::string show_line(std::string_view line);

}  // namespace spikelight
