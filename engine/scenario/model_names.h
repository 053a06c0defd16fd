// What a scenario calls its models, rules and traced variables. Each enumeration has one list of its names, a switch: the
// compiler says where a new value is missing in it, and the reader, `spikelight info` and exported files take the names from
// there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/scenario/scenario.h"
#include "kernels/backend.h"

namespace spikelight {

/// "eif"; nothing beyond the last value, as in all of them.
const char* scenario_name(NeuronModel model);
const char* scenario_name(ConnectRule rule);
const char* scenario_name(LightModel model);
const char* scenario_name(Variable variable);

/// All names of an enumeration, in its order: element i is that of the value i.
template <class Model>
std::vector<std::string> scenario_names() {
    std::vector<std::string> names;
    for (int i = 0; const char* name = scenario_name(static_cast<Model>(i)); ++i)
        names.emplace_back(name);
    return names;
}

/// The value of this name, if there is one.
template <class Model>
std::optional<Model> find_scenario_name(const std::string& name) {
    for (int i = 0; const char* known = scenario_name(static_cast<Model>(i)); ++i)
        if (name == known) return static_cast<Model>(i);
    return std::nullopt;
}

/// Keys of [[controller]] that say what it does.
std::vector<std::string> controller_keys();

}  // namespace spikelight
