#include "engine/scenario/nearest.h"

#include <gtest/gtest.h>

namespace spikelight {
namespace {

TEST(Nearest, DistanceCountsInsertionsDeletionsSubstitutionsAndSwaps) {
    // The textbook pair, and one per operation.
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
    EXPECT_EQ(edit_distance("tau_m", "tau_m"), 0u);
    EXPECT_EQ(edit_distance("", "abc"), 3u);
    EXPECT_EQ(edit_distance("abc", "ab"), 1u);
    EXPECT_EQ(edit_distance("wieght", "weight"), 1u);
    EXPECT_EQ(edit_distance("sunday", "saturday"), 3u);
}

TEST(Nearest, SuggestsOnlyWhatIsNear) {
    const std::vector<std::string> known = {"duration", "dt", "precision"};
    EXPECT_EQ(nearest("duraton", known), "duration");
    EXPECT_EQ(nearest("delta", known), "");
    EXPECT_EQ(suggest("duraton", known), "Did you mean duration?");
    EXPECT_EQ(suggest("weather", known), "Known are duration, dt, precision");
    EXPECT_EQ(suggest("anything", {}), "There is none in this file");
    // Two letters that share nothing are no suggestion, and two slips in three are one too many.
    EXPECT_EQ(nearest("xy", known), "");
    EXPECT_EQ(nearest("foo", {"loop", "format"}), "");
    EXPECT_EQ(nearest("lop", {"loop", "format"}), "loop");
}

TEST(Nearest, KnowsANameByItsBeginningInAnyCase) {
    const std::vector<std::string> known = {"chr2_4s", "chr2_b4s", "gtacr2_4s"};
    EXPECT_EQ(nearest("ChR2", known), "chr2_4s");
    EXPECT_EQ(nearest("GtACR2", known), "gtacr2_4s");
    EXPECT_EQ(nearest("CHR2_B4", known), "chr2_b4s");
    // Of two that differ in case alone from one another, the very one.
    EXPECT_EQ(nearest("ALPHA", {"alphb", "alpha"}), "alpha");
    // Two letters are no beginning.
    EXPECT_EQ(nearest("ch", known), "");
}

TEST(Nearest, KnowsWhatOthersCallIt) {
    // A film has a size, not a width, and Brian's threshold is V_peak.
    EXPECT_EQ(suggest("width", {"every", "slowdown", "size"}), "Did you mean size?");
    EXPECT_EQ(suggest("threshold", {"name", "V_peak", "V_reset"}), "Did you mean V_peak?");
    EXPECT_EQ(suggest("Kp", {"observes", "gain", "filter"}), "Did you mean gain?");
    // coords are positions of a light and sites of an electrode.
    EXPECT_EQ(suggest("coords", {"name", "positions"}), "Did you mean positions?");
    EXPECT_EQ(suggest("coords", {"of", "sites"}), "Did you mean sites?");
    // Only what the table knows.
    EXPECT_EQ(suggest("width", {"value", "start"}), "Known are value, start");
}

}  // namespace
}  // namespace spikelight
