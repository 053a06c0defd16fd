#include "engine/scenario/value_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using testing::replace_once;

class ValueForms : public ::testing::Test {
  protected:
    Value read(const std::string& value) {
        return writer_
            .read(replace_once(testing::valid_scenario, "I_e = \"60 pA\"", "I_e = " + value))
            .scenario.populations[0]
            .I_e;
    }
    testing::ScenarioWriter writer_;
};

TEST_F(ValueForms, AreOneForAllOrDrawn) {
    EXPECT_EQ(read("\"60 pA\""), (Value{Value::Kind::constant, 60e-12, 0, {}}));
    EXPECT_EQ(read("{ uniform = [\"40 pA\", \"0.08 nA\"] }"),
              (Value{Value::Kind::uniform, 40e-12, 0.08e-9, {}}));
    EXPECT_EQ(read("{ normal = [\"-40 pA\", \"8 pA\"] }"),
              (Value{Value::Kind::normal, -40e-12, 8e-12, {}}));
    EXPECT_EQ(read("{ lognormal = [\"40 pA\", \"8 pA\"] }"),
              (Value{Value::Kind::lognormal, 40e-12, 8e-12, {}}));
}

TEST_F(ValueForms, AreListedInTheScenarioOrInAFile) {
    const Value expected{Value::Kind::list, 0, 0, {1e-12, 2e-12, 3.5e-12, -4e-12}};
    EXPECT_EQ(read("[\"1 pA\", \"2 pA\", \"3.5 pA\", \"-4 pA\"]"), expected);
    writer_.write("i.csv", "n,I_pA\r\n0,1\r\n1,2\r\n2,3.5\r\n3,-4\r\n");
    EXPECT_EQ(read("{ file = \"i.csv\", column = \"I_pA\" }"), expected);
    writer_.write("nano.csv", "I_nA\n0.001\n0.002\n0.0035\n-0.004\n");
    EXPECT_EQ(read("{ file = \"nano.csv\", column = \"I_nA\" }"), expected);
}

TEST_F(ValueForms, OfFilesMayLieAboveTheScenario) {
    std::filesystem::create_directory(writer_.directory() / "below");
    writer_.write("i.csv", "I_pA\n1\n2\n3\n4\n");
    const std::filesystem::path file = writer_.write(
        "below/s.toml", replace_once(testing::valid_scenario, "I_e = \"60 pA\"",
                                     "I_e = { file = \"../i.csv\", column = \"I_pA\" }"));
    const ReadResult result = read_scenario(file);
    EXPECT_EQ(result.scenario.populations[0].I_e.list.size(), 4u);
    ASSERT_EQ(result.inputs.size(), 1u);
    EXPECT_EQ(result.inputs[0].first, writer_.directory() / "i.csv");
}

}  // namespace
}  // namespace spikelight
