// Numbers as pictures write them.
#pragma once

#include <cstddef>
#include <string>

namespace spikelight {

/// "25,000": a number with its thousands set apart.
std::string count_text(std::size_t count);

struct IrradianceWords {
    std::string number, unit;
};

/// In mW/mm²; strong light in W/mm² and faint light in µW/mm², so that no number needs an exponent. Takes W/m².
IrradianceWords irradiance_words(double irradiance);

/// "5 mW/mm²".
std::string irradiance_text(double irradiance);

}  // namespace spikelight
