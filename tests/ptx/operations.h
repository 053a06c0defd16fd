// What instructions do to lanes: shared by the files of operations.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "tests/ptx/assemble.h"
#include "tests/ptx/warp.h"

namespace spikelight::ptx {

/// f(lane), in order.
template <class F>
void for_lanes(Lanes lanes, F f) {
    if (lanes == all_lanes) {
        for (unsigned lane = 0; lane < warp_lanes; ++lane) f(lane);
    } else {
        for (; lanes != 0; lanes &= lanes - 1) f(unsigned(std::countr_zero(lanes)));
    }
}

template <class D, class A, class F>
void unary(Warp& warp, const Instruction& in, Lanes lanes) {
    D* d = warp.values<D>(in.at[0]);
    const A* a = warp.values<A>(in.at[1]);
    for_lanes(lanes, [&](unsigned lane) { d[lane] = F{}(a[lane]); });
}

template <class D, class A, class B, class F>
void binary(Warp& warp, const Instruction& in, Lanes lanes) {
    D* d = warp.values<D>(in.at[0]);
    const A* a = warp.values<A>(in.at[1]);
    const B* b = warp.values<B>(in.at[2]);
    for_lanes(lanes, [&](unsigned lane) { d[lane] = F{}(a[lane], b[lane]); });
}

template <class D, class A, class C, class F>
void ternary(Warp& warp, const Instruction& in, Lanes lanes) {
    D* d = warp.values<D>(in.at[0]);
    const A* a = warp.values<A>(in.at[1]);
    const A* b = warp.values<A>(in.at[2]);
    const C* c = warp.values<C>(in.at[3]);
    for_lanes(lanes, [&](unsigned lane) { d[lane] = F{}(a[lane], b[lane], c[lane]); });
}

// Sums wrap around; C++ says so of unsigned integers alone, and makes ints of shorter ones.
template <class T>
using Wrapping = std::make_unsigned_t<T>;

template <class T>
struct Add {
    T operator()(T a, T b) const { return T(Wrapping<T>(a) + Wrapping<T>(b)); }
};
template <class T>
struct Smaller {
    T operator()(T a, T b) const { return std::min(a, b); }
};
template <class T>
struct Larger {
    T operator()(T a, T b) const { return std::max(a, b); }
};
/// Moved, to a register that may be wider.
template <class D, class A>
struct Move {
    D operator()(A a) const { return D(a); }
};

/// Of two numbers, a predicate.
template <class A, class F>
void comparison(Warp& warp, const Instruction& in, Lanes lanes) {
    const A* a = warp.values<A>(in.at[1]);
    const A* b = warp.values<A>(in.at[2]);
    Lanes holds = 0;
    for_lanes(lanes, [&](unsigned lane) { holds |= Lanes(F{}(a[lane], b[lane])) << lane; });
    Lanes& d = warp.predicate(in.at[0]);
    d = (d & ~lanes) | holds;
}

/// `f32` and `u32` are 32 bits that are moved: `b32`.
inline std::string bits_of(std::string_view type) {
    std::string bits(type);
    bits[0] = 'b';
    return bits;
}

/// use(T{}) for the integer that a type names: b32 is unsigned. False for others.
template <class Use>
bool with_integer(std::string_view type, Use use) {
    if (type.size() < 2) return false;
    std::string_view bits = type.substr(1);
    bool is_signed = type[0] == 's';
    if (type[0] != 's' && type[0] != 'u' && type[0] != 'b') return false;
    if (bits == "8") return is_signed ? use(std::int8_t{}) : use(std::uint8_t{});
    if (bits == "16") return is_signed ? use(std::int16_t{}) : use(std::uint16_t{});
    if (bits == "32") return is_signed ? use(std::int32_t{}) : use(std::uint32_t{});
    if (bits == "64") return is_signed ? use(std::int64_t{}) : use(std::uint64_t{});
    return false;
}
template <class Use>
bool with_float(std::string_view type, Use use) {
    if (type == "f32") return use(float{});
    if (type == "f64") return use(double{});
    return false;
}

/// Fills in the first operand as written to, and `count` more as read.
template <class D, class... A>
void read_operands(Reading& r) {
    r.instruction.at[0] = r.to(r.operand(0), sizeof(D));
    unsigned i = 1;
    ((r.instruction.at[i] = r.from(r.operand(i), sizeof(A)), ++i), ...);
}

}  // namespace spikelight::ptx
