#include "tools/report/raster.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace spikelight {
namespace {

int coverage(const RasterImage& image, double x, double y) {
    auto column = std::size_t(x * image.width), row = std::size_t(y * image.height);
    return image.coverage[row * std::size_t(image.width) + column];
}

RasterImage make_raster(const RecordedSpikes& spikes, std::int64_t neurons, double duration_ms,
                        double dt_ms) {
    Raster raster(neurons, duration_ms, dt_ms);
    raster.add(spikes);
    return raster.image();
}

TEST(Raster, PutsTimeToTheRightAndNeuronZeroAtTheBottom) {
    // Neuron 0 of 10 spikes at a quarter of the time, neuron 9 at three quarters.
    RasterImage image = make_raster({{25, 75}, {0, 9}}, 10, 100, 0.5);
    EXPECT_EQ(coverage(image, 0.2501, 0.96), 255);
    EXPECT_EQ(coverage(image, 0.7501, 0.04), 255);
    EXPECT_EQ(coverage(image, 0.7501, 0.96), 0);
    EXPECT_EQ(coverage(image, 0.5, 0.5), 0);
}

TEST(Raster, ShowsASingleSpikeOfAMillionNeuronsAndNeverExceedsItsPicture) {
    for (std::int64_t neurons : {1, 2, 10, 199, 201, 400, 401, 1'000'000}) {
        for (std::uint32_t neuron : {std::uint32_t(0), std::uint32_t(neurons - 1)}) {
            RasterImage image = make_raster({{0, 100}, {neuron, neuron}}, neurons, 100, 0.1);
            EXPECT_LE(image.height, 400);
            EXPECT_EQ(image.coverage.size(), std::size_t(image.width) * std::size_t(image.height));
            EXPECT_GE(*std::max_element(image.coverage.begin(), image.coverage.end()), 76)
                << neurons;
        }
    }
}

TEST(Raster, IsDarkerWhereThereAreMoreSpikes) {
    // 100,000 neurons: 1 spike at 10 ms, 5 at 20 ms, 50 at 30 ms in what is one row of the picture.
    RecordedSpikes spikes;
    for (auto [time, count] : {std::pair{10.0, 1u}, {20.0, 5u}, {30.0, 50u}})
        for (std::uint32_t i = 0; i < count; ++i) {
            spikes.times_ms.push_back(time);
            spikes.neurons.push_back(i);
        }
    RasterImage image = make_raster(spikes, 100'000, 100, 0.1);
    int one = coverage(image, 0.1001, 0.999), five = coverage(image, 0.2001, 0.999),
        fifty = coverage(image, 0.3001, 0.999);
    EXPECT_LT(0, one);
    EXPECT_LT(one, five);
    EXPECT_LT(five, fifty);
}

TEST(Raster, OfAMillionNeuronsIsADensityOfFewBytes) {
    // Five million spikes everywhere: 1 s at 5 Hz.
    RecordedSpikes spikes;
    std::uint32_t random = 1;
    for (int i = 0; i < 5'000'000; ++i) {
        random = random * 1664525u + 1013904223u;
        spikes.times_ms.push_back(i * 0.0002);
        spikes.neurons.push_back(std::uint32_t(std::uint64_t(random) * 1'000'000 >> 32));
    }
    RasterImage image = make_raster(spikes, 1'000'000, 1000, 0.1);
    EXPECT_LT(raster_png(image, {1, 0.4f, 0.2f}).size(), 500'000u);
    // Shades, not a filled block.
    auto [low, high] = std::minmax_element(image.coverage.begin(), image.coverage.end());
    EXPECT_GE(*high - *low, 50);
}

TEST(Raster, PngIsOneColourWithTheCoverageAsOpacity) {
    std::vector<unsigned char> png = raster_png({2, 1, {0, 255}}, {1, 0.5f, 0});
    ASSERT_GT(png.size(), 26u);
    // Signature, then width 2, height 1, 8 bits, colour type 3: a palette.
    EXPECT_EQ(std::string(png.begin() + 1, png.begin() + 4), "PNG");
    EXPECT_EQ(png[19], 2);
    EXPECT_EQ(png[23], 1);
    EXPECT_EQ(png[24], 8);
    EXPECT_EQ(png[25], 3);
    // In the palette the same colour 256 times, beside it the opacities 0 to 255.
    std::string file(png.begin(), png.end());
    std::size_t colours = file.find("PLTE"), opacities = file.find("tRNS");
    ASSERT_NE(colours, std::string::npos);
    ASSERT_NE(opacities, std::string::npos);
    for (std::size_t k = 0; k < 256; ++k) {
        ASSERT_EQ(file.substr(colours + 4 + 3 * k, 3), std::string("\xFF\x80\x00", 3));
        ASSERT_EQ(std::uint8_t(file[opacities + 4 + k]), k);
    }
}

}  // namespace
}  // namespace spikelight
