// The light of a run where it lies: what is asked for at any time is what a table in memory says.
#include "engine/recording/signal_blocks.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <thread>

#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

struct Row {
    double ms, first, second;
};

/// Two sources that change at irregular times, in a file of several parts; times are counted from 5 ms.
class ManySignals : public ::testing::Test {
  protected:
    static constexpr double begin_ms = 5;

    ManySignals() {
        scenario_.simulation.dt = 1e-4;
        scenario_.lights.resize(1);
        scenario_.lights[0].name = "fiber";
        scenario_.lights[0].positions.resize(2);
        const StepClock clock(scenario_.simulation.dt);
        SignalsFile file(path_, scenario_);
        std::mt19937 random(7);
        std::int64_t step = 60;
        for (int row = 0; row < 60'000; ++row, step += 1 + random() % 5) {
            Row& r = rows_.emplace_back(Row{clock.milliseconds(step) - begin_ms,
                                            double(random() % 1000), double(random() % 1000) / 8});
            file.append(step, std::array{r.first, r.second});
        }
        file.close();
    }

    /// From the table: the last row at or before a time.
    Row row_at(double ms) const {
        auto next = std::upper_bound(rows_.begin(), rows_.end(), ms,
                                     [](double time, const Row& row) { return time < row.ms; });
        return next == rows_.begin() ? Row{} : *(next - 1);
    }
    void expect_same_at(const SignalBlocks& blocks, double ms) const {
        EXPECT_EQ(blocks.at(0, ms), row_at(ms).first) << ms;
        EXPECT_EQ(blocks.at(1, ms), row_at(ms).second) << ms;
    }

    testing::TemporaryDirectory directory_;
    std::filesystem::path path_ = directory_.path() / "signals.csv";
    Scenario scenario_;
    std::vector<Row> rows_;
};

TEST_F(ManySignals, are_found_at_any_time_by_several_that_ask) {
    ASSERT_GT(std::filesystem::file_size(path_), 4u * 256 * 1024) << "it must have several parts";
    const SignalBlocks blocks(path_, scenario_, begin_ms);
    expect_same_at(blocks, -1);
    expect_same_at(blocks, rows_.front().ms);
    expect_same_at(blocks, 1e9);
    std::vector<std::jthread> askers;
    for (unsigned k = 0; k < 3; ++k)
        askers.emplace_back([&, k] {
            std::mt19937 random(k);
            // Here and there, then onwards as a film goes.
            for (int look = 0; look < 300; ++look)
                expect_same_at(blocks, rows_[random() % rows_.size()].ms + 0.03);
            for (std::size_t row = k; row < rows_.size(); row += 23)
                expect_same_at(blocks, rows_[row].ms + (k == 0 ? 0 : 0.01));
        });
}

TEST_F(ManySignals, are_handed_on_in_order) {
    std::size_t row = 0;
    SignalBlocks(path_, scenario_, begin_ms)
        .each([&](double ms, std::span<const double> irradiance) {
            ASSERT_LT(row, rows_.size());
            EXPECT_EQ(ms, rows_[row].ms);
            EXPECT_EQ(irradiance[0], rows_[row].first);
            EXPECT_EQ(irradiance[1], rows_[row].second);
            ++row;
        });
    EXPECT_EQ(row, rows_.size());
}

TEST_F(ManySignals, that_are_damaged_are_told_with_their_line_whenever_one_asks) {
    std::ofstream(path_, std::ios::app) << "10000000,1,bright\n";
    const SignalBlocks blocks(path_, scenario_, begin_ms);
    for (int time = 0; time < 2; ++time)
        EXPECT_THAT([&] { blocks.at(0, 1); },
                    ThrowsMessage<std::runtime_error>(HasSubstr("signals.csv:60002: ")));
}

}  // namespace
}  // namespace spikelight
