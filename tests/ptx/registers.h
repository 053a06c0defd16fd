// Places for registers. PTX gives every value a register of its own, thousands of them; here as many places are used as values
// live at a time, so that a warp's registers stay in the cache.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/ptx/program.h"

namespace spikelight::ptx {

/// What Instruction::at holds for a register that has no place yet: this bit, and its number.
inline constexpr std::uint32_t without_place = std::uint32_t(1) << 31;

/// That an instruction reads or writes a register.
struct Use {
    std::uint32_t instruction = 0, number = 0;
    bool writes = false;
};

/// Puts registers, of which widths[number] says the bytes per lane, behind Program::constants; fills in Instruction::at and
/// `members`, and Program::register_bytes.
void place_registers(Program& program, std::vector<Use> uses, const std::vector<unsigned>& widths);

}  // namespace spikelight::ptx
