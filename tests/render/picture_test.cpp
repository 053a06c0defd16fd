// Whole pictures: what they depend on, and what they do not.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "render/color.h"
#include "render/font.h"
#include "render/layout.h"
#include "render/numbers.h"
#include "render/renderer.h"
#include "tests/render/recordings.h"
#include "tests/render/small_pictures.h"

namespace spikelight {
namespace {

using testing::bare;
using testing::plain_recording;
using testing::small;
using testing::tutorial_recording;

double mean(const Image& image, int channel) {
    double sum = 0;
    const std::size_t pixels = image.rgb.size() / 3;
    for (std::size_t i = 0; i < pixels; ++i) sum += image.rgb[3 * i + std::size_t(channel)];
    return sum / double(pixels);
}

int largest_difference(const Image& a, const Image& b) {
    int largest = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i)
        largest = std::max(largest, std::abs(a.rgb[i] - b.rgb[i]));
    return largest;
}

TEST(Picture, DoesNotDependOnTheNumberOfThreads) {
    Recording recording = tutorial_recording();
    Image one = MovieRenderer(recording, small(1)).render_at(40);
    EXPECT_EQ(MovieRenderer(recording, small(3)).render_at(40).rgb, one.rgb);
    EXPECT_EQ(MovieRenderer(recording, small(8)).render_at(40).rgb, one.rgb);
}

TEST(Picture, DoesNotDependOnTheInstructionSet) {
    Recording recording = tutorial_recording();
    RenderOptions options = small();
    options.isa = Isa::baseline;
    Image expected = MovieRenderer(recording, options).render_at(40);
    for (Isa isa : {Isa::avx2, Isa::avx512, Isa::shuffled}) {
        if (!isa_supported(isa)) continue;
        options.isa = isa;
        EXPECT_EQ(MovieRenderer(recording, options).render_at(40).rgb, expected.rgb)
            << isa_name(isa);
    }
}

TEST(Picture, CombiningPrecomputedLightEqualsMarchingEachFrame) {
    Recording recording = tutorial_recording();
    Image still = MovieRenderer(recording, small()).render_at(40);
    // An orbit too small to see takes the way of moving cameras. It fits the camera over many views, so fix it.
    CameraSettings& camera = recording.scenario.video->camera;
    camera.distance = 8e-3;
    camera.look_at = glm::dvec3(0, 0, 2e-4);
    still = MovieRenderer(recording, small()).render_at(40);
    camera.orbit = 1e-9;
    Image moving = MovieRenderer(recording, small()).render_at(40);
    // One level of 255 where rounding of the sum crosses a step.
    EXPECT_LE(largest_difference(still, moving), 1);
}

TEST(Picture, LightFollowsItsCommand) {
    Recording recording = bare(plain_recording());
    recording.signals.times_ms = {0, 10, 20, 30, 40};
    recording.signals.irradiance = {{0}, {1e3}, {3e3}, {10e3}, {0}};
    recording.spikes[0] = {};
    MovieRenderer renderer(recording, small());
    double dark = mean(renderer.render_at(5), 2), faint = mean(renderer.render_at(15), 2);
    double middle = mean(renderer.render_at(25), 2), bright = mean(renderer.render_at(35), 2);
    EXPECT_LT(dark, 30) << "a dark ground";
    EXPECT_GT(faint, dark + 1);
    EXPECT_GT(middle, faint + 1);
    EXPECT_GT(bright, middle + 1);
    EXPECT_EQ(renderer.render_at(45).rgb, renderer.render_at(5).rgb) << "off is dark again";
    EXPECT_GT(mean(renderer.render_at(35), 2), 1.5 * mean(renderer.render_at(35), 0))
        << "473 nm is blue";
}

TEST(Picture, SamplesSmoothEdgesAndKeepThePicture) {
    Recording recording = bare(tutorial_recording());
    RenderOptions options = small();
    Image one = MovieRenderer(recording, options).render_at(40);
    options.samples = 4;
    Image four = MovieRenderer(recording, options).render_at(40);
    options.samples = 16;
    Image sixteen = MovieRenderer(recording, options).render_at(40);
    for (int channel = 0; channel < 3; ++channel) {
        // Small somata keep their size in pixels; one level of 255 holds their share of the picture's mean.
        EXPECT_NEAR(mean(four, channel), mean(one, channel), 1);
        EXPECT_NEAR(mean(sixteen, channel), mean(four, channel), 0.5);
    }
    auto distance = [](const Image& a, const Image& b) {
        double sum = 0;
        for (std::size_t i = 0; i < a.rgb.size(); ++i)
            sum += std::pow(double(a.rgb[i]) - b.rgb[i], 2);
        return sum;
    };
    EXPECT_GT(distance(one, sixteen), 2 * distance(four, sixteen)) << "more samples come closer";
    EXPECT_EQ(MovieRenderer(recording, options).render_at(40).rgb, sixteen.rgb);
    options.samples = 3;
    EXPECT_THROW(MovieRenderer(recording, options), std::invalid_argument);
}

TEST(Picture, SamplesMayComeFromTheScenario) {
    Recording recording = bare(plain_recording());
    RenderOptions options = small();
    options.samples = 4;
    Image expected = MovieRenderer(recording, options).render_at(25);
    recording.scenario.video->samples = 4;
    EXPECT_EQ(MovieRenderer(recording, small()).render_at(25).rgb, expected.rgb);
}

TEST(Picture, ASomaBeforeTheGlassHidesItAndOneBehindDoesNot) {
    Recording recording = bare(plain_recording());
    recording.signals.irradiance = {{0}, {0}, {0}};
    recording.spikes[0] = {};
    VideoSettings& video = *recording.scenario.video;
    video.soma_diameter = 300e-6;
    video.camera.azimuth = video.camera.elevation = 0;
    video.camera.distance = 4e-3;
    video.camera.look_at = glm::dvec3(0, 0, -0.3e-3);
    // A large soma on the axis of the glass, above the tip; its middle is the picture's.
    auto middle = [&](double y) {
        recording.positions[0] = {{0, y, -0.3e-3}};
        Image image = MovieRenderer(recording, small()).render_at(0);
        video.lights.clear();
        Image alone = MovieRenderer(recording, small()).render_at(0);
        video.lights = {0};
        const Layout layout = make_layout(make_scene(recording), 480, 270);
        int x = int(layout.viewport.centre().x), yy = int(layout.viewport.centre().y);
        return std::abs(image.row(yy)[3 * x + 2] - alone.row(yy)[3 * x + 2]);
    };
    EXPECT_LE(middle(0.3e-3), 1) << "before the glass";
    EXPECT_GT(middle(-0.3e-3), 1) << "behind it, the glass shines on top";
}

TEST(Picture, AKoehlerBeamLightsItsCylinder) {
    Recording recording = bare(plain_recording());
    Light& light = recording.scenario.lights[0];
    light.model = LightModel::koehler;
    light.radius = 200e-6;
    light.depth = 400e-6;
    MovieRenderer renderer(recording, small());
    EXPECT_GT(mean(renderer.render_at(25), 2), mean(renderer.render_at(5), 2) + 5);
}

TEST(Picture, ATwoPhotonFocusLightsBothSidesOfItsPlane) {
    Recording recording = bare(plain_recording());
    Light& light = recording.scenario.lights[0];
    light.model = LightModel::gaussian_ellipsoid;
    light.positions = {{0, 0, 0.4e-3}};
    light.sigma_lateral = 30e-6;
    light.sigma_axial = 80e-6;
    testing::look_at_light_from_the_side(recording.scenario);
    Image image = MovieRenderer(recording, small()).render_at(25);
    const Layout layout = make_layout(make_scene(recording), 480, 270);
    int x = int(layout.viewport.centre().x), y = int(layout.viewport.centre().y);
    auto blue = [&](int dx, int dy) { return int(image.row(y + dy)[3 * (x + dx) + 2]); };
    EXPECT_GT(blue(0, 0), 100);
    // 30 pixels off the focus, along the axis and across it: longer than wide, alike above and below.
    EXPECT_GT(blue(0, 30), blue(30, 0) + 10);
    EXPECT_NEAR(blue(0, -30), blue(0, 30), 4) << "but for the extinction towards the eye";
}

/// Light of a bare picture, summed, the ground taken out; the tone curve, near x / (1 + x) for dim light, is undone.
double light_of(const Image& image, const Image& ground) {
    auto light = [](std::uint8_t value) {
        double shown = linear_from_srgb(float(value) / 255);
        return shown / (1 - shown);
    };
    double sum = 0;
    for (std::size_t i = 0; i < image.rgb.size(); ++i)
        sum += light(image.rgb[i]) - light(ground.rgb[i]);
    return sum;
}

/// How many pixels differ by more than a few steps.
std::size_t changed_pixels(const Image& a, const Image& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.rgb.size(); i += 3) count += std::abs(a.rgb[i] - b.rgb[i]) > 3;
    return count;
}

/// One large soma, at rest, somewhere before or behind the middle; no light.
Recording lone_soma(double y) {
    Recording recording = bare(plain_recording());
    recording.spikes[0] = {};
    recording.positions[0] = {{0, y, 0.3e-3}};
    VideoSettings& video = *recording.scenario.video;
    video.lights.clear();
    video.soma_diameter = 100e-6;
    video.camera.azimuth = video.camera.elevation = 0;
    video.camera.distance = 4e-3;
    video.camera.look_at = glm::dvec3(0, 0, 0.3e-3);
    return recording;
}

TEST(Picture, ALensKeepsWhatIsInFocusAndSpreadsTheRest) {
    for (double y : {0.0, 1e-3, -2e-3}) {
        Recording recording = lone_soma(y), nothing = lone_soma(y);
        nothing.positions[0] = {{0, 100, 0.3e-3}};  // far behind the eye
        Image ground = MovieRenderer(nothing, small()).render_at(0);
        Image sharp = MovieRenderer(recording, small()).render_at(0);
        recording.scenario.video->camera.aperture = 0.4e-3;
        Image soft = MovieRenderer(recording, small()).render_at(0);
        if (y == 0) {
            EXPECT_EQ(soft.rgb, sharp.rgb) << "in focus";
            continue;
        }
        // The disc of light and the circle of confusion: diameter A |z - f| / z, seen at the distance f.
        double depth = 4e-3 - y, circle = 0.4e-3 * std::abs(y) / depth * (depth / 4e-3);
        double growth = std::pow((100e-6 + circle) / 100e-6, 2);
        double sharp_area = double(changed_pixels(sharp, ground)),
               soft_area = double(changed_pixels(soft, ground));
        // The outermost ring is too faint to count.
        EXPECT_LT(soft_area, growth * sharp_area * 1.1) << y;
        EXPECT_GT(soft_area, growth * sharp_area * 0.5) << y;
        // A step of the 8-bit scale here and there.
        EXPECT_NEAR(light_of(soft, ground) / light_of(sharp, ground), 1, 0.05) << y;
    }
}

TEST(Picture, AFocusDistanceMovesTheSharpPlane) {
    Recording recording = lone_soma(1e-3);
    Image sharp = MovieRenderer(recording, small()).render_at(0);
    recording.scenario.video->camera.aperture = 0.4e-3;
    recording.scenario.video->camera.focus_distance = 3e-3;
    EXPECT_EQ(MovieRenderer(recording, small()).render_at(0).rgb, sharp.rgb);
}

TEST(Picture, ALensLooksTheSameToStillAndMovingCameras) {
    Recording recording = tutorial_recording();
    CameraSettings& camera = recording.scenario.video->camera;
    camera.distance = 8e-3;
    camera.look_at = glm::dvec3(0, 0, 2e-4);
    camera.aperture = 0.5e-3;
    Image still = MovieRenderer(recording, small()).render_at(40);
    camera.orbit = 1e-9;
    Image moving = MovieRenderer(recording, small(3)).render_at(40);
    EXPECT_LE(largest_difference(still, moving), 1);
    camera.aperture = 0;
    EXPECT_GT(largest_difference(moving, MovieRenderer(recording, small()).render_at(40)), 20);
}

TEST(Picture, CountsHaveTheirThousandsSetApart) {
    EXPECT_EQ(count_text(0), "0");
    EXPECT_EQ(count_text(999), "999");
    EXPECT_EQ(count_text(1000), "1,000");
    EXPECT_EQ(count_text(25000), "25,000");
    EXPECT_EQ(count_text(1234567), "1,234,567");
}

TEST(Picture, ManySourcesHaveALaneEach) {
    Recording recording = testing::varied_recording(80, 8, 16);
    RenderOptions options = small();
    options.width = 960, options.height = 540;
    Scene scene = make_scene(recording);
    Layout layout = make_layout(scene, 960, 540);
    Image image = MovieRenderer(recording, options).render_at(99);
    // In the middle of each lane, where that source is brightest and where it is dark.
    for (std::size_t s = 0; s < 16; ++s) {
        double height = layout.stimulus.height() / 16;
        int y = int(layout.stimulus.top + (double(s) + 0.4) * height);
        auto blue_at = [&](double ms) {
            return int(image.row(
                y)[3 * int(layout.stimulus.left + layout.stimulus.width() * ms / 100) + 2]);
        };
        int brightest = 0, darkest = 255;
        for (int ms = 1; ms < 96; ms += 2)
            brightest = std::max(brightest, blue_at(ms)), darkest = std::min(darkest, blue_at(ms));
        EXPECT_GT(brightest, 200) << s;
        EXPECT_LT(darkest, 90) << s;
    }
}

TEST(Picture, ASpikeLightsItsNeuronAndFades) {
    Recording recording = bare(plain_recording());
    recording.signals.irradiance = {{0}, {0}, {0}};
    MovieRenderer renderer(recording, small());
    Image before = renderer.render_at(9.9), at = renderer.render_at(10),
          after = renderer.render_at(20);
    EXPECT_EQ(before.rgb, renderer.render_at(0).rgb);
    EXPECT_GT(largest_difference(before, at), 100);
    EXPECT_GT(largest_difference(at, after), 10);
    EXPECT_EQ(renderer.render_at(49).rgb.size(), before.rgb.size());
}

TEST(Picture, FramesAreNotUniformAndDifferFromEachOther) {
    Recording recording = tutorial_recording();
    MovieRenderer renderer(recording, small());
    EXPECT_GT(largest_difference(renderer.render(10), renderer.render(11)), 20);
    Image frame = renderer.render(10);
    EXPECT_NE(*std::max_element(frame.rgb.begin(), frame.rgb.end()),
              *std::min_element(frame.rgb.begin(), frame.rgb.end()));
}

TEST(Picture, FiftyThousandNeuronsStayReadable) {
    Recording crowd = bare(testing::crowded_recording(50000));
    MovieRenderer renderer(crowd, small());
    Image image = renderer.render_at(90);
    // Neither black nor saturated: few pixels at the top of the scale.
    std::size_t saturated = 0;
    for (std::uint8_t value : image.rgb) saturated += value > 245;
    EXPECT_LT(double(saturated) / double(image.rgb.size()), 0.02);
    EXPECT_GT(mean(image, 0), 10);
}

TEST(Picture, FramesCoverTheDurationAtSixtyPerSecond) {
    Recording recording = tutorial_recording();
    MovieRenderer renderer(recording, small());
    EXPECT_EQ(renderer.frame_count(), 60) << "100 ms ten times slower at 60 per second";
    EXPECT_DOUBLE_EQ(renderer.frames_per_second(), 60);
    EXPECT_NEAR(renderer.frame_time_ms(30), 50, 1e-9);
    recording.scenario.video->every = 2e-3;
    recording.scenario.video->slowdown = 20;
    MovieRenderer sparse(recording, small());
    EXPECT_EQ(sparse.frame_count(), 50);
    EXPECT_DOUBLE_EQ(sparse.frames_per_second(), 25);
}

TEST(Picture, TheBrightestFrameIsWhereSpikeAndLightAre) {
    Recording recording = plain_recording();
    recording.spikes[0].times_ms = {25};
    MovieRenderer renderer(recording, small());
    EXPECT_NEAR(renderer.frame_time_ms(renderer.brightest_frame()), 25, 2);
}

TEST(Picture, ARecordingWithoutVideoSettingsIsFilmedWithDefaults) {
    Recording recording = plain_recording();
    recording.scenario.video.reset();
    MovieRenderer renderer(recording);
    EXPECT_EQ(renderer.width(), 1920);
    EXPECT_EQ(renderer.height(), 1080);
}

TEST(Picture, NothingToShowIsSaid) {
    Recording recording = plain_recording();
    recording.scenario.video->populations.clear();
    recording.scenario.video->lights.clear();
    EXPECT_THROW(MovieRenderer renderer(recording), std::runtime_error);
}

TEST(Picture, AnySizeWorks) {
    Recording recording = tutorial_recording();
    for (auto [width, height] : {std::pair{64, 36}, {321, 181}, {200, 400}, {1000, 150}}) {
        RenderOptions options;
        options.width = width;
        options.height = height;
        Image image = MovieRenderer(recording, options).render_at(50);
        EXPECT_EQ(image.rgb.size(), std::size_t(width) * std::size_t(height) * 3);
        // Words leave the scene its place.
        const Layout layout = make_layout(make_scene(recording), width, height);
        EXPECT_GE(layout.viewport.width, width / 3.0 - 1e-9);
        EXPECT_GE(layout.viewport.height, height / 3.0 - 1e-9);
        // And words their own: two lines beside the light, two beside the spikes, and the time at the strip's end.
        EXPECT_EQ(layout.words, width > 100);
        EXPECT_EQ(layout.has_strip(), layout.words);
        if (!layout.words) continue;
        const double text = layout.text_size(16);
        EXPECT_GE(layout.stimulus.height(), 2 * text);
        EXPECT_GE(layout.raster.height(), 2 * 1.15 * text);
        EXPECT_GE(width - layout.raster.right, text_width(FontFace::text, text, "100") / 2);
    }
}

TEST(Picture, TooSmallForWordsHasNone) {
    Recording recording = tutorial_recording();
    RenderOptions options;
    options.width = 100;
    options.height = 100;
    Image with = MovieRenderer(recording, options).render_at(50);
    recording.scenario.title = "Another title, which is long";
    Image with_other_words = MovieRenderer(recording, options).render_at(50);
    EXPECT_EQ(with.rgb, with_other_words.rgb);
    options.width = 200;
    options.height = 200;
    Image larger = MovieRenderer(recording, options).render_at(50);
    recording.scenario.title = "And another";
    EXPECT_NE(larger.rgb, MovieRenderer(recording, options).render_at(50).rgb);
}

}  // namespace
}  // namespace spikelight
