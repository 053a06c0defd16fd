// The marched light against quadrature in double precision, against finer marching, and across instruction sets.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <regex>
#include <vector>

#include "engine/network/light_path.h"
#include "kernels/cpu/march_loops.h"
#include "kernels/field_march.h"
#include "render/light_image.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using testing::plain_recording;

CameraPath path_from(const Scene& scene, double elevation, double azimuth) {
    CameraSettings settings;
    settings.elevation = elevation;
    settings.azimuth = azimuth;
    return fit_camera(settings, true, {0, 0, 320, 180}, scene.box.corners());
}

float largest(const LightImage& image) {
    return *std::max_element(image.brightness.begin(), image.brightness.end());
}

/// Rays of many directions and distances through a fiber's light.
std::vector<MarchRay> rays_through_fiber() {
    std::vector<MarchRay> rays;
    for (float distance : {0.0f, 30e-6f, 100e-6f, 250e-6f})
        for (float z : {20e-6f, 200e-6f, 600e-6f})
            for (float cosine : {0.0f, 0.3f, -0.6f})
                rays.push_back({distance * distance + z * z * (1 - cosine * cosine) * 1.0f, z,
                                cosine, -400e-6f, 400e-6f});
    for (MarchRay& ray : rays) {
        // Stay in front of the tip, as the renderer's clipping does.
        if (ray.cosine > 0) ray.s0 = std::max(ray.s0, -ray.z_closest / ray.cosine);
        if (ray.cosine < 0) ray.s1 = std::min(ray.s1, -ray.z_closest / ray.cosine);
    }
    return rays;
}

/// Simpson's rule in double, from the definition.
double quadrature(const FiberField<double>& field, const MarchRay& ray, double mu) {
    const int intervals = 20000;
    double length = double(ray.s1) - ray.s0, h = length / intervals, sum = 0;
    for (int i = 0; i <= intervals; ++i) {
        double s = ray.s0 + i * h, z = ray.z_closest + s * ray.cosine;
        double r_squared = std::max(0.0, ray.closest_squared + s * s - z * z);
        double above = std::max(
            0.0, fiber_transmittance(field, r_squared, std::max(z, 0.0)) - light_threshold);
        sum += (i == 0 || i == intervals ? 1
                : i % 2                  ? 4
                                         : 2) *
               above * std::exp(-mu * (s - ray.s0));
    }
    return sum * h / 3;
}

FiberField<double> default_field() {
    return make_fiber_field(100e-6, 0.37, 125, 7370, 1.36, 1);
}

TEST(LightMarch, IntegratesTheFieldAlongARay) {
    FiberField<double> field = default_field();
    FiberGlow glow{cast_field<float>(field), float(light_threshold), 100e-6f};
    // The brightest ray of all crosses the core at the tip.
    double peak = 2 * 100e-6;
    for (const MarchRay& ray : rays_through_fiber())
        for (float jitter : {0.0f, 0.37f, 0.99f}) {
            // 64 samples over 0.8 mm leave the error of single precision and of h^2 / 12 (f'(s1) - f'(s0)).
            EXPECT_NEAR(march_ray(glow, ray, jitter, 250, 64), quadrature(field, ray, 250),
                        1e-3 * peak)
                << "z = " << ray.z_closest << ", cosine = " << ray.cosine
                << ", jitter = " << jitter;
        }
}

TEST(LightMarch, ABeamIntegratesToItsChord) {
    // Straight across a cylinder of radius 100 um whose softened edge holds half its width's light on each side.
    KoehlerGlow glow{100e-6f, 400e-6f, 0.1f, 100e-6f};
    MarchRay ray{200e-6f * 200e-6f, 200e-6f, 0.0f, -100e-6f, 100e-6f};
    EXPECT_NEAR(march_ray(glow, ray, 0.5f, 0, 4096), 200e-6 * 0.95, 1e-3 * 200e-6);
}

TEST(LightMarch, TheDefaultSamplesAreWithinAThousandthOfThePeak) {
    Recording recording = plain_recording();
    Light& light = recording.scenario.lights[0];
    light.radius = 200e-6, light.depth = 500e-6;
    light.sigma_lateral = 30e-6, light.sigma_axial = 80e-6;
    for (auto [model, elevation, azimuth] : {std::tuple{LightModel::fiber, 16.0, 22.0},
                                             {LightModel::fiber, 5.0, 120.0},
                                             {LightModel::fiber, 80.0, 0.0},
                                             {LightModel::fiber, -50.0, 240.0},
                                             {LightModel::koehler, 16.0, 22.0},
                                             {LightModel::koehler, 60.0, 0.0},
                                             {LightModel::gaussian_ellipsoid, 16.0, 22.0},
                                             {LightModel::gaussian_ellipsoid, 70.0, 0.0},
                                             {LightModel::field, 16.0, 22.0},
                                             {LightModel::field, 70.0, 0.0}}) {
        light.model = model;
        light.field = testing::blob_field();
        Scene scene = make_scene(recording);
        Camera camera = path_from(scene, elevation, azimuth).at(0);
        LightImage coarse = march_source(scene, scene.sources[0], camera, 320, 0, 180,
                                         {active_isa(), RenderOptions{}.march_samples});
        LightImage fine = march_source(scene, scene.sources[0], camera, 320, 0, 180,
                                       {active_isa(), model == LightModel::field ? 1024 : 4096});
        float worst = 0;
        for (std::size_t i = 0; i < fine.brightness.size(); ++i)
            worst = std::max(worst, std::abs(fine.brightness[i] - coarse.brightness[i]));
        EXPECT_LT(worst / largest(fine), 1e-3)
            << "model " << int(model) << ", elevation " << elevation << ", azimuth " << azimuth;
        EXPECT_GT(largest(fine), model == LightModel::fiber ? 0.3 : 0.05) << "it is in the picture";
    }
}

TEST(LightMarch, AFieldIntegratesItsInterpolatedValues) {
    const MeasuredField blob = testing::blob_field();
    const LightField field = make_light_field(blob);
    for (const Vec3& closest : {Vec3{1e-4f, 6e-5f, 2e-4f}, {1.3e-4f, 2e-5f, 1.5e-4f}})
        for (const Vec3& d : {Vec3{1, 0, 0}, {0, 0.6f, 0.8f}, {0.48f, -0.6f, 0.64f}}) {
            const FieldOnRay on{field, float(light_threshold), 50e-6f, closest, d};
            const MarchRay ray{0, 0, 0, -100e-6f, 120e-6f};
            // Simpson's rule in double, a hundred intervals to a cell.
            const int intervals = 2200;
            const double h = 220e-6 / intervals;
            double sum = 0;
            for (int i = 0; i <= intervals; ++i) {
                const double s = -100e-6 + i * h;
                const double above = field_transmittance(field, closest.x + s * d.x,
                                                         closest.y + s * d.y, closest.z + s * d.z) -
                                     light_threshold;
                sum += (i == 0 || i == intervals ? 1
                        : i % 2                  ? 4
                                                 : 2) *
                       std::max(0.0, above) * std::exp(-250 * (s + 100e-6));
            }
            // The brightest ray has about sqrt(2 pi) 40 um; interpolation has kinks where cells meet.
            EXPECT_NEAR(march_ray(on, ray, 0.37f, 250, 192), sum * h / 3, 1e-3 * 100e-6);
        }
}

TEST(LightMarch, AFieldIsSeenWhereItLightsNeurons) {
    Recording recording = plain_recording();
    Light& light = recording.scenario.lights[0];
    testing::become(light, LightModel::field);
    for (const glm::dvec3& direction :
         {glm::dvec3(0, 0, 1), {0, 0, -1}, {1, 0, 0}, {0.6, -0.48, 0.64}}) {
        light.directions[0] = direction;
        Scene scene = make_scene(recording);
        const LightSource& source = scene.sources[0].source;
        // The blob's middle in space, by the frame of light_source.h.
        glm::dvec3 side;
        source.side(side.x, side.y, side.z);
        const glm::dvec3 middle = light.positions[0] + 0.1e-3 * side +
                                  0.06e-3 * glm::cross(direction, side) + 0.2e-3 * direction;
        ASSERT_NEAR(transmittance(source, middle.x, middle.y, middle.z), 1, 1e-6);
        const Box around{light.positions[0] - 0.4e-3, light.positions[0] + 0.4e-3};
        scene.clip = scene.box = around;
        const Camera camera = path_from(scene, 16, 22).at(0);
        const LightImage image =
            march_source(scene, scene.sources[0], camera, 320, 0, 180, {active_isa(), 48});
        const auto brightest =
            std::size_t(std::max_element(image.brightness.begin(), image.brightness.end()) -
                        image.brightness.begin());
        const ScreenPoint seen = camera.project(middle);
        EXPECT_NEAR(image.left + int(brightest) % image.width + 0.5, seen.x, 3);
        const int row = int(brightest) / image.width;
        EXPECT_NEAR(image.top + row + 0.5, seen.y, 3);
        EXPECT_NEAR(largest(image), 1, 0.15) << "as bright as 1, but for the way to the eye";
    }
}

TEST(LightMarch, EveryInstructionSetGivesTheSameImage) {
    Recording recording = plain_recording();
    Scene scene = make_scene(recording);
    Camera camera = path_from(scene, 16, 22).at(0);
    LightImage expected =
        march_source(scene, scene.sources[0], camera, 320, 0, 180, {Isa::baseline, 64});
    for (Isa isa : {Isa::avx2, Isa::avx512, Isa::shuffled}) {
        if (!isa_supported(isa)) continue;
        LightImage image = march_source(scene, scene.sources[0], camera, 320, 0, 180, {isa, 64});
        EXPECT_EQ(image.brightness, expected.brightness) << isa_name(isa);
    }
}

TEST(LightMarch, TheLoopOverPixelsEqualsTheRayByRayIntegral) {
    FiberGlow glow{cast_field<float>(default_field()), float(light_threshold), 100e-6f};
    MarchBatch batch;
    std::vector<MarchRay> rays = rays_through_fiber();
    for (const MarchRay& ray : rays) {
        int i = batch.count++;
        batch.closest_squared[i] = ray.closest_squared;
        batch.z_closest[i] = ray.z_closest;
        batch.cosine[i] = ray.cosine;
        batch.s0[i] = ray.s0;
        batch.s1[i] = ray.s1;
        batch.jitter[i] = pixel_jitter(std::uint32_t(i), 3);
    }
    march(active_isa(), batch, glow, 250, 64);
    for (int i = 0; i < batch.count; ++i)
        // The same operations on the same numbers, of the size of 1e-4 m: a rounding or two of the sum.
        EXPECT_NEAR(batch.integral[i],
                    march_ray(glow, rays[std::size_t(i)], batch.jitter[i], 250, 64), 1e-9);
}

int line_of(const std::string& text, const std::string& what, std::size_t from = 0) {
    auto at = text.find(what, from);
    return at == std::string::npos
               ? -1
               : 1 + int(std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n'));
}

TEST(LightMarch, TheLoopOverPixelsIsVectorised) {
    if (!std::string(SPIKELIGHT_SANITIZERS).empty())
        GTEST_SKIP() << "under sanitizers nothing is vectorised";
    // GCC reports the loop at the first line of its inlined body, AddSample.
    std::string source =
        testing::read_text(testing::source_directory() / "kernels/cpu/march_loops.isa.cpp");
    int first = line_of(source, "struct AddSample"),
        last = line_of(source, "};", source.find("struct AddSample"));
    ASSERT_LT(first, last);
    for (auto [isa, bytes] : {std::pair{"baseline", "16"}, {"avx2", "32"}, {"avx512", "64"}}) {
        std::filesystem::path report = std::filesystem::path(SPIKELIGHT_BINARY_DIR) / "vectorised" /
                                       (std::string("march_loops.") + isa + ".txt");
        if (!std::filesystem::exists(report)) GTEST_SKIP() << "no report of the compiler";
        std::regex said(
            std::string(R"(march_loops\.isa\.cpp:(\d+):\d+: optimized: loop vectorized using )") +
            bytes + " byte");
        std::string text = testing::read_text(report);
        bool found = false;
        for (std::sregex_iterator match(text.begin(), text.end(), said), end; match != end;
             ++match) {
            int line = std::stoi((*match)[1]);
            found = found || (line >= first && line <= last);
        }
        EXPECT_TRUE(found) << isa;
    }
}

}  // namespace
}  // namespace spikelight
