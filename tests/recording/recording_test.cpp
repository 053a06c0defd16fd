// A run read back is the run that was recorded; what is missing or damaged is told.
#include "engine/recording/recording.h"

#include <gmock/gmock.h>

#include <fstream>

#include "engine/scenario/reader.h"
#include "tests/recording/fixture.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
namespace fs = std::filesystem;

const char* const scenario_text = R"(format = 1
title = "Read back"
seed = 3
[simulation]
duration = "100 ms"
dt = "0.1 ms"
[[population]]
name = "exc"
size = 5
model = "lif"
position = { file = "xyz.csv" }
[[population]]
name = "inh"
size = 3
model = "lif"
[[light]]
name = "fibers"
model = "fiber"
wavelength = "473 nm"
positions = [["0 um", "0 um", "0 um"], ["700 um", "0 um", "0 um"]]
direction = [0, 0, 1]
initial = "0 mW/mm^2"
[record]
spikes = ["exc"]
)";

void put(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

class ReadRecording : public ::testing::Test {
  protected:
    /// Records a run whose scenario comes from a file, so that it can be read again.
    ReadRecording() {
        put(directory_.path() / "xyz.csv",
            "x_mm,y_mm,z_mm\n0.1,0,1\n0.2,0,1\n0.3,0,1\n0.4,0,1\n0.5,-0.7,1.25\n");
        put(directory_.path() / "scenario.toml", scenario_text);
        read_ = read_scenario(directory_.path() / "scenario.toml");
        positions_ = {std::get<ListedPlacement>(read_.scenario.populations[0].placement).points,
                      {}};
        RunRecorder recorder(run_, read_, positions_, false);
        testing::feed(recorder, read_.scenario, 0, 1000);
        recorder.finish(testing::make_facts(1000, {}));
        recorder.publish();
        fs::remove(directory_.path() / "xyz.csv");  // a run stands for itself
    }
    void expect_problem(const std::string& first, const std::string& second) {
        EXPECT_THAT([&] { read_recording(run_); },
                    ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(first), HasSubstr(second))));
    }

    testing::TemporaryDirectory directory_;
    fs::path run_ = directory_.path() / "run";
    ReadResult read_;
    std::vector<std::vector<glm::dvec3>> positions_;
};

TEST_F(ReadRecording, gives_back_what_was_recorded) {
    const Recording recording = read_recording(run_);
    EXPECT_EQ(recording.scenario.title, "Read back");
    EXPECT_EQ(recording.duration_ms(), 100.0);

    // Positions come back within a rounding of the change of unit.
    ASSERT_EQ(recording.positions[0].size(), 5u);
    EXPECT_TRUE(recording.positions[1].empty());
    for (std::size_t i = 0; i < 5; ++i)
        for (int axis = 0; axis < 3; ++axis)
            EXPECT_DOUBLE_EQ(recording.positions[0][i][axis], positions_[0][i][axis]);

    // Spikes of exc come back exactly; those of inh were not recorded.
    std::vector<double> times;
    std::vector<std::uint32_t> neurons;
    for (const Spike& spike : testing::make_spikes(0, 1000))
        if (spike.neuron < 5) {
            times.push_back(spike.step / 10.0);
            neurons.push_back(spike.neuron);
        }
    EXPECT_EQ(recording.spikes[0].times_ms, times);
    EXPECT_EQ(recording.spikes[0].neurons, neurons);
    EXPECT_TRUE(recording.spikes[1].times_ms.empty());

    EXPECT_EQ(recording.signals.times_ms, (std::vector<double>{0, 51}));
    EXPECT_EQ(recording.signals.irradiance,
              (std::vector<std::vector<double>>{{10000, 0}, {0, 12345.678}}));
    EXPECT_THAT(recording.summary_json, HasSubstr("spike_digest"));
}

TEST_F(ReadRecording, applies_overrides_to_the_scenario) {
    EXPECT_EQ(read_recording(run_, {{"title", "Another"}}).scenario.title, "Another");
}

TEST_F(ReadRecording, says_which_file_is_missing) {
    fs::remove(run_ / "signals.csv");
    expect_problem("has no signals.csv", "run the scenario again");
}

TEST_F(ReadRecording, says_that_a_run_has_not_ended) {
    fs::rename(run_, run_.string() + ".partial");
    expect_problem("run.partial", "has not ended");
}

TEST_F(ReadRecording, says_which_line_of_a_table_is_damaged) {
    put(run_ / "positions.csv", "population,index,x_mm,y_mm,z_mm\nexc,0,1,2,3\nexc,1,1,abc,3\n");
    expect_problem("positions.csv:3: y_mm = 'abc'", "is no number");
    put(run_ / "positions.csv", "population,index,x_mm,y_mm,z_mm\nexc,0,1,2,3\n");
    expect_problem("positions.csv:2: population 'exc' has 1 positions but 5 neurons", "not whole");
}

TEST_F(ReadRecording, says_that_spikes_are_of_another_run) {
    fs::resize_file(run_ / "spikes.h5", 1000);
    expect_problem("spikes.h5: cannot open this file", "HDF5");
}

TEST_F(ReadRecording, says_that_signals_are_of_other_lights) {
    put(run_ / "signals.csv", "t_ms,other_0_mW_per_mm2\n0,1\n");
    expect_problem("signals.csv:1", "not those of the lights");
}

}  // namespace
}  // namespace spikelight
