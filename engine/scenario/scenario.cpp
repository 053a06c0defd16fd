#include "engine/scenario/scenario.h"

namespace spikelight {

std::size_t Scenario::first_source(std::size_t light) const {
    std::size_t first = 0;
    for (std::size_t i = 0; i < light; ++i) first += lights[i].positions.size();
    return first;
}

std::size_t Scenario::source_count() const {
    return first_source(lights.size());
}

std::int64_t Scenario::first_neuron(std::size_t population) const {
    std::int64_t first = 0;
    for (std::size_t i = 0; i < population; ++i) first += populations[i].size;
    return first;
}

std::int64_t Scenario::neuron_count() const {
    return first_neuron(populations.size());
}

std::vector<Signal> Scenario::signals() const {
    std::vector<Signal> signals;
    for (std::size_t p = 0; p < populations.size(); ++p)
        signals.push_back({populations[p].name, ObservableKind::spikes, observables.size(), p});
    for (std::size_t o = 0; o < observables.size(); ++o) {
        const Observable& observable = observables[o];
        const std::size_t sites = observable.sites.size();
        if (sites < 2) signals.push_back({observable.name, observable.kind, o, 0});
        for (std::size_t site = 0; sites > 1 && site < sites; ++site)
            signals.push_back(
                {observable.name + "_" + std::to_string(site), observable.kind, o, site});
    }
    return signals;
}

}  // namespace spikelight
