// mov, selp and cvta.
#include <chrono>
#include <cstring>

#include "tests/ptx/operations.h"

namespace spikelight::ptx {
namespace {

template <class T>
void choose(Warp& warp, const Instruction& in, Lanes lanes) {
    T* d = warp.values<T>(in.at[0]);
    const T* a = warp.values<T>(in.at[1]);
    const T* b = warp.values<T>(in.at[2]);
    Lanes first = warp.predicate(in.at[3]);
    for_lanes(lanes, [&](unsigned lane) { d[lane] = first >> lane & 1 ? a[lane] : b[lane]; });
}

/// Two halves become one, and the other way round; the lower one comes first.
template <class Whole, class Half>
void join(Warp& warp, const Instruction& in, Lanes lanes) {
    Whole* d = warp.values<Whole>(in.at[0]);
    const Half* low = warp.values<Half>(in.at[1]);
    const Half* high = warp.values<Half>(in.at[2]);
    for_lanes(lanes, [&](unsigned lane) {
        d[lane] = Whole(Whole(high[lane]) << 8 * sizeof(Half) | low[lane]);
    });
}
template <class Whole, class Half>
void part(Warp& warp, const Instruction& in, Lanes lanes) {
    Half* low = warp.values<Half>(in.at[0]);
    Half* high = warp.values<Half>(in.at[1]);
    const Whole* a = warp.values<Whole>(in.at[2]);
    for_lanes(lanes, [&](unsigned lane) {
        Whole whole = a[lane];
        low[lane] = Half(whole);
        high[lane] = Half(whole >> 8 * sizeof(Half));
    });
}

template <class Whole, class Half>
bool read_halves(Reading& r) {
    Instruction& in = r.instruction;
    auto to = Reading::elements(r.operand(0)), from = Reading::elements(r.operand(1));
    if (to.size() == 2 && from.size() == 1) {
        in.at[0] = r.to(to[0], sizeof(Half));
        in.at[1] = r.to(to[1], sizeof(Half));
        in.at[2] = r.from(from[0], sizeof(Whole));
        in.execute = part<Whole, Half>;
    } else if (to.size() == 1 && from.size() == 2) {
        in.at[0] = r.to(to[0], sizeof(Whole));
        in.at[1] = r.from(from[0], sizeof(Half));
        in.at[2] = r.from(from[1], sizeof(Half));
        in.execute = join<Whole, Half>;
    } else {
        return false;
    }
    return true;
}

void move_predicate(Warp& warp, const Instruction& in, Lanes lanes) {
    Lanes& d = warp.predicate(in.at[0]);
    // A constant stands in `members`.
    Lanes a = in.at[2] ? in.members : warp.predicate(in.at[1]);
    d = (d & ~lanes) | (a & lanes);
}

bool read_predicate_move(Reading& r) {
    Instruction& in = r.instruction;
    in.at[0] = r.predicate(r.operand(0));
    in.execute = move_predicate;
    const std::string& from = r.operand(1);
    in.at[2] = from == "0" || from == "1" || from == "-1";
    if (in.at[2])
        in.members = from == "0" ? 0 : all_lanes;
    else
        in.at[1] = r.predicate(from);
    return true;
}

void read_clock(Warp& warp, const Instruction& in, Lanes lanes) {
    auto* d = warp.values<std::uint64_t>(in.at[0]);
    auto now = std::chrono::steady_clock::now().time_since_epoch();
    auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    for_lanes(lanes, [&](unsigned lane) { d[lane] = std::uint64_t(nanoseconds); });
}

template <std::uint64_t window, bool to_generic>
void change_space(Warp& warp, const Instruction& in, Lanes lanes) {
    auto* d = warp.values<std::uint64_t>(in.at[0]);
    const auto* a = warp.values<std::uint64_t>(in.at[1]);
    for_lanes(lanes, [&](unsigned lane) {
        std::uint64_t expected = to_generic ? 0 : window;
        // Nothing points nowhere, whatever the space.
        if (a[lane] != 0 && (a[lane] & window_bits) != expected)
            warp.fail("an address of another space");
        d[lane] = to_generic ? a[lane] | window : a[lane] & ~window_bits;
    });
}

bool read_change_of_space(Reading& r) {
    Instruction& in = r.instruction;
    read_operands<std::uint64_t, std::uint64_t>(r);
    bool away = r.words[1] == "to";
    if (r.has("global") || r.has("const"))
        in.execute = away ? change_space<0, false> : change_space<0, true>;
    else if (r.has("shared"))
        in.execute = away ? change_space<shared_window, false> : change_space<shared_window, true>;
    else if (r.has("local"))
        in.execute = away ? change_space<local_window, false> : change_space<local_window, true>;
    else if (r.has("param"))
        in.execute =
            away ? change_space<parameter_window, false> : change_space<parameter_window, true>;
    else
        return false;
    return true;
}

}  // namespace

bool read_move(Reading& r) {
    Instruction& in = r.instruction;
    if (r.is("cvta")) return read_change_of_space(r);
    if (r.is("selp")) {
        return with_integer(bits_of(r.last_word()), [&]<class T>(T) {
            read_operands<T, T, T>(r);
            in.at[3] = r.predicate(r.operand(3));
            in.execute = choose<T>;
            return true;
        });
    }
    if (!r.is("mov")) return false;
    if (r.last_word() == "pred") return read_predicate_move(r);
    if (r.operand(1) == "%globaltimer") {
        in.at[0] = r.to(r.operand(0), 8);
        in.execute = read_clock;
        return true;
    }
    if (r.operand(0)[0] == '{' || r.operand(1)[0] == '{') {
        if (r.last_word() == "b64") return read_halves<std::uint64_t, std::uint32_t>(r);
        if (r.last_word() == "b32") return read_halves<std::uint32_t, std::uint16_t>(r);
        return false;
    }
    return with_integer(bits_of(r.last_word()), [&]<class T>(T) {
        read_operands<T, T>(r);
        in.execute = unary<T, T, Move<T, T>>;
        return true;
    });
}

}  // namespace spikelight::ptx
