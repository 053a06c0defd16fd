// Colours: wavelengths look like themselves, and everyone can tell the defaults apart.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "render/color.h"
#include "render/tone.h"

namespace spikelight {
namespace {

struct Lab {
    double L, a, b;
};

/// CIE 1976 L*a*b*, D65.
Lab lab_of(const Rgb& c) {
    auto f = [](double t) {
        return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    };
    double x = f((0.4124 * c.r + 0.3576 * c.g + 0.1805 * c.b) / 0.9505);
    double y = f(0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b);
    double z = f((0.0193 * c.r + 0.1192 * c.g + 0.9505 * c.b) / 1.089);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double difference(const Rgb& a, const Rgb& b) {
    Lab p = lab_of(a), q = lab_of(b);
    return std::hypot(p.L - q.L, p.a - q.a, p.b - q.b);
}

using Matrix = std::array<std::array<double, 3>, 3>;
// Machado, Oliveira, Fernandes 2009 (IEEE TVCG 15:1291), severity 1.
constexpr Matrix healthy = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix protanopia = {{{0.152286, 1.052583, -0.204868},
                                {0.114503, 0.786281, 0.099216},
                                {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deuteranopia = {{{0.367322, 0.860646, -0.227968},
                                  {0.280085, 0.672501, 0.047413},
                                  {-0.011820, 0.042940, 0.968881}}};

Rgb seen(const Matrix& m, const Rgb& c) {
    auto row = [&](int i) {
        auto k = std::size_t(i);
        return float(std::clamp(m[k][0] * c.r + m[k][1] * c.g + m[k][2] * c.b, 0.0, 1.0));
    };
    return {row(0), row(1), row(2)};
}

TEST(Color, DefaultsDifferForColourBlindEyes) {
    // A difference of 2.3 is just noticeable side by side (Mahy 1994); ask for five times that between far points.
    for (const Matrix& eye : {healthy, protanopia, deuteranopia})
        for (std::size_t a = 0; a < 16; ++a)
            for (std::size_t b = 0; b < a; ++b)
                EXPECT_GT(difference(seen(eye, linear_from_srgb(default_color(a))),
                                     seen(eye, linear_from_srgb(default_color(b)))),
                          11.5)
                    << "defaults " << a << " and " << b;
}

TEST(Color, TheSeventeenthDefaultRepeatsTheFirst) {
    EXPECT_EQ(default_color(16).r, default_color(0).r);
    EXPECT_EQ(default_color(16).b, default_color(0).b);
}

TEST(Color, APopulationWithAColourOfItsOwnUsesNoDefaultUp) {
    Scenario scenario;
    scenario.populations.resize(3);
    scenario.populations[1].color = Color{1, 0, 0};
    EXPECT_EQ(population_color(scenario, 0).b, default_color(0).b);
    EXPECT_EQ(population_color(scenario, 1).r, 1);
    EXPECT_EQ(population_color(scenario, 2).b, default_color(1).b);
}

TEST(Color, WavelengthsLookLikeThemselves) {
    Rgb blue = wavelength_color(473e-9);
    EXPECT_EQ(blue.b, 1);
    EXPECT_GT(blue.g, blue.r) << "473 nm leans to cyan, not to violet";
    Rgb green = wavelength_color(530e-9);
    EXPECT_EQ(green.g, 1);
    Rgb amber = wavelength_color(590e-9);
    EXPECT_EQ(amber.r, 1);
    EXPECT_GT(amber.g, 0.2);
    EXPECT_LT(amber.b, 0.15);
    Rgb red = wavelength_color(640e-9);
    EXPECT_EQ(red.r, 1);
    EXPECT_LT(red.g, 0.2);
    for (double nm = 350; nm < 1100; nm += 10) {
        Rgb c = wavelength_color(nm * 1e-9);
        EXPECT_GE(std::min({c.r, c.g, c.b}), 0) << nm;
        EXPECT_EQ(std::max({c.r, c.g, c.b}), 1) << nm;
    }
}

TEST(Color, SrgbThereAndBackIsTheSame) {
    for (int i = 0; i <= 255; ++i)
        EXPECT_NEAR(srgb_from_linear(linear_from_srgb(float(i) / 255)), float(i) / 255, 1e-5) << i;
    // IEC 61966-2-1: half the light is level 188.
    EXPECT_NEAR(srgb_from_linear(0.5f) * 255, 187.5, 0.1);
}

TEST(Tone, BrighterLightNeverLooksDarkerAndWhiteIsReached) {
    float previous = -1;
    for (float light = 0; light < 20; light += 0.01f) {
        Color shown = tone_mapped({light, light, light});
        EXPECT_GE(shown.g, previous) << light;
        previous = shown.g;
    }
    EXPECT_EQ(previous, 1);
    EXPECT_EQ(tone_mapped({0, 0, 0}).r, 0);
}

TEST(Tone, DitherKeepsTheMean) {
    // 64 pixels of one colour between two levels: their mean is that colour within 1/64 of a level.
    HdrRows rows(8, 0, 8);
    std::fill(rows.g.begin(), rows.g.end(), 0.0137f);
    Image image(8, 8);
    tone_map(rows, image);
    double mean = 0;
    for (std::size_t i = 0; i < 64; ++i) mean += image.rgb[3 * i + 1] / 64.0;
    EXPECT_NEAR(mean, tone_mapped({0, 0.0137f, 0}).g * 255, 1.0 / 64 + 1e-3);
    EXPECT_NE(mean, std::floor(mean));
}

}  // namespace
}  // namespace spikelight
