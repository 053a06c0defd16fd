#include "engine/scenario/value_forms.h"

#include <fmt/format.h>

#include "engine/scenario/csv_columns.h"

namespace spikelight {
namespace {

bool may_be_list(Document& document, const Node& node, const ValueRules& rules) {
    if (rules.count) return true;
    document.problem(
        node,
        fmt::format("a list, but how many {} there are is not known before they are drawn",
                    rules.elements),
        "Use connect = { file = ... }, one_to_one or all_to_all, or draw the values");
    return false;
}

std::optional<Value> read_list(Document& document, const Node& node, const ValueRules& rules) {
    if (!may_be_list(document, node, rules)) return std::nullopt;
    if (*rules.count > 0 && node.children.size() != static_cast<std::size_t>(*rules.count)) {
        document.problem(
            node,
            fmt::format("{} given for {} {}", node.children.size(), *rules.count, rules.elements),
            "Give one per element");
        return std::nullopt;
    }
    Value value{Value::Kind::list, 0, 0, {}};
    value.list.reserve(node.children.size());
    bool right = true;
    for (const Node& child : node.children) {
        const std::optional<double> element =
            read_quantity(document, child, rules.kind, rules.range);
        right = right && element;
        value.list.push_back(element.value_or(0));
    }
    return right ? std::optional(std::move(value)) : std::nullopt;
}

std::optional<Value> read_column(Document& document, TableReader& table, const ValueRules& rules) {
    if (!may_be_list(document, table.table(), rules)) return std::nullopt;
    const Node* column_name = table.require("column", "\"I_pA\"");
    CsvInput input(document, *table.find("file"));
    if (!column_name || !read_string(document, *column_name) || !input.is_open())
        return std::nullopt;
    const std::optional<std::size_t> column = input.require_column(column_name->string);
    if (!column) return std::nullopt;
    if (*rules.count > 0 &&
        !input.require_rows(static_cast<std::size_t>(*rules.count), rules.elements))
        return std::nullopt;
    std::optional<std::vector<double>> values = input.quantities(*column, rules.kind, rules.range);
    if (!values) return std::nullopt;
    return Value{Value::Kind::list, 0, 0, std::move(*values)};
}

std::optional<Value> read_distribution(Document& document, const Node& node,
                                       const ValueRules& rules) {
    if (!node.is(Node::Kind::array) || node.children.size() != 2) {
        document.problem(node,
                         node.key == "uniform"
                             ? "two values are needed: low and high"
                             : "two values are needed: mean and standard deviation",
                         fmt::format("Write {} = [a, b]", node.key));
        return std::nullopt;
    }
    const bool uniform = node.key == "uniform", lognormal = node.key == "lognormal";
    const Node &first = node.children[0], &second = node.children[1];
    const std::optional<double> a = read_quantity(document, first, rules.kind, rules.range);
    const std::optional<double> b =
        read_quantity(document, second, rules.kind, uniform ? rules.range : ranges::not_negative);
    if (!a || !b) return std::nullopt;
    if (uniform && *a > *b) {
        document.problem(node, "low is above high", "Swap them");
        return std::nullopt;
    }
    if (lognormal && *a <= 0) {
        document.problem(first, "the mean of a lognormal variable must be above 0",
                         "Correct the value");
        return std::nullopt;
    }
    const Value::Kind kind = uniform     ? Value::Kind::uniform
                             : lognormal ? Value::Kind::lognormal
                                         : Value::Kind::normal;
    return Value{kind, *a, *b, {}};
}

}  // namespace

std::optional<Value> read_value(Document& document, const Node& node, const ValueRules& rules) {
    if (node.is(Node::Kind::array)) return read_list(document, node, rules);
    if (!node.is(Node::Kind::table)) {
        const std::optional<double> constant =
            read_quantity(document, node, rules.kind, rules.range);
        return constant ? std::optional(Value{Value::Kind::constant, *constant, 0, {}})
                        : std::nullopt;
    }
    TableReader table(document, node, node.name(),
                      {"uniform", "normal", "lognormal", "file", "column"});
    const Node* form = table.require_one({"uniform", "normal", "lognormal", "file"});
    if (!form) return std::nullopt;
    if (form->key == "file") return read_column(document, table, rules);
    if (const Node* column = table.find("column"))
        document.problem_at_key(*column, "a column needs a file", "Remove it, or name the file");
    return read_distribution(document, *form, rules);
}

}  // namespace spikelight
