#include "engine/scenario/nesting.h"

#include <fmt/format.h>

namespace spikelight {
namespace {

constexpr int most_brackets = 32, most_parts = 16;

/// Walks over a text, passing strings and comments, and counts brackets and dots.
class Walker {
  public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::optional<DeepNesting> walk() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"' || c == '\'') {
                pass_string(c);
                continue;
            }
            if (c == '#') {
                pass_comment();
                continue;
            }
            ++at_;
            if (c == '.' && ++dots_ >= most_parts)
                return here(fmt::format("a key of more than {} parts", most_parts));
            // A key ends at all of these, and a number with its one dot, too.
            if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{' || c == ']' || c == '}')
                dots_ = 0;
            if (c == '[' || c == '{') ++brackets_;
            if (c == ']' || c == '}') --brackets_;
            if (brackets_ > most_brackets)
                return here(fmt::format("brackets more than {} deep", most_brackets));
        }
        return std::nullopt;
    }

  private:
    bool follows(std::string_view wanted) const {
        return at_ < text_.size() && text_.substr(at_).starts_with(wanted);
    }

    void pass_comment() {
        const std::size_t end = text_.find('\n', at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
    }

    void pass_string(char quote) {
        // Three quotes open a string of several lines, which three close; an empty string has two.
        const std::string three(3, quote);
        const bool long_string = follows(three);
        const std::string_view end = std::string_view(three).substr(0, long_string ? 3 : 1);
        at_ += end.size();
        while (at_ < text_.size() && !follows(end)) {
            // The other kind of string ends with its line, if only by mistake.
            if (!long_string && text_[at_] == '\n') return;
            at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
        }
        at_ += end.size();
        // Up to two more quotes belong to a long string.
        for (int more = 0; long_string && more < 2 && follows(end.substr(0, 1)); ++more) ++at_;
    }

    DeepNesting here(const std::string& what) const {
        DeepNesting found{1, 1, what};
        for (char c : text_.substr(0, at_ - 1)) {
            ++found.column;
            if (c != '\n') continue;
            ++found.line;
            found.column = 1;
        }
        return found;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int brackets_ = 0, dots_ = 0;
};

}  // namespace

std::optional<DeepNesting> find_deep_nesting(std::string_view text) {
    return Walker(text).walk();
}

}  // namespace spikelight
