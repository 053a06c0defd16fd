// Arithmetic and logic of integers, comparisons of them, and logic of predicates.
#include <functional>
#include <limits>
#include <utility>

#include "tests/ptx/operations.h"

namespace spikelight::ptx {
namespace {

template <class T>
struct Subtract {
    T operator()(T a, T b) const { return T(Wrapping<T>(a) - Wrapping<T>(b)); }
};
template <class T>
struct MultiplyLow {
    T operator()(T a, T b) const { return T(std::uint64_t(a) * std::uint64_t(b)); }
};
template <class T>
struct MultiplyHigh {
    T operator()(T a, T b) const {
        using Twice = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;
        return T((Twice(a) * Twice(b)) >> (8 * sizeof(T)));
    }
};
template <class D, class T>
struct MultiplyWide {
    D operator()(T a, T b) const { return D(D(a) * D(b)); }
};
template <class T>
struct MultiplyAndAdd {
    T operator()(T a, T b, T c) const { return Add<T>{}(MultiplyLow<T>{}(a, b), c); }
};
template <class D, class T>
struct MultiplyWideAndAdd {
    D operator()(T a, T b, D c) const { return Add<D>{}(D(D(a) * D(b)), c); }
};
// What a division by 0 gives, PTX leaves open; all bits set is what GPUs give.
template <class T>
struct Divide {
    T operator()(T a, T b) const {
        if (b == 0) return T(~T(0));
        if (std::is_signed_v<T> && b == T(-1)) return Subtract<T>{}(T(0), a);
        return T(a / b);
    }
};
template <class T>
struct Remainder {
    T operator()(T a, T b) const {
        if (b == 0) return a;
        if (std::is_signed_v<T> && b == T(-1)) return 0;
        return T(a % b);
    }
};
template <class T>
struct Negate {
    T operator()(T a) const { return Subtract<T>{}(T(0), a); }
};
// Shifts by more than there are bits give 0, or the sign.
template <class T>
struct ShiftLeft {
    T operator()(T a, std::uint32_t by) const { return by < 8 * sizeof(T) ? T(a << by) : T(0); }
};
template <class T>
struct ShiftRight {
    T operator()(T a, std::uint32_t by) const {
        constexpr std::uint32_t last = 8 * sizeof(T) - 1;
        if (by > last) return std::is_signed_v<T> ? T(a >> last) : T(0);
        return T(a >> by);
    }
};
template <class T>
struct CountBits {
    std::uint32_t operator()(T a) const { return std::uint32_t(std::popcount(a)); }
};
template <class T>
struct CountLeadingZeros {
    std::uint32_t operator()(T a) const { return std::uint32_t(std::countl_zero(a)); }
};
template <class T>
struct ReverseBits {
    T operator()(T a) const {
        T result = 0;
        for (unsigned bit = 0; bit < 8 * sizeof(T); ++bit) result = T(result << 1 | (a >> bit & 1));
        return result;
    }
};
/// Where the highest bit is set; or how far to shift it to the top. All bits where none is.
template <class T, bool shift>
struct FindHighest {
    std::uint32_t operator()(T a) const {
        // Of negative numbers the highest 0 is looked for.
        auto bits = std::make_unsigned_t<T>(std::is_signed_v<T> && a < 0 ? ~a : a);
        if (bits == 0) return ~0u;
        auto zeros = unsigned(std::countl_zero(bits));
        return shift ? zeros : unsigned(8 * sizeof(T)) - 1 - zeros;
    }
};

template <class T>
void insert_bits(Warp& warp, const Instruction& in, Lanes lanes) {
    T* d = warp.values<T>(in.at[0]);
    const T* a = warp.values<T>(in.at[1]);
    const T* b = warp.values<T>(in.at[2]);
    const auto* begin = warp.values<std::uint32_t>(in.at[3]);
    const auto* count = warp.values<std::uint32_t>(in.at[4]);
    for_lanes(lanes, [&](unsigned lane) {
        std::uint32_t from = begin[lane] & 0xFF, length = count[lane] & 0xFF;
        T mask = length >= 8 * sizeof(T) ? T(~T(0)) : T((T(1) << length) - 1);
        ShiftLeft<T> shift;
        d[lane] = T((b[lane] & ~shift(mask, from)) | shift(T(a[lane] & mask), from));
    });
}

template <class T>
void extract_bits(Warp& warp, const Instruction& in, Lanes lanes) {
    T* d = warp.values<T>(in.at[0]);
    const T* a = warp.values<T>(in.at[1]);
    const auto* begin = warp.values<std::uint32_t>(in.at[2]);
    const auto* count = warp.values<std::uint32_t>(in.at[3]);
    for_lanes(lanes, [&](unsigned lane) {
        std::uint32_t from = begin[lane] & 0xFF, length = count[lane] & 0xFF;
        T mask = length >= 8 * sizeof(T) ? T(~T(0)) : T((T(1) << length) - 1);
        d[lane] = T(ShiftRight<T>{}(a[lane], from) & mask);
    });
}

template <class T>
bool read_integer_comparison(Reading& r) {
    if (r.words.size() != 3) return false;
    Instruction& in = r.instruction;
    std::string_view how = r.words[1];
    if (how == "eq")
        in.execute = comparison<T, std::equal_to<T>>;
    else if (how == "ne")
        in.execute = comparison<T, std::not_equal_to<T>>;
    else if (how == "lt" || how == "lo")
        in.execute = comparison<T, std::less<T>>;
    else if (how == "le" || how == "ls")
        in.execute = comparison<T, std::less_equal<T>>;
    else if (how == "gt" || how == "hi")
        in.execute = comparison<T, std::greater<T>>;
    else if (how == "ge" || how == "hs")
        in.execute = comparison<T, std::greater_equal<T>>;
    else
        return false;
    in.at[0] = r.predicate(r.operand(0));
    in.at[1] = r.from(r.operand(1), sizeof(T));
    in.at[2] = r.from(r.operand(2), sizeof(T));
    return true;
}

template <class T>
bool read_product(Reading& r) {
    using Twice =
        std::conditional_t<sizeof(T) == 2,
                           std::conditional_t<std::is_signed_v<T>, std::int32_t, std::uint32_t>,
                           std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>;
    Instruction& in = r.instruction;
    bool adds = r.is("mad");
    if (r.has("wide")) {
        if (sizeof(T) > 4) return false;
        if (adds) {
            read_operands<Twice, T, T, Twice>(r);
            in.execute = ternary<Twice, T, Twice, MultiplyWideAndAdd<Twice, T>>;
        } else {
            read_operands<Twice, T, T>(r);
            in.execute = binary<Twice, T, T, MultiplyWide<Twice, T>>;
        }
    } else if (r.has("lo") && adds) {
        read_operands<T, T, T, T>(r);
        in.execute = ternary<T, T, T, MultiplyAndAdd<T>>;
    } else if (!adds && (r.has("lo") || r.has("hi"))) {
        read_operands<T, T, T>(r);
        in.execute =
            r.has("lo") ? binary<T, T, T, MultiplyLow<T>> : binary<T, T, T, MultiplyHigh<T>>;
    } else {
        return false;
    }
    return true;
}

/// Of two integers of one type; or of one.
template <class T>
bool read_simple(Reading& r) {
    Instruction& in = r.instruction;
    if (r.is("add"))
        in.execute = binary<T, T, T, Add<T>>;
    else if (r.is("sub"))
        in.execute = binary<T, T, T, Subtract<T>>;
    else if (r.is("div"))
        in.execute = binary<T, T, T, Divide<T>>;
    else if (r.is("rem"))
        in.execute = binary<T, T, T, Remainder<T>>;
    else if (r.is("min"))
        in.execute = binary<T, T, T, Smaller<T>>;
    else if (r.is("max"))
        in.execute = binary<T, T, T, Larger<T>>;
    else if (r.is("and"))
        in.execute = binary<T, T, T, std::bit_and<T>>;
    else if (r.is("or"))
        in.execute = binary<T, T, T, std::bit_or<T>>;
    else if (r.is("xor"))
        in.execute = binary<T, T, T, std::bit_xor<T>>;
    if (in.execute) {
        // Carries and saturation are not known.
        if (r.words.size() != 2) return false;
        read_operands<T, T, T>(r);
        return true;
    }
    if (r.is("neg"))
        in.execute = unary<T, T, Negate<T>>;
    else if (r.is("not"))
        in.execute = unary<T, T, std::bit_not<T>>;
    else
        return false;
    read_operands<T, T>(r);
    return true;
}

template <class T>
bool read_bits(Reading& r) {
    using Bits = std::make_unsigned_t<T>;
    Instruction& in = r.instruction;
    if (r.is("shl") || r.is("shr")) {
        in.execute = r.is("shl") ? binary<T, T, std::uint32_t, ShiftLeft<T>>
                                 : binary<T, T, std::uint32_t, ShiftRight<T>>;
        read_operands<T, T, std::uint32_t>(r);
    } else if (r.is("brev")) {
        in.execute = unary<Bits, Bits, ReverseBits<Bits>>;
        read_operands<Bits, Bits>(r);
    } else if (r.is("bfi")) {
        in.execute = insert_bits<Bits>;
        read_operands<Bits, Bits, Bits, std::uint32_t, std::uint32_t>(r);
    } else if (r.is("bfe") && std::is_unsigned_v<T>) {
        in.execute = extract_bits<Bits>;
        read_operands<Bits, Bits, std::uint32_t, std::uint32_t>(r);
    } else {
        if (r.is("popc"))
            in.execute = unary<std::uint32_t, Bits, CountBits<Bits>>;
        else if (r.is("clz"))
            in.execute = unary<std::uint32_t, Bits, CountLeadingZeros<Bits>>;
        else if (r.is("bfind"))
            in.execute = r.has("shiftamt") ? unary<std::uint32_t, T, FindHighest<T, true>>
                                           : unary<std::uint32_t, T, FindHighest<T, false>>;
        else
            return false;
        read_operands<std::uint32_t, T>(r);
    }
    return true;
}

enum class Logic { conjunction, disjunction, difference, negation };

template <Logic logic>
void combine_predicates(Warp& warp, const Instruction& in, Lanes lanes) {
    Lanes a = warp.predicate(in.at[1]), b = warp.predicate(in.at[2]);
    Lanes result = logic == Logic::conjunction   ? a & b
                   : logic == Logic::disjunction ? a | b
                   : logic == Logic::difference  ? a ^ b
                                                 : ~a;
    Lanes& d = warp.predicate(in.at[0]);
    d = (d & ~lanes) | (result & lanes);
}

bool read_logic(Reading& r) {
    Instruction& in = r.instruction;
    if (r.is("and"))
        in.execute = combine_predicates<Logic::conjunction>;
    else if (r.is("or"))
        in.execute = combine_predicates<Logic::disjunction>;
    else if (r.is("xor"))
        in.execute = combine_predicates<Logic::difference>;
    else if (r.is("not"))
        in.execute = combine_predicates<Logic::negation>;
    else
        return false;
    for (unsigned i = 0; i < r.operands(); ++i) in.at[i] = r.predicate(r.operand(i));
    return true;
}

}  // namespace

bool read_integers(Reading& r) {
    if (r.last_word() == "pred") return read_logic(r);
    return with_integer(r.last_word(), [&]<class T>(T) {
        if constexpr (sizeof(T) == 1) {
            return false;
        } else {
            if (r.is("setp")) return read_integer_comparison<T>(r);
            if (r.is("mul") || r.is("mad")) return read_product<T>(r);
            return read_simple<T>(r) || read_bits<T>(r);
        }
    });
}

}  // namespace spikelight::ptx
