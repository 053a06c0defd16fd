// What makes instructions of a kernel's statements; who reads single statements asks it for names.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/ptx/assemble.h"
#include "tests/ptx/registers.h"

namespace spikelight::ptx {

struct Register {
    std::uint32_t at = 0;
    unsigned bytes = 0;  ///< of a lane; 0: a predicate
};

/// A function being made into instructions: the kernel, or one that becomes part of who calls it.
struct Frame {
    const Function* function = nullptr;
    std::map<std::string, Register> registers;     ///< those used so far
    std::map<std::string, Register> parameters;    ///< of this call, and of the next one
    std::map<std::string, std::uint64_t> symbols;  ///< addresses within their space
    std::vector<std::pair<std::size_t, std::string>> branches;  ///< instructions, and where to
};

class Assembler {
  public:
    Assembler(const Function& kernel, const ModuleNames& names);
    Program take() {
        place_registers(program_, uses_, widths_);
        return std::move(program_);
    }
    /// That the instruction which comes next reads or writes a register.
    void note(const Register& used, bool writes) {
        uses_.push_back({std::uint32_t(program_.code.size()), used.at & ~without_place, writes});
    }

    Register find_register(const std::string& name);
    std::uint32_t constant(std::uint64_t value, unsigned bytes);
    std::uint32_t special(Special what);
    /// The address of a variable, a parameter or a thread's own memory, in its space.
    bool find_symbol(const std::string& name, std::uint64_t& value) const;
    /// A parameter of a call, which is a register here.
    const Register* find_parameter(const std::string& name) const;

  private:
    void place_shared();
    void place_local(Frame& frame);
    void assemble_function(Frame& frame);
    void assemble_statement(const Statement& statement, std::vector<std::size_t>& returns);
    void call(const Statement& statement);
    Register new_register(unsigned bytes);
    std::uint32_t place_constant(std::size_t bytes_per_lane);

    Program program_;
    std::vector<Use> uses_;
    std::vector<unsigned> widths_;
    const ModuleNames& names_;
    Frame* frame_ = nullptr;
    unsigned depth_ = 0;
    std::map<std::string, std::uint64_t> shared_;
    std::map<std::pair<std::uint64_t, unsigned>, std::uint32_t> constants_;
};

}  // namespace spikelight::ptx
