#include "engine/scenario/document.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/scenario/nesting.h"
#include "engine/scenario/overrides.h"

namespace spikelight {

struct Document::Source {
    std::string text;
    toml::table table;
    bool overridden = false;
};

namespace {

/// No scenario that people write is as long; its tree takes some hundred times as much memory.
constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr std::size_t longest_quote = 120;

Place place_of(const toml::source_region& region, const Place& otherwise) {
    if (!region.begin) return otherwise;
    if (region.path && region.path->starts_with(override_prefix))
        return {0, 0, region.path->substr(override_prefix.size())};
    return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column), {}};
}

bool written_before(const Node& a, const Node& b) {
    // Overridden values come last, in the order of their names.
    const bool a_set = !a.key_place.override_path.empty(),
               b_set = !b.key_place.override_path.empty();
    return std::tie(a_set, a.key_place.line, a.key_place.column) <
           std::tie(b_set, b.key_place.line, b.key_place.column);
}

Node convert(const toml::node& from, const Place& parent_place) {
    Node node;
    node.place = node.key_place = place_of(from.source(), parent_place);
    if (const toml::table* table = from.as_table()) {
        node.kind = Node::Kind::table;
        node.inlined = table->is_inline();
        for (const auto& [key, child] : *table) {
            Node converted = convert(child, node.place);
            converted.key = key.str();
            converted.key_place = place_of(key.source(), converted.place);
            node.children.push_back(std::move(converted));
        }
        std::stable_sort(node.children.begin(), node.children.end(), written_before);
    } else if (const toml::array* array = from.as_array()) {
        node.kind = Node::Kind::array;
        node.children.reserve(array->size());
        for (const toml::node& child : *array) node.children.push_back(convert(child, node.place));
    } else if (from.is_boolean()) {
        node.kind = Node::Kind::boolean;
        node.boolean = from.as_boolean()->get();
    } else if (from.is_integer()) {
        node.kind = Node::Kind::integer;
        node.integer = from.as_integer()->get();
    } else if (from.is_floating_point()) {
        node.kind = Node::Kind::real;
        node.real = from.as_floating_point()->get();
    } else if (from.is_string()) {
        node.kind = Node::Kind::string;
        node.string = from.as_string()->get();
    } else {
        node.kind = Node::Kind::other;
    }
    return node;
}

void link_parents(Node& node) {
    for (Node& child : node.children) {
        child.parent = &node;
        link_parents(child);
    }
}

std::string read_file(const std::filesystem::path& file) {
    std::error_code ignored;
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file, ignored))
        throw ScenarioError({fmt::format("{}: cannot be read ({}). Check the path", file.string(),
                                         stream ? "it is a directory" : std::strerror(errno))});
    // A pipe or a device does not tell how much is to come.
    std::string text;
    std::array<char, 1 << 16> piece;
    while (stream && text.size() <= most_bytes) {
        stream.read(piece.data(), piece.size());
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (text.size() > most_bytes)
        throw ScenarioError(
            {fmt::format("{}: cannot be read (it is longer than {} MiB). Put long lists of values "
                         "into CSV files",
                         file.string(), most_bytes >> 20)});
    return text;
}

std::string line_of(const std::string& text, std::size_t line) {
    std::istringstream stream(text);
    std::string found;
    for (std::size_t i = 0; i < line; ++i)
        if (!std::getline(stream, found)) return "";
    if (found.ends_with('\r')) found.pop_back();
    return shorten(found, longest_quote);
}

}  // namespace

Document::Document(const std::filesystem::path& file, const std::vector<Override>& overrides)
    : file_(file), source_(std::make_unique<Source>()) {
    source_->text = read_file(file);
    if (const auto deep = find_deep_nesting(source_->text))
        throw ScenarioError({fmt::format(
            "{}:{}:{}: {} (no scenario nests as deeply). Write tables with headers of their own",
            file.string(), deep->line, deep->column, deep->what)});
    try {
        source_->table = toml::parse(source_->text, file.string());
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        throw ScenarioError(
            {fmt::format("{}:{}:{}: {} ({}). Correct the TOML", file.string(), at.line, at.column,
                         line_of(source_->text, at.line), error.description())});
    }
    // Apply all overrides before giving up, so that all wrong paths are told.
    std::vector<std::string> wrong;
    for (const Override& change : overrides) {
        const std::string problem = apply_override(source_->table, change);
        if (!problem.empty())
            wrong.push_back(
                fmt::format("{}{}={}: {}", override_prefix, change.first, change.second, problem));
    }
    if (!wrong.empty()) throw ScenarioError(wrong);
    source_->overridden = !overrides.empty();
    root_ = convert(source_->table, {1, 1, {}});
    link_parents(root_);
}

Document::~Document() = default;

std::string Document::describe(const Place& place) const {
    if (!place.override_path.empty()) return std::string(override_prefix) + place.override_path;
    return fmt::format("{}:{}:{}", file_.string(), place.line, place.column);
}

void Document::problem(const Node& node, const std::string& why, const std::string& what_to_do) {
    problems_.push_back({node.place, fmt::format("{}: {} = {} ({}). {}", describe(node.place),
                                                 node.name(), node.text(), why, what_to_do)});
}

void Document::problem_at_key(const Node& node, const std::string& why,
                              const std::string& what_to_do) {
    problems_.push_back(
        {node.key_place, fmt::format("{}: {} = {} ({}). {}", describe(node.key_place), node.name(),
                                     node.text(), why, what_to_do)});
}

void Document::missing(const Node& table, const std::string& key, const std::string& why,
                       const std::string& what_to_do) {
    problems_.push_back(
        {table.place,
         fmt::format("{}: {} is missing ({}). {}", describe(table.place),
                     table.inlined ? table.name() + "." + key : key, why, what_to_do)});
}

void Document::problem_in_input(const Node& node, const std::filesystem::path& input,
                                std::size_t line, const std::string& text) {
    problems_.push_back({node.place, fmt::format("{}:{}: {}", input.string(), line, text)});
}

void Document::warn(const Node& node, const std::string& why, const std::string& what_to_do) {
    warnings_.push_back(fmt::format("{}: {} = {} ({}). {}", describe(node.place), node.name(),
                                    node.text(), why, what_to_do));
}

std::vector<std::string> Document::problems() const {
    std::vector<Problem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
        const bool a_set = !a.place.override_path.empty(), b_set = !b.place.override_path.empty();
        return std::tie(a_set, a.place.line, a.place.column) <
               std::tie(b_set, b.place.line, b.place.column);
    });
    std::vector<std::string> texts;
    for (const Problem& problem : sorted) texts.push_back(problem.text);
    return texts;
}

std::filesystem::path Document::open_input(const Node& name) {
    std::filesystem::path file = (file_.parent_path() / name.string).lexically_normal();
    // The same file keeps its name; another file of the same name gets a number.
    std::set<std::string> taken;
    std::string unique;
    for (const Input& input : inputs_) {
        taken.insert(input.name);
        if (input.file == file) unique = input.name;
    }
    if (unique.empty()) {
        unique = file.filename().string();
        for (int n = 2; taken.contains(unique); ++n)
            unique = fmt::format("{}_{}{}", file.stem().string(), n, file.extension().string());
    }
    inputs_.push_back({&name, file, unique});
    return file;
}

std::vector<std::pair<std::filesystem::path, std::string>> Document::inputs() const {
    std::vector<std::pair<std::filesystem::path, std::string>> files;
    for (const Input& input : inputs_) {
        const std::pair<std::filesystem::path, std::string> file(input.file, input.name);
        if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    }
    return files;
}

std::string Document::repeatable_text(std::uint64_t seed) const {
    // A file that needs no change stays as its author wrote it, with comments.
    if (!source_->overridden && inputs_.empty() && root_.find("seed")) return source_->text;
    std::map<const Node*, std::string> replacements;
    for (const Input& input : inputs_) replacements[input.node] = "inputs/" + input.name;
    // A seed that was not written comes first.
    const std::string line = root_.find("seed") ? "" : fmt::format("seed = {}\n", seed);
    return line + write_toml(root_, replacements);
}

}  // namespace spikelight
