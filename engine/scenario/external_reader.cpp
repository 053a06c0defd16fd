// Controllers that others write: external programs, and custom ones linked in.
#include <fmt/format.h>

#include <algorithm>

#include "engine/scenario/custom_controllers.h"
#include "engine/scenario/signal_fields.h"

namespace spikelight {
namespace {

std::vector<std::string>& names() {
    static std::vector<std::string> all;
    return all;
}

// Words of the command that are files beside the scenario belong to the experiment: they are copied
// with it, and found there when it is run again.
void read_program(Document& document, const Node& node, ExternalCommand& external) {
    if (!node.is(Node::Kind::array) || node.children.empty()) {
        document.problem(node, "a program and its arguments are needed, as a list",
                         "Write e.g. [\"python3\", \"my_controller.py\"]");
        return;
    }
    for (const Node& child : node.children) {
        external.command.push_back(read_string(document, child).value_or(""));
        std::error_code ignored;
        if (!child.string.empty() &&
            std::filesystem::is_regular_file(document.file().parent_path() / child.string, ignored))
            document.open_input(child);
    }
    if (external.command[0].empty())
        document.problem(node.children[0], "no program is named", "Name one");
}

// Other files that the program needs, such as what it imports.
void read_files(Document& document, const Node& node) {
    if (!node.is(Node::Kind::array))
        return document.problem(node, "a list of files is needed",
                                "Write e.g. [\"spikelight_controller.py\"]");
    for (const Node& child : node.children) {
        const std::optional<std::string> name = read_string(document, child);
        if (!name) continue;
        const std::filesystem::path file = document.open_input(child);
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(file, ignored))
            document.problem(child, "there is no such file", "Correct the name");
    }
}

// A parameter of a custom controller: numbers, quantities (then in SI), true and false, or a text.
std::optional<double> parse_number(const Node& node) {
    if (node.is(Node::Kind::boolean)) return node.boolean ? 1 : 0;
    if (node.is(Node::Kind::integer)) return static_cast<double>(node.integer);
    if (node.is(Node::Kind::real)) return node.real;
    if (!node.is(Node::Kind::string)) return std::nullopt;
    const std::variant<Quantity, std::string> parsed = parse_quantity(node.string);
    const Quantity* quantity = std::get_if<Quantity>(&parsed);
    return quantity ? std::optional(quantity->value) : std::nullopt;
}

void read_parameter(Document& document, const Node& node, CustomCommand& custom) {
    std::vector<double> numbers;
    const bool list = node.is(Node::Kind::array);
    const std::size_t count = list ? node.children.size() : 1;
    for (std::size_t i = 0; i < count; ++i)
        if (const std::optional<double> number = parse_number(list ? node.children[i] : node))
            numbers.push_back(*number);
    if (numbers.size() == count)
        custom.numbers[node.key] = numbers;
    else if (node.is(Node::Kind::string))
        custom.texts[node.key] = node.string;
    else
        document.problem(node, "neither numbers, quantities nor a text", "Write one of them");
}

}  // namespace

void name_custom_controller(const std::string& name) {
    if (std::find(names().begin(), names().end(), name) == names().end()) names().push_back(name);
}

const std::vector<std::string>& custom_controllers() {
    return names();
}

void read_external(Document& document, const Node& node, Controller& controller) {
    TableReader table(document, node, "external", {"command", "files", "timeout", "on_timeout"});
    ExternalCommand external;
    external.directory = document.file().parent_path();
    if (const Node* command = table.require("command", "[\"python3\", \"my_controller.py\"]"))
        read_program(document, *command, external);
    if (const Node* files = table.find("files")) read_files(document, *files);
    table.quantity("timeout", external.timeout, kinds::time, Range{0, 86400, true});
    if (const Node* on_timeout = table.find("on_timeout"))
        if (std::optional<std::size_t> choice =
                read_choice(document, *on_timeout, {"stop", "hold", "zero"}))
            external.on_timeout = static_cast<OnTimeout>(*choice);
    controller.command = std::move(external);
}

void read_custom(Document& document, const Node& node, const Scenario& scenario,
                 Controller& controller) {
    // Only the controller's author knows its parameters: every key is one.
    std::vector<std::string> known = {"name", "observes"};
    for (const Node& child : node.children) known.push_back(child.key);
    TableReader table(document, node, "custom", known);
    CustomCommand custom;
    if (const Node* name = table.require("name", "\"my_controller\"")) {
        if (names().empty())
            document.problem(*name, "this program has no custom controllers",
                             "Run the one that you linked (examples/custom_controller)");
        else if (std::optional<std::size_t> choice = read_choice(document, *name, names()))
            custom.name = names()[*choice];
    }
    if (const Node* observes = table.find("observes"))
        custom.observes = read_all_observed(table, *observes, scenario);
    for (const Node& child : node.children)
        if (child.key != "name" && child.key != "observes") read_parameter(document, child, custom);
    controller.command = std::move(custom);
}

}  // namespace spikelight
