// A kernel ready to run: its instructions with every name resolved to a place in the registers of a warp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace spikelight::ptx {

class Warp;

inline constexpr unsigned warp_lanes = 32;
using Lanes = std::uint32_t;  ///< one bit per lane
inline constexpr Lanes all_lanes = ~Lanes(0);

/// What an instruction does to the order of execution.
enum class Flow : std::uint8_t { next, branch, exit, block_barrier, meeting, nap };

/// For whom an order is asked for: nobody beyond the block, this device, or the host as well.
enum class Scope : std::uint8_t { block, device, system };

/// Where a thread's program asks for memory, and what for.
enum class Space : std::uint8_t { generic, global, shared, local, parameter };
enum class Access : std::uint8_t { none, load, store, change };

struct Instruction {
    /// For `lanes`, which are some of the warp's.
    void (*execute)(Warp&, const Instruction&, Lanes lanes) = nullptr;
    /// Where operands begin in the registers, bytes; of predicates, their number. What each is, `execute` knows.
    std::array<std::uint32_t, 6> at{};
    std::int64_t offset = 0;         ///< of an address
    std::uint8_t address_bytes = 0;  ///< 4 or 8
    std::uint8_t bytes = 0;          ///< of memory, per lane
    Access access = Access::none;
    Space space = Space::generic;
    std::uint32_t target = 0;     ///< of a branch: an instruction
    std::uint32_t members = 0;    ///< of a meeting: where the mask of lanes that take part lies
    std::uint32_t statement = 0;  ///< where it stands in Program::texts
    std::int32_t guard = -1;      ///< the predicate that lanes must have, if any
    bool guard_negated = false;
    // Of what reads and writes memory that others see.
    bool is_strong = false, acquires = false, releases = false;
    Scope scope = Scope::block;
    Flow flow = Flow::next;
};

/// Registers that are set before a thread begins, and what to.
enum class Special : std::uint8_t { tid_x, ntid_x, ctaid_x, nctaid_x, lane_id, lanes_from_own_on };
struct SpecialRegister {
    Special what;
    std::uint32_t at;
};

/// Where a parameter of a kernel lies among its arguments.
struct Parameter {
    std::string name;
    std::size_t offset = 0, bytes = 0;
};

struct Program {
    std::string name;
    std::vector<Parameter> parameters;
    std::size_t parameter_bytes = 0;
    std::size_t shared_bytes = 0;  ///< known at compile time; what a launch asks for comes behind
    std::size_t local_bytes = 0;   ///< of a thread
    unsigned most_threads = 1024;
    std::vector<Instruction> code;
    std::vector<std::string> texts;        ///< for messages
    std::vector<std::string> lines;        ///< of the source, of each text; empty where not known
    std::vector<std::byte> constants;      ///< with which the registers of a warp begin
    std::size_t register_bytes = 0;        ///< of a warp, constants included
    std::vector<SpecialRegister> special;  ///< 32-bit each
    std::uint32_t predicates = 0;
};

}  // namespace spikelight::ptx
