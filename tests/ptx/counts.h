// What a kernel asks of a GPU, counted as PTX runs: instructions of warps, sectors of memory, conflicts in shared memory.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/ptx/program.h"

namespace spikelight::ptx {

class Warp;

/// Of one instruction of a program.
struct InstructionCount {
    std::uint64_t warps = 0;  ///< times that a warp executed it, for some lanes or none
    std::uint64_t lanes = 0;  ///< that it was executed for
    /// What the memory serves: of global memory sectors of 32 bytes, of shared memory turns of 32 banks of 4 bytes, of atomic
    /// changes there turns in which no two lanes have the same address.
    std::uint64_t parts = 0;
};

/// Of one launch.
class LaunchCounts {
  public:
    explicit LaunchCounts(const Program& program) : of_(program.code.size()) {}
    /// That the lanes are about to execute it.
    void note(Warp& warp, const Instruction& instruction, std::uint32_t place, Lanes lanes);
    const std::vector<InstructionCount>& of_instructions() const { return of_; }

  private:
    std::vector<InstructionCount> of_;
};

/// Whether SPIKELIGHT_PTX_COUNTS names a folder: there, at the program's end, `counts.json` tells the sums of each kernel, and
/// KERNEL.ptx what each of its instructions took.
bool wants_counts();

/// Adds a launch to its kernel's.
void add_counts(const Program& program, std::uint64_t threads, const LaunchCounts& counts);

}  // namespace spikelight::ptx
