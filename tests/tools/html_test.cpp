#include "tools/report/html.h"

#include <gtest/gtest.h>

namespace spikelight {
namespace {

std::string encode(std::string_view text) {
    return base64({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

TEST(Html, TextCannotLeaveItsPlace) {
    EXPECT_EQ(escape_html("<b>\"A&B\"</b> it's"),
              "&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt; it&#39;s");
    EXPECT_EQ(escape_html("µm, 20 °"), "µm, 20 °");
}

// The test vectors of RFC 4648, section 10.
TEST(Html, Base64IsThatOfTheRfc) {
    EXPECT_EQ(encode(""), "");
    EXPECT_EQ(encode("f"), "Zg==");
    EXPECT_EQ(encode("fo"), "Zm8=");
    EXPECT_EQ(encode("foo"), "Zm9v");
    EXPECT_EQ(encode("foob"), "Zm9vYg==");
    EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
    EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encode("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace spikelight
