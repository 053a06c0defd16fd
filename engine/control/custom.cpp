#include "engine/control/custom.h"

#include <fmt/format.h>

#include <map>

#include "engine/control/line_process.h"
#include "engine/scenario/custom_controllers.h"

namespace spikelight {
namespace {

std::map<std::string, CustomMaker>& makers() {
    static std::map<std::string, CustomMaker> all;
    return all;
}

}  // namespace

std::vector<double> CustomSetting::numbers(const std::string& name) const {
    const auto found = command.numbers.find(name);
    if (found != command.numbers.end()) return found->second;
    throw ControllerError(
        fmt::format("custom controller {} needs {} (the scenario does not give it). Write e.g. "
                    "custom = {{ name = \"{}\", {} = ... }}",
                    command.name, name, command.name, name));
}

double CustomSetting::number(const std::string& name) const {
    const std::vector<double> all = numbers(name);
    if (all.size() != 1)
        throw ControllerError(
            fmt::format("custom controller {}: {} is a list. Give one number", command.name, name));
    return all[0];
}

double CustomSetting::number(const std::string& name, double otherwise) const {
    return command.numbers.contains(name) ? number(name) : otherwise;
}

std::string CustomSetting::text(const std::string& name, const std::string& otherwise) const {
    const auto found = command.texts.find(name);
    return found == command.texts.end() ? otherwise : found->second;
}

void register_controller(const std::string& name, CustomMaker make) {
    name_custom_controller(name);
    makers()[name] = std::move(make);
}

std::unique_ptr<ControlLaw> make_custom_controller(const CustomSetting& setting) {
    return makers().at(setting.command.name)(setting);
}

}  // namespace spikelight
