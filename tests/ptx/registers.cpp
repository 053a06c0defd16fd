#include "tests/ptx/registers.h"

#include <algorithm>
#include <map>
#include <utility>

namespace spikelight::ptx {
namespace {

using Bits = std::vector<std::uint64_t>;

bool test(const Bits& bits, std::uint32_t i) {
    return bits[i / 64] >> (i % 64) & 1;
}
void set(Bits& bits, std::uint32_t i) {
    bits[i / 64] |= std::uint64_t(1) << (i % 64);
}

/// Instructions that are executed one after the other, up to a branch or to where one leads.
struct Stretch {
    std::uint32_t begin = 0, end = 0;
    std::vector<std::uint32_t> next;  ///< stretches that may follow
    Bits needs, writes;  ///< what it reads before it writes it; what it writes in any case
    Bits alive_before;
};

std::vector<Stretch> stretches_of(const Program& program) {
    const auto& code = program.code;
    std::vector<bool> begins(code.size() + 1, false);
    begins[0] = true;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i].flow == Flow::branch) begins[code[i].target] = true;
        if (code[i].flow == Flow::branch || code[i].flow == Flow::exit) begins[i + 1] = true;
    }
    std::vector<Stretch> result;
    std::vector<std::uint32_t> number(code.size() + 1, 0);
    for (std::uint32_t i = 0; i < code.size(); ++i) {
        if (begins[i]) result.emplace_back().begin = i;
        number[i] = std::uint32_t(result.size() - 1);
        result.back().end = i + 1;
    }
    for (Stretch& stretch : result) {
        const Instruction& last = code[stretch.end - 1];
        bool is_certain = last.guard < 0;
        bool goes_on = last.flow == Flow::branch || last.flow == Flow::exit ? !is_certain : true;
        if (last.flow == Flow::branch && last.target < code.size())
            stretch.next.push_back(number[last.target]);
        if (goes_on && stretch.end < code.size()) stretch.next.push_back(number[stretch.end]);
    }
    return result;
}

/// Which registers are still wanted where a stretch begins, found by going back until nothing changes.
void find_alive(std::vector<Stretch>& stretches, const Program& program,
                const std::vector<Use>& uses, std::size_t registers) {
    std::size_t words = (registers + 63) / 64, use = 0;
    for (Stretch& stretch : stretches) {
        stretch.needs.assign(words, 0);
        stretch.writes.assign(words, 0);
        for (; use < uses.size() && uses[use].instruction < stretch.end; ++use) {
            const Use& u = uses[use];
            // What is written under a guard keeps its value in some lanes.
            bool is_certain = program.code[u.instruction].guard < 0;
            if (u.writes && is_certain)
                set(stretch.writes, u.number);
            else if (!test(stretch.writes, u.number))
                set(stretch.needs, u.number);
        }
        stretch.alive_before = stretch.needs;
    }
    for (bool changes = true; changes;) {
        changes = false;
        for (std::size_t i = stretches.size(); i-- > 0;) {
            Stretch& stretch = stretches[i];
            for (std::uint32_t next : stretch.next)
                for (std::size_t w = 0; w < words; ++w) {
                    std::uint64_t more = stretches[next].alive_before[w] & ~stretch.writes[w] &
                                         ~stretch.alive_before[w];
                    if (more == 0) continue;
                    stretch.alive_before[w] |= more;
                    changes = true;
                }
        }
    }
}

/// From the first to the last instruction, as they stand, at which a register has a value that is wanted.
struct Life {
    std::uint32_t begin = ~0u, end = 0, number = 0;
    void reach(std::uint32_t from, std::uint32_t to) {
        begin = std::min(begin, from);
        end = std::max(end, to);
    }
};

std::vector<Life> lives_of(const std::vector<Stretch>& stretches, const std::vector<Use>& uses,
                           std::size_t registers) {
    std::vector<Life> lives(registers);
    for (std::uint32_t i = 0; i < registers; ++i) lives[i].number = i;
    for (const Use& use : uses) lives[use.number].reach(use.instruction, use.instruction);
    for (const Stretch& stretch : stretches) {
        auto reach = [&](const Bits& alive, std::uint32_t from, std::uint32_t to) {
            for (std::uint32_t i = 0; i < registers; ++i)
                if (test(alive, i)) lives[i].reach(from, to);
        };
        reach(stretch.alive_before, stretch.begin, stretch.begin);
        for (std::uint32_t next : stretch.next)
            reach(stretches[next].alive_before, stretch.end - 1, stretch.end - 1);
    }
    std::sort(lives.begin(), lives.end(),
              [](const Life& a, const Life& b) { return a.begin < b.begin; });
    return lives;
}

}  // namespace

void place_registers(Program& program, std::vector<Use> uses, const std::vector<unsigned>& widths) {
    // An instruction reads before it writes.
    std::stable_sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) {
        return std::pair(a.instruction, a.writes) < std::pair(b.instruction, b.writes);
    });
    std::vector<Stretch> stretches = stretches_of(program);
    find_alive(stretches, program, uses, widths.size());
    // In the order in which lives begin, each takes a place of its width that is free, or a new one.
    std::vector<std::uint32_t> places(widths.size(), 0);
    std::map<unsigned, std::vector<std::uint32_t>> free;
    std::multimap<std::uint32_t, std::uint32_t> ends;  // of those that have a place: number
    program.register_bytes = program.constants.size();
    for (const Life& life : lives_of(stretches, uses, widths.size())) {
        while (!ends.empty() && ends.begin()->first < life.begin) {
            std::uint32_t ended = ends.begin()->second;
            free[widths[ended]].push_back(places[ended]);
            ends.erase(ends.begin());
        }
        unsigned width = widths[life.number];
        std::vector<std::uint32_t>& of_width = free[width];
        if (of_width.empty()) {
            of_width.push_back(std::uint32_t(program.register_bytes));
            program.register_bytes += warp_lanes * width;
        }
        places[life.number] = of_width.back();
        of_width.pop_back();
        ends.emplace(life.end, life.number);
    }
    auto fill_in = [&](std::uint32_t& at) {
        if (at & without_place) at = places[at & ~without_place];
    };
    for (Instruction& in : program.code) {
        for (std::uint32_t& at : in.at) fill_in(at);
        if (in.flow == Flow::meeting) fill_in(in.members);
    }
}

}  // namespace spikelight::ptx
