#include "kernels/light_source.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::Csv;
using testing::reference;

// 10^-12 relative: 50-digit values differ from Cleo's by up to 2.7e-13 (light_fiber.json), and where T is 1e-300 the
// exponent, -690, is itself a double with a spacing of 1.1e-13.
constexpr double tolerance = 1e-12;
constexpr double smallest = 1e-300;
const double cleo_peak = 1 / std::sqrt(2 * std::acos(-1.0));

struct Fiber {
    std::string name;
    double R0, NA, K, S, n;
};

std::vector<Fiber> fibers() {
    std::vector<Fiber> all;
    json description = json::parse(testing::read_text(reference("light_fiber/light_fiber.json")));
    for (const json& p : description["parameter_sets"])
        all.push_back({p["name"], p["R0_m"], p["NA_1"], p["K_per_m"], p["S_per_m"], p["ntis_1"]});
    return all;
}

FiberField<double> field_of(const Fiber& f, double peak) {
    return make_fiber_field(f.R0, f.NA, f.K, f.S, f.n, peak);
}

void expect_close(double actual, double expected, const std::string& what, std::size_t row) {
    if (std::abs(expected) > smallest)
        EXPECT_NEAR(actual / expected, 1, tolerance) << what << ", row " << row + 2;
    else
        EXPECT_LE(std::abs(actual), 2 * smallest) << what << ", row " << row + 2;
}

TEST(FiberTransmittance, EqualsFiftyDigitValuesAndCleoAtEveryPoint) {
    for (const Fiber& fiber : fibers()) {
        Csv table(reference("light_fiber/rz_" + fiber.name + ".csv"));
        FiberField<double> field = field_of(fiber, cleo_peak);
        for (std::size_t row = 0; row < table.rows(); ++row) {
            double r = table.number(row, "r_mm") * 1e-3, z = table.number(row, "z_mm") * 1e-3;
            double actual = fiber_transmittance(field, r * r, z);
            expect_close(actual, table.number(row, "transmittance_exact"), "exact", row);
            expect_close(actual, table.number(row, "transmittance"), "Cleo", row);
        }
    }
}

TEST(FiberTransmittance, IsTheProductOfProfileSpreadAndScatter) {
    for (const Fiber& fiber : fibers()) {
        Csv table(reference("light_fiber/rz_" + fiber.name + ".csv"));
        FiberField<double> with_peak_one = field_of(fiber, 1);
        // Light that is hardly absorbed nor scattered: M differs from 1 by less than (K + S) d = 1e-17.
        FiberField<double> clear =
            make_fiber_field(fiber.R0, fiber.NA, 1e-15, 1e-15, fiber.n, cleo_peak);
        FiberField<double> parallel =
            make_fiber_field(fiber.R0, 0, fiber.K, fiber.S, fiber.n, cleo_peak);
        double tan_theta = std::tan(std::asin(fiber.NA / fiber.n));
        for (std::size_t row = 0; row < table.rows(); ++row) {
            double r = table.number(row, "r_mm") * 1e-3, z = table.number(row, "z_mm") * 1e-3;
            double R = fiber.R0 + z * tan_theta;
            // Cleo's column without the profile, times the profile of height 1.
            expect_close(
                fiber_transmittance(with_peak_one, r * r, z),
                table.number(row, "transmittance_no_gaussian") * std::exp(-2 * r * r / (R * R)),
                "no gaussian", row);
            expect_close(fiber_transmittance(clear, r * r, z),
                         table.number(row, "transmittance_no_scatter"), "no scatter", row);
            expect_close(fiber_transmittance(parallel, r * r, z),
                         table.number(row, "transmittance_no_spread"), "no spread", row);
        }
    }
}

TEST(FiberTransmittance, InFloatFollowsDouble) {
    // Where light is worth the name, T > 1e-6: exponents up to 14, so 14 x 6e-8 and a dozen roundings.
    for (const Fiber& fiber : fibers()) {
        Csv table(reference("light_fiber/rz_" + fiber.name + ".csv"));
        FiberField<float> field = cast_field<float>(field_of(fiber, 1));
        FiberField<double> exact = field_of(fiber, 1);
        for (std::size_t row = 0; row < table.rows(); ++row) {
            double r = table.number(row, "r_mm") * 1e-3, z = table.number(row, "z_mm") * 1e-3;
            double expected = fiber_transmittance(exact, r * r, z);
            if (expected < 1e-6) continue;
            EXPECT_NEAR(fiber_transmittance(field, float(r * r), float(z)) / expected, 1, 5e-6);
        }
    }
}

/// The source of a row of an oriented table, with its direction normalised.
LightSource place_source(const Csv& table, std::size_t row, const std::string& unit = "mm",
                         double metres = 1e-3) {
    LightSource source;
    source.x = table.number(row, "src_x_" + unit) * metres;
    source.y = table.number(row, "src_y_" + unit) * metres;
    source.z = table.number(row, "src_z_" + unit) * metres;
    double dx = table.number(row, "dir_x"), dy = table.number(row, "dir_y"),
           dz = table.number(row, "dir_z"), length = std::sqrt(dx * dx + dy * dy + dz * dz);
    source.dx = dx / length;
    source.dy = dy / length;
    source.dz = dz / length;
    return source;
}

double transmittance_at_target(const LightSource& source, const Csv& table, std::size_t row,
                               const std::string& unit = "mm", double metres = 1e-3) {
    return transmittance(source, table.number(row, "target_x_" + unit) * metres,
                         table.number(row, "target_y_" + unit) * metres,
                         table.number(row, "target_z_" + unit) * metres);
}

TEST(LightSource, OrientsAFiberAsCleoDoes) {
    for (const Fiber& fiber : fibers()) {
        Csv table(reference("light_fiber/oriented_" + fiber.name + ".csv"));
        for (std::size_t row = 0; row < table.rows(); ++row) {
            LightSource source = place_source(table, row);
            source.fiber = field_of(fiber, cleo_peak);
            expect_close(transmittance_at_target(source, table, row),
                         table.number(row, "transmittance"), fiber.name, row);
        }
    }
}

TEST(LightSource, KoehlerBeamIsCleosAtEveryRow) {
    json description =
        json::parse(testing::read_text(reference("light_koehler/light_koehler.json")));
    for (const json& p : description["parameter_sets"]) {
        std::string name = p["name"];
        Csv table(reference("light_koehler/" + name + ".csv"));
        for (std::size_t row = 0; row < table.rows(); ++row) {
            LightSource source = place_source(table, row);
            source.model = LightSource::Model::koehler;
            source.radius = p["radius_m"];
            source.depth = p["zmax_m"];
            EXPECT_EQ(transmittance_at_target(source, table, row),
                      table.number(row, "transmittance"))
                << name << ", row " << row + 2;
        }
    }
}

TEST(LightSource, GaussianEllipsoidIsCleosAtEveryRow) {
    json description = json::parse(
        testing::read_text(reference("light_gaussian_ellipsoid/light_gaussian_ellipsoid.json")));
    int rows = 0, behind = 0;
    for (const json& p : description["parameter_sets"]) {
        std::string name = p["name"];
        double axial = p["sigma_axial_m"], lateral = p["sigma_lateral_m"];
        Csv table(reference("light_gaussian_ellipsoid/" + name + ".csv"));
        for (std::size_t row = 0; row < table.rows(); ++row, ++rows) {
            LightSource source = place_source(table, row, "um", 1e-6);
            source.model = LightSource::Model::gaussian_ellipsoid;
            source.lateral_exponent = 1 / (2 * lateral * lateral);
            source.axial_exponent = 1 / (2 * axial * axial);
            expect_close(transmittance_at_target(source, table, row, "um", 1e-6),
                         table.number(row, "transmittance"), name, row);
            behind += table.number(row, "z_um") < 0;
        }
    }
    EXPECT_GT(rows, 1000);
    EXPECT_GT(behind, 100) << "the focus reaches both ways";
}

}  // namespace
}  // namespace spikelight
