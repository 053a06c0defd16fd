#include "engine/scenario/csv_file.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

class CsvFileTest : public ::testing::Test {
  protected:
    std::filesystem::path write(const std::string& text) {
        const std::filesystem::path file = directory_.path() / "t.csv";
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }
    /// "line: why" of the error, or "".
    std::string error_of(const std::string& text) {
        try {
            CsvFile csv(write(text));
        } catch (const CsvError& error) {
            return std::to_string(error.line) + ": " + error.what();
        }
        return "";
    }
    testing::TemporaryDirectory directory_;
};

TEST_F(CsvFileTest, ReadsTheExamplesOfRfc4180) {
    // Section 2, rules 5 to 7: quotes around cells, line breaks and doubled quotes within.
    CsvFile csv(
        write("aaa,bbb,ccc\r\n\"aaa\",\"b \r\nbb\",\"ccc\"\r\nzzz,\"b\"\"bb\",\"y,y\"\r\n"));
    EXPECT_EQ(csv.header(), (std::vector<std::string>{"aaa", "bbb", "ccc"}));
    ASSERT_EQ(csv.rows(), 2u);
    EXPECT_EQ(csv.cell(0, 1), "b \r\nbb");
    EXPECT_EQ(csv.cell(1, 1), "b\"bb");
    EXPECT_EQ(csv.cell(1, 2), "y,y");
    // The line break within a quote counts.
    EXPECT_EQ(csv.line(0), 2u);
    EXPECT_EQ(csv.line(1), 4u);
}

TEST_F(CsvFileTest, TakesEveryEndOfLineAndAByteOrderMark) {
    for (const char* text : {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4",
                             "\xEF\xBB\xBF"
                             "a,b\n1,2\n\n 3 ,4"}) {
        CsvFile csv(write(text));
        ASSERT_EQ(csv.rows(), 2u) << text;
        EXPECT_EQ(csv.find("a"), std::optional<std::size_t>(0));
        EXPECT_EQ(csv.find("c"), std::nullopt);
        EXPECT_EQ(csv.cell(1, 0), "3");
        EXPECT_EQ(csv.cell(1, 1), "4");
    }
}

TEST_F(CsvFileTest, TellsTheLineOfWhatIsWrong) {
    EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "3: number of cells is 1, of the header 2");
    EXPECT_EQ(error_of("a,b\n1,2\n\n3,4,5\n"), "4: number of cells is 3, of the header 2");
    EXPECT_EQ(error_of("a\n1\n\"2\n3\n"), "3: a quote that is never closed");
    EXPECT_EQ(error_of("a\n\"1\"x\n"), "2: text after a closing quote");
    EXPECT_EQ(error_of(std::string("a\n1\0\n", 5)), "2: a zero byte in the text");
    EXPECT_EQ(error_of(""), "0: it is empty");
    EXPECT_THROW(CsvFile(directory_.path() / "absent.csv"), CsvError);
    EXPECT_THROW(CsvFile(directory_.path()), CsvError);
}

TEST_F(CsvFileTest, ReadsAMillionRowsInSeconds) {
    std::string text = "pre,post,weight_mV\n";
    for (int i = 0; i < 1000000; ++i) text += "123456,654321,0.12345\n";
    const std::filesystem::path file = write(text);
    const auto start = std::chrono::steady_clock::now();
    CsvFile csv(file);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(csv.rows(), 1000000u);
    // About 0.1 s in a release build; a sanitizer on a busy machine stays below this, a quadratic reader does not.
    EXPECT_LT(elapsed.count(), 10);
}

}  // namespace
}  // namespace spikelight
