// What the report draws of observables.csv.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"
#include "tools/report/observables.h"

namespace spikelight {
namespace {

TEST(ObservedCourses, CallASiteByTheNameThatControllersUse) {
    const testing::TemporaryDirectory directory;
    std::ofstream(directory.path() / "observables.csv") << "t_ms,probe_0_1,probe_1_1,activity_Hz\n"
                                                           "0,1,0,0\n1,0,3,20\n";
    Recording recording;
    recording.directory = directory.path();
    recording.scenario.simulation.dt = 0.1e-3;
    Observable probe{"probe", ObservableKind::electrode, {0}};
    probe.sites = {{0, 0, 0}, {0, 0, 1e-3}};
    recording.scenario.observables = {probe, {"activity", ObservableKind::rate, {0}}};
    const std::vector<ObservedCourse> courses = read_observed_courses(recording, 2);
    ASSERT_EQ(courses.size(), 2u);
    ASSERT_EQ(courses[0].lines.size(), 2u);
    EXPECT_EQ(courses[0].lines[0].name, "probe_0");
    EXPECT_EQ(courses[0].lines[1].name, "probe_1");
    ASSERT_EQ(courses[1].lines.size(), 1u);
    EXPECT_EQ(courses[1].lines[0].name, "activity");
}

}  // namespace
}  // namespace spikelight
