// Statements on their way to becoming instructions.
#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "tests/ptx/assembler.h"

namespace spikelight::ptx {

Reading::Reading(Assembler& assembler, const Statement& s) : statement(s), assembler_(assembler) {
    std::string_view opcode = s.opcode;
    for (std::size_t at = 0; at <= opcode.size();) {
        std::size_t end = std::min(opcode.find('.', at), opcode.size());
        words.push_back(opcode.substr(at, end - at));
        at = end + 1;
    }
}

bool Reading::has(std::string_view word) const {
    return std::find(words.begin() + 1, words.end(), word) != words.end();
}

const std::string& Reading::operand(std::size_t i) const {
    if (i >= operands()) fail("too few operands");
    return statement.operands[i];
}

void Reading::fail(const std::string& why) const {
    std::string text = "PTX: " + why + ": " + statement.opcode;
    for (const std::string& operand : statement.operands) text += " " + operand;
    throw std::runtime_error(text);
}

std::vector<std::string> Reading::elements(const std::string& operand) {
    if (operand.empty() || (operand[0] != '{' && operand[0] != '(')) return {operand};
    std::vector<std::string> result(1);
    for (char c : operand.substr(1, operand.size() - 2)) {
        if (c == ',')
            result.emplace_back();
        else
            result.back() += c;
    }
    if (result.back().empty()) result.pop_back();
    return result;
}

unsigned Reading::width(const std::string& name) {
    Register found = assembler_.find_register(name);
    return found.bytes == ~0u ? 0 : found.bytes;
}

std::uint32_t Reading::to(const std::string& name, unsigned bytes) {
    Register found = assembler_.find_register(name);
    if (found.bytes != bytes)
        fail("register " + name + " is not " + std::to_string(bytes) + " bytes wide");
    assembler_.note(found, true);
    return found.at;
}

bool Reading::is_parameter(const std::string& name) const {
    return assembler_.find_parameter(name) != nullptr;
}

std::uint32_t Reading::parameter(const std::string& name, bool writes) {
    const Register* found = assembler_.find_parameter(name);
    if (!found) fail("no parameter " + name);
    assembler_.note(*found, writes);
    return found->at;
}

std::uint32_t Reading::predicate(const std::string& name) {
    Register found = assembler_.find_register(name);
    if (found.bytes != 0) fail(name + " is no predicate");
    return found.at;
}

namespace {

bool read_special(const std::string& name, Special& what) {
    static const std::map<std::string, Special> known{
        {"%tid.x", Special::tid_x},     {"%ntid.x", Special::ntid_x},
        {"%ctaid.x", Special::ctaid_x}, {"%nctaid.x", Special::nctaid_x},
        {"%laneid", Special::lane_id},  {"%lanemask_ge", Special::lanes_from_own_on}};
    auto found = known.find(name);
    if (found == known.end()) return false;
    what = found->second;
    return true;
}

/// 12, -12, 0x1F; 0f3F800000 and 0d3FF0000000000000 are the bits of floating-point numbers.
bool read_number(const std::string& text, unsigned bytes, std::uint64_t& value) {
    bool is_float = text.size() > 2 && text[0] == '0' && (text[1] == 'f' || text[1] == 'd');
    if (is_float) {
        value = std::strtoull(text.c_str() + 2, nullptr, 16);
        if (text[1] == 'f' && bytes == 8)
            value =
                std::bit_cast<std::uint64_t>(double(std::bit_cast<float>(std::uint32_t(value))));
        return true;
    }
    std::size_t first = text[0] == '-' ? 1 : 0;
    if (first >= text.size() || !std::isdigit(static_cast<unsigned char>(text[first])))
        return false;
    value = std::strtoull(text.c_str() + first, nullptr, 0);
    if (first) value = -value;
    return true;
}

}  // namespace

std::uint32_t Reading::from(const std::string& name, unsigned bytes) {
    if (Register found = assembler_.find_register(name); found.bytes != ~0u) {
        if (found.bytes != bytes)
            fail("register " + name + " is not " + std::to_string(bytes) + " bytes wide");
        assembler_.note(found, false);
        return found.at;
    }
    std::uint64_t value = 0;
    if (Special what{}; bytes == 4 && read_special(name, what)) return assembler_.special(what);
    if (read_number(name, bytes, value) || assembler_.find_symbol(name, value))
        return assembler_.constant(value, bytes);
    fail("no register, number or variable " + name);
}

void Reading::address(const std::string& operand) {
    if (operand.size() < 3 || operand.front() != '[') fail("an address is wanted");
    std::string inside = operand.substr(1, operand.size() - 2);
    if (std::size_t plus = inside.find('+'); plus != std::string::npos) {
        instruction.offset = std::strtoll(inside.c_str() + plus + 1, nullptr, 0);
        inside.erase(plus);
    }
    Register found = assembler_.find_register(inside);
    instruction.address_bytes = found.bytes == 4 ? 4 : 8;
    instruction.at[0] = from(inside, instruction.address_bytes);
}

}  // namespace spikelight::ptx
