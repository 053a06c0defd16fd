#include "tests/ptx/assemble.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "tests/ptx/assembler.h"

namespace spikelight::ptx {
namespace {

std::size_t aligned(std::size_t offset, std::size_t align) {
    return (offset + align - 1) / align * align;
}

}  // namespace

Register Assembler::new_register(unsigned bytes) {
    widths_.push_back(bytes);
    return {without_place | std::uint32_t(widths_.size() - 1), bytes};
}

std::uint32_t Assembler::place_constant(std::size_t bytes_per_lane) {
    std::size_t at = program_.constants.size();
    program_.constants.resize(at + warp_lanes * bytes_per_lane);
    return std::uint32_t(at);
}

std::uint32_t Assembler::constant(std::uint64_t value, unsigned bytes) {
    if (bytes < 8) value &= (std::uint64_t(1) << (8 * bytes)) - 1;
    auto [found, is_new] = constants_.try_emplace({value, bytes});
    if (is_new) {
        found->second = place_constant(bytes);
        for (unsigned lane = 0; lane < warp_lanes; ++lane)
            std::memcpy(&program_.constants[found->second + lane * bytes], &value, bytes);
    }
    return found->second;
}

std::uint32_t Assembler::special(Special what) {
    for (const SpecialRegister& known : program_.special)
        if (known.what == what) return known.at;
    program_.special.push_back({what, place_constant(4)});
    return program_.special.back().at;
}

Register Assembler::find_register(const std::string& name) {
    auto [found, is_new] = frame_->registers.try_emplace(name);
    if (!is_new) return found->second;
    // %r12 belongs to `.reg .b32 %r<20>`.
    std::string family = name;
    while (!family.empty() && std::isdigit(static_cast<unsigned char>(family.back())))
        family.pop_back();
    // Of those of one name, the last is the innermost.
    const Declaration* declaration = nullptr;
    for (const Declaration& d : frame_->function->declarations)
        if (d.space == ".reg" && (d.name == name || (d.registers > 0 && d.name == family)))
            declaration = &d;
    if (!declaration) {
        frame_->registers.erase(found);
        return {0, ~0u};
    }
    unsigned bytes = unsigned(declaration->bytes);
    if (bytes == 0)
        found->second.at = program_.predicates++;
    else
        found->second = new_register(bytes);
    return found->second;
}

const Register* Assembler::find_parameter(const std::string& name) const {
    auto found = frame_->parameters.find(name);
    return found == frame_->parameters.end() ? nullptr : &found->second;
}

bool Assembler::find_symbol(const std::string& name, std::uint64_t& value) const {
    if (auto found = frame_->symbols.find(name); found != frame_->symbols.end()) {
        value = found->second;
        return true;
    }
    if (auto found = shared_.find(name); found != shared_.end()) {
        value = found->second;
        return true;
    }
    if (auto found = names_.variables.find(name); found != names_.variables.end()) {
        value = reinterpret_cast<std::uint64_t>(found->second);
        return true;
    }
    for (const Parameter& parameter : program_.parameters)
        if (parameter.name == name) {
            value = parameter.offset;
            return true;
        }
    return false;
}

void Assembler::place_shared() {
    std::vector<Declaration> own = names_.shared;
    for (const Declaration& d : frame_->function->declarations)
        if (d.space == ".shared") own.push_back(d);
    // What a launch asks for lies behind all that is known now.
    std::stable_sort(own.begin(), own.end(), [](const Declaration& a, const Declaration& b) {
        return (a.bytes > 0) > (b.bytes > 0);
    });
    for (const Declaration& d : own) {
        program_.shared_bytes = aligned(program_.shared_bytes, std::max<std::size_t>(d.align, 16));
        shared_[d.name] = program_.shared_bytes;
        program_.shared_bytes += d.bytes;
    }
}

void Assembler::place_local(Frame& frame) {
    for (const Declaration& d : frame.function->declarations) {
        if (d.space != ".local") continue;
        program_.local_bytes = aligned(program_.local_bytes, std::max<std::size_t>(d.align, 16));
        frame.symbols[d.name] = program_.local_bytes;
        program_.local_bytes += d.bytes;
    }
}

Assembler::Assembler(const Function& kernel, const ModuleNames& names) : names_(names) {
    program_.name = kernel.name;
    program_.most_threads = kernel.most_threads;
    for (const Declaration& d : kernel.parameters) {
        // Aligned as the host's compiler aligns the same types.
        std::size_t align = d.type == ".b8" ? d.align : d.bytes;
        program_.parameter_bytes = aligned(program_.parameter_bytes, align);
        program_.parameters.push_back({d.name, program_.parameter_bytes, d.bytes});
        program_.parameter_bytes += d.bytes;
    }
    Frame frame;
    frame.function = &kernel;
    frame_ = &frame;
    place_shared();
    assemble_function(frame);
}

void Assembler::assemble_function(Frame& frame) {
    place_local(frame);
    std::map<std::size_t, std::uint32_t> places;  // of statements that have a label
    for (const auto& [name, statement] : frame.function->labels) places[statement] = 0;
    std::vector<std::size_t> returns;
    for (std::size_t i = 0; i < frame.function->statements.size(); ++i) {
        if (auto label = places.find(i); label != places.end())
            label->second = std::uint32_t(program_.code.size());
        assemble_statement(frame.function->statements[i], returns);
    }
    if (auto label = places.find(frame.function->statements.size()); label != places.end())
        label->second = std::uint32_t(program_.code.size());
    for (const auto& [instruction, label] : frame.branches) {
        auto found = frame.function->labels.find(label);
        if (found == frame.function->labels.end())
            throw std::runtime_error("PTX: no label " + label + " in " + frame.function->name);
        program_.code[instruction].target = places[found->second];
    }
    // To return from a function is to go on behind it.
    for (std::size_t instruction : returns)
        program_.code[instruction].target = std::uint32_t(program_.code.size());
}

void Assembler::call(const Statement& statement) {
    if (!statement.guard.empty()) throw std::runtime_error("PTX: calls with a guard are not known");
    std::vector<std::string> operands = statement.operands;
    std::vector<std::string> results, arguments;
    if (!operands.empty() && operands[0][0] == '(') {
        results = Reading::elements(operands[0]);
        operands.erase(operands.begin());
    }
    if (operands.size() > 1) arguments = Reading::elements(operands[1]);
    auto found = operands.empty() ? names_.functions.end() : names_.functions.find(operands[0]);
    if (found == names_.functions.end())
        throw std::runtime_error("PTX: a function that is not there is called: " +
                                 (operands.empty() ? std::string() : operands[0]));
    if (++depth_ > 8) throw std::runtime_error("PTX: functions that call themselves are not known");
    Frame frame;
    frame.function = &found->second;
    auto bind = [&](const std::vector<std::string>& given, const std::vector<Declaration>& wanted) {
        for (std::size_t i = 0; i < wanted.size() && i < given.size(); ++i)
            frame.parameters[wanted[i].name] = frame_->parameters.at(given[i]);
    };
    bind(results, found->second.results);
    bind(arguments, found->second.parameters);
    Frame* caller = std::exchange(frame_, &frame);
    assemble_function(frame);
    frame_ = caller;
    --depth_;
}

void Assembler::assemble_statement(const Statement& statement, std::vector<std::size_t>& returns) {
    if (statement.opcode == ".param") {
        frame_->parameters[statement.operands[0]] = new_register(8);
        return;
    }
    Reading reading(*this, statement);
    if (reading.is("call")) return call(statement);
    Instruction& in = reading.instruction;
    if (!statement.guard.empty()) {
        in.guard_negated = statement.guard[0] == '!';
        in.guard = std::int32_t(reading.predicate(statement.guard.substr(in.guard_negated)));
    }
    if (reading.is("bra")) {
        in.flow = Flow::branch;
        frame_->branches.emplace_back(program_.code.size(), reading.operand(0));
    } else if (reading.is("ret") && depth_ > 0) {
        in.flow = Flow::branch;
        returns.push_back(program_.code.size());
    } else if (reading.is("ret") || reading.is("exit")) {
        in.flow = Flow::exit;
    } else if (!read_move(reading) && !read_integers(reading) && !read_floats(reading) &&
               !read_conversion(reading) && !read_memory(reading) && !read_lanes(reading)) {
        reading.fail("this instruction is not known");
    }
    std::string text = statement.guard.empty() ? "" : "@" + statement.guard + " ";
    text += statement.opcode;
    for (std::size_t i = 0; i < statement.operands.size(); ++i)
        text += (i ? ", " : " ") + statement.operands[i];
    in.statement = std::uint32_t(program_.texts.size());
    program_.texts.push_back(std::move(text));
    program_.lines.push_back(statement.line);
    program_.code.push_back(in);
}

Program assemble(const Function& kernel, const ModuleNames& names) {
    return Assembler(kernel, names).take();
}

}  // namespace spikelight::ptx
