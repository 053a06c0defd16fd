// Positions against Cleo's coordinates (tests/reference/coords) and against the volumes asked for.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>
#include <nlohmann/json.hpp>

#include "engine/network/network.h"
#include "engine/network/spiral.h"
#include "tests/network/kolmogorov_smirnov.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::Csv;

const json& cases() {
    static const json all =
        json::parse(testing::read_text(testing::reference("coords/coords.json")));
    return all["cases"];
}

glm::dvec3 vector_of(const json& j) {
    return {j[0].get<double>(), j[1].get<double>(), j[2].get<double>()};
}

std::vector<glm::dvec3> place(const Placement& placement, std::int64_t size, std::uint64_t seed = 1,
                              const std::string& name = "exc") {
    Scenario scenario;
    scenario.seed = seed;
    scenario.populations.resize(1);
    scenario.populations[0].name = name;
    scenario.populations[0].size = size;
    scenario.populations[0].placement = placement;
    return place_neurons(scenario).at(0);
}

/// The rows of one case, mm.
struct ReferencePoints {
    std::vector<glm::dvec3> xyz;
    std::vector<double> r, z;  ///< from the axis and along it, where the file has them
};
ReferencePoints points_of_case(const Csv& file, int id) {
    ReferencePoints points;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        if (file.number(row, "case_id") != id) continue;
        points.xyz.emplace_back(file.number(row, "x_mm"), file.number(row, "y_mm"),
                                file.number(row, "z_mm"));
        if (!file.has("r_mm")) continue;
        points.r.push_back(file.number(row, "r_mm"));
        points.z.push_back(file.number(row, "z_cyl_mm"));
    }
    return points;
}

double largest_difference_mm(const std::vector<glm::dvec3>& ours_m,
                             const std::vector<glm::dvec3>& reference_mm) {
    double largest = ours_m.size() == reference_mm.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < reference_mm.size(); ++i)
        for (int axis = 0; axis < 3; ++axis)
            largest = std::max(largest, std::abs(ours_m.at(i)[axis] * 1e3 - reference_mm[i][axis]));
    return largest;
}

TEST(Placement, UniformCylindersAreCleosPoints) {
    const Csv file(testing::reference("coords/uniform_cylinder.csv.gz"));
    int compared = 0;
    for (const json& c : cases()) {
        if (c["kind"] != "uniform_cylinder") continue;
        const glm::dvec3 start = vector_of(c["start_m"]);
        // Cleo uses the axis' length alone and always points along +z (reference/README.md, defect
        // 5).
        const glm::dvec3 cleos_end =
            start + glm::dvec3(0, 0, glm::distance(start, vector_of(c["end_m"])));
        const auto expected = points_of_case(file, c["case_id"]);
        const auto ours = place(CylinderPlacement{start, cleos_end, c["radius_m"], false}, c["n"]);
        // Cleo does not take whole turns off theta = 1e4 rad, whose last bit is 1.8e-12 rad: 1e-12
        // mm.
        EXPECT_LT(largest_difference_mm(ours, expected.xyz), 5e-12) << c["case_id"];
        ++compared;
    }
    EXPECT_EQ(compared, 9);
}

TEST(Placement, UniformCylindersLieAlongTheAxisAskedFor) {
    const Csv file(testing::reference("coords/uniform_cylinder.csv.gz"));
    for (const json& c : cases()) {
        if (c["kind"] != "uniform_cylinder") continue;
        const glm::dvec3 start = vector_of(c["start_m"]), end = vector_of(c["end_m"]);
        const glm::dvec3 axis = glm::normalize(end - start);
        const auto expected = points_of_case(file, c["case_id"]);
        const auto ours = place(CylinderPlacement{start, end, c["radius_m"], false}, c["n"]);
        ASSERT_EQ(ours.size(), expected.r.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            // Height and distance from the axis are those of Cleo's own cylinder coordinates;
            // positions are below 2 mm, so rounding is about 1e-15 mm, and the square root of a
            // difference takes half its digits near the axis.
            const double height = glm::dot(ours[i] - start, axis);
            const double distance = glm::length(ours[i] - start - height * axis);
            EXPECT_NEAR(height * 1e3, expected.z[i], 5e-12);
            EXPECT_NEAR(distance * 1e3, expected.r[i], 5e-12);
        }
    }
}

TEST(Placement, TheSpiralStaysAccurateForAHundredMillionNeurons) {
    struct {
        std::int64_t count, index;
        glm::dvec3 point;
    } const expected[] = {
        {1000000, 999999, {-0.90411099450294288, 0.42729709760177355, 0.1054358351536951}},
        {1000000, 123456, {0.32408121120267388, 0.13574928561656554, 0.1081463388021141}},
        {100000000, 99999999, {-0.4027482314226447, 0.91531079808223165, 0.40568382442537185}}};
    for (const auto& e : expected) {
        const CylinderPoint p = spiral_point(e.index, e.count, 1, 1);
        const glm::dvec3 ours = place_in_cylinder(p, glm::dvec3(0), make_axis_frame({0, 0, 1}));
        // 60-digit mpmath of the same formula. theta is 1e9 rad at the last, where a double's last
        // bit is 1e-7 rad.
        for (int axis = 0; axis < 3; ++axis)
            EXPECT_NEAR(ours[axis], e.point[axis], 2e-15) << e.index;
    }
}

TEST(Placement, AxisFramesAreRightHandedAndTheFirstIsCleos) {
    const AxisFrame up = make_axis_frame({0, 0, 1});
    EXPECT_EQ(up.e1, glm::dvec3(0, 1, 0));
    EXPECT_EQ(up.e2, glm::dvec3(-1, 0, 0));
    for (double x : {-1.0, -0.3, 0.0, 1e-9, 0.8})
        for (double y : {-0.5, 0.0, 1.0})
            for (double z : {-1.0, -1e-9, 0.0, 0.4}) {
                if (x == 0 && y == 0 && z == 0) continue;
                const AxisFrame f = make_axis_frame(glm::normalize(glm::dvec3(x, y, z)));
                // A few roundings of numbers below 1.
                EXPECT_LT(glm::length(glm::cross(f.e1, f.e2) - f.axis), 1e-15);
                EXPECT_NEAR(glm::dot(f.e1, f.e2), 0, 1e-15);
                EXPECT_NEAR(glm::length(f.e1), 1, 1e-15);
                EXPECT_NEAR(glm::length(f.e2), 1, 1e-15);
            }
}

TEST(Placement, GridsAreNumpysLinspace) {
    const Csv file(testing::reference("coords/grid_rect_prism.csv"));
    int compared = 0;
    for (const json& c : cases()) {
        if (c["kind"] != "grid_rect_prism") continue;
        const json &x = c["xlim_m"], &y = c["ylim_m"], &z = c["zlim_m"], &shape = c["shape"];
        const GridPlacement grid{
            {x[0], y[0], z[0]}, {x[1], y[1], z[1]}, shape[0], shape[1], shape[2]};
        const auto expected = points_of_case(file, c["case_id"]);
        const auto ours = place(grid, static_cast<std::int64_t>(expected.xyz.size()));
        // The file is in mm: one more rounding of numbers up to 2.
        EXPECT_LE(largest_difference_mm(ours, expected.xyz), 5e-16) << c["case_id"];
        ++compared;
    }
    EXPECT_EQ(compared, 5);
}

/// r^2 / R^2, the angle in turns and z / L of points in a cylinder along z.
std::array<std::vector<double>, 3> cylinder_parts(const std::vector<glm::dvec3>& points,
                                                  const glm::dvec3& start, double radius,
                                                  double length) {
    std::array<std::vector<double>, 3> parts;
    for (const glm::dvec3& p : points) {
        const glm::dvec3 d = p - start;
        parts[0].push_back((d.x * d.x + d.y * d.y) / (radius * radius));
        parts[1].push_back(std::atan2(d.y, d.x) / (2 * M_PI) + 0.5);
        parts[2].push_back(d.z / length);
    }
    return parts;
}

TEST(Placement, RandomCylindersAreUniformInTheVolumeAsCleos) {
    const Csv file(testing::reference("coords/random.csv.gz"));
    const double n = 20000;
    for (const json& c : cases()) {
        if (c["kind"] != "rand_cylinder") continue;
        const glm::dvec3 start = vector_of(c["start_m"]), end = vector_of(c["end_m"]);
        const double radius = c["radius_m"], length = end.z - start.z;
        const CylinderPlacement cylinder{start, end, radius, true};
        const auto ours = cylinder_parts(place(cylinder, static_cast<std::int64_t>(n), c["seed"]),
                                         start, radius, length);
        auto cleos_points = points_of_case(file, c["case_id"]).xyz;
        for (glm::dvec3& p : cleos_points) p *= 1e-3;
        const auto cleos = cylinder_parts(cleos_points, start, radius, length);
        ASSERT_EQ(cleos[0].size(), 500u);
        for (int part = 0; part < 3; ++part) {
            // Kolmogorov-Smirnov at a significance of 0.001 each, the seed fixed.
            EXPECT_LT(testing::distance_to(ours[part], [](double u) { return u; }),
                      testing::bound_at_one_in_a_thousand(n));
            EXPECT_LT(testing::distance_between(ours[part], cleos[part]),
                      testing::bound_at_one_in_a_thousand(n * 500 / (n + 500)));
        }
    }
}

TEST(Placement, RandomBoxesAreUniformAsCleos) {
    const Csv file(testing::reference("coords/random.csv.gz"));
    const double n = 20000;
    for (const json& c : cases()) {
        if (c["kind"] != "rand_rect_prism") continue;
        const json &x = c["xlim_m"], &y = c["ylim_m"], &z = c["zlim_m"];
        const BoxPlacement box{{x[0], y[0], z[0]}, {x[1], y[1], z[1]}};
        const auto points = place(box, static_cast<std::int64_t>(n), c["seed"]);
        const auto expected = points_of_case(file, c["case_id"]).xyz;
        for (int axis = 0; axis < 3; ++axis) {
            std::vector<double> ours, cleos;
            const double low = box.from[axis], width = box.to[axis] - low;
            for (const glm::dvec3& p : points) ours.push_back((p[axis] - low) / width);
            for (const glm::dvec3& p : expected) cleos.push_back((p[axis] * 1e-3 - low) / width);
            EXPECT_LT(testing::distance_to(ours, [](double u) { return u; }),
                      testing::bound_at_one_in_a_thousand(n));
            EXPECT_LT(testing::distance_between(ours, cleos),
                      testing::bound_at_one_in_a_thousand(n * 500 / (n + 500)));
        }
    }
}

TEST(Placement, RandomPointsLieInsideAnObliqueCylinder) {
    const glm::dvec3 start(0.2e-3, 0.3e-3, -0.1e-3), end(0.5e-3, -0.4e-3, 0.9e-3);
    const double radius = 0.3e-3, length = glm::distance(start, end);
    const glm::dvec3 axis = (end - start) / length;
    double mean_height = 0;
    for (const glm::dvec3& p : place(CylinderPlacement{start, end, radius, true}, 5000)) {
        const double height = glm::dot(p - start, axis);
        EXPECT_GE(height, 0);
        EXPECT_LE(height, length);
        EXPECT_LE(glm::length(p - start - height * axis), radius);
        mean_height += height / length / 5000;
    }
    // The standard error is 1 / sqrt(12 * 5000) = 0.0041; four of them.
    EXPECT_NEAR(mean_height, 0.5, 0.0163);
}

TEST(Placement, RandomPositionsDependOnSeedAndNameAlone) {
    Scenario scenario;
    scenario.seed = 7;
    for (const char* name : {"a", "b", "c"}) {
        Population population;
        population.name = name;
        population.size = 20;
        population.placement = BoxPlacement{{0, 0, 0}, {1, 1, 1}};
        scenario.populations.push_back(population);
    }
    const auto first = place_neurons(scenario);
    EXPECT_NE(first[0], first[1]);
    // Move the last table to the front, and let one population grow.
    std::rotate(scenario.populations.begin(), scenario.populations.begin() + 2,
                scenario.populations.end());
    scenario.populations[1].size = 30;
    auto moved = place_neurons(scenario);
    moved[1].resize(20);
    EXPECT_EQ(first[2], moved[0]);
    EXPECT_EQ(first[0], moved[1]);
    EXPECT_EQ(first[1], moved[2]);
    // Another seed gives other points.
    scenario.seed = 8;
    EXPECT_NE(place_neurons(scenario)[0], moved[0]);
}

TEST(Placement, ListedPointsStayAndPopulationsMayHaveNone) {
    const std::vector<glm::dvec3> points{{1, 2, 3}, {4, 5, 6}};
    EXPECT_EQ(place(ListedPlacement{points}, 2), points);
    EXPECT_TRUE(place(std::monostate{}, 2).empty());
}

}  // namespace
}  // namespace spikelight
