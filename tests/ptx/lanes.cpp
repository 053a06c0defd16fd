// What threads do together: shuffles and votes of a warp, barriers. And naps.
#include <array>

#include "tests/ptx/operations.h"

namespace spikelight::ptx {
namespace {

enum class Way { up, down, butterfly, index };

/// d|p = a of another lane, if that lies within the part of the warp that c tells; else the lane's own, and p is false.
template <Way way>
void shuffle(Warp& warp, const Instruction& in, Lanes lanes) {
    auto* d = warp.values<std::uint32_t>(in.at[0]);
    const auto* a = warp.values<std::uint32_t>(in.at[2]);
    const auto* b = warp.values<std::uint32_t>(in.at[3]);
    const auto* c = warp.values<std::uint32_t>(in.at[4]);
    std::array<std::uint32_t, warp_lanes> handed_in{};
    for_lanes(lanes, [&](unsigned lane) { handed_in[lane] = a[lane]; });
    Lanes found = 0;
    for_lanes(lanes, [&](unsigned lane) {
        auto by = int(b[lane] & 31), clamp = int(c[lane] & 31), segment = int(c[lane] >> 8 & 31);
        int last = (int(lane) & segment) | (clamp & ~segment);
        int first = int(lane) & segment;
        int other = 0;
        bool lies_within = false;
        switch (way) {
            case Way::up:
                other = int(lane) - by;
                lies_within = other >= last;
                break;
            case Way::down:
                other = int(lane) + by;
                lies_within = other <= last;
                break;
            case Way::butterfly:
                other = int(lane) ^ by;
                lies_within = other <= last;
                break;
            case Way::index:
                other = first | (by & ~segment);
                lies_within = other <= last;
                break;
        }
        if (!lies_within) other = int(lane);
        if (!(lanes >> other & 1)) warp.fail("a lane's value is asked for that takes no part");
        d[lane] = handed_in[std::size_t(other)];
        found |= Lanes(lies_within) << lane;
    });
    if (in.at[5]) {
        Lanes& p = warp.predicate(in.at[1]);
        p = (p & ~lanes) | found;
    }
}

enum class Vote { ballot, all, any };

template <Vote vote>
void take_vote(Warp& warp, const Instruction& in, Lanes lanes) {
    Lanes yes = warp.predicate(in.at[1]);
    if (in.at[2]) yes = ~yes;
    yes &= lanes;
    if constexpr (vote == Vote::ballot) {
        auto* d = warp.values<std::uint32_t>(in.at[0]);
        for_lanes(lanes, [&](unsigned lane) { d[lane] = yes; });
    } else {
        bool result = vote == Vote::all ? yes == lanes : yes != 0;
        Lanes& d = warp.predicate(in.at[0]);
        d = (d & ~lanes) | (result ? lanes : 0);
    }
}

void meet(Warp&, const Instruction&, Lanes) {}

bool read_shuffle(Reading& r) {
    Instruction& in = r.instruction;
    if (r.words.size() != 4 || r.last_word() != "b32") return false;
    if (r.has("idx"))
        in.execute = shuffle<Way::index>;
    else if (r.has("up"))
        in.execute = shuffle<Way::up>;
    else if (r.has("down"))
        in.execute = shuffle<Way::down>;
    else if (r.has("bfly"))
        in.execute = shuffle<Way::butterfly>;
    else
        return false;
    const std::string& to = r.operand(0);
    std::size_t bar = to.find('|');
    in.at[0] = r.to(to.substr(0, bar), 4);
    in.at[5] = bar != std::string::npos;
    if (in.at[5]) in.at[1] = r.predicate(to.substr(bar + 1));
    for (unsigned i = 1; i <= 3; ++i) in.at[i + 1] = r.from(r.operand(i), 4);
    in.members = r.from(r.operand(4), 4);
    return true;
}

bool read_vote(Reading& r) {
    Instruction& in = r.instruction;
    std::string of = r.operand(1);
    in.at[2] = of[0] == '!';
    if (r.has("ballot")) {
        in.at[0] = r.to(r.operand(0), 4);
        in.execute = take_vote<Vote::ballot>;
    } else if (r.has("all") || r.has("any")) {
        in.at[0] = r.predicate(r.operand(0));
        in.execute = r.has("all") ? take_vote<Vote::all> : take_vote<Vote::any>;
    } else {
        return false;
    }
    in.at[1] = r.predicate(of.substr(in.at[2]));
    in.members = r.from(r.operand(2), 4);
    return true;
}

}  // namespace

bool read_lanes(Reading& r) {
    Instruction& in = r.instruction;
    if (r.is("nanosleep")) {
        in.flow = Flow::nap;
        return true;
    }
    if (r.statement.opcode == "bar.sync" || r.statement.opcode == "barrier.sync") {
        // There is one barrier here, for all threads of a block.
        if (r.operands() != 1 || r.operand(0) != "0") return false;
        in.flow = Flow::block_barrier;
        return true;
    }
    in.flow = Flow::meeting;
    if (r.statement.opcode == "bar.warp.sync") {
        in.members = r.from(r.operand(0), 4);
        in.execute = meet;
        return true;
    }
    if (r.is("shfl") && r.has("sync")) return read_shuffle(r);
    if (r.is("vote") && r.has("sync")) return read_vote(r);
    return false;
}

}  // namespace spikelight::ptx
