// The log: what was written reads back, and whatever happens to its end, the blocks before it stay.
#include "engine/recording/run_log.h"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using testing::TemporaryDirectory;

constexpr std::uint64_t header_bytes = 32;

std::vector<std::string> make_payloads() {
    std::vector<std::string> payloads;
    for (std::size_t i = 0; i < 12; ++i)
        payloads.emplace_back((i * 37) % 41, static_cast<char>('a' + i % 26));
    return payloads;
}

void write_log(const std::filesystem::path& path, const std::vector<std::string>& payloads) {
    LogWriter log(path);
    for (std::size_t i = 0; i < payloads.size(); ++i)
        log.append(static_cast<BlockKind>(1 + i % 3), payloads[i]);
}

std::vector<std::string> read_log(const std::filesystem::path& path, bool& whole) {
    LogReader reader(path);
    std::vector<std::string> payloads;
    for (LogBlock block; reader.next(block);) {
        EXPECT_EQ(block.sequence, payloads.size());
        EXPECT_EQ(static_cast<std::size_t>(block.kind), 1 + payloads.size() % 3);
        payloads.emplace_back(block.payload.begin(), block.payload.end());
    }
    whole = reader.whole();
    return payloads;
}

/// Blocks that end at or before byte `offset`.
std::size_t count_blocks_before(const std::vector<std::string>& payloads, std::uint64_t offset) {
    std::size_t count = 0;
    for (std::uint64_t end = 0; count < payloads.size(); ++count) {
        end += header_bytes + payloads[count].size();
        if (end > offset) break;
    }
    return count;
}

TEST(RunLog, reads_back_the_blocks_that_were_written) {
    TemporaryDirectory directory;
    write_log(directory.path() / "log", make_payloads());
    bool whole = false;
    EXPECT_EQ(read_log(directory.path() / "log", whole), make_payloads());
    EXPECT_TRUE(whole);
}

TEST(RunLog, cut_anywhere_gives_the_blocks_before_the_cut) {
    TemporaryDirectory directory;
    const std::vector<std::string> payloads = make_payloads();
    const std::filesystem::path path = directory.path() / "log";
    write_log(path, payloads);
    for (std::uint64_t size = std::filesystem::file_size(path); size-- > 0;) {
        std::filesystem::resize_file(path, size);
        const std::size_t expected = count_blocks_before(payloads, size);
        bool whole = true;
        EXPECT_THAT(read_log(path, whole), ::testing::ElementsAreArray(payloads.data(), expected))
            << "cut at " << size;
        // A cut between two blocks cannot be seen, and need not be.
        const bool between =
            count_blocks_before(payloads, size) != count_blocks_before(payloads, size - 1) ||
            size == 0;
        EXPECT_EQ(whole, between) << "cut at " << size;
    }
}

TEST(RunLog, damaged_anywhere_gives_the_blocks_before_the_damage) {
    TemporaryDirectory directory;
    const std::vector<std::string> payloads = make_payloads();
    const std::filesystem::path path = directory.path() / "log";
    write_log(path, payloads);
    const std::string sound = testing::read_text(path);
    // Every byte once, each with a random bit pattern: header fields, checksums and payloads alike.
    std::mt19937 random(1);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    for (std::size_t at = 0; at < sound.size(); ++at) {
        auto put = [&](char byte) {
            file.seekp(static_cast<std::streamoff>(at)).put(byte).flush();
        };
        put(static_cast<char>(sound[at] ^ static_cast<char>(1 + random() % 255)));
        bool whole = true;
        EXPECT_THAT(read_log(path, whole),
                    ::testing::ElementsAreArray(payloads.data(), count_blocks_before(payloads, at)))
            << "damaged at " << at;
        EXPECT_FALSE(whole) << "damaged at " << at;
        put(sound[at]);
    }
}

TEST(RunLog, that_is_not_there_is_refused_by_name) {
    EXPECT_THAT([] { LogReader reader("no/such/log"); },
                ::testing::ThrowsMessage<std::runtime_error>(::testing::HasSubstr("no/such/log")));
}

}  // namespace
}  // namespace spikelight
