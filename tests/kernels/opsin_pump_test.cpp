#include "kernels/opsin_pump.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::Csv;
using testing::reference;

const json& voltage_clamp() {
    static const json all =
        json::parse(testing::read_text(reference("opsin_voltage_clamp/opsin_voltage_clamp.json")));
    return all;
}

const json& model() {
    return voltage_clamp()["opsins"]["enphr3_3s"];
}

ChloridePump reference_pump() {
    const json& p = model()["parameters_SI"];
    ChloridePump o;
    o.g0 = p["g0"], o.E = p["E"], o.phim = p["phim"], o.p = p["p"];
    o.ka = p["ka"], o.Gd = p["Gd"], o.Gr = p["Gr"], o.a = p["a"], o.b = p["b"];
    o.vartheta_max = p["vartheta_max"], o.kd = p["kd"], o.Psi0 = p["Psi0"];
    o.g_Cl = p["g_Cl"], o.Cl_out = p["Cl_out"], o.E_Cl0 = p["E_Cl0"];
    o.vmin = p["vmin"], o.vmax = p["vmax"];
    return o;
}

/// States at the start of steps 0 ... steps - 1 under the protocol's light, clamped at v.
template <class Real>
std::vector<PumpStates<Real>> run(const std::string& protocol, double irradiance, double v,
                                  int steps) {
    double dt = voltage_clamp()["euler_dt_s"];
    ChloridePump pump = reference_pump();
    auto step = make_pump_step<Real>(pump, dt);
    double flux = irradiance * double(model()["epsilon_1"]) / double(model()["photon_energy_J"]);
    Real H = light_drive(Real(flux / pump.phim), step.p);
    std::vector<PumpStates<Real>> states{{Real(1), Real(0), Real(0)}};
    for (int k = 0; k + 1 < steps; ++k) {
        bool on = false;
        for (const json& pulse : voltage_clamp()["protocol_on_off_s"][protocol])
            on = on || (k >= std::lround(double(pulse[0]) / dt) &&
                        k < std::lround(double(pulse[1]) / dt));
        states.push_back(advance_states(step, states.back(), on ? H : Real(0), Real(1), Real(v)));
    }
    return states;
}

struct Deviation {
    double state = 0, chloride = 0, current = 0;  ///< absolute; mM; relative to the column's peak
};

/// The largest deviation from Cleo's Euler columns over protocols, irradiances and voltages.
template <class Real>
Deviation largest_deviation() {
    Csv table(reference("opsin_voltage_clamp/enphr3_3s.csv.gz"));
    auto step = make_pump_step<Real>(reference_pump(), voltage_clamp()["euler_dt_s"]);
    Deviation worst;
    for (std::size_t first = 0; first < table.rows(); first += 301)
        for (int millivolt : {-70, -40, 20}) {
            const std::string at = "_v" + std::to_string(millivolt) + "mV_";
            const Real v = Real(millivolt * 1e-3);
            auto states = run<Real>(table.text(first, "protocol"),
                                    1000 * table.number(first, "irradiance_mW_per_mm2"), v, 3001);
            double peak = 0, current = 0;
            for (std::size_t row = first; row < first + 301; ++row) {
                const auto& s = states[std::size_t(std::lround(10 * table.number(row, "t_ms")))];
                worst.state =
                    std::max({worst.state, std::abs(s.P0 - table.number(row, "P0_euler_1")),
                              std::abs(s.P4 - table.number(row, "P4_euler_1"))});
                double Cl_in = double(step.Cl_begin) + double(s.Cl_change);
                worst.chloride = std::max(
                    worst.chloride, std::abs(Cl_in - table.number(row, "Cl_in_euler" + at + "mM")));
                double expected = table.number(row, "I_euler" + at + "A");
                peak = std::max(peak, std::abs(expected));
                current = std::max(current, std::abs(photocurrent(step, s, Real(1), v) - expected));
            }
            worst.current = std::max(worst.current, current / peak);
        }
    EXPECT_EQ(table.rows(), 8u * 301u);
    return worst;
}

TEST(Pump, FollowsCleoInEveryProtocolVoltageAndIrradiance) {
    // 1e-9 of the peak, and of some 10 mM: 3000 steps of a few roundings each, in another order than Brian2's.
    const Deviation worst = largest_deviation<double>();
    EXPECT_LT(worst.state, 1e-9);
    EXPECT_LT(worst.chloride, 1e-8);
    EXPECT_LT(worst.current, 1e-9);
}

TEST(Pump, InFloatStaysWithinATenThousandth) {
    // As for the four states: 3000 increments, each rounded to 6e-8 of the state. Chloride moves by up to 0.5 mM, and the
    // beginning itself is rounded to 5e-7 mM.
    const Deviation worst = largest_deviation<float>();
    EXPECT_LT(worst.state, 1e-4);
    EXPECT_LT(worst.chloride, 1e-4);
    EXPECT_LT(worst.current, 1e-4);
}

TEST(Pump, ApproachesTheAccurateSolutionAsTheStepShrinks) {
    // The reference's own integration (DOP853, 1e-12) at 5 mW/mm^2, 5 ms after light on. Euler's error goes with the
    // step, so that 1/64 of 0.1 ms leaves 1/64 of it.
    Csv table(reference("opsin_voltage_clamp/enphr3_3s.csv.gz"));
    std::size_t row = 2 * 301 + 25;
    ASSERT_EQ(table.number(row, "irradiance_mW_per_mm2"), 5);
    ASSERT_EQ(table.number(row, "t_ms"), 25);
    ChloridePump pump = reference_pump();
    double x = 5000 / double(model()["photon_energy_J"]) / pump.phim;
    auto error = [&](int parts) {
        auto step = make_pump_step<double>(pump, 1e-4 / parts);
        PumpStates<double> s{1, 0, 0};
        for (int k = 0; k < 50 * parts; ++k)
            s = advance_states(step, s, light_drive(x, pump.p), 1.0, -0.04);
        return std::abs(step.Cl_begin + s.Cl_change -
                        table.number(row, "Cl_in_accurate_v-40mV_mM"));
    };
    EXPECT_NEAR(error(1) / error(64), 64, 6);
}

TEST(Pump, AtRestInTheDarkNothingMovesHoweverLong) {
    auto step = make_pump_step<float>(reference_pump(), 1e-4);
    PumpStates<float> s{1, 0, 0};
    for (int k = 0; k < 100000; ++k) s = advance_states(step, s, 0.0f, 1.0f, -0.03f);
    EXPECT_EQ(s.P0, 1);
    EXPECT_EQ(s.P4, 0);
    EXPECT_EQ(s.Cl_change, 0);
    EXPECT_EQ(photocurrent(step, s, 1.0f, -0.03f), 0);
}

TEST(Pump, WithoutExpressionHasNoCurrentUnderAnyLight) {
    auto step = make_pump_step<double>(reference_pump(), 1e-4);
    PumpStates<double> s{1, 0, 0};
    for (int k = 0; k < 1000; ++k) s = advance_states(step, s, 0.9, 0.0, -0.07);
    EXPECT_GT(s.P4, 0.1);
    EXPECT_EQ(photocurrent(step, s, 0.0, -0.07), 0);
}

}  // namespace
}  // namespace spikelight
