// Arithmetic of floating-point numbers, each operation rounded once, and comparisons of them.
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include "tests/ptx/operations.h"

namespace spikelight::ptx {
namespace {

template <class T>
struct ProductAndSum {
    T operator()(T a, T b, T c) const { return std::fma(a, b, c); }
};
// Of a number and none, the number; -0 is below +0.
template <class T>
struct Minimum {
    T operator()(T a, T b) const {
        if (std::isnan(a)) return b;
        if (std::isnan(b)) return a;
        return a < b || (a == b && std::signbit(a)) ? a : b;
    }
};
template <class T>
struct Maximum {
    T operator()(T a, T b) const {
        if (std::isnan(a)) return b;
        if (std::isnan(b)) return a;
        return a > b || (a == b && !std::signbit(a)) ? a : b;
    }
};
template <class T>
struct Magnitude {
    T operator()(T a) const { return std::fabs(a); }
};
template <class T>
struct SquareRoot {
    T operator()(T a) const { return std::sqrt(a); }
};
template <class T>
struct Reciprocal {
    T operator()(T a) const { return T(1) / a; }
};

/// `eq` and the like are false where one is no number, `equ` and the like are true there.
enum class Order { eq, ne, lt, le, gt, ge, equ, neu, ltu, leu, gtu, geu, num, nan };

template <class T, Order order>
struct Compare {
    bool operator()(T a, T b) const {
        bool no_number = std::isnan(a) || std::isnan(b);
        switch (order) {
            case Order::eq:
                return a == b;
            case Order::ne:
                return !no_number && a != b;
            case Order::lt:
                return a < b;
            case Order::le:
                return a <= b;
            case Order::gt:
                return a > b;
            case Order::ge:
                return a >= b;
            case Order::equ:
                return no_number || a == b;
            case Order::neu:
                return a != b;
            case Order::ltu:
                return no_number || a < b;
            case Order::leu:
                return no_number || a <= b;
            case Order::gtu:
                return no_number || a > b;
            case Order::geu:
                return no_number || a >= b;
            case Order::num:
                return !no_number;
            case Order::nan:
                return no_number;
        }
        return false;
    }
};

template <class T>
bool read_float_comparison(Reading& r) {
    if (r.words.size() != 3) return false;
    Instruction& in = r.instruction;
    struct Known {
        std::string_view name;
        void (*execute)(Warp&, const Instruction&, Lanes);
    };
    static constexpr Known known[] = {{"eq", comparison<T, Compare<T, Order::eq>>},
                                      {"ne", comparison<T, Compare<T, Order::ne>>},
                                      {"lt", comparison<T, Compare<T, Order::lt>>},
                                      {"le", comparison<T, Compare<T, Order::le>>},
                                      {"gt", comparison<T, Compare<T, Order::gt>>},
                                      {"ge", comparison<T, Compare<T, Order::ge>>},
                                      {"equ", comparison<T, Compare<T, Order::equ>>},
                                      {"neu", comparison<T, Compare<T, Order::neu>>},
                                      {"ltu", comparison<T, Compare<T, Order::ltu>>},
                                      {"leu", comparison<T, Compare<T, Order::leu>>},
                                      {"gtu", comparison<T, Compare<T, Order::gtu>>},
                                      {"geu", comparison<T, Compare<T, Order::geu>>},
                                      {"num", comparison<T, Compare<T, Order::num>>},
                                      {"nan", comparison<T, Compare<T, Order::nan>>}};
    for (const Known& one : known)
        if (one.name == r.words[1]) in.execute = one.execute;
    if (!in.execute) return false;
    in.at[0] = r.predicate(r.operand(0));
    in.at[1] = r.from(r.operand(1), sizeof(T));
    in.at[2] = r.from(r.operand(2), sizeof(T));
    return true;
}

template <class T>
bool read_float(Reading& r) {
    Instruction& in = r.instruction;
    // Rounding is to the nearest; anything else, approximate or flushing, is not known.
    bool is_rounded = r.words.size() == 3 && r.words[1] == "rn";
    bool is_plain = r.words.size() == 2;
    if (is_rounded || is_plain) {
        if (r.is("add"))
            in.execute = binary<T, T, T, std::plus<T>>;
        else if (r.is("sub"))
            in.execute = binary<T, T, T, std::minus<T>>;
        else if (r.is("mul"))
            in.execute = binary<T, T, T, std::multiplies<T>>;
        else if (r.is("div") && is_rounded)
            in.execute = binary<T, T, T, std::divides<T>>;
        else if (r.is("min") && is_plain)
            in.execute = binary<T, T, T, Minimum<T>>;
        else if (r.is("max") && is_plain)
            in.execute = binary<T, T, T, Maximum<T>>;
        if (in.execute) {
            read_operands<T, T, T>(r);
            return true;
        }
    }
    if (r.is("fma") && is_rounded) {
        in.execute = ternary<T, T, T, ProductAndSum<T>>;
        read_operands<T, T, T, T>(r);
        return true;
    }
    if (r.is("neg") && is_plain)
        in.execute = unary<T, T, std::negate<T>>;
    else if (r.is("abs") && is_plain)
        in.execute = unary<T, T, Magnitude<T>>;
    else if (r.is("sqrt") && is_rounded)
        in.execute = unary<T, T, SquareRoot<T>>;
    else if (r.is("rcp") && is_rounded)
        in.execute = unary<T, T, Reciprocal<T>>;
    else
        return false;
    read_operands<T, T>(r);
    return true;
}

// Conversions between floating-point numbers and to them are rounded to the nearest; those to integers towards 0, and as near
// as the integer comes where it does not reach; 0 for what is no number.
template <class D, class A>
struct Convert {
    D operator()(A a) const {
        if constexpr (std::is_integral_v<D> && std::is_floating_point_v<A>) {
            if (std::isnan(a)) return 0;
            // The first number that is too large is a power of two, and so exact.
            A end = std::ldexp(A(1), std::numeric_limits<D>::digits);
            if (a >= end) return std::numeric_limits<D>::max();
            if (a < (std::is_signed_v<D> ? -end : A(0))) return std::numeric_limits<D>::min();
            return D(a);
        } else {
            return D(a);
        }
    }
};

template <class D, class A>
bool read_conversion_of(Reading& r) {
    bool to_float = std::is_floating_point_v<D>, of_float = std::is_floating_point_v<A>;
    std::string_view rounding = r.words.size() == 4 ? r.words[1] : "";
    bool is_known = false;
    if (to_float && of_float)
        is_known = sizeof(D) > sizeof(A) ? rounding.empty() : rounding == "rn";
    else if (to_float)
        is_known = rounding == "rn";
    else if (of_float)
        is_known = rounding == "rzi";
    else
        is_known = r.words.size() == 3;
    if (!is_known) return false;
    read_operands<D, A>(r);
    r.instruction.execute = unary<D, A, Convert<D, A>>;
    return true;
}

}  // namespace

bool read_floats(Reading& r) {
    return with_float(r.last_word(), [&]<class T>(T) {
        return r.is("setp") ? read_float_comparison<T>(r) : read_float<T>(r);
    });
}

bool read_conversion(Reading& r) {
    if (!r.is("cvt") || r.words.size() < 3) return false;
    auto with_number = [](std::string_view type, auto use) {
        return with_integer(type, use) || with_float(type, use);
    };
    // 8 bits have no registers of their own.
    return with_number(r.words[r.words.size() - 2], [&]<class D>(D) {
        return with_number(r.last_word(), [&]<class A>(A) {
            if constexpr (sizeof(D) == 1 || sizeof(A) == 1)
                return false;
            else
                return read_conversion_of<D, A>(r);
        });
    });
}

}  // namespace spikelight::ptx
