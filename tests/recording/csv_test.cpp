// CSV files are read through a part of them in memory: no row, line number or quote is lost between two parts.
#include "engine/recording/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

class LongCsv : public ::testing::Test {
  protected:
    std::filesystem::path path() const { return directory_.path() / "long.csv"; }
    testing::TemporaryDirectory directory_;
};

TEST_F(LongCsv, is_read_to_its_end_with_the_lines_of_the_file) {
    // Rows of two lines each, several parts long, with blank lines; one cell far behind is no number.
    {
        std::ofstream file(path());
        file << "name,number\n";
        for (int row = 0; row < 100'000; ++row) {
            if (row % 1000 == 0) file << "\n";
            file << "\"row\n" << row << "\"," << row << "\n";
        }
        file << "last,oops\n";
    }
    CsvReader csv(path());
    for (int row = 0; row < 100'000; ++row) {
        ASSERT_TRUE(csv.next()) << row;
        ASSERT_EQ(csv.index(1), std::uint64_t(row));
        ASSERT_EQ(csv.text(0), "row\n" + std::to_string(row));
    }
    ASSERT_TRUE(csv.next());
    EXPECT_THAT([&] { csv.number(1); },
                ::testing::ThrowsMessage<std::runtime_error>(
                    ::testing::EndsWith("long.csv:200102: number = 'oops' is no number")));
    EXPECT_FALSE(csv.next());
    EXPECT_FALSE(csv.next());
}

TEST_F(LongCsv, without_rows_or_header_is_told) {
    std::ofstream(path()) << "a,b\n";
    EXPECT_FALSE(CsvReader(path()).next());
    std::ofstream(path()) << "";
    EXPECT_THROW(CsvReader reader(path()), std::runtime_error);
    EXPECT_THROW(CsvReader reader(directory_.path()), std::runtime_error);
    EXPECT_THROW(CsvReader reader(directory_.path() / "absent.csv"), std::runtime_error);
    std::ofstream(path()) << "a,b\n1,\"never closed\n";
    CsvReader open_quote(path());
    EXPECT_THROW(open_quote.next(), std::runtime_error);
}

}  // namespace
}  // namespace spikelight
