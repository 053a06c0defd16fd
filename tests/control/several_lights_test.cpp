// One controller of several lights.
#include <gtest/gtest.h>

#include "engine/scenario/riccati.h"
#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

using testing::add_controller;
using testing::lit_scenario;
using testing::run_by_events;

/// A light "fibers" of two sources and a light "lamp" of one, which is limited to 2 mW/mm^2.
Scenario two_lights(std::int64_t latency_steps = 0) {
    Scenario scenario = lit_scenario({1e3, 1.5e3}, 10, latency_steps);
    Light lamp;
    lamp.name = "lamp";
    lamp.positions.resize(1);
    lamp.directions.resize(1, {0, 0, 1});
    lamp.initial = {500};
    lamp.maximum = 2e3;
    scenario.lights.push_back(lamp);
    return scenario;
}

TEST(SeveralLights, GetTheirOwnPartOfACommandWithinTheirOwnLimits) {
    Scenario scenario = two_lights(25);
    // The lamp first.
    add_controller(scenario, ConstantCommand{{3e3, 4e3, 5e3}}).lights = {1, 0};
    const auto in_force = run_by_events(scenario, 50);
    EXPECT_EQ(in_force[24], (std::vector<double>{1e3, 1.5e3, 500}));
    EXPECT_EQ(in_force[25], (std::vector<double>{4e3, 5e3, 2e3}));
}

TEST(SeveralLights, AreToldOneByOne) {
    Scenario scenario = two_lights();
    add_controller(scenario, ConstantCommand{{1, 2, 3}}).lights = {1, 0};
    ControlLoop loop(scenario);
    loop.sample({0, {}});
    ASSERT_EQ(loop.decisions().size(), 2u);
    EXPECT_EQ(loop.decisions()[0].light, 1u);
    EXPECT_EQ(loop.decisions()[1].light, 0u);
    EXPECT_EQ(loop.decisions()[1].controller, 0u);
}

TEST(SeveralLights, WalkAtRandomAsEachWouldAlone) {
    Scenario together = two_lights(), apart = two_lights();
    add_controller(together, RandomWalkCommand{{100, 50, 70}}).lights = {1, 0};
    add_controller(apart, RandomWalkCommand{{50, 70}}).lights = {0};
    add_controller(apart, RandomWalkCommand{{100}}).lights = {1};
    EXPECT_EQ(run_by_events(together, 2000), run_by_events(apart, 2000));
}

/// x' = 0.5 x + 0.5 u0 - 0.3 u1, y = x Hz above 10.
LqrCommand command(double target) {
    const Matrix A{1, 1, {0.5}}, B{1, 2, {0.5, -0.3}}, C{1, 1, {1}};
    LqrCommand lqr;
    lqr.observes = {0};
    lqr.units = {1};
    lqr.states = 1;
    lqr.inputs = 2;
    lqr.A = A.values;
    lqr.B = B.values;
    lqr.C = C.values;
    lqr.offset = {10};
    lqr.feedback = regulator_gain(A, B, {1, 1, {1}}, {2, 2, {0.1, 0, 0, 0.1}})->values;
    lqr.correction = kalman_gain(A, C, {1, 1, {0.1}}, {1, 1, {0.5}})->values;
    const auto rest = find_rest_of_lights(A, B, C, {target - 10});
    lqr.x_rest = rest->x;
    lqr.u_rest = rest->u;
    return lqr;
}

TEST(SeveralLights, OfOppositeSignHoldATargetAboveAndBelow) {
    for (double target : {14.0, 7.0}) {
        Scenario scenario = lit_scenario({0}, 10, 20);
        scenario.lights.push_back(scenario.lights[0]);
        scenario.lights[1].name = "silencing";
        scenario.populations.resize(1);
        scenario.populations[0].size = 1000;
        add_controller(scenario, command(target)).lights = {0, 1};
        ControlLoop loop(scenario);
        // The plant is the model, its rate counted in whole spikes of a thousand neurons in 1 ms: steps of 1 Hz.
        double x = target < 10 ? 6 : -6, y = 0;
        std::vector<double> last;
        for (std::int64_t step = 0; step < 3000; ++step) {
            if (step % 10 == 0) {
                y = 10 + x;
                loop.sample({step, {std::uint64_t(y + 0.5)}});
            }
            loop.apply(step);
            last.assign(loop.irradiance().begin(), loop.irradiance().end());
            if (step % 10 == 9) x = 0.5 * x + 0.5 * last[0] / 1e3 - 0.3 * last[1] / 1e3;
        }
        EXPECT_NEAR(y, target, 0.2);
        EXPECT_LT(last[target > 10 ? 1 : 0], 100) << "the other light rests";
        EXPECT_GT(last[target > 10 ? 0 : 1], 1e3);
    }
}

}  // namespace
}  // namespace spikelight
