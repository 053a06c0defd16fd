#include "kernels/opsin_four_state.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::Csv;
using testing::reference;

const json& description() {
    static const json all =
        json::parse(testing::read_text(reference("opsin_voltage_clamp/opsin_voltage_clamp.json")));
    return all;
}

FourStateOpsin opsin_of(const json& p) {
    FourStateOpsin o;
    o.g0 = p["g0"], o.gamma = p["gamma"], o.phim = p["phim"];
    o.k1 = p["k1"], o.k2 = p["k2"], o.p = p["p"], o.q = p["q"];
    o.Gf0 = p["Gf0"], o.kf = p["kf"], o.Gb0 = p["Gb0"], o.kb = p["kb"];
    o.Gd1 = p["Gd1"], o.Gd2 = p["Gd2"], o.Gr0 = p["Gr0"], o.E = p["E"];
    o.rectifying = p.contains("v0");
    if (o.rectifying) o.v0 = p["v0"], o.v1 = p["v1"];
    return o;
}

/// States at the start of steps 0 ... steps - 1 under the protocol's light.
template <class Real>
std::vector<FourStates<Real>> run(const json& model, const std::string& protocol, double irradiance,
                                  int steps) {
    double dt = description()["euler_dt_s"];
    FourStateOpsin opsin = opsin_of(model["parameters_SI"]);
    auto step = make_four_state_step<Real>(opsin, dt);
    double flux = irradiance * double(model["epsilon_1"]) / double(model["photon_energy_J"]);
    Real H_p = light_drive(Real(flux / opsin.phim), step.p);
    Real H_q = light_drive(Real(flux / opsin.phim), step.q);
    std::vector<FourStates<Real>> states{{Real(1), Real(0), Real(0)}};
    for (int k = 0; k + 1 < steps; ++k) {
        bool on = false;
        for (const json& pulse : description()["protocol_on_off_s"][protocol])
            on = on || (k >= std::lround(double(pulse[0]) / dt) &&
                        k < std::lround(double(pulse[1]) / dt));
        states.push_back(
            advance_states(step, states.back(), on ? H_p : Real(0), on ? H_q : Real(0)));
    }
    return states;
}

template <class Real>
Real current(FourStateOpsin const& opsin, FourStates<Real> const& states, double v) {
    auto step = make_four_state_step<Real>(opsin, 1e-4);
    return opsin.rectifying ? photocurrent<Real, true>(step, states, Real(v))
                            : photocurrent<Real, false>(step, states, Real(v));
}

class FourStateModel : public ::testing::TestWithParam<std::string> {
  protected:
    /// Largest deviation from Cleo's Euler columns: of any state, and of any photocurrent relative to its column's peak.
    template <class Real>
    std::pair<double, double> largest_deviations() {
        const json& model = description()["opsins"][GetParam()];
        FourStateOpsin opsin = opsin_of(model["parameters_SI"]);
        Csv table(reference("opsin_voltage_clamp/" + GetParam() + ".csv.gz"));
        double worst_state = 0, worst_current = 0;
        std::size_t compared = 0;
        for (std::size_t first = 0; first < table.rows(); first += 301) {
            // 301 rows, one per millisecond, belong to one protocol and irradiance.
            auto states = run<Real>(model, table.text(first, "protocol"),
                                    1000 * table.number(first, "irradiance_mW_per_mm2"), 3001);
            for (std::size_t row = first; row < first + 301; ++row) {
                const auto& s = states[std::size_t(std::lround(10 * table.number(row, "t_ms")))];
                worst_state =
                    std::max({worst_state, std::abs(s.C1 - table.number(row, "C1_euler_1")),
                              std::abs(s.O1 - table.number(row, "O1_euler_1")),
                              std::abs(s.O2 - table.number(row, "O2_euler_1"))});
                ++compared;
            }
            for (int millivolt : {-70, -40, 20}) {
                std::string column = "I_euler_v" + std::to_string(millivolt) + "mV_A";
                double peak = 0, deviation = 0;
                for (std::size_t row = first; row < first + 301; ++row) {
                    const auto& s =
                        states[std::size_t(std::lround(10 * table.number(row, "t_ms")))];
                    double expected = table.number(row, column);
                    peak = std::max(peak, std::abs(expected));
                    deviation = std::max(deviation,
                                         std::abs(current(opsin, s, millivolt * 1e-3) - expected));
                }
                worst_current = std::max(worst_current, deviation / peak);
            }
        }
        // Two protocols at four irradiances.
        EXPECT_EQ(compared, 8u * 301u);
        return {worst_state, worst_current};
    }
};

TEST_P(FourStateModel, FollowsCleoInEveryProtocolVoltageAndIrradiance) {
    // 1e-9 of the peak: 3000 steps of a few roundings each, in another order than Brian2's.
    auto [state, photocurrent] = largest_deviations<double>();
    EXPECT_LT(state, 1e-9);
    EXPECT_LT(photocurrent, 1e-9);
}

TEST_P(FourStateModel, InFloatStaysWithinATenThousandth) {
    // Slow recovery adds increments of 1e-4 of a state, rounded to 6e-8, for 3000 steps: 2e-4 were every rounding to go
    // the same way.
    auto [state, photocurrent] = largest_deviations<float>();
    EXPECT_LT(state, 1e-4);
    EXPECT_LT(photocurrent, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Models, FourStateModel,
                         ::testing::Values("chr2_4s", "chr2_b4s", "chr2_h134r_4s", "vfchrimson_4s",
                                           "chrimson_4s", "gtacr2_4s"),
                         [](auto const& instance) { return instance.param; });

TEST(FourStates, ApproachTheAccurateSolutionAsTheStepShrinks) {
    // The reference's own integration (DOP853, 1e-12) of chr2_4s at 1 mW/mm^2, 5 ms after light on. Halving the Euler
    // step halves the error, so 1/64 of 0.1 ms leaves 1/64 of the error.
    Csv table(reference("opsin_voltage_clamp/chr2_4s.csv.gz"));
    const json& model = description()["opsins"]["chr2_4s"];
    FourStateOpsin opsin = opsin_of(model["parameters_SI"]);
    std::size_t row = 301 + 25;
    ASSERT_EQ(table.number(row, "irradiance_mW_per_mm2"), 1);
    ASSERT_EQ(table.number(row, "t_ms"), 25);
    double x = 1000 / double(model["photon_energy_J"]) / opsin.phim;
    auto error = [&](int parts) {
        auto step = make_four_state_step<double>(opsin, 1e-4 / parts);
        FourStates<double> s{1, 0, 0};
        for (int k = 0; k < 50 * parts; ++k)
            s = advance_states(step, s, light_drive(x, opsin.p), light_drive(x, opsin.q));
        return std::abs(s.O1 - table.number(row, "O1_accurate_1"));
    };
    EXPECT_NEAR(error(1) / error(64), 64, 4);
}

// A denormal number is right, and slow: neurons far from the light must not be dearer than those in it.
TEST(FourStates, AreNeverDenormalNorIsTheirCurrentHoweverFarTheLight) {
    auto denormal = [](float x) { return std::fpclassify(x) == FP_SUBNORMAL; };
    for (const auto& [name, model] : description()["opsins"].items()) {
        if (!model["parameters_SI"].contains("kf")) continue;  // a pump
        FourStateOpsin opsin = opsin_of(model["parameters_SI"]);
        auto step = make_four_state_step<float>(opsin, 1e-4);
        for (float x = 1; x > 0; x *= 1e-3f) {
            float H_p = light_drive(x, step.p), H_q = light_drive(x, step.q);
            FourStates<float> s{1, 0, 0};
            // Two seconds of light, twenty of dark: all that decays does so.
            for (int k = 0; k < 220000; ++k) {
                bool light = k < 20000;
                s = advance_states(step, s, light ? H_p : 0, light ? H_q : 0);
                float I = opsin.rectifying ? photocurrent<float, true>(step, s, -0.06f)
                                           : photocurrent<float, false>(step, s, -0.06f);
                // Expressions go down to a thousandth.
                ASSERT_FALSE(denormal(H_p) || denormal(H_q) || denormal(s.O1) || denormal(s.O2) ||
                             denormal(step.k1 * H_p * s.C1) || denormal(1e-3f * I))
                    << name << ", x = " << x << ", step " << k;
            }
        }
    }
}

TEST(LightDrive, IsZeroInTheDarkAndSaturates) {
    for (double exponent : {0.1, 0.833, 1.94}) {
        EXPECT_EQ(light_drive(0.0, exponent), 0);
        EXPECT_EQ(light_drive(0.0f, float(exponent)), 0);
        EXPECT_EQ(light_drive(1.0, exponent), 0.5);
        EXPECT_NEAR(light_drive(1e300, 1.94), 1, 1e-15);
        EXPECT_NEAR(light_drive(1e38f, 1.94f), 1, 1e-7);
        EXPECT_NEAR(light_drive(3.0, exponent),
                    std::pow(3.0, exponent) / (1 + std::pow(3.0, exponent)), 1e-15);
    }
}

}  // namespace
}  // namespace spikelight
