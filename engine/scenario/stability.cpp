#include "engine/scenario/stability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/scenario/opsin_library.h"
#include "kernels/opsin_four_state.h"

namespace spikelight {
namespace {

/// The most that a light can be asked to emit, as far as the file tells, W/m^2; infinite where nothing limits it.
struct LargestCommand {
    double largest = 0;
    std::size_t first = 0,
                count = 0;  ///< the light's among the sources that the controller commands

    void take(const std::vector<double>& values) {
        for (std::size_t i = first; i < std::min(first + count, values.size()); ++i)
            largest = std::max(largest, values[i]);
    }
    void operator()(const ConstantCommand& command) { take(command.value); }
    void operator()(const PulsesCommand& command) { take(command.value); }
    void operator()(const OnOffCommand& command) { take(command.value); }
    void operator()(const TableCommand& command) {
        for (const std::vector<double>& row : command.values) take(row);
    }
    void operator()(const TrainCommand& command) { take(command.value); }
    void operator()(const TriggerCommand& command) { take(command.pulses.value); }
    // What these may ask for is not known beforehand.
    void operator()(const RandomWalkCommand&) { take_anything(); }
    void operator()(const PiCommand&) { take_anything(); }
    void operator()(const LqrCommand&) { take_anything(); }
    void operator()(const CustomCommand&) { take_anything(); }
    void operator()(const ExternalCommand&) { take_anything(); }
    void take_anything() { largest = std::numeric_limits<double>::infinity(); }
};

double largest_command(const Scenario& scenario, std::size_t light) {
    LargestCommand command;
    command.count = scenario.lights[light].positions.size();
    command.take(scenario.lights[light].initial);
    for (const Controller& controller : scenario.controllers) {
        command.first = 0;
        for (std::size_t other : controller.lights) {
            if (other == light) std::visit(command, controller.command);
            command.first += scenario.lights[other].positions.size();
        }
    }
    return std::min(command.largest, scenario.lights[light].maximum);
}

/// The fastest of an opsin's rates under x = phi / phim, 1/s: what leaves a state, all ways together.
double fastest_rate(const FourStateOpsin& o, double x) {
    // Where nothing limits the light, its drive is 1.
    const double H_p = std::isfinite(x) ? light_drive(x, o.p) : 1;
    const double H_q = std::isfinite(x) ? light_drive(x, o.q) : 1;
    const double Gf = o.kf * H_q + o.Gf0, Gb = o.kb * H_q + o.Gb0;
    return std::max(o.k1 * H_p + o.Gd1 + Gf, o.k2 * H_p + o.Gr0 + o.Gd2 + Gb);
}
double fastest_rate(const ChloridePump& o, double x) {
    return o.ka * (std::isfinite(x) ? light_drive(x, o.p) : 1) + o.Gd + o.Gr;
}

/// The same of an opsin under a photon flux phi, photons/(m^2 s), that counts for it; 0 for one without states.
double fastest_rate_under(const Opsin& opsin, double phi) {
    switch (opsin.kind) {
        case OpsinKind::four_state:
            return fastest_rate(opsin.parameters, phi / opsin.parameters.phim);
        case OpsinKind::pump:
            return fastest_rate(opsin.pump, phi / opsin.pump.phim);
        case OpsinKind::proportional:
            return 0;
    }
    return 0;
}

/// Photons of a light that count for an opsin, at the light's source.
double effective_flux(const Opsin& opsin, const Light& light, double irradiance) {
    const double epsilon = effectiveness(opsin, light);
    return epsilon > 0 ? epsilon * irradiance / light.photon_energy : 0;
}

void check_membranes(Document& document, const Scenario& scenario) {
    const Node* tables = document.root().find("population");
    const double dt = scenario.simulation.dt;
    if (!tables || tables->children.size() != scenario.populations.size() || !(dt > 0)) return;
    for (std::size_t p = 0; p < scenario.populations.size(); ++p) {
        const Population& population = scenario.populations[p];
        if (population.model == NeuronModel::clamp || population.model == NeuronModel::poisson)
            continue;
        const auto check = [&](const char* key, double tau, const char* what) {
            // A step goes dt / tau of the way.
            const Node* node = tables->children[p].find(key);
            if (!node) node = tables->children[p].find("name");
            if (dt <= tau || !node) return;
            document.warn(
                *node,
                fmt::format("{} of {:.4g} ms is shorter than a step of {:g} ms: each step "
                            "overshoots what {} moves to, and may fire",
                            key, tau * 1e3, dt * 1e3, what),
                fmt::format("Choose a shorter dt, or a longer {}", key));
        };
        check("tau_m", population.tau_m, "v");
        if (population.model == NeuronModel::adex) check("tau_w", population.tau_w, "w");
    }
}

void check_opsins(Document& document, const Scenario& scenario) {
    const Node* opsins = document.root().find("opsin");
    const double dt = scenario.simulation.dt;
    // An opsin that could not be read has no place in the scenario; its problem is told anyway.
    if (!opsins || opsins->children.size() != scenario.opsins.size() || !(dt > 0)) return;
    for (std::size_t i = 0; i < scenario.opsins.size(); ++i) {
        const Opsin& opsin = scenario.opsins[i];
        if (opsin.model.empty() || opsin.kind == OpsinKind::proportional ||
            opsin.integrator == OpsinIntegrator::exponential)
            continue;
        for (std::size_t l = 0; l < scenario.lights.size(); ++l) {
            const Light& light = scenario.lights[l];
            const double peak =
                light.model == LightModel::field ? light.field.peak() : light.profile_peak;
            const double irradiance = largest_command(scenario, l) * peak;
            const double rate = fastest_rate_under(opsin, effective_flux(opsin, light, irradiance));
            // Beyond 2 an Euler step overshoots by more than it corrects.
            if (rate * dt <= 2) continue;
            document.warn(
                *opsins->children[i].find("model"),
                fmt::format(
                    "at the tip of light {} with {} its states change by up to {:.3g} /ms, and "
                    "steps of {:g} ms follow no more than {:.3g} /ms",
                    light.name,
                    std::isfinite(irradiance) ? fmt::format("{:.4g} mW/mm^2", irradiance * 1e-3)
                                              : std::string("no maximum"),
                    rate * 1e-3, dt * 1e3, 2e-3 / dt),
                std::isfinite(irradiance)
                    ? "Set integrator = \"exponential\", shorten dt, or lower the light's maximum"
                    : "Set integrator = \"exponential\", shorten dt, or give the light a maximum");
            break;
        }
    }
}

}  // namespace

void check_stability(Document& document, const Scenario& scenario) {
    check_membranes(document, scenario);
    check_opsins(document, scenario);
}

}  // namespace spikelight
