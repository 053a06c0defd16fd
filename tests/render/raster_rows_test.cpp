// The raster's rows: every population is seen, and names stand beside what they name.
#include "render/raster_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "render/layout.h"
#include "tests/render/recordings.h"

namespace spikelight {
namespace {

/// Populations of these sizes in a cube; the first `placeless` of them have no places.
Recording sized_recording(const std::vector<std::size_t>& sizes, std::size_t placeless = 0) {
    Recording recording = testing::plain_recording();
    Scenario& scenario = recording.scenario;
    scenario.populations.clear();
    scenario.video->populations.clear();
    recording.positions.clear();
    recording.spikes.assign(sizes.size(), {});
    for (std::size_t p = 0; p < sizes.size(); ++p) {
        Population population;
        population.name = std::to_string(p) + " type";
        population.size = std::int64_t(sizes[p]);
        scenario.populations.push_back(population);
        scenario.video->populations.push_back(p);
        recording.positions.emplace_back(p < placeless ? 0 : sizes[p], glm::dvec3(1e-4));
    }
    return recording;
}

struct Shared {
    Layout layout;
    double text;
    std::vector<RasterBand> bands;
};

Shared shared(const Recording& recording, int width, int height) {
    const Scene scene = make_scene(recording);
    Layout layout = make_layout(scene, width, height);
    const double text = layout.text_size(name_size);
    return {layout, text, share_raster(scene, layout.raster, text)};
}

TEST(RasterRows, OfUnequalPopulationsAllHaveTheirNameBesideThem) {
    for (const auto& sizes : {std::vector<std::size_t>{800, 50, 30, 20},
                              {20, 30, 50, 800},
                              {60, 60, 60, 200, 60, 60, 60, 60, 60, 60},
                              {1, 100000, 1}})
        for (auto [width, height] : {std::pair{1920, 1080}, {1280, 720}, {960, 540}, {400, 800}}) {
            Shared of = shared(sized_recording(sizes), width, height);
            ASSERT_EQ(of.bands.size(), sizes.size());
            double y = of.layout.raster.top;
            for (const RasterBand& band : of.bands) {
                EXPECT_TRUE(band.named) << sizes.size() << " at " << width;
                EXPECT_GE(band.bottom - band.top, name_height(of.text) * (1 - 1e-6));
                EXPECT_NEAR(band.top, y, 1e-9);
                y = band.bottom;
            }
            EXPECT_NEAR(y, of.layout.raster.bottom, 1e-6);
        }
}

TEST(RasterRows, AreEquallyHighWhereEveryNameHasRoom) {
    Shared of = shared(testing::tutorial_recording(), 1920, 1080);
    EXPECT_DOUBLE_EQ(of.bands[0].row, of.bands[1].row);
    EXPECT_NEAR(of.bands[0].row * 500, of.layout.raster.height(), 1e-9);
}

TEST(RasterRows, AreThoseOfNeuronsWithoutPlacesToo) {
    Shared of = shared(sized_recording({300, 300}, 1), 1920, 1080);
    EXPECT_DOUBLE_EQ(of.bands[0].row, of.bands[1].row);
    EXPECT_TRUE(of.bands[0].named);
}

TEST(RasterRows, OfTooManyPopulationsNameTheLargestAndOverprintNone) {
    std::vector<std::size_t> sizes(60, 10);
    sizes[31] = 500;
    Shared of = shared(sized_recording(sizes), 1280, 720);
    EXPECT_TRUE(of.bands[31].named);
    double last = -1e9;
    std::size_t named = 0;
    for (const RasterBand& band : of.bands) {
        EXPECT_GT(band.bottom, band.top);
        if (!band.named) continue;
        const double middle = (band.top + band.bottom) / 2;
        EXPECT_GE(middle - last, name_height(of.text) * (1 - 1e-6));
        last = middle, ++named;
    }
    EXPECT_GE(named, 5u);
}

TEST(RasterRows, HaveRoomForLongNamesWithinASixthOfThePicture) {
    Recording recording = sized_recording({10, 10});
    recording.scenario.populations[1].name = "SST+ Martinotti, layer 5";
    for (auto [width, height] : {std::pair{1920, 1080}, {1280, 720}}) {
        Shared of = shared(recording, width, height);
        EXPECT_GE(of.layout.raster.left,
                  text_width(FontFace::text, of.text, "SST+ Martinotti, layer 5") +
                      (name_gap + name_margin) * of.layout.unit);
    }
    recording.scenario.populations[1].name = std::string(200, 'n');
    EXPECT_LE(shared(recording, 1920, 1080).layout.raster.left, 1920 / 6.0);
}

TEST(Font, TextThatDoesNotFitEndsInAnEllipsis) {
    const std::string text = "déjà vu neurons";
    const double whole = text_width(FontFace::text, 16, text);
    EXPECT_EQ(elided(FontFace::text, 16, text, whole), text);
    for (double width = 0; width < whole; width += 1) {
        const std::string shorter = elided(FontFace::text, 16, text, width);
        EXPECT_LE(text_width(FontFace::text, 16, shorter), width);
        if (shorter.empty()) continue;
        ASSERT_TRUE(shorter.ends_with("…"));
        EXPECT_TRUE(text.starts_with(shorter.substr(0, shorter.size() - 3)));
        EXPECT_NE(shorter[shorter.size() - 4], ' ');
    }
    EXPECT_EQ(elided(FontFace::text, 16, text, whole - 0.5), "déjà vu neuro…");
}

}  // namespace
}  // namespace spikelight
