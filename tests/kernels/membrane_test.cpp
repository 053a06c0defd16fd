#include "kernels/membrane.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::Csv;
using testing::reference;

// Brian2's v, in double, depends on the exponential's last place and no further: the reference's README measures 4.5e-14
// V after 5000 steps and recommends 1e-11 V.
constexpr double tolerance_V = 1e-11;

struct Neuron {
    MembraneStep<double> step;
    double v_init, V_peak, V_reset;
};

Neuron tutorial_neuron(double dt) {
    json p = json::parse(
        testing::read_text(reference("eif_single/eif_single.json")))["parameter_sets"]["tutorial"];
    return {make_membrane_step<double>(p["tau_m_s"], p["Rm_ohm"], p["E_L_V"], p["theta_V"],
                                       p["Delta_T_V"], dt),
            p["v_init_V"], p["v_threshold_V"], p["v_reset_V"]};
}

struct Trace {
    std::vector<double> v;  ///< at the start of each step
    std::vector<int> spikes;
};

template <class Current>
Trace run(const Neuron& neuron, int steps, Current current) {
    Trace trace;
    double v = neuron.v_init;
    for (int k = 0; k < steps; ++k) {
        trace.v.push_back(v);
        v = advance_eif(neuron.step, v, current(k));
        if (v > neuron.V_peak) {
            trace.spikes.push_back(k);
            v = neuron.V_reset;
        }
    }
    return trace;
}

class EifNeuron : public ::testing::TestWithParam<int> {
  protected:
    int tenths_ms = GetParam();
    double dt = tenths_ms * 1e-4;
    int steps = 10'000 / tenths_ms;
    std::string suffix = "_tutorial_dt0p" + std::to_string(tenths_ms);
    Neuron neuron = tutorial_neuron(dt);
};

TEST_P(EifNeuron, FollowsBrianUnderConstantCurrents) {
    Csv voltages(reference("eif_single/v_const" + suffix + ".csv.gz"));
    for (int picoampere : {0, 35, 40, 100, 200}) {
        Trace trace = run(neuron, steps, [&](int) { return picoampere * 1e-12; });
        std::string column = "v_I" + std::to_string(picoampere) + "pA_V";
        for (std::size_t row = 0; row < voltages.rows(); ++row)
            ASSERT_NEAR(trace.v[std::size_t(voltages.number(row, "step"))],
                        voltages.number(row, column), tolerance_V)
                << column << ", row " << row + 2;
    }
}

TEST_P(EifNeuron, SpikesInBriansStepsUnderEveryConstantCurrent) {
    Csv table(reference("eif_single/spikes_const" + suffix + ".csv.gz"));
    std::map<int, std::vector<int>> expected;
    for (std::size_t row = 0; row < table.rows(); ++row)
        expected[int(table.number(row, "i_current"))].push_back(int(table.number(row, "t_step")));
    Csv rates(reference("eif_single/fI_tutorial.csv"));
    std::string dt_text = "dt0p" + std::to_string(tenths_ms);
    ASSERT_EQ(rates.rows(), 41u);
    for (int i = 0; i < 41; ++i) {
        double I = rates.number(i, "I_pA") * 1e-12;
        Trace trace = run(neuron, steps, [&](int) { return I; });
        EXPECT_EQ(trace.spikes, expected[i]) << rates.number(i, "I_pA") << " pA";
        // The f-I table counts the same spikes.
        EXPECT_EQ(double(trace.spikes.size()), rates.number(i, "n_spikes_1s_" + dt_text));
        double first = trace.spikes.empty() ? -1 : trace.spikes[0];
        EXPECT_EQ(first, rates.number(i, "first_spike_step_" + dt_text));
        double rate = 0;
        if (trace.spikes.size() > 1)
            rate = double(trace.spikes.size() - 1) /
                   ((trace.spikes.back() - trace.spikes.front()) * dt);
        // Brian's mean over intervals rounds a few hundred times.
        EXPECT_NEAR(rate, rates.number(i, "rate_from_mean_isi_" + dt_text + "_Hz"), 1e-9 * rate);
    }
}

TEST_P(EifNeuron, FollowsBrianUnderNoise) {
    std::vector<double> picoampere =
        Csv(reference("eif_single/noise_current.csv.gz")).numbers("I_pA");
    Trace trace =
        run(neuron, steps, [&](int k) { return picoampere[std::size_t(k * tenths_ms)] * 1e-12; });
    Csv voltages(reference("eif_single/v_noise" + suffix + ".csv.gz"));
    for (std::size_t row = 0; row < voltages.rows(); ++row)
        ASSERT_NEAR(trace.v[std::size_t(voltages.number(row, "step"))], voltages.number(row, "v_V"),
                    tolerance_V)
            << "row " << row + 2;
    std::vector<int> expected;
    for (double step :
         Csv(reference("eif_single/spikes_noise" + suffix + ".csv")).numbers("t_step"))
        expected.push_back(int(step));
    EXPECT_EQ(trace.spikes, expected);
}

INSTANTIATE_TEST_SUITE_P(TenthsOfMillisecond, EifNeuron, ::testing::Values(1, 5),
                         [](auto const& instance) {
                             return "dt0p" + std::to_string(instance.param);
                         });

TEST(Membrane, LifRelaxesAsItsEulerSolution) {
    // v_k = v_inf + (v_0 - v_inf) (1 - dt / tau_m)^k; a thousand steps round to 1e-15 V each.
    auto step = make_membrane_step<double>(0.02, 5e8, -0.07, 0, 0, 1e-4);
    double v = -0.055;
    for (int k = 0; k < 1000; ++k) v = advance_lif(step, v, 30e-12);
    EXPECT_NEAR(v, -0.055 + 0.0 * std::pow(1 - 0.005, 1000), 1e-13);
    v = -0.08;
    for (int k = 0; k < 1000; ++k) v = advance_lif(step, v, 30e-12);
    EXPECT_NEAR(v, -0.055 - 0.025 * std::pow(1 - 0.005, 1000), 1e-13);
}

TEST(Membrane, StaysFiniteFarAboveThreshold) {
    // A synapse may push v anywhere; the exponential saturates.
    auto step = make_membrane_step<float>(0.02, 5e8, -0.07, -0.05, 0.002, 1e-4);
    EXPECT_TRUE(std::isfinite(advance_eif(step, 100.0f, 0.0f)));
    EXPECT_GT(advance_eif(step, 100.0f, 0.0f), 100.0f);
}

}  // namespace
}  // namespace spikelight
