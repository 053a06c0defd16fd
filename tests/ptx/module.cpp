#include "tests/ptx/module.h"

#include <cctype>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "tests/ptx/assemble.h"
#include "tests/ptx/memory.h"

namespace spikelight::ptx {
namespace {

constexpr auto nowhere = std::string_view::npos;

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '%' ||
           c == '.';
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return std::string(text);
}

/// Parts between commas that stand in no bracket.
std::vector<std::string> parts_between_commas(std::string_view text) {
    std::vector<std::string> parts;
    int depth = 0;
    std::string part;
    for (char c : text) {
        if (std::strchr("({[", c)) ++depth;
        if (std::strchr(")}]", c)) --depth;
        if (c == ',' && depth == 0)
            parts.push_back(std::exchange(part, {}));
        else if (!std::isspace(static_cast<unsigned char>(c)))
            part += c;
    }
    if (!part.empty()) parts.push_back(part);
    return parts;
}

/// `256, 1, 1`
unsigned product_of(const std::string& numbers) {
    unsigned product = 1;
    for (const std::string& number : parts_between_commas(numbers))
        product *= unsigned(std::stoul(number));
    return product;
}

std::size_t bytes_of(const std::string& type) {
    if (type == ".pred") return 0;
    std::size_t bits = 0;
    if (type.size() > 2) bits = std::strtoul(type.c_str() + 2, nullptr, 10);
    if (bits < 8 || bits > 128) throw std::runtime_error("PTX: a type that is not known: " + type);
    return bits / 8;
}

/// `.shared .align 16 .b8 name[32]`, `.param .u64 name`, `.reg .b32 %r<7>`: one declaration, the words before its name first.
Declaration declared(std::string_view text) {
    Declaration d;
    std::size_t count = 1;
    std::string all = trimmed(text);
    for (std::size_t at = 0; at < all.size();) {
        std::size_t end = std::min(all.find_first_of(" \t\n", at), all.size());
        std::string word = all.substr(at, end - at);
        at = std::min(all.find_first_not_of(" \t\n", end), all.size());
        if (word == ".align") {
            end = std::min(all.find_first_of(" \t\n", at), all.size());
            d.align = std::stoul(all.substr(at, end - at));
            at = std::min(all.find_first_not_of(" \t\n", end), all.size());
        } else if (word == ".visible" || word == ".extern" || word == ".weak") {
            continue;
        } else if (word[0] == '.' && d.space.empty()) {
            d.space = word;
        } else if (word[0] == '.') {
            if (d.type.empty()) d.type = word;
        } else {
            d.name = word + all.substr(end);
            break;
        }
    }
    if (auto open = d.name.find('['); open != nowhere) {
        count = std::strtoul(d.name.c_str() + open + 1, nullptr, 10);
        d.name = trimmed(d.name.substr(0, open));
    } else if (open = d.name.find('<'); open != nowhere) {
        d.registers = unsigned(std::strtoul(d.name.c_str() + open + 1, nullptr, 10));
        d.name.erase(open);
    }
    d.name = trimmed(d.name);
    d.bytes = count * bytes_of(d.type);
    return d;
}

std::string without_comments(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "//") {
            i = std::min(text.find('\n', i), text.size() - 1);
        } else if (text.substr(i, 2) == "/*") {
            i = text.find("*/", i) + 1;
            continue;
        }
        result += text[i];
    }
    return result;
}

}  // namespace

struct Module::Content {
    std::string text;
    std::size_t at = 0;
    std::string line;                          ///< of the statements to come
    std::map<std::string, std::string> files;  ///< by their number
    ModuleNames names;
    std::map<std::string, std::unique_ptr<Program>> programs;
    std::mutex mutex;

    void read();
    void read_variable();
    void read_function(bool is_kernel);
    void read_file();
    void name_lines();
    void read_body(Function& function);
    void read_statement(Function& function);
    std::vector<Declaration> read_parameters();

    void skip_space() {
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    }
    bool take(char c) {
        skip_space();
        if (at >= text.size() || text[at] != c) return false;
        ++at;
        return true;
    }
    std::string word() {
        skip_space();
        std::size_t begin = at;
        while (at < text.size() && is_name(text[at])) ++at;
        return text.substr(begin, at - begin);
    }
    std::string up_to(char end) {
        std::size_t found = text.find(end, at);
        if (found == nowhere) throw std::runtime_error("PTX: it ends in the middle");
        std::string result = text.substr(at, found - at);
        at = found + 1;
        return result;
    }
};

void Module::Content::read() {
    for (skip_space(); at < text.size(); skip_space()) {
        std::size_t begin = at;
        std::string directive = word();
        if (directive == ".file") {
            read_file();
        } else if (directive == ".section") {
            up_to('}');
        } else if (directive == ".version" || directive == ".target" ||
                   directive == ".address_size") {
            up_to('\n');
        } else if (directive == ".visible" || directive == ".weak" || directive == ".extern") {
            std::size_t behind = at;
            std::string next = word();
            at = behind;
            if (next != ".entry" && next != ".func") {
                at = begin;
                read_variable();
            }
        } else if (directive == ".entry" || directive == ".func") {
            read_function(directive == ".entry");
        } else if (directive == ".global" || directive == ".shared") {
            at = begin;
            read_variable();
        } else {
            throw std::runtime_error("PTX: not known where a function or a variable may stand: " +
                                     text.substr(begin, 40));
        }
    }
}

void Module::Content::read_variable() {
    std::string text_of_it = up_to(';');
    if (text_of_it.find('=') != nowhere)
        throw std::runtime_error("PTX: variables with a value are not known: " + text_of_it);
    Declaration d = declared(text_of_it);
    if (d.space == ".global") {
        // Kernels see it as all their memory; it begins as 0.
        void* memory = allocate(d.bytes, Kind::device);
        if (!memory) throw std::runtime_error("PTX: no memory is left for variable " + d.name);
        std::memset(memory, 0, d.bytes);
        names.variables[d.name] = memory;
    } else {
        names.shared.push_back(d);
    }
}

std::vector<Declaration> Module::Content::read_parameters() {
    std::vector<Declaration> result;
    // Words are wanted here, so spaces stay.
    std::string inside = up_to(')');
    for (std::size_t begin = 0; begin < inside.size();) {
        std::size_t end = std::min(inside.find(',', begin), inside.size());
        std::string one = trimmed(inside.substr(begin, end - begin));
        if (!one.empty()) result.push_back(declared(one));
        begin = end + 1;
    }
    return result;
}

/// `.file 1 "/path/source.h"`
void Module::Content::read_file() {
    std::string number = word(), before = up_to('"'), path = up_to('"');
    files[number] = path.substr(path.rfind('/') + 1);
    up_to('\n');
}

void Module::Content::name_lines() {
    for (auto& [name, function] : names.functions)
        for (Statement& statement : function.statements)
            if (std::size_t colon = statement.line.find(':'); colon != nowhere)
                statement.line.replace(0, colon, files[statement.line.substr(0, colon)]);
}

void Module::Content::read_function(bool is_kernel) {
    Function f;
    f.is_kernel = is_kernel;
    if (take('(')) f.results = read_parameters();
    f.name = word();
    if (take('(')) f.parameters = read_parameters();
    while (!take('{')) {
        if (take(';')) return;  // declared here, defined elsewhere in this text
        std::string directive = word();
        if (directive == ".maxntid")
            f.most_threads = product_of(up_to('\n'));
        else if (directive[0] == '.')
            up_to('\n');
        else
            throw std::runtime_error("PTX: not known at the head of a function: " + directive);
    }
    read_body(f);
    std::string name = f.name;
    names.functions[name] = std::move(f);
}

void Module::Content::read_body(Function& function) {
    for (int depth = 1; depth > 0;) {
        if (take('{'))
            ++depth;
        else if (take('}'))
            --depth;
        else
            read_statement(function);
    }
}

void Module::Content::read_statement(Function& function) {
    skip_space();
    std::size_t begin = at;
    if (text[at] == '.') {
        if (text.compare(at, 5, ".loc ") == 0 || text.compare(at, 5, ".loc\t") == 0) {
            // `.loc 1 23 5`, perhaps with where it was inlined.
            word();
            line = word();
            line += ':' + word();
            up_to('\n');
            return;
        }
        std::string directive = up_to(';');
        if (directive.rfind(".pragma", 0) == 0) return;
        // `.reg .pred p, q;`
        std::size_t comma = directive.find(',');
        function.declarations.push_back(declared(directive.substr(0, comma)));
        while (comma != nowhere) {
            std::size_t next = directive.find(',', comma + 1);
            Declaration d = function.declarations.back();
            d.name =
                trimmed(directive.substr(comma + 1, next == nowhere ? nowhere : next - comma - 1));
            function.declarations.push_back(d);
            comma = next;
        }
        // Parameters of calls are declared anew for each.
        if (function.declarations.back().space == ".param") {
            Declaration d = function.declarations.back();
            function.declarations.pop_back();
            function.statements.push_back({"", ".param", {d.name}});
        }
        return;
    }
    std::string name = word();
    if (take(':')) {
        function.labels[name] = function.statements.size();
        return;
    }
    at = begin;
    std::string all = trimmed(up_to(';'));
    if (all.empty()) return;
    Statement s;
    if (all[0] == '@') {
        std::size_t space = all.find_first_of(" \t");
        s.guard = all.substr(1, space - 1);
        all = trimmed(all.substr(space));
    }
    std::size_t space = std::min(all.find_first_of(" \t\n"), all.size());
    s.line = line;
    s.opcode = all.substr(0, space);
    s.operands = parts_between_commas(all.substr(space));
    function.statements.push_back(std::move(s));
}

Module::Module(std::string_view text) : content_(std::make_unique<Content>()) {
    content_->text = without_comments(text);
    content_->read();
    content_->name_lines();
    content_->text.clear();
}

Module::~Module() {
    for (const auto& [name, memory] : content_->names.variables) release(memory, Kind::device);
}

const Program* Module::kernel(const std::string& name) {
    std::lock_guard lock(content_->mutex);
    std::unique_ptr<Program>& program = content_->programs[name];
    if (!program) {
        auto found = content_->names.functions.find(name);
        if (found == content_->names.functions.end() || !found->second.is_kernel) return nullptr;
        program = std::make_unique<Program>(assemble(found->second, content_->names));
    }
    return program.get();
}

}  // namespace spikelight::ptx
