// How far two pictures of the same thing may be apart.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "render/image.h"

namespace spikelight::testing {

/// Within 1 of 255 on 99.9 % of the pixels, never more than 3: a step of the dither where rounding differs, and a little
/// more on an edge. Both show something.
inline void expect_alike(const Image& a, const Image& b) {
    ASSERT_EQ(a.rgb.size(), b.rgb.size());
    int largest = 0;
    std::size_t apart = 0;
    for (std::size_t i = 0; i < a.rgb.size(); i += 3) {
        int here = 0;
        for (std::size_t c = i; c < i + 3; ++c)
            here = std::max(here, std::abs(int(a.rgb[c]) - int(b.rgb[c])));
        largest = std::max(largest, here);
        apart += here > 1;
    }
    EXPECT_LE(largest, 3);
    const std::size_t pixels = a.rgb.size() / 3;
    EXPECT_LE(double(apart), 1e-3 * double(pixels));
    auto [least, most] = std::minmax_element(a.rgb.begin(), a.rgb.end());
    EXPECT_GT(*most - *least, 40) << "there is something to see";
}

}  // namespace spikelight::testing
