// ld, st, atom, red, prefetch and fences. What the host may see while a kernel runs is read and written whole.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <type_traits>

#include "tests/ptx/operations.h"

namespace spikelight::ptx {
namespace {

void let_out(Warp& warp, const Instruction& in) {
    if (WeakMemory* weak = warp.weak(); weak && in.releases) weak->release(in.scope);
}
void forget(Warp& warp, const Instruction& in) {
    if (WeakMemory* weak = warp.weak(); weak && in.acquires) weak->acquire(in.scope);
}

/// Of memory, M; in registers, which may be wider, R.
template <Space space, class M, class R, unsigned count>
void load(Warp& warp, const Instruction& in, Lanes lanes) {
    for_lanes(lanes, [&](unsigned lane) {
        std::uint64_t address = warp.address_of(in, lane);
        const std::byte* from = warp.memory<space>(lane, address, sizeof(M) * count);
        std::array<M, count> values;
        if (WeakMemory* weak = warp.weak<space>(address)) {
            weak->read(from, values.data(), sizeof values, in.is_strong);
        } else if (in.is_strong) {
            for (unsigned i = 0; i < count; ++i)
                values[i] = __atomic_load_n(reinterpret_cast<const M*>(from) + i, __ATOMIC_ACQUIRE);
        } else {
            std::memcpy(values.data(), from, sizeof values);
        }
        for (unsigned i = 0; i < count; ++i)
            // That the sign is spread is meant.
            warp.values<R>(in.at[1 + i])[lane] =
                R(values[i]);  // NOLINT(bugprone-signed-char-misuse)
    });
    forget(warp, in);
}

template <Space space, class M, class R, unsigned count>
void store(Warp& warp, const Instruction& in, Lanes lanes) {
    let_out(warp, in);
    for_lanes(lanes, [&](unsigned lane) {
        std::uint64_t address = warp.address_of(in, lane);
        std::byte* to = warp.memory<space>(lane, address, sizeof(M) * count);
        std::array<M, count> values;
        for (unsigned i = 0; i < count; ++i) values[i] = M(warp.values<R>(in.at[1 + i])[lane]);
        if (WeakMemory* weak = warp.weak<space>(address)) {
            weak->write(to, values.data(), sizeof values, warp.is_pinned());
        } else if (in.is_strong) {
            for (unsigned i = 0; i < count; ++i)
                __atomic_store_n(reinterpret_cast<M*>(to) + i, values[i], __ATOMIC_RELEASE);
        } else {
            std::memcpy(to, values.data(), sizeof values);
        }
    });
}

template <class T>
struct Exchange {
    T operator()(T, T x) const { return x; }
};

/// Changed where it lies, and so without what the block has of it.
template <Space space, class T>
T* element_in_place(Warp& warp, const Instruction& in, unsigned lane) {
    std::uint64_t address = warp.address_of(in, lane);
    std::byte* element = warp.memory<space>(lane, address, sizeof(T));
    if (WeakMemory* weak = warp.weak<space>(address)) weak->settle(element);
    return reinterpret_cast<T*>(element);
}

/// With what was there, where the instruction asks for it.
template <Space space, class T, class F, bool returns>
void change(Warp& warp, const Instruction& in, Lanes lanes) {
    let_out(warp, in);
    for_lanes(lanes, [&](unsigned lane) {
        T x = warp.values<T>(in.at[1])[lane];
        T* element = element_in_place<space, T>(warp, in, lane);
        T old = __atomic_load_n(element, __ATOMIC_RELAXED);
        while (!__atomic_compare_exchange_n(element, &old, F{}(old, x), false, __ATOMIC_ACQ_REL,
                                            __ATOMIC_RELAXED)) {
        }
        if constexpr (returns) warp.values<T>(in.at[2])[lane] = old;
    });
    forget(warp, in);
}

template <Space space, class T>
void compare_and_exchange(Warp& warp, const Instruction& in, Lanes lanes) {
    let_out(warp, in);
    for_lanes(lanes, [&](unsigned lane) {
        T expected = warp.values<T>(in.at[1])[lane];
        T* element = element_in_place<space, T>(warp, in, lane);
        __atomic_compare_exchange_n(element, &expected, warp.values<T>(in.at[3])[lane], false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
        warp.values<T>(in.at[2])[lane] = expected;
    });
    forget(warp, in);
}

void fence(Warp& warp, const Instruction& in, Lanes) {
    let_out(warp, in);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    forget(warp, in);
}
/// Where it points is not asked for: a GPU does nothing where there is no memory.
void prefetch(Warp&, const Instruction&, Lanes) {}

template <class Use>
bool with_space(const Reading& r, Use use) {
    using std::integral_constant;
    if (r.has("global")) return use(integral_constant<Space, Space::global>{});
    if (r.has("shared")) return use(integral_constant<Space, Space::shared>{});
    if (r.has("local")) return use(integral_constant<Space, Space::local>{});
    if (r.has("param")) return use(integral_constant<Space, Space::parameter>{});
    return use(integral_constant<Space, Space::generic>{});
}

/// Every word of the opcode must be known.
bool knows_words(const Reading& r, std::initializer_list<std::string_view> more = {}) {
    static constexpr std::string_view known[] = {"global", "shared",  "local",   "param", "v2",
                                                 "v4",     "relaxed", "acquire", "gpu",   "release",
                                                 "sys",    "cta",     "volatile"};
    for (std::size_t i = 1; i + 1 < r.words.size(); ++i)
        if (std::find(std::begin(known), std::end(known), r.words[i]) == std::end(known) &&
            std::find(more.begin(), more.end(), r.words[i]) == more.end())
            return false;
    return true;
}

template <bool loads, Space space, class M, class R, unsigned count>
void set_access(Instruction& in) {
    in.access = loads ? Access::load : Access::store;
    in.space = space;
    in.bytes = sizeof(M) * count;
    if constexpr (loads)
        in.execute = load<space, M, R, count>;
    else
        in.execute = store<space, M, R, count>;
}

/// What is said of the order among threads.
void read_order(Reading& r) {
    Instruction& in = r.instruction;
    bool is_fence = r.is("fence") || r.is("membar");
    in.acquires = is_fence || r.has("acquire") || r.has("acq_rel");
    in.releases = is_fence || r.has("release") || r.has("acq_rel");
    in.is_strong = in.acquires || in.releases || r.has("relaxed") || r.has("volatile");
    if (r.has("sys"))
        in.scope = Scope::system;
    else if (r.has("gpu") || r.has("gl"))
        in.scope = Scope::device;
}

/// A number of `M` in memory, by registers of their own width.
template <bool loads, Space space, class M>
bool read_access_of(Reading& r, const std::vector<std::string>& names) {
    Instruction& in = r.instruction;
    unsigned width = r.width(names[0]);
    if (width == 0) width = std::max<unsigned>(sizeof(M), 2);  // a constant is stored
    if (width < sizeof(M)) return false;
    for (std::size_t i = 0; i < names.size(); ++i)
        in.at[1 + i] = loads ? r.to(names[i], width) : r.from(names[i], width);
    auto set = [&]<class R>(R) {
        // Of signed numbers the sign is spread.
        using Wide = std::conditional_t<std::is_signed_v<M>, std::make_signed_t<R>, R>;
        if (names.size() == 1)
            set_access<loads, space, M, Wide, 1>(in);
        else if (names.size() == 2)
            set_access<loads, space, M, Wide, 2>(in);
        else if (names.size() == 4)
            set_access<loads, space, M, Wide, 4>(in);
        else
            return false;
        return true;
    };
    if (width == 2) return set(std::uint16_t{});
    if (width == 4) return set(std::uint32_t{});
    return set(std::uint64_t{});
}

/// A parameter of a function that has become part of its caller is a register.
bool read_call_parameter(Reading& r, bool loads) {
    const std::string& address = r.operand(loads ? 1 : 0);
    std::string name = address.substr(1, address.find_first_of("+]") - 1);
    if (!r.has("param") || !r.is_parameter(name)) return false;
    if (address.find('+') != std::string::npos && address.find("+0]") == std::string::npos)
        r.fail("parts of a parameter of a call are not known");
    // Whatever is handed over, its lanes are 8 bytes wide.
    return with_integer(bits_of(r.last_word()), [&]<class T>(T) {
        if constexpr (sizeof(T) < 2 || std::is_signed_v<T>) {
            return false;
        } else {
            Instruction& in = r.instruction;
            std::uint32_t parameter = r.parameter(name, !loads);
            in.at[0] = loads ? r.to(r.operand(0), sizeof(T)) : parameter;
            in.at[1] = loads ? parameter : r.from(r.operand(1), sizeof(T));
            in.execute = loads ? unary<T, std::uint64_t, Move<T, std::uint64_t>>
                               : unary<std::uint64_t, T, Move<std::uint64_t, T>>;
            return true;
        }
    });
}

template <bool loads>
bool read_access(Reading& r) {
    if (!knows_words(r)) return false;
    if (read_call_parameter(r, loads)) return true;
    r.address(r.operand(loads ? 1 : 0));
    auto names = Reading::elements(r.operand(loads ? 0 : 1));
    std::string type(r.last_word());
    if (type[0] == 'f') type[0] = 'b';
    return with_space(r, [&]<class S>(S) {
        return with_integer(
            type, [&]<class M>(M) { return read_access_of<loads, S::value, M>(r, names); });
    });
}

template <Space space, class T, bool returns>
bool read_change(Reading& r) {
    Instruction& in = r.instruction;
    if (r.has("add"))
        in.execute = change<space, T, Add<T>, returns>;
    else if (r.has("min"))
        in.execute = change<space, T, Smaller<T>, returns>;
    else if (r.has("max"))
        in.execute = change<space, T, Larger<T>, returns>;
    else if (r.has("or"))
        in.execute = change<space, T, std::bit_or<T>, returns>;
    else if (r.has("and"))
        in.execute = change<space, T, std::bit_and<T>, returns>;
    else if (r.has("exch"))
        in.execute = change<space, T, Exchange<T>, returns>;
    else if (returns && r.has("cas"))
        in.execute = compare_and_exchange<space, T>;
    else
        return false;
    in.access = Access::change;
    in.space = space;
    in.bytes = sizeof(T);
    unsigned first = returns ? 1 : 0;
    r.address(r.operand(first));
    in.at[1] = r.from(r.operand(first + 1), sizeof(T));
    if (returns) in.at[2] = r.to(r.operand(0), sizeof(T));
    if (r.has("cas")) in.at[3] = r.from(r.operand(3), sizeof(T));
    return true;
}

bool read_atomic(Reading& r) {
    if (!knows_words(r, {"add", "min", "max", "or", "and", "exch", "cas", "acq_rel"})) return false;
    return with_space(r, [&]<class S>(S) {
        return with_integer(r.last_word(), [&]<class T>(T) {
            if constexpr (sizeof(T) < 4)
                return false;
            else
                return r.is("atom") ? read_change<S::value, T, true>(r)
                                    : read_change<S::value, T, false>(r);
        });
    });
}

}  // namespace

bool read_memory(Reading& r) {
    Instruction& in = r.instruction;
    read_order(r);
    if (r.is("ld")) return read_access<true>(r);
    if (r.is("st")) return read_access<false>(r);
    if (r.is("atom") || r.is("red")) return read_atomic(r);
    if (r.is("membar") || r.is("fence")) {
        in.execute = fence;
        return true;
    }
    if (r.is("prefetch")) {
        in.execute = prefetch;
        return true;
    }
    return false;
}

}  // namespace spikelight::ptx
