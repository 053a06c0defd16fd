#include "engine/scenario/color_names.h"

#include <gtest/gtest.h>

namespace spikelight {
namespace {

Color rgb(int r, int g, int b) {
    return {r / 255.0f, g / 255.0f, b / 255.0f};
}

TEST(ColorNames, AreThoseOfCssAndXkcd) {
    // The CSS Color Module's table of named colours, first, last and the tutorial's.
    EXPECT_EQ(find_color("tomato"), rgb(255, 99, 71));
    EXPECT_EQ(find_color("aliceblue"), rgb(240, 248, 255));
    EXPECT_EQ(find_color("yellowgreen"), rgb(154, 205, 50));
    EXPECT_EQ(find_color("RebeccaPurple"), rgb(102, 51, 153));
    // xkcd.com/color/rgb.txt: first, last and the tutorial's.
    EXPECT_EQ(find_color("cloudy blue"), rgb(0xac, 0xc2, 0xd9));
    EXPECT_EQ(find_color("xkcd:blue"), rgb(0x03, 0x43, 0xdf));
    EXPECT_EQ(find_color("cerulean blue"), rgb(0x05, 0x6e, 0xee));
}

TEST(ColorNames, OfCssWinOverXkcd) {
    EXPECT_EQ(find_color("blue"), rgb(0, 0, 255));
}

TEST(ColorNames, MayBeHexadecimal) {
    EXPECT_EQ(find_color("#ff6347"), rgb(255, 99, 71));
    EXPECT_EQ(find_color("#FA0"), rgb(255, 170, 0));
    EXPECT_FALSE(find_color("#ff634"));
    EXPECT_FALSE(find_color("#gggggg"));
    EXPECT_FALSE(find_color("#"));
}

TEST(ColorNames, UnknownOnesGetASuggestion) {
    EXPECT_FALSE(find_color("tomatoe"));
    EXPECT_EQ(suggest_color("tomatoe"), "Did you mean tomato?");
    EXPECT_EQ(suggest_color("qqqqqqqqqqqq"), "Write a CSS or xkcd name, or e.g. \"#ff6347\"");
}

}  // namespace
}  // namespace spikelight
