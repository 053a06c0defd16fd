// From statements to instructions: names become places in the registers, functions that are called become part of the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/ptx/module.h"

namespace spikelight::ptx {

/// What the names of a module stand for.
struct ModuleNames {
    std::map<std::string, Function> functions;
    std::map<std::string, void*> variables;
    std::vector<Declaration> shared;
};

/// Throws a std::runtime_error for what it does not know.
Program assemble(const Function& kernel, const ModuleNames& names);

/// A statement on its way to becoming an instruction.
class Reading {
  public:
    Reading(class Assembler& assembler, const Statement& statement);

    const Statement& statement;
    std::vector<std::string_view> words;  ///< of the opcode: `ld`, `global`, `v2`, `u32`
    Instruction instruction;

    bool is(std::string_view first) const { return words[0] == first; }
    bool has(std::string_view word) const;
    std::string_view last_word() const { return words.back(); }
    std::size_t operands() const { return statement.operands.size(); }
    const std::string& operand(std::size_t i) const;

    /// Where a register lies that is `bytes` wide, written to or read; what is read may be a constant or a symbol as well.
    std::uint32_t to(const std::string& name, unsigned bytes);
    std::uint32_t from(const std::string& name, unsigned bytes);
    /// The same of a parameter of a call, which is a register here.
    std::uint32_t parameter(const std::string& name, bool writes);
    bool is_parameter(const std::string& name) const;
    std::uint32_t predicate(const std::string& name);
    /// How wide a register is, bytes; 0 for what is none.
    unsigned width(const std::string& name);
    /// `[%rd1+8]`: fills in where the address lies, as instruction.at[0].
    void address(const std::string& operand);
    /// `{%r1,%r2}`, or one name.
    static std::vector<std::string> elements(const std::string& operand);

    [[noreturn]] void fail(const std::string& why) const;

  private:
    Assembler& assembler_;
};

// Each fills in the instruction and says whether it knows it.
bool read_integers(Reading& reading);
bool read_floats(Reading& reading);
bool read_conversion(Reading& reading);
bool read_move(Reading& reading);
bool read_memory(Reading& reading);
bool read_lanes(Reading& reading);

}  // namespace spikelight::ptx
