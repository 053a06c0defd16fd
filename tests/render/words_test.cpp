// Words on the picture: none runs into another, none leaves out silently, all can be read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "render/axes.h"
#include "render/furniture.h"
#include "render/legend.h"
#include "render/numbers.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

TEST(Words, OfALongTitleKeepOffTheLegend) {
    Recording recording = testing::tutorial_recording();
    for (auto [width, height] : {std::pair{1920, 1080}, {1280, 720}, {640, 360}, {400, 800}})
        for (std::size_t words : {3, 12, 18, 40}) {
            std::string& title = recording.scenario.title = "Perturbation";
            for (std::size_t i = 1; i < words; ++i) title += " neurons";
            const Scene scene = make_scene(recording);
            const Layout layout = make_layout(scene, width, height);
            EXPECT_LE(furniture_areas(scene, layout).at(0).right,
                      legend_area(scene, layout).left + 1)
                << words << " words at " << width;
        }
}

TEST(Words, OfASetUpCountTheNeuronsOfTheNetworkAndThoseShown) {
    Recording recording = testing::tutorial_recording();
    EXPECT_EQ(setup_text(make_scene(recording)), "Set-up: 500 neurons, 2 light sources");
    Population input;
    input.name = "LGN";
    input.size = 1000;
    recording.scenario.populations.push_back(input);
    recording.scenario.video->populations.push_back(2);
    recording.positions.emplace_back();
    recording.spikes.emplace_back();
    const Scene scene = make_scene(recording);
    EXPECT_EQ(setup_text(scene), "Set-up: 1,500 neurons (500 shown), 2 light sources");
    EXPECT_EQ(counted_neurons(scene, scene.populations[2]), 1000u) << "in the legend, too";
    EXPECT_EQ(counted_neurons(scene, scene.populations[1]), 100u);
}

/// The plan for a tutorial with this many lights, each of one source, and populations.
LegendPlan plan_of(std::size_t lights, std::size_t populations) {
    Recording recording = testing::varied_recording(100, populations, lights);
    std::vector<Light>& all = recording.scenario.lights;
    const Light whole = all[0];
    all.clear();
    for (std::size_t l = 0; l < lights; ++l) {
        Light light = whole;
        light.positions = {whole.positions[l]};
        light.directions = {whole.directions[l]};
        light.initial = {0};
        all.push_back(light);
    }
    recording.scenario.video->lights.clear();
    for (std::size_t l = 0; l < lights; ++l) recording.scenario.video->lights.push_back(l);
    return plan_legend(make_scene(recording));
}

TEST(Words, OfTheLegendNameEveryLightOrSayHowManyMore) {
    LegendPlan plan = plan_of(4, 3);
    EXPECT_TRUE(plan.scales);
    EXPECT_EQ(plan.lights, 4u);
    plan = plan_of(5, 11);
    EXPECT_FALSE(plan.scales) << "they would fill the side";
    EXPECT_EQ(plan.lights, 5u);
    EXPECT_EQ(plan.populations, 11u) << "a row that says `1 more` can name it";
    EXPECT_EQ(plan.more_populations, 0u);
    plan = plan_of(30, 14);
    EXPECT_EQ(plan.lights, 10u);
    EXPECT_EQ(plan.more_lights, 20u);
    EXPECT_EQ(plan.populations + plan.more_populations, 14u);
    EXPECT_EQ(plan.populations, 10u);
}

TEST(Words, OfIrradiancesNeedNoExponent) {
    EXPECT_EQ(irradiance_text(0), "0 mW/mm²");
    EXPECT_EQ(irradiance_text(5e3), "5 mW/mm²");
    EXPECT_EQ(irradiance_text(12.34e3), "12.3 mW/mm²");
    EXPECT_EQ(irradiance_text(999.7e3), "1,000 mW/mm²");
    EXPECT_EQ(irradiance_text(1500e3), "1,500 mW/mm²");
    EXPECT_EQ(irradiance_text(2e7), "20 W/mm²");
    EXPECT_EQ(irradiance_text(5e9), "5,000 W/mm²");
    EXPECT_EQ(irradiance_text(0.02), "0.02 µW/mm²");
    EXPECT_EQ(irradiance_text(5), "5 µW/mm²");
}

/// The darkest pixel of a white picture on which something pale is drawn.
template <class Draw>
int darkest(Draw draw) {
    Image image(80, 40);
    std::fill(image.rgb.begin(), image.rgb.end(), std::uint8_t(255));
    draw(image);
    return *std::min_element(image.rgb.begin(), image.rgb.end());
}

TEST(Words, OnAHaloAreReadOverAnything) {
    EXPECT_GT(darkest([](Image& image) {
                  draw_text(image, FontFace::text, 14, 40, 25, Align::centre, {{1, 1, 1}, 1}, "5");
              }),
              250);
    EXPECT_LT(darkest([](Image& image) {
                  draw_text_on_halo(image, FontFace::text, 14, 40, 25, Align::centre,
                                    {{1, 1, 1}, 1}, "5");
              }),
              100);
    // Also where the picture ends.
    darkest([](Image& image) {
        for (double x : {-3.0, 0.0, 79.0, 90.0})
            for (double y : {-4.0, 1.0, 39.0, 60.0})
                draw_text_on_halo(image, FontFace::text, 14, x, y, Align::centre, {{1, 1, 1}, 1},
                                  "gj5");
    });
}

TEST(Words, OfAxesHaveAHalo) {
    AxesView view;
    view.labels.push_back({"200", 40, 25, 14, {}, false, 1});
    EXPECT_LT(darkest([&](Image& image) { draw_labels(image, view); }), 100);
}

TEST(Words, BesideTheStripAreOfWhatWasCommandedBeyondTheBrightestLight) {
    Recording recording = testing::plain_recording();
    RenderOptions options;
    options.width = 960, options.height = 540, options.threads = 1;
    const Image own = MovieRenderer(recording, options).render_at(49);
    recording.scenario.video->light_maximum = 5e3;  // a half of what was commanded
    const Image capped = MovieRenderer(recording, options).render_at(49);
    const Layout layout = make_layout(make_scene(recording), 960, 540);
    const auto strip =
        std::ptrdiff_t(own.rgb.size()) / 540 * std::ptrdiff_t(layout.stimulus.top - 2);
    EXPECT_TRUE(std::equal(own.rgb.begin() + strip, own.rgb.end(), capped.rgb.begin() + strip));
    recording.scenario.video->light_maximum = 50e3;  // to compare with brighter runs
    EXPECT_EQ(make_scene(recording).strip_maximum, 50e3);
}

/// A fiber of 10 mW/mm^2 and a focus of 20 W/mm^2, both on from 20 to 30 ms.
Recording fiber_beside_a_focus() {
    Recording recording = testing::plain_recording();
    Light focus = recording.scenario.lights[0];
    focus.name = "focus";
    testing::become(focus, LightModel::gaussian_ellipsoid);
    focus.two_photon = true;
    focus.positions = {{0, 0, 0.4e-3}};
    recording.scenario.lights.push_back(focus);
    recording.scenario.video->lights.push_back(1);
    recording.signals.irradiance = {{0, 0}, {10e3, 20e6}, {0, 0}};
    return recording;
}

TEST(Scales, OfAFiberAndOfATwoPhotonFocusAreTheirOwn) {
    Recording recording = fiber_beside_a_focus();
    const Scene scene = make_scene(recording);
    ASSERT_EQ(scene.sources.size(), 2u);
    for (const ShownSource& source : scene.sources)
        EXPECT_EQ(scene.relative_command(source, 25e-3), 1) << source.name;
    EXPECT_EQ(scene.strip_maximum_of(scene.sources[0]), 10e3);
    EXPECT_EQ(scene.strip_maximum_of(scene.sources[1]), 20e6);
    // One that the user gives is that of all.
    recording.scenario.video->light_maximum = 20e6;
    EXPECT_EQ(make_scene(recording).relative_command(scene.sources[0], 25e-3), 10e3 / 20e6);
    // Two one-photon lights are compared.
    recording.scenario.video->light_maximum.reset();
    recording.scenario.lights[1].two_photon = false;
    EXPECT_EQ(make_scene(recording).strip_maximum, 20e6);
    EXPECT_FALSE(make_scene(recording).has_two_scales());
}

TEST(Scales, AFiberShinesInTheStripBesideAFocus) {
    // The fiber's trace reaches the top of the strip, as where it is alone: the rows above the middle differ from those of
    // a fiber that stays dark.
    Recording recording = fiber_beside_a_focus();
    RenderOptions options;
    options.width = 960, options.height = 540, options.threads = 1;
    const Image lit = MovieRenderer(recording, options).render_at(49);
    recording.signals.irradiance[1][0] = 1e-3;
    recording.signals.irradiance[2][0] = 10e3;
    const Image dark = MovieRenderer(recording, options).render_at(49);
    const Layout layout = make_layout(make_scene(recording), 960, 540);
    const Rectangle& area = layout.stimulus;
    const int y = int(area.top + 0.25 * area.height());
    const int x = int(area.left + 0.5 * area.width());  // 25 ms
    EXPECT_NE(0, std::memcmp(lit.row(y) + 3 * x, dark.row(y) + 3 * x, 3));
}

}  // namespace
}  // namespace spikelight
