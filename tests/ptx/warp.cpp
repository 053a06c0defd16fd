#include "tests/ptx/warp.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace spikelight::ptx {

Warp::Warp(const Program& program, Block& block, unsigned first_thread, unsigned block_index,
           unsigned threads, unsigned blocks)
    : program_(program),
      block_(block),
      registers_(std::make_unique_for_overwrite<std::byte[]>(program.register_bytes)),
      predicates_(program.predicates),
      local_(warp_lanes * program.local_bytes, std::byte(0xA5)) {
    // What is not written reads as rubbish.
    std::memcpy(registers_.get(), program.constants.data(), program.constants.size());
    std::memset(registers_.get() + program.constants.size(), 0xA5,
                program.register_bytes - program.constants.size());
    for (const SpecialRegister& special : program.special) {
        auto* lanes = values<std::uint32_t>(special.at);
        for (unsigned lane = 0; lane < warp_lanes; ++lane) {
            switch (special.what) {
                case Special::tid_x:
                    lanes[lane] = first_thread + lane;
                    break;
                case Special::ntid_x:
                    lanes[lane] = threads;
                    break;
                case Special::ctaid_x:
                    lanes[lane] = block_index;
                    break;
                case Special::nctaid_x:
                    lanes[lane] = blocks;
                    break;
                case Special::lane_id:
                    lanes[lane] = lane;
                    break;
                case Special::lanes_from_own_on:
                    lanes[lane] = all_lanes << lane;
                    break;
            }
        }
    }
}

void Warp::fail(const std::string& why) const {
    std::string text = why;
    if (place_ < program_.code.size())
        text += ", at " + program_.texts[program_.code[place_].statement];
    throw Fault(text);
}

void Warp::look_up(Extent& known, std::uint64_t address, unsigned bytes) {
    std::uint64_t version = allocations_version.load(std::memory_order_acquire);
    if (version != version_) extents_.fill({});
    version_ = version;
    try {
        known = find_extent(address, bytes);
    } catch (const Fault& fault) {
        fail(fault.what());
    }
}

std::byte* Warp::within(std::byte* memory, std::size_t size, std::uint64_t offset, unsigned bytes,
                        const char* whose) const {
    if (offset > size || bytes > size - offset)
        fail("byte " + std::to_string(offset) + " of " + std::to_string(size) + " of " + whose);
    return memory + offset;
}

void Warp::release() {
    for (unsigned lane = 0; lane < warp_lanes; ++lane)
        if (waiting_ >> lane & 1) ++places_[lane];
    waiting_ = 0;
}

/// Lanes that stand at the lowest instruction, so that those behind catch up; now and then any others, as a GPU may. Not those
/// at a meeting to which others have still to come.
bool Warp::choose_group(testing::Dice& dice) {
    Lanes free = live_ & ~waiting_;
    bool any = !block_.counts && dice.roll(8) == 0;
    std::uint32_t count = 0;
    group_ = 0;
    others_ = std::numeric_limits<std::uint32_t>::max();
    for (Lanes rest = free; rest != 0;) {
        // All lanes that stand where the first one does.
        std::uint32_t place = places_[std::countr_zero(rest)];
        Lanes here = 0;
        for (Lanes lanes = rest; lanes != 0; lanes &= lanes - 1)
            if (unsigned lane = unsigned(std::countr_zero(lanes)); places_[lane] == place)
                here |= Lanes(1) << lane;
        rest &= ~here;
        const Instruction& in = program_.code[place];
        if (in.flow == Flow::meeting) {
            Lanes members = values<Lanes>(in.members)[std::countr_zero(here)];
            if ((members & here) != members) {
                // They wait until the others come.
                if ((members & ~live_) != 0) {
                    place_ = place;
                    fail("a lane that has ended is to take part");
                }
                continue;
            }
        }
        ++count;
        bool is_chosen = group_ == 0 || (any ? dice.roll(count) == 0 : place < place_);
        if (is_chosen) {
            if (group_ != 0) others_ = std::min(others_, place_);
            group_ = here;
            place_ = place;
        } else {
            others_ = std::min(others_, place);
        }
    }
    if (group_ == 0) {
        if (free != 0) {
            place_ = places_[std::countr_zero(free)];
            fail("lanes of a warp wait for each other for ever");
        }
        return false;
    }
    return true;
}

bool Warp::run(unsigned instructions, testing::Dice& dice) {
    napped_ = false;
    while (instructions > 0 && !napped_) {
        if (!choose_group(dice)) return false;
        // Alone, a group goes on as long as it may; with others, until it may have met some.
        bool alone = group_ == (live_ & ~waiting_);
        bool overtakes = place_ >= others_;
        unsigned turns = alone ? instructions : std::min(instructions, unsigned(1 + dice.roll(64)));
        std::uint32_t from = place_;
        do {
            --instructions;
            step();
            if (group_ == 0) break;
            // Who stands at a meeting must be asked for.
            if (!alone && !overtakes && place_ >= others_) break;
            if (!alone && place_ < from) break;
        } while (--turns > 0 && !napped_ && program_.code[place_].flow != Flow::meeting);
        for (Lanes lanes = group_; lanes != 0; lanes &= lanes - 1)
            places_[std::countr_zero(lanes)] = place_;
    }
    return live_ != waiting_;
}

/// One instruction of the group. Leaves no group where its lanes have parted, wait or ended.
void Warp::step() {
    const Instruction& in = program_.code[place_];
    Lanes lanes = group_;
    if (in.guard >= 0) {
        Lanes holds = predicates_[std::size_t(in.guard)];
        lanes &= in.guard_negated ? ~holds : holds;
    }
    if (block_.counts) block_.counts->note(*this, in, place_, lanes);
    auto leave = [&](Lanes some, std::uint32_t place) {
        for (; some != 0; some &= some - 1) places_[std::countr_zero(some)] = place;
    };
    switch (in.flow) {
        case Flow::next:
        case Flow::meeting:
            if (lanes != 0) in.execute(*this, in, lanes);
            ++place_;
            break;
        case Flow::nap:
            napped_ = true;
            ++place_;
            break;
        case Flow::branch:
            if (lanes == group_) {
                place_ = in.target;
            } else if (lanes == 0) {
                ++place_;
            } else {
                leave(lanes, in.target);
                leave(group_ & ~lanes, place_ + 1);
                group_ = 0;
            }
            break;
        case Flow::exit:
            leave(group_ & ~lanes, place_ + 1);
            live_ &= ~lanes;
            block_.running -= unsigned(std::popcount(lanes));
            group_ = 0;
            break;
        case Flow::block_barrier:
            if (lanes != group_) fail("a barrier of the block with a guard");
            leave(lanes, place_);
            waiting_ |= lanes;
            block_.waiting += unsigned(std::popcount(lanes));
            group_ = 0;
            break;
    }
}

}  // namespace spikelight::ptx
