// PTX as text, taken apart into statements; and the programs made from it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/ptx/program.h"

namespace spikelight::ptx {

/// `@%p1 bra $L__BB0_2;` and the like: operands as they are written, without spaces.
struct Statement {
    std::string guard;  ///< empty, or a predicate, with ! before it where it must not hold
    std::string opcode;
    std::vector<std::string> operands;
    std::string line = {};  ///< of the source, where PTX tells: "1:23", of the module's first file
};

/// .reg, .shared, .local, .param or .global: a name and its size.
struct Declaration {
    std::string space, type, name;
    std::size_t align = 1, bytes = 0;
    unsigned registers = 0;  ///< of `.reg .b32 %r<7>`: 7, called %r0 ... %r6
};

struct Function {
    std::string name;
    bool is_kernel = false;
    unsigned most_threads = 1024;
    std::vector<Declaration> results, parameters, declarations;
    std::vector<Statement> statements;
    std::map<std::string, std::size_t> labels;  ///< each before which statement
};

/// All of one PTX text.
class Module {
  public:
    /// Throws a std::runtime_error naming what it does not understand.
    explicit Module(std::string_view text);
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;
    ~Module();

    /// A kernel, ready to run; nullptr where there is none of that name. Made when first asked for; throws a
    /// std::runtime_error for an instruction that is not known. Any thread may ask.
    const Program* kernel(const std::string& name);

  private:
    struct Content;
    std::unique_ptr<Content> content_;
};

}  // namespace spikelight::ptx
