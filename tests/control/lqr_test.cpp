// The regulator with its filter, on a plant that is its model.
#include <gtest/gtest.h>

#include "engine/scenario/riccati.h"
#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

/// Two states, one input, one output: mean v in mV.
LqrCommand command() {
    const Matrix A{2, 2, {0.9, 0.2, -0.1, 0.7}}, B{2, 1, {0.1, 0.4}}, C{1, 2, {1, 0.5}};
    LqrCommand lqr;
    lqr.observes = {1};
    lqr.units = {1e-3};
    lqr.states = 2;
    lqr.inputs = 1;
    lqr.A = A.values;
    lqr.B = B.values;
    lqr.C = C.values;
    lqr.offset = {-70};
    lqr.feedback = regulator_gain(A, B, {2, 2, {1, 0, 0, 1}}, {1, 1, {0.1}})->values;
    lqr.correction = kalman_gain(A, C, {2, 2, {0.1, 0, 0, 0.1}}, {1, 1, {0.5}})->values;
    const auto rest = find_rest(A, B, C, {10});  // -60 mV
    lqr.x_rest = rest->x;
    lqr.u_rest = rest->u;
    return lqr;
}

Scenario scenario(std::int64_t latency_steps) {
    Scenario scenario = testing::lit_scenario({0, 0}, 10, latency_steps);
    scenario.populations.resize(1);
    scenario.populations[0].size = 5;
    Observable observable;
    observable.name = "v";
    observable.kind = ObservableKind::mean_v;
    observable.populations = {0};
    scenario.observables.push_back(observable);
    testing::add_controller(scenario, command());
    return scenario;
}

struct Plant {
    std::vector<double> x;
    void advance(const LqrCommand& m, double u) {
        x = {m.A[0] * x[0] + m.A[1] * x[1] + m.B[0] * u,
             m.A[2] * x[0] + m.A[3] * x[1] + m.B[1] * u};
    }
    double output(const LqrCommand& m) const { return m.C[0] * x[0] + m.C[1] * x[1] + m.offset[0]; }
};

/// The plant's output in mV and its light in mW/mm^2 at each sample.
struct Course {
    std::vector<double> output, light;
};
Course regulate(const Scenario& scenario, Plant plant, int samples) {
    const LqrCommand model = command();
    ControlLoop loop(scenario);
    Course course;
    for (std::int64_t k = 0; k < samples; ++k) {
        course.output.push_back(plant.output(model));
        for (std::int64_t step = 10 * k; step < 10 * k + 10; ++step) {
            if (step == 10 * k) loop.sample({step, {0}, {plant.output(model) * 1e-3}});
            loop.apply(step);
        }
        EXPECT_EQ(loop.irradiance()[0], loop.irradiance()[1]) << "all sources alike";
        course.light.push_back(loop.irradiance()[0] / 1e3);
        plant.advance(model, course.light.back());
    }
    return course;
}

TEST(Lqr, HoldsTheOutputAtItsTargetFromAnyState) {
    for (std::int64_t latency : {0, 30}) {
        const Course course = regulate(scenario(latency), {{-20, 5}}, 200);
        EXPECT_NEAR(course.output.back(), -60, 1e-6) << "latency " << latency;
        EXPECT_NEAR(course.light.back(), command().u_rest[0], 1e-6);
    }
}

TEST(Lqr, WithAPerfectModelActsAsFeedbackOfTheTrueStateAheadOfTheLatency) {
    // From rest the filter knows the state: light is u = u_rest - K (x - x_rest) of the state when
    // it acts, three periods after its sample, however the commands on the way are clipped.
    const LqrCommand m = command();
    const Course course = regulate(scenario(30), {{0, 0}}, 40);
    Plant plant{{0, 0}};
    std::vector<double> light;
    for (int k = 0; k < 40; ++k) {
        const double wanted = m.u_rest[0] - m.feedback[0] * (plant.x[0] - m.x_rest[0]) -
                              m.feedback[1] * (plant.x[1] - m.x_rest[1]);
        // Before the first command arrives the light is at `initial`.
        light.push_back(k < 3 ? 0 : std::max(0.0, wanted));
        plant.advance(m, light.back());
        EXPECT_NEAR(course.light[static_cast<std::size_t>(k)], light.back(), 1e-9) << k;
    }
    EXPECT_GT(course.light[3], 1.1 * m.u_rest[0]) << "it pushes at first";
}

TEST(Lqr, LooksAheadOfTheComputeDelayAsOfTheLatency) {
    // However the three periods are shared out; the mean where they vary.
    const Course expected = regulate(scenario(30), {{-20, 5}}, 60);
    Scenario shared = scenario(10);
    for (const Value& delay :
         {Value{Value::Kind::constant, 2e-3, 0, {}}, Value{Value::Kind::uniform, 2e-3, 2e-3, {}},
          Value{Value::Kind::normal, 2e-3, 0, {}}, Value{Value::Kind::list, 0, 0, {2e-3, 2e-3}}}) {
        shared.loop.compute_delay = delay;
        const Course course = regulate(shared, {{-20, 5}}, 60);
        EXPECT_EQ(course.light, expected.light) << static_cast<int>(delay.kind);
        EXPECT_EQ(course.output, expected.output);
    }
}

TEST(Lqr, IsContinuedByACheckpoint) {
    const Scenario whole = scenario(30);
    ControlLoop one(whole), two(whole);
    const auto feed = [](ControlLoop& loop, std::int64_t step) {
        if (step % 10 == 0)
            loop.sample({step, {0}, {-0.065 + 1e-5 * static_cast<double>(step % 70)}});
        loop.apply(step);
        return loop.irradiance()[0];
    };
    std::vector<double> first, second;
    for (std::int64_t step = 0; step < 400; ++step) first.push_back(feed(one, step));
    ControlLoop half(whole);
    for (std::int64_t step = 0; step < 123; ++step) second.push_back(feed(half, step));
    ArchiveWriter saved;
    half.save(saved);
    ArchiveReader archive(saved.bytes());
    two.restore(archive);
    for (std::int64_t step = 123; step < 400; ++step) second.push_back(feed(two, step));
    EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace spikelight
