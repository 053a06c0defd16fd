#include "engine/simulation/broken_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/scenario/model_names.h"

namespace spikelight {
namespace {

/// Why it happened, and what to do.
struct Cause {
    std::string why, advice;
};

/// The opsin that a state is of.
const Opsin& opsin_of(const Scenario& scenario, const BrokenState& broken) {
    int index = 0;
    auto is_it = [&](const Opsin& opsin) {
        return opsin.population == broken.population && index++ == broken.opsin;
    };
    return *std::find_if(scenario.opsins.begin(), scenario.opsins.end(), is_it);
}

Cause cause_in_opsin(const Opsin& opsin, double dt) {
    if (opsin.integrator == OpsinIntegrator::euler)
        return {
            fmt::format("explicit Euler overshoots where a rate of the opsin times dt exceeds "
                        "2: steps of {:g} ms follow no more than {:.3g} /ms",
                        dt * 1e3, 2e-3 / dt),
            "Set integrator = \"exponential\" in its [[opsin]], shorten dt, or lower the light"};
    return {
        "its exact step can only break where the light or a parameter of the opsin is not "
        "finite",
        "Check the light's irradiance and the opsin's parameters"};
}

Cause cause_in_chloride(const Opsin& opsin) {
    return {
        fmt::format("the pumps of {} carry more chloride within a step than there is", opsin.model),
        "Shorten dt, or lower the expression"};
}

Cause cause_in_adaptation(const Population& population, double dt) {
    if (dt > 2 * population.tau_w)
        return {
            fmt::format("explicit Euler overshoots where dt = {:g} ms exceeds 2 tau_w = {:g} ms",
                        dt * 1e3, 2e3 * population.tau_w),
            "Shorten dt, or lengthen tau_w"};
    return {fmt::format("v and w drive each other apart: a R_m = {:.3g}, dt / tau_m = {:.3g}, "
                        "dt / tau_w = {:.3g}, b R_m = {:.3g} mV",
                        population.a * population.R_m, dt / population.tau_m, dt / population.tau_w,
                        population.b * population.R_m * 1e3),
            "Shorten dt, or lower a or b"};
}

/// The largest magnitude that a value gives for sure or likely.
double magnitude(const Value& value) {
    double largest = std::max(std::abs(value.a), std::abs(value.b));
    for (double x : value.list) largest = std::max(largest, std::abs(x));
    return largest;
}

Cause cause_in_membrane(const Scenario& scenario, const BrokenState& broken) {
    const Population& population = scenario.populations[broken.population];
    const double dt = scenario.simulation.dt;
    constexpr double absurd_V = 1e3;
    if (!(magnitude(population.I_e) * population.R_m < absurd_V))
        return {
            fmt::format("I_e of {:.3g} pA moves v by {:.3g} mV", magnitude(population.I_e) * 1e12,
                        magnitude(population.I_e) * population.R_m * 1e3),
            "Check the units of I_e and R_m"};
    if (!(population.noise < absurd_V))
        return {fmt::format("noise = {:.3g} mV", population.noise * 1e3), "Check its unit"};
    // How far a photocurrent may carry v in a step, compared with what drives it.
    for (const Opsin& opsin : scenario.opsins) {
        if (opsin.population != broken.population || opsin.kind != OpsinKind::four_state) continue;
        const double pull = magnitude(opsin.expression) * opsin.parameters.g0 * population.R_m *
                            dt / population.tau_m;
        if (pull > 2)
            return {fmt::format("the photocurrent of {} carries v beyond its reversal potential "
                                "within a step: expression g0 R_m dt / tau_m = {:.3g}, more than 2",
                                opsin.model, pull),
                    "Shorten dt, or lower the expression"};
    }
    if (dt > 2 * population.tau_m)
        return {
            fmt::format("explicit Euler overshoots where dt = {:g} ms exceeds 2 tau_m = {:g} ms",
                        dt * 1e3, 2e3 * population.tau_m),
            "Shorten dt, or lengthen tau_m"};
    return {"a step carried it beyond all numbers: dt is too long for its currents and weights",
            "Shorten dt, and check the units of weights, currents and R_m"};
}

Cause cause_of(const Scenario& scenario, const BrokenState& broken) {
    switch (broken.variable) {
        case Variable::w:
            return cause_in_adaptation(scenario.populations[broken.population],
                                       scenario.simulation.dt);
        case Variable::v:
            return cause_in_membrane(scenario, broken);
        case Variable::Cl_in:
            return cause_in_chloride(opsin_of(scenario, broken));
        default:
            return cause_in_opsin(opsin_of(scenario, broken), scenario.simulation.dt);
    }
}

std::string name_of(const Scenario& scenario, const BrokenState& broken) {
    const std::string name = scenario_name(broken.variable);
    const bool of_neuron = broken.variable == Variable::v || broken.variable == Variable::w;
    return of_neuron ? name : fmt::format("{} of opsin {}", name, opsin_of(scenario, broken).model);
}

std::string fate_of(double value) {
    if (std::isnan(value)) return "became NaN";
    if (std::isinf(value)) return "became infinite";
    return fmt::format("had grown to {:.2g}, and other numbers became infinite", value);
}

}  // namespace

std::string describe_broken_state(const Scenario& scenario, const BrokenState& broken,
                                  std::int64_t from, std::int64_t to, std::int64_t done) {
    const Cause cause = cause_of(scenario, broken);
    auto start_of = [&](std::int64_t step) {
        return fmt::format("{:.12g} ms", static_cast<double>(step) * scenario.simulation.dt * 1e3);
    };
    const std::string when = to - from == 1
                                 ? fmt::format("at {}", start_of(to))
                                 : fmt::format("between {} and {}", start_of(from), start_of(to));
    const std::string after =
        done > to
            ? fmt::format(". What was recorded from then to {} may follow from it", start_of(done))
            : "";
    return fmt::format("population '{}', neuron {}: {} {} {} ({}). {}{}",
                       scenario.populations[broken.population].name, broken.neuron,
                       name_of(scenario, broken), fate_of(broken.value), when, cause.why,
                       cause.advice, after);
}

}  // namespace spikelight
