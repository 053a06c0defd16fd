// Names of the controllers that a program's author has linked: the ones `custom` may name.
#pragma once

#include <string>
#include <vector>

namespace spikelight {

void name_custom_controller(const std::string& name);
const std::vector<std::string>& custom_controllers();

}  // namespace spikelight
