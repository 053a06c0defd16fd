#include "render/deflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace spikelight {
namespace {

constexpr std::size_t block_bytes =
    192 * 1024;  // whose tokens stay in the cache until they are written
constexpr int longest_match = 258;
constexpr int longest_code = 12;  // bits; four codes are put together in one word
constexpr int end_of_block = 256;

// RFC 1951, 3.2.5.
constexpr std::array<std::uint16_t, 29> length_base = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> length_extra = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                       2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};

/// For each length of a match which symbol says it.
const std::array<std::uint8_t, longest_match + 1>& length_symbols() {
    static const auto table = [] {
        std::array<std::uint8_t, longest_match + 1> symbols{};
        for (int length = 3; length <= longest_match; ++length) {
            auto next = std::upper_bound(length_base.begin(), length_base.end(), length);
            symbols[std::size_t(length)] = std::uint8_t(next - length_base.begin() - 1);
        }
        return symbols;
    }();
    return table;
}

/// Writes bits, the lowest first. Work on a copy in a hot loop: its members then stay in registers.
class BitWriter {
  public:
    explicit BitWriter(std::vector<std::uint8_t>& bytes) : bytes_(&bytes) {}
    /// At most 56 bits at a time; room must have been made.
    void write(std::uint64_t bits, int count) {
        buffer_ |= bits << filled_;
        filled_ += count;
        // Store all, keep the last few bits.
        std::memcpy(next_, &buffer_, 8);
        next_ += filled_ >> 3;
        buffer_ >>= filled_ & ~7;
        filled_ &= 7;
    }
    void make_room(std::size_t more) {
        std::size_t size = written();
        if (bytes_->size() < size + more) bytes_->resize(2 * (size + more));
        next_ = bytes_->data() + size;
    }
    void finish() {
        make_room(8);
        std::memcpy(next_, &buffer_, 8);
        bytes_->resize(written() + std::size_t((filled_ + 7) / 8));
    }

  private:
    std::size_t written() const { return next_ ? std::size_t(next_ - bytes_->data()) : 0; }

    std::vector<std::uint8_t>* bytes_;
    std::uint8_t* next_ = nullptr;
    std::uint64_t buffer_ = 0;
    int filled_ = 0;
};

/// Lengths of a prefix code, none above `most`: Huffman's, and where that is too long the counts are flattened.
std::vector<int> code_lengths(std::vector<std::uint32_t> counts, int most) {
    std::vector<int> lengths(counts.size(), 0);
    for (;;) {
        struct Tree {
            std::uint64_t count;
            int left, right;  // -1: a symbol
        };
        std::vector<Tree> trees;
        std::vector<int> symbols;
        for (std::size_t s = 0; s < counts.size(); ++s)
            if (counts[s] > 0) symbols.push_back(int(s));
        std::sort(symbols.begin(), symbols.end(),
                  [&](int a, int b) { return counts[std::size_t(a)] < counts[std::size_t(b)]; });
        for (int s : symbols) trees.push_back({counts[std::size_t(s)], -1, -1});
        // Join the two rarest, again and again: the leaves and the joined ones are each in order already.
        std::size_t leaf = 0, joined = symbols.size();
        auto rarest = [&] {
            bool take_leaf = leaf < symbols.size() &&
                             (joined >= trees.size() || trees[leaf].count <= trees[joined].count);
            return int(take_leaf ? leaf++ : joined++);
        };
        for (std::size_t i = 1; i < symbols.size(); ++i) {
            int a = rarest(), b = rarest();
            trees.push_back({trees[std::size_t(a)].count + trees[std::size_t(b)].count, a, b});
        }
        // Depths from the root down.
        std::vector<int> depth(trees.size(), 0);
        int deepest = 0;
        for (std::size_t t = trees.size(); t-- > symbols.size();)
            for (int child : {trees[t].left, trees[t].right})
                depth[std::size_t(child)] = depth[t] + 1;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            lengths[std::size_t(symbols[i])] = std::max(depth[i], 1);
            deepest = std::max(deepest, depth[i]);
        }
        if (deepest <= most) return lengths;
        for (std::uint32_t& count : counts)
            if (count > 0) count = count / 2 + 1;
    }
}

struct Code {
    std::uint16_t bits = 0;
    std::uint8_t length = 0;
};

/// The codes of these lengths in RFC 1951's order, bits reversed as they are written.
std::vector<Code> codes_of(const std::vector<int>& lengths) {
    std::array<unsigned, 16> count{}, next{};
    for (int length : lengths) ++count[std::size_t(length)];
    count[0] = 0;
    for (std::size_t bits = 1; bits < 16; ++bits)
        next[bits] = (next[bits - 1] + count[bits - 1]) << 1;
    std::vector<Code> codes(lengths.size());
    for (std::size_t s = 0; s < lengths.size(); ++s) {
        if (lengths[s] == 0) continue;
        unsigned code = next[std::size_t(lengths[s])]++, reversed = 0;
        for (int bit = 0; bit < lengths[s]; ++bit)
            reversed |= (code >> bit & 1) << (lengths[s] - 1 - bit);
        codes[s] = {std::uint16_t(reversed), std::uint8_t(lengths[s])};
    }
    return codes;
}

/// The symbol for a distance with its extra bits.
struct Distance {
    int symbol = 0, extra = 0, extra_bits = 0;
};

Distance describe_distance(int distance) {
    int symbol = 0, base = 1, bits = 0;
    while (symbol < 29) {
        int next_bits = symbol < 3 ? 0 : (symbol + 1) / 2 - 1;
        int next_base = base + (1 << bits);
        if (next_base > distance) break;
        base = next_base, bits = next_bits, ++symbol;
    }
    return {symbol, distance - base, bits};
}

/// Bytes as they are, then bytes that repeat.
struct Sequence {
    std::uint32_t literals = 0, repeated = 0;
};

/// A block in order, and how often each symbol occurs in it.
struct Tokens {
    std::vector<Sequence> list;
    std::vector<std::uint32_t> counts;
};

void find_sequences(const std::uint8_t* bytes, std::size_t begin, std::size_t end,
                    std::size_t period, std::vector<Sequence>& list) {
    list.clear();
    auto difference = [&](std::size_t at) {
        std::uint64_t here, before;
        std::memcpy(&here, bytes + at, 8);
        std::memcpy(&before, bytes + at - period, 8);
        return here ^ before;
    };
    std::size_t at = std::max(begin, std::min(period, end)), from = begin;
    while (at + 8 <= end) {
        std::uint64_t differs = difference(at);
        if (differs != 0) {
            // Eight equal bytes cannot begin before the last one that differs.
            at += 8 - std::size_t(std::countl_zero(differs)) / 8;
            continue;
        }
        std::size_t stop = at + 8;
        while (stop + 8 <= end && (differs = difference(stop)) == 0) stop += 8;
        if (stop + 8 <= end) stop += std::size_t(std::countr_zero(differs)) / 8;
        list.push_back({std::uint32_t(at - from), std::uint32_t(stop - at)});
        at = from = stop;
    }
    list.push_back({std::uint32_t(end - from), 0});
}

/// The lengths that a long repetition is cut into: none below 3.
std::uint32_t next_match(std::uint32_t repeated) {
    if (repeated <= longest_match) return repeated;
    return repeated - longest_match < 3 ? repeated - 3 : longest_match;
}

void count_symbols(const std::uint8_t* bytes, Tokens& tokens) {
    // Four tables in turn, so that equal bytes in a row do not wait for each other.
    std::array<std::array<std::uint32_t, 256>, 4> counts{};
    tokens.counts.assign(286, 0u);
    for (const Sequence& sequence : tokens.list) {
        std::uint32_t i = 0;
        for (; i + 4 <= sequence.literals; i += 4)
            for (std::uint32_t k = 0; k < 4; ++k) ++counts[k][bytes[i + k]];
        for (; i < sequence.literals; ++i) ++counts[0][bytes[i]];
        for (std::uint32_t left = sequence.repeated; left > 0;) {
            std::uint32_t length = next_match(left);
            ++tokens.counts[std::size_t(257 + length_symbols()[length])];
            left -= length;
        }
        bytes += sequence.literals + sequence.repeated;
    }
    for (const auto& table : counts)
        for (std::size_t byte = 0; byte < 256; ++byte) tokens.counts[byte] += table[byte];
    tokens.counts[end_of_block] = 1;
}

/// A block's header: the lengths of its codes, themselves coded (RFC 1951, 3.2.7), without run lengths.
void write_header(BitWriter& writer, const std::vector<int>& symbol_lengths,
                  const std::vector<int>& distance_lengths, bool last) {
    constexpr std::array<std::size_t, 19> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                   11, 4,  12, 3, 13, 2, 14, 1, 15};
    std::vector<std::uint32_t> counts(19, 0);
    for (int length : symbol_lengths) ++counts[std::size_t(length)];
    for (int length : distance_lengths) ++counts[std::size_t(length)];
    std::vector<int> lengths = code_lengths(counts, 7);
    std::vector<Code> codes = codes_of(lengths);
    writer.make_room(1024);
    writer.write(last ? 1 : 0, 1);
    writer.write(2, 2);
    writer.write(symbol_lengths.size() - 257, 5);
    writer.write(distance_lengths.size() - 1, 5);
    writer.write(19 - 4, 4);
    for (std::size_t s : order) writer.write(std::uint64_t(lengths[s]), 3);
    for (const std::vector<int>* list : {&symbol_lengths, &distance_lengths})
        for (int length : *list) {
            const Code& code = codes[std::size_t(length)];
            writer.write(code.bits, code.length);
        }
}

/// Bits to write together.
struct Bits {
    std::uint64_t bits = 0;
    int count = 0;
    void append(std::uint64_t value, int more) {
        bits |= value << count;
        count += more;
    }
};

/// All that says a match of each length: code, extra bits of the length, the distance.
std::array<Bits, longest_match + 1> match_bits(const std::vector<Code>& codes,
                                               const Distance& distance) {
    std::array<Bits, longest_match + 1> result{};
    for (int length = 3; length <= longest_match; ++length) {
        std::size_t symbol = length_symbols()[std::size_t(length)];
        Bits& bits = result[std::size_t(length)];
        bits.append(codes[257 + symbol].bits, codes[257 + symbol].length);
        bits.append(std::uint64_t(length - length_base[symbol]), length_extra[symbol]);
        bits.append(0, 1);
        bits.append(std::uint64_t(distance.extra), distance.extra_bits);
    }
    return result;
}

void write_block(BitWriter& block_writer, const std::uint8_t* bytes, std::size_t size,
                 const Tokens& tokens, const Distance& distance, bool last) {
    std::vector<int> symbol_lengths = code_lengths(tokens.counts, longest_code);
    std::vector<int> distance_lengths(std::size_t(distance.symbol) + 1, 0);
    distance_lengths.back() = 1;
    write_header(block_writer, symbol_lengths, distance_lengths, last);
    std::vector<Code> codes = codes_of(symbol_lengths);
    auto matches = match_bits(codes, distance);
    block_writer.make_room(2 * size + 64);
    BitWriter writer = block_writer;
    for (const Sequence& sequence : tokens.list) {
        // Four bytes at a time: 48 bits at most.
        std::uint32_t i = 0;
        for (; i + 4 <= sequence.literals; i += 4) {
            const Code &a = codes[bytes[i]], &b = codes[bytes[i + 1]], &c = codes[bytes[i + 2]],
                       &d = codes[bytes[i + 3]];
            int ab = a.length + b.length, cd = c.length + d.length;
            std::uint64_t first = a.bits | std::uint64_t(b.bits) << a.length;
            std::uint64_t second = c.bits | std::uint64_t(d.bits) << c.length;
            writer.write(first | second << ab, ab + cd);
        }
        for (; i < sequence.literals; ++i)
            writer.write(codes[bytes[i]].bits, codes[bytes[i]].length);
        for (std::uint32_t left = sequence.repeated; left > 0;) {
            std::uint32_t length = next_match(left);
            writer.write(matches[length].bits, matches[length].count);
            left -= length;
        }
        bytes += sequence.literals + sequence.repeated;
    }
    writer.write(codes[end_of_block].bits, codes[end_of_block].length);
    block_writer = writer;
}

}  // namespace

std::vector<std::uint8_t> compress_periodic(const std::vector<std::uint8_t>& bytes, int period) {
    std::vector<std::uint8_t> result;
    BitWriter writer(result);
    writer.make_room(bytes.size() / 4 + 1024);
    // zlib's header: deflate with a window of 32 KiB.
    writer.write(0x0178, 16);
    Distance distance = describe_distance(period);
    Tokens tokens;
    std::size_t begin = 0;
    do {
        std::size_t end = std::min(begin + block_bytes, bytes.size());
        find_sequences(bytes.data(), begin, end, std::size_t(period), tokens.list);
        count_symbols(bytes.data() + begin, tokens);
        write_block(writer, bytes.data() + begin, end - begin, tokens, distance,
                    end == bytes.size());
        begin = end;
    } while (begin < bytes.size());
    writer.finish();
    // Its checksum, highest byte first.
    std::uint32_t checksum = libdeflate_adler32(1, bytes.data(), bytes.size());
    for (int shift = 24; shift >= 0; shift -= 8) result.push_back(std::uint8_t(checksum >> shift));
    return result;
}

}  // namespace spikelight
