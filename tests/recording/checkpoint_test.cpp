#include "engine/recording/checkpoint.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using testing::TemporaryDirectory;
namespace fs = std::filesystem;

std::vector<char> state_of(char letter) {
    return std::vector<char>(100, letter);
}

TEST(Checkpoints, of_which_the_two_newest_stay_are_found_newest_first) {
    TemporaryDirectory directory;
    for (std::int64_t step : {5, 40, 300})
        write_checkpoint(directory.path(), {step, std::uint64_t(step) * 2, state_of('a')});
    EXPECT_FALSE(fs::exists(directory.path() / "checkpoint-5.bin"));
    EXPECT_TRUE(fs::exists(directory.path() / "checkpoint-40.bin"));
    FoundCheckpoint found = find_checkpoint(directory.path());
    ASSERT_TRUE(found.newest);
    EXPECT_EQ(found.newest->step, 300);
    EXPECT_EQ(found.newest->log_bytes, 600u);
    EXPECT_EQ(found.newest->state, state_of('a'));
    std::ofstream(directory.path() / "checkpoint-999.bin.part") << "cut by a kill";
    remove_checkpoints(directory.path());
    EXPECT_TRUE(fs::is_empty(directory.path()));
}

TEST(Checkpoints, damaged_in_any_byte_or_cut_anywhere_are_not_believed) {
    TemporaryDirectory directory;
    write_checkpoint(directory.path(), {1, 7, state_of('a')});
    write_checkpoint(directory.path(), {2, 8, state_of('b')});
    fs::path newest = directory.path() / "checkpoint-2.bin";
    std::ifstream file(newest, std::ios::binary);
    std::string whole((std::istreambuf_iterator<char>(file)), {});
    ASSERT_EQ(whole.size(), 140u);
    auto expect_the_older = [&](const std::string& bytes) {
        std::ofstream(newest, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
        FoundCheckpoint found = find_checkpoint(directory.path());
        ASSERT_TRUE(found.newest);
        EXPECT_EQ(found.newest->step, 1);
        EXPECT_EQ(found.damaged, std::vector{newest});
    };
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string damaged = whole;
        damaged[i] ^= 1;
        expect_the_older(damaged);
        expect_the_older(whole.substr(0, i));
    }
}

}  // namespace
}  // namespace spikelight
