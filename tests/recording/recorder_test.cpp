// What a run leaves, read back by h5py: no line of the recorder's own code takes part in the
// comparison.
#include "engine/recording/recorder.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/recording/sonata.h"
#include "engine/recording/spike_digest.h"
#include "engine/scenario/model_names.h"
#include "tests/recording/fixture.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
namespace fs = std::filesystem;

/// Empty if check_recording.py finds the directory as it should be.
std::string check_with_h5py(const fs::path& directory, std::int64_t steps,
                            const std::string& precision) {
    int status = 0;
    const std::string output = testing::run_command(
        "/usr/bin/python3 " +
            (testing::source_directory() / "tests/recording/check_recording.py").string() + " " +
            directory.string() + " " + std::to_string(steps) + " " + precision,
        status);
    return status == 0 && output == "as it should be\n" ? "" : output;
}

TEST(RunRecorder, leaves_sonata_files_that_h5py_reads_back_to_the_last_attribute) {
    testing::TemporaryDirectory directory;
    testing::record_run(directory.path() / "run", testing::make_read_result(), 1000);
    EXPECT_EQ(check_with_h5py(directory.path() / "run", 1000, "float32"), "");
    EXPECT_FALSE(fs::exists(directory.path() / "run.partial"));
    EXPECT_FALSE(fs::exists(directory.path() / "run/recording.log"));
}

TEST(RunRecorder, writes_every_variable_in_a_unit_that_its_file_names) {
    const std::map<std::string, std::string> units = {{"v", "mV"},
                                                      {"input", "mV"},
                                                      {"photocurrent", "pA"},
                                                      {"irradiance", "mW/mm^2"},
                                                      {"refractory", "1"},
                                                      {"w", "pA"},
                                                      {"C1", "1"},
                                                      {"O1", "1"},
                                                      {"O2", "1"},
                                                      {"P0", "1"},
                                                      {"P4", "1"},
                                                      {"Cl_in", "mM"}};
    EXPECT_EQ(units.size(), scenario_names<Variable>().size());
    for (const std::string& variable : scenario_names<Variable>())
        EXPECT_EQ(unit_of(variable).name, units.at(variable)) << variable;
}

TEST(RunRecorder, writes_traces_of_a_float64_run_in_float64) {
    testing::TemporaryDirectory directory;
    ReadResult read = testing::make_read_result();
    read.scenario.simulation.precision = Precision::float64;
    testing::record_run(directory.path() / "run", read, 1000);
    EXPECT_EQ(check_with_h5py(directory.path() / "run", 1000, "float64"), "");
}

TEST(RunRecorder, leaves_a_whole_and_shorter_run_where_one_was_interrupted) {
    // 437 steps end between two rows of both traces, and before the light's change.
    testing::TemporaryDirectory directory;
    testing::record_run(directory.path() / "run", testing::make_read_result(), 437);
    EXPECT_EQ(check_with_h5py(directory.path() / "run", 437, "float32"), "");
}

TEST(RunRecorder, leaves_empty_files_where_no_step_was_done) {
    testing::TemporaryDirectory directory;
    const ReadResult read = testing::make_read_result();
    RunRecorder recorder(directory.path() / "run", read, {{}, {}, {}}, false);
    recorder.finish(testing::make_facts(0));
    recorder.publish();
    const auto summary =
        nlohmann::json::parse(testing::read_text(directory.path() / "run/summary.json"));
    EXPECT_EQ(summary["populations"][0]["rate_hz"], 0.0);
    EXPECT_EQ(testing::read_text(directory.path() / "run/positions.csv"),
              "population,index,x_mm,y_mm,z_mm\n");
}

TEST(RunRecorder, tells_the_digest_of_all_spikes_recorded_or_not) {
    testing::TemporaryDirectory directory;
    const std::string digest =
        testing::record_run(directory.path() / "run", testing::make_read_result(), 1000);
    SpikeDigest expected;
    expected.update(testing::make_spikes(0, 1000));
    EXPECT_EQ(digest, expected.hexadecimal());
    const auto summary =
        nlohmann::json::parse(testing::read_text(directory.path() / "run/summary.json"));
    EXPECT_EQ(summary["spike_digest"], digest);
}

TEST(RunRecorder, writes_the_summary_again_when_later_times_are_known) {
    testing::TemporaryDirectory directory;
    const ReadResult read = testing::make_read_result();
    RunRecorder recorder(directory.path() / "run", read, {{}, {}, {}}, false);
    testing::feed(recorder, testing::make_read_result().scenario, 0, 1000);
    RunFacts facts = testing::make_facts(1000);
    recorder.finish(facts);
    recorder.publish();
    facts.timing_s.render = 123;
    recorder.write_summary(facts);
    const auto summary =
        nlohmann::json::parse(testing::read_text(directory.path() / "run/summary.json"));
    EXPECT_EQ(summary["timing_s"]["render"], 123);
    EXPECT_EQ(summary["populations"][0]["spikes"], 455);
    EXPECT_GT(recorder.seconds_recording(), 0);
}

TEST(RunRecorder, keeps_the_scenario_and_its_inputs) {
    testing::TemporaryDirectory directory;
    std::ofstream(directory.path() / "positions of exc.csv") << "x_mm\n1\n";
    ReadResult read = testing::make_read_result();
    read.inputs = {{directory.path() / "positions of exc.csv", "a.csv"}};
    testing::record_run(directory.path() / "run", read, 10);
    EXPECT_EQ(testing::read_text(directory.path() / "run/inputs/a.csv"), "x_mm\n1\n");
    EXPECT_EQ(testing::read_text(directory.path() / "run/scenario.toml"), read.repeatable_text);
}

TEST(RunRecorder, that_cannot_begin_leaves_no_trace) {
    testing::TemporaryDirectory directory;
    ReadResult read = testing::make_read_result();
    read.inputs = {{directory.path() / "absent.csv", "a.csv"}};
    EXPECT_THAT(
        [&] {
            RunRecorder(directory.path() / "run", read, {{}, {}, {}}, false);
        },
        ThrowsMessage<std::runtime_error>(HasSubstr("absent.csv")));
    EXPECT_TRUE(fs::is_empty(directory.path()));
}

TEST(RunRecorder, refuses_names_that_cannot_be_groups) {
    testing::TemporaryDirectory directory;
    for (const char* name : {"a/b", ".", "", "two\nlines"}) {
        ReadResult read = testing::make_read_result();
        read.scenario.populations[1].name = name;
        EXPECT_THAT(
            [&] {
                RunRecorder(directory.path() / "run", read, {{}, {}, {}}, false);
            },
            ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(name), HasSubstr("Rename it"))));
    }
}

TEST(RunRecorder, refuses_a_trace_row_out_of_turn) {
    testing::TemporaryDirectory directory;
    const ReadResult read = testing::make_read_result();
    RunRecorder recorder(directory.path() / "run", read, {{}, {}, {}}, false);
    const std::vector<double> row(3);
    recorder.trace_row(0, 0, 0, row);
    EXPECT_THROW(recorder.trace_row(0, 0, 20, row), std::logic_error);
    EXPECT_THROW(recorder.trace_row(0, 0, 10, std::vector<double>(2)), std::logic_error);
}

}  // namespace
}  // namespace spikelight
