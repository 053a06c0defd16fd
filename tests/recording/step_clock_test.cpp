#include "engine/recording/step_clock.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace spikelight {
namespace {

TEST(StepClock, prints_times_as_a_person_would_write_them) {
    const StepClock clock(1e-4);
    EXPECT_EQ(fmt::format("{}", clock.milliseconds(83)), "8.3");
    EXPECT_EQ(fmt::format("{}", clock.milliseconds(3)), "0.3");
    EXPECT_EQ(fmt::format("{}", clock.milliseconds(12345678)), "1234567.8");
}

TEST(StepClock, gives_the_double_nearest_to_the_decimal_time) {
    // strtod rounds correctly, and is given the decimal number as text. dt as a reader of "0.025
    // ms" computes it.
    for (auto [dt_ms, units, places] : {std::tuple{0.1, 1, 1},
                                        {0.5, 5, 1},
                                        {0.025, 25, 3},
                                        {0.01, 1, 2},
                                        {0.3, 3, 1},
                                        {1.0, 1, 0}}) {
        const StepClock clock(dt_ms * 1e-3);
        for (std::int64_t step : {0, 1, 3, 7, 83, 1001, 999983, 123456789}) {
            const std::string decimal = fmt::format("{}e-{}", step * units, places);
            EXPECT_EQ(clock.milliseconds(step), std::strtod(decimal.c_str(), nullptr))
                << dt_ms << " ms, step " << step;
        }
    }
}

TEST(StepClock, multiplies_where_the_step_is_no_short_decimal) {
    const double dt = 1e-3 / 3;
    EXPECT_DOUBLE_EQ(StepClock(dt).milliseconds(300), 100.0);
}

}  // namespace
}  // namespace spikelight
