#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tools/benchmark/table.h"

namespace spikelight {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

BenchmarkRun run_of(const std::string& backend, double simulate_s, const std::string& digest) {
    BenchmarkRun run;
    run.backend = backend;
    run.device = "a device";
    run.digest = digest;
    run.neurons = 1000;
    run.steps = 100;
    run.synaptic_events = 5000;
    run.biological_s = 0.01;
    run.build_s = 0.5;
    run.simulate_s = simulate_s;
    return run;
}

TEST(BenchmarkTable, speaks_by_the_median_and_gives_the_range) {
    BenchmarkedScenario scenario{
        "a.toml", {{run_of("cpu", 3, "d"), run_of("cpu", 1, "d"), run_of("cpu", 2, "d")}}};
    std::string table = benchmark_table(scenario);
    EXPECT_THAT(table, HasSubstr("1 to 3"));
    EXPECT_THAT(table, HasSubstr(" 50 k "));        // 1000 x 100 updates in 2 s
    EXPECT_THAT(table, HasSubstr(" 2.5 k "));       // 5000 events in 2 s
    EXPECT_THAT(table, HasSubstr("      200  d"));  // 2 s for 10 ms
}

TEST(BenchmarkTable, cries_out_where_one_run_of_one_backend_has_other_spikes) {
    BenchmarkedScenario same{"a.toml", {{run_of("cpu", 1, "d")}, {run_of("cuda", 1, "d")}}};
    BenchmarkedScenario differing{
        "a.toml", {{run_of("cpu", 1, "d")}, {run_of("cuda", 1, "d"), run_of("cuda", 1, "e")}}};
    EXPECT_TRUE(digests_are_equal(same));
    EXPECT_THAT(benchmark_table(same), Not(HasSubstr("DIFFER")));
    EXPECT_FALSE(digests_are_equal(differing));
    EXPECT_THAT(benchmark_table(differing), HasSubstr("DIFFER"));
    EXPECT_FALSE(benchmark_json({differing})["scenarios"][0]["digests_equal"]);
}

TEST(BenchmarkTable, writes_rates_with_three_digits) {
    EXPECT_EQ(rate_text(1.1595e9), "1.16 G");
    EXPECT_EQ(rate_text(218421042), "218 M");
    EXPECT_EQ(rate_text(12.3), "12.3");
}

}  // namespace
}  // namespace spikelight
