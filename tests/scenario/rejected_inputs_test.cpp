// Files that are refused: CSV inputs and TOML syntax.
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight::testing {
namespace {

// clang-format off
const Rejection wrong_inputs[] = {
    {"MissingFile", R"(I_e = "60 pA")",
     R"(I_e = { file = "absent.csv", column = "I_pA" })",
     {R"(s.toml:10:16: I_e.file = "absent.csv" (absent.csv cannot be read: No such file or directory). Files are found relative to the scenario; correct the path)"}},
    {"MissingColumn", R"(I_e = "60 pA")",
     R"(I_e = { file = "short.csv", column = "I_nA" })",
     {R"(s.toml:10:16: I_e.file = "short.csv" (it has no column I_nA). Did you mean I_pA?)"}},
    {"MissingColumnKey", R"(I_e = "60 pA")",
     R"(I_e = { file = "short.csv" })",
     {R"(s.toml:10:7: I_e.column is missing (I_e needs it). Write e.g. column = "I_pA")"}},
    {"ColumnWithoutFile", R"(I_e = "60 pA")",
     R"(I_e = { normal = ["1 pA", "1 pA"], column = "I_pA" })",
     {R"(s.toml:10:36: I_e.column = "I_pA" (a column needs a file). Remove it, or name the file)"}},
    {"WrongNumberOfRows", R"(I_e = "60 pA")",
     R"(I_e = { file = "short.csv", column = "I_pA" })",
     {R"(s.toml:10:16: I_e.file = "short.csv" (2 rows for 4 neurons of exc). Write a header and one row per element)"}},
    {"BadCells", R"(I_e = "60 pA")",
     R"(I_e = { file = "currents.csv", column = "I_pA" })",
     {R"(currents.csv:4: I_pA = x (no number). Correct the cell)",
      R"(currents.csv:5: I_pA = 4e (no number). Correct the cell)"}},
    {"ColumnOfAnotherDimension", R"(I_e = "60 pA")",
     R"(I_e = { file = "currents.csv", column = "I_mV" })",
     {R"(s.toml:10:16: I_e.file = "currents.csv" (column I_mV is a voltage, a current is needed). End the column's name in its unit, e.g. I_pA or w_1)"}},
    {"ColumnWithoutUnit", R"(I_e = "60 pA")",
     R"(I_e = { file = "currents.csv", column = "I" })",
     {R"(s.toml:10:16: I_e.file = "currents.csv" (column I has no unit, a current is needed). End the column's name in its unit, e.g. I_pA or w_1)"}},
    {"BrokenCsv", R"(I_e = "60 pA")",
     R"(I_e = { file = "broken.csv", column = "I_pA" })",
     {R"(broken.csv:2: number of cells is 1, of the header 2. Correct the line)"}},
    {"PairsOutOfRange", R"(connect = { in_degree = 3 }
weight = "1 mV"
delay = "1.5 ms")",
     R"(connect = { file = "pairs.csv" })",
     {R"(pairs.csv:3: pre = 4 (must lie in [0, 3]). Correct the cell)",
      R"(pairs.csv:4: post = 1.5 (no whole number). Correct the cell)"}},
    {"WeightGivenTwice", "connect = { in_degree = 3 }",
     R"(connect = { file = "good_pairs.csv" })",
     {R"(s.toml:20:1: weight = "1 mV" (the file has weight_mV as well). Keep one of them)",
      R"(s.toml:21:1: delay = "1.5 ms" (the file has delay_ms as well). Keep one of them)"}},
    {"PointsWithoutZ", R"(position = { grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["1 mm", "1 mm", "0 mm"], shape = [2, 2, 1] } })",
     R"(position = { file = "points.csv" })",
     {R"(s.toml:11:21: position.file = "points.csv" (it has no column z_<unit> with a length). Known are x_mm, y_mm)"}},
    {"CommandTable", R"(constant = "5 mW/mm^2")",
     R"(table = { file = "table.csv" })",
     {R"(table.csv:4: t_ms = 1 (not after the row before). Sort the rows by time)",
      R"(s.toml:35:18: table.file = "table.csv" (it has no column fibers_1_<unit> with an irradiance). Known are t_ms, fibers_0_mW_per_mm2)"}},
    {"SyntaxError", "seed = 1",
     "seed = = 1",
     {R"(s.toml:2:8: seed = = 1 (Error while parsing value: could not determine value type). Correct the TOML)"}},
    {"SyntaxErrorInAString", "seed = 1",
     R"(title = "no end)",
     {R"(s.toml:2:16: title = "no end (Error while parsing string: unescaped control characters other than TAB (U+0009) are explicitly prohibited). Correct the TOML)"}},
};
// clang-format on

class RejectedInputs : public ::testing::TestWithParam<Rejection> {};

TEST_P(RejectedInputs, AreToldWithPlaceReasonAndRemedy) {
    expect_rejected(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Scenario, RejectedInputs, ::testing::ValuesIn(wrong_inputs),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace spikelight::testing
