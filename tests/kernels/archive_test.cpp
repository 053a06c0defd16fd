// Archives: what was written comes back, and nothing else is believed.
#include "kernels/archive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace spikelight {
namespace {

std::string refusal(const std::function<void()>& read) {
    try {
        read();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

TEST(Archive, GivesBackEveryBitInTheOrderOfWriting) {
    ArchiveWriter writer;
    writer.section("numbers");
    writer.write(std::int64_t{-7});
    writer.write(std::numeric_limits<double>::denorm_min());
    writer.write(true);
    writer.section("sequences");
    writer.write_all(std::vector<double>{1.5, -0.0, std::numeric_limits<double>::infinity()});
    writer.write_all(std::vector<std::uint16_t>());
    writer.write_text("ChR2 µ");

    ArchiveReader reader(writer.bytes());
    reader.section("numbers");
    EXPECT_EQ(reader.read<std::int64_t>(), -7);
    EXPECT_EQ(reader.read<double>(), std::numeric_limits<double>::denorm_min());
    EXPECT_TRUE(reader.read<bool>());
    reader.section("sequences");
    const auto values = reader.read_all<double>();
    ASSERT_EQ(values.size(), 3u);
    EXPECT_TRUE(std::signbit(values[1]));
    EXPECT_TRUE(reader.read_all<std::uint16_t>().empty());
    EXPECT_EQ(reader.read_text(), "ChR2 µ");
    EXPECT_TRUE(reader.at_end());
}

TEST(Archive, IsLittleEndianSoThatAnyProgramCanReadIt) {
    ArchiveWriter writer;
    writer.write(std::uint32_t{0x01020304});
    writer.write_text("ab");
    EXPECT_EQ(std::string(writer.bytes().begin(), writer.bytes().end()),
              std::string("\x04\x03\x02\x01"
                          "\x02\0\0\0\0\0\0\0"
                          "ab",
                          14));
}

TEST(Archive, RefusesWhatIsCutMisplacedOrOfAnotherLength) {
    ArchiveWriter writer;
    writer.section("line");
    writer.write_all(std::vector<double>{1, 2, 3});
    const std::span<const char> bytes(writer.bytes());
    EXPECT_EQ(refusal([&] {
                  ArchiveReader reader(bytes.first(bytes.size() - 1));
                  reader.section("line");
                  reader.read_all<double>();
              }),
              "the checkpoint cannot be used (it ends too early). Take an earlier one, or run from "
              "the beginning");
    EXPECT_EQ(refusal([&] { ArchiveReader(bytes).section("laws"); }),
              "the checkpoint cannot be used (the part 'laws' is not where it belongs). Take an "
              "earlier one, or run from the beginning");
    EXPECT_EQ(refusal([&] {
                  ArchiveReader reader(bytes);
                  reader.section("line");
                  std::vector<double> two(2);
                  reader.read_all(two);
              }),
              "the checkpoint cannot be used (it is of another scenario). Take an earlier one, or "
              "run from the beginning");
    // A length beyond all memory is not believed.
    const std::vector<char> huge(8, '\x7f');
    EXPECT_NE(refusal([&] { ArchiveReader(huge).read_all<double>(); }), "");
}

}  // namespace
}  // namespace spikelight
