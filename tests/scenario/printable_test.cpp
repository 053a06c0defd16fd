// Text of strangers on a terminal.
#include "engine/scenario/printable.h"

#include <gtest/gtest.h>

namespace spikelight {
namespace {

using namespace std::string_literals;

TEST(Printable, LeavesWordsOfAnyLanguageAlone) {
    const std::string words = "Neuron Ø 10 µm, 神経細胞, нейрон, 🧠 \\x1b";
    EXPECT_EQ(printable(words), words);
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, WritesOutWhatATerminalWouldObey) {
    EXPECT_EQ(printable("a\x1b[31mb\r\x7f\0c"s), "a\\x1b[31mb\\x0d\\x7f\\x00c");
    EXPECT_EQ(printable("\xc2\x9b"
                        "2J"),
              "\\x9b2J")
        << "the same as ESC [, in one character";
    EXPECT_EQ(printable("one\n\ttwo\b", Lines::keep), "one\n\ttwo\\x08");
    EXPECT_EQ(printable("one\n\ttwo"), "one\\x0a\\x09two");
}

TEST(Printable, WritesOutWhatWouldShowInAnotherOrder) {
    EXPECT_EQ(printable("rm \u202e\u2066x\u200f\u2028"), "rm \\u202e\\u2066x\\u200f\\u2028");
}

TEST(Printable, WritesOutBytesThatAreNoUtf8) {
    EXPECT_EQ(printable("\x89PNG"), "\\x89PNG");
    EXPECT_EQ(printable("\xc2"), "\\xc2") << "cut short";
    EXPECT_EQ(printable("\xe7\xa5z"), "\\xe7\\xa5z");
    EXPECT_EQ(printable("\xc0\x9b"), "\\xc0\\x9b") << "longer than it need be";
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
    EXPECT_EQ(printable("\xf8\x80"), "\\xf8\\x80");
}

}  // namespace
}  // namespace spikelight
