// lqr: a linear model and what to make of it.
#include <fmt/format.h>

#include "engine/scenario/riccati.h"
#include "engine/scenario/signal_fields.h"

namespace spikelight {
namespace {

// SI in one of the model's units: Hz, mV, pA.
double model_unit(const Signal& signal) {
    if (signal.kind == ObservableKind::mean_v) return 1e-3;
    return signal.kind == ObservableKind::photocurrent ? 1e-12 : 1;
}

// Rows of numbers; 0 rows or columns where that is not known yet.
std::optional<Matrix> read_matrix(TableReader& table, const char* key, std::size_t rows,
                                  std::size_t columns) {
    const Node* node = table.require(key, "[[1.0]]");
    if (!node) return std::nullopt;
    Document& document = table.document();
    Matrix matrix;
    const std::size_t wanted_columns = columns;
    bool right = node->is(Node::Kind::array) && !node->children.empty();
    if (right && rows == 0) rows = node->children.size();
    right = right && node->children.size() == rows && rows <= largest_matrix;
    for (std::size_t i = 0; right && i < rows; ++i) {
        const Node& row = node->children[i];
        if (columns == 0) columns = row.children.size();
        right = row.is(Node::Kind::array) && row.children.size() == columns && columns > 0 &&
                columns <= largest_matrix;
        for (std::size_t j = 0; right && j < columns; ++j) {
            const std::optional<double> number =
                read_quantity(document, row.children[j], kinds::number);
            if (!number) return std::nullopt;
            matrix.values.push_back(*number);
        }
    }
    matrix.rows = rows;
    matrix.columns = columns;
    if (right) return matrix;
    const auto count = [](std::size_t known) {
        return known > 0 ? fmt::format("{}", known) : fmt::format("at most {}", largest_matrix);
    };
    const std::string shape =
        fmt::format("{} rows of {} numbers are needed", count(rows), count(wanted_columns));
    document.problem(*node, shape, "Write e.g. [[0.9, 0.1], [0.0, 0.8]]");
    return std::nullopt;
}

std::optional<Matrix> read_positive(TableReader& table, const char* key, std::size_t size,
                                    bool definite) {
    std::optional<Matrix> matrix = read_matrix(table, key, size, size);
    if (matrix && !is_positive(*matrix, definite)) {
        table.document().problem(*table.find(key),
                                 definite ? "not symmetric and positive definite"
                                          : "not symmetric and positive semidefinite",
                                 "Correct it");
        return std::nullopt;
    }
    return matrix;
}

// One quantity per output, in the model's units.
std::optional<std::vector<double>> read_outputs(Document& document, const Node& node,
                                                const std::vector<Signal>& outputs) {
    const bool list = node.is(Node::Kind::array);
    if ((list ? node.children.size() : 1) != outputs.size()) {
        document.problem(node,
                         fmt::format("{} are needed, one per observed signal", outputs.size()),
                         "Give one per signal");
        return std::nullopt;
    }
    std::vector<double> values;
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (const std::optional<double> value =
                read_quantity(document, list ? node.children[i] : node, units_of(outputs[i]).value))
            values.push_back(*value / model_unit(outputs[i]));
    return values.size() == outputs.size() ? std::optional(values) : std::nullopt;
}

// Gains and the state of rest; every problem with the model is told where it is written.
void solve(Document& document, TableReader& table, const Matrix& A, const Matrix& B,
           const Matrix& C, const std::vector<double>& wanted, LqrCommand& command) {
    const std::size_t n = A.rows, m = B.columns, p = C.rows;
    const auto Q = read_positive(table, "Q", n, false), R = read_positive(table, "R", m, true);
    const auto W = read_positive(table, "process_noise", n, false);
    const auto V = read_positive(table, "measurement_noise", p, true);
    if (!Q || !R || !W || !V) return;
    if (const std::optional<Matrix> K = regulator_gain(A, B, *Q, *R))
        command.feedback = K->values;
    else
        document.problem_at_key(*table.find("B"), "no feedback stabilises A with these Q and R",
                                "Correct A, B or Q: what grows must be reached and must cost");
    if (const std::optional<Matrix> L = kalman_gain(A, C, *W, *V))
        command.correction = L->values;
    else
        document.problem_at_key(*table.find("C"),
                                "no filter estimates the state of A with these noises",
                                "Correct A, C or process_noise: what grows must be seen");
    if (const std::optional<RestPoint> rest = find_rest_of_lights(A, B, C, wanted)) {
        command.x_rest = rest->x;
        command.u_rest = rest->u;
    } else {
        document.problem(*table.find("target"), "no constant light holds the outputs there",
                         "Observe fewer signals, or correct A, B or C");
    }
}

}  // namespace

void read_lqr(Document& document, const Node& node, const Scenario& scenario,
              Controller& controller) {
    TableReader table(document, node, "lqr",
                      {"observes", "target", "offset", "A", "B", "C", "Q", "R", "process_noise",
                       "measurement_noise"});
    LqrCommand& command = controller.command.emplace<LqrCommand>();
    const Node* observes = table.require("observes", "\"exc\"");
    if (observes) command.observes = read_all_observed(table, *observes, scenario);
    std::vector<Signal> outputs;
    for (std::size_t index : command.observes) {
        outputs.push_back(scenario.signals()[index]);
        command.units.push_back(model_unit(outputs.back()));
    }
    const std::optional<Matrix> A = read_matrix(table, "A", 0, 0);
    if (A && A->rows != A->columns)
        return document.problem(*table.find("A"), "not square", "Give as many rows as columns");
    const std::size_t n = A ? A->rows : 0;
    const std::optional<Matrix> B = read_matrix(table, "B", n, 0);
    const std::optional<Matrix> C = read_matrix(table, "C", outputs.size(), n);
    const std::size_t sources = source_count(scenario.lights_of(controller));
    if (B && B->columns != 1 && B->columns != sources)
        return document.problem(*table.find("B"),
                                fmt::format("{} inputs for {} sources", B->columns, sources),
                                "Give one column per source, or one for all alike");
    std::optional<std::vector<double>> wanted;
    if (const Node* target = table.require("target", "\"20 Hz\""))
        wanted = read_outputs(document, *target, outputs);
    command.offset.assign(outputs.size(), 0);
    if (const Node* offset = table.find("offset"))
        command.offset = read_outputs(document, *offset, outputs).value_or(command.offset);
    if (!A || !B || !C || !wanted) return;
    for (std::size_t i = 0; i < wanted->size(); ++i) (*wanted)[i] -= command.offset[i];
    command.states = n;
    command.inputs = B->columns;
    command.A = A->values;
    command.B = B->values;
    command.C = C->values;
    solve(document, table, *A, *B, *C, *wanted, command);
}

}  // namespace spikelight
