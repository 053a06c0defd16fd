#include "engine/scenario/node.h"

#include <fmt/format.h>

#include <algorithm>

namespace spikelight {
namespace {

std::string element_name(const Node& node) {
    // An array's element is named by its index.
    if (!node.parent || !node.parent->is(Node::Kind::array)) return node.key;
    return fmt::format("[{}]", &node - node.parent->children.data());
}

std::string join_names(const std::string& parent, const std::string& child) {
    if (parent.empty()) return child;
    return child.starts_with('[') ? parent + child : parent + "." + child;
}

bool is_bare(const std::string& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

std::string quote(const std::string& string) {
    std::string text = "\"";
    for (char c : string) {
        if (c == '"' || c == '\\') text += '\\';
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
            text += fmt::format("\\u{:04x}", static_cast<int>(c));
        else
            text += c;
    }
    return text + '"';
}

std::string write_key(const std::string& key) {
    return is_bare(key) ? key : quote(key);
}

// A real number must not turn into a whole one.
std::string write_real(double value) {
    const std::string text = fmt::format("{}", value);
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

struct Writer {
    const std::map<const Node*, std::string>& replacements;
    std::size_t limit;  ///< stop somewhere after so many characters
    std::string text = {};

    void value(const Node& node) {
        const auto replaced = replacements.find(&node);
        switch (node.kind) {
            case Node::Kind::boolean:
                text += node.boolean ? "true" : "false";
                return;
            case Node::Kind::integer:
                text += fmt::format("{}", node.integer);
                return;
            case Node::Kind::real:
                text += write_real(node.real);
                return;
            case Node::Kind::string:
                text += quote(replaced == replacements.end() ? node.string : replaced->second);
                return;
            case Node::Kind::other:
                text += "a date or time";
                return;
            case Node::Kind::array:
            case Node::Kind::table:
                break;
        }
        const bool array = node.is(Node::Kind::array);
        text += array ? "[" : "{ ";
        for (std::size_t i = 0; i < node.children.size() && text.size() <= limit; ++i) {
            if (i > 0) text += ", ";
            if (!array) text += write_key(node.children[i].key) + " = ";
            value(node.children[i]);
        }
        text += array ? "]" : " }";
    }

    // Tables with a header of their own must follow the plain keys.
    static bool has_header(const Node& node) {
        if (node.is(Node::Kind::table)) return !node.inlined;
        return node.is(Node::Kind::array) && !node.children.empty() &&
               std::all_of(node.children.begin(), node.children.end(), [](const Node& child) {
                   return child.is(Node::Kind::table) && !child.inlined;
               });
    }

    void section(const Node& table, const std::string& path) {
        for (const Node& child : table.children) {
            if (has_header(child)) continue;
            text += write_key(child.key) + " = ";
            value(child);
            text += '\n';
        }
        for (const Node& child : table.children) {
            if (!has_header(child)) continue;
            const std::string below =
                path.empty() ? write_key(child.key) : path + "." + write_key(child.key);
            if (child.is(Node::Kind::table)) {
                text += "\n[" + below + "]\n";
                section(child, below);
            } else {
                for (const Node& element : child.children) {
                    text += "\n[[" + below + "]]\n";
                    section(element, below);
                }
            }
        }
    }
};

}  // namespace

const Node* Node::find(std::string_view child_key) const {
    if (is(Kind::table))
        for (const Node& child : children)
            if (child.key == child_key) return &child;
    return nullptr;
}

std::string Node::name() const {
    // Go up to the section: a table not written in braces.
    if (!parent) return "";
    const bool in_section = parent->is(Kind::table) && !parent->inlined;
    return join_names(in_section ? "" : parent->name(), element_name(*this));
}

std::string Node::path() const {
    return parent ? join_names(parent->path(), element_name(*this)) : "";
}

std::string Node::text() const {
    constexpr std::size_t limit = 60;
    Writer writer{{}, limit};
    writer.value(*this);
    return shorten(writer.text, limit);
}

std::string shorten(const std::string& text, std::size_t limit) {
    if (text.size() <= limit) return text;
    // Cut between characters, not within one.
    std::size_t cut = limit;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return text.substr(0, cut) + "...";
}

std::string write_toml(const Node& root, const std::map<const Node*, std::string>& replacements) {
    Writer writer{replacements, std::string::npos};
    writer.section(root, "");
    return writer.text;
}

}  // namespace spikelight
