#include "tests/scenario/scenario_writer.h"

#include <gtest/gtest.h>

#include <fstream>

namespace spikelight::testing {

const char* const valid_scenario = R"(format = 1
seed = 1
[simulation]
duration = "100 ms"
dt = "0.1 ms"
[[population]]
name = "exc"
size = 4
v_init = "-70 mV"
I_e = "60 pA"
position = { grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["1 mm", "1 mm", "0 mm"], shape = [2, 2, 1] } }
[[population]]
name = "inh"
size = 2
t_ref = "2 ms"
[[projection]]
from = "exc"
to = "inh"
connect = { in_degree = 3 }
weight = "1 mV"
delay = "1.5 ms"
[[light]]
name = "fibers"
positions = [["0 um", "0 um", "0 um"], ["1 mm", "0 um", "0 um"]]
direction = [0, 0, 1]
initial = ["1 mW/mm^2", "0 mW/mm^2"]
maximum = "30 mW/mm^2"
[[opsin]]
population = "exc"
model = "chr2_4s"
[loop]
sample_period = "1 ms"
[[controller]]
drives = "fibers"
constant = "5 mW/mm^2"
start = "10 ms"
[record]
spikes = ["exc"]
[[record.trace]]
population = "exc"
variables = ["v", "O1"]
neurons = "0:4:2"
every = "1 ms"
[video]
slowdown = 10
limits = { z = ["0 um", "600 um"] }
)";

std::filesystem::path ScenarioWriter::write(const std::string& name,
                                            const std::string& text) const {
    std::ofstream(directory() / name, std::ios::binary) << text;
    return directory() / name;
}

ReadResult ScenarioWriter::read(const std::string& text,
                                const std::vector<Override>& overrides) const {
    return read_scenario(write("s.toml", text), overrides);
}

std::vector<std::string> ScenarioWriter::problems(const std::string& text,
                                                  const std::vector<Override>& overrides) const {
    std::vector<std::string> problems;
    try {
        read(text, overrides);
    } catch (const ScenarioError& error) {
        problems = error.problems();
    }
    const std::string prefix = directory().string() + "/";
    for (std::string& problem : problems)
        for (std::size_t at; (at = problem.find(prefix)) != std::string::npos;)
            problem.erase(at, prefix.size());
    return problems;
}

std::string replace_once(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from << " does not occur";
    EXPECT_EQ(text.find(from, at + 1), std::string::npos) << from << " occurs twice";
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

void expect_rejected(const Rejection& rejection) {
    ScenarioWriter writer;
    writer.write("currents.csv", "I_pA,I_mV,I\n1,1,1\n2,1,1\nx,1,1\n4e,1,1\n");
    writer.write("short.csv", "I_pA\n1\n2\n");
    writer.write("broken.csv", "I_pA,w_1\n1\n");
    writer.write("pairs.csv", "pre,post,weight_mV,delay_ms\n0,0,1,1\n4,1,1,1\n3,1.5,1,1\n");
    writer.write("good_pairs.csv", "pre,post,weight_mV,delay_ms\n0,0,1,1\n3,1,1,1\n");
    writer.write("points.csv", "x_mm,y_mm\n0,0\n0,1\n1,0\n1,1\n");
    writer.write("table.csv", "t_ms,fibers_0_mW_per_mm2\n0,1\n2,3\n1,4\n");
    writer.write("good_table.csv", "t_ms,blue_0_mW_per_mm2\n0,1\n2,3\n");
    EXPECT_EQ(writer.problems(replace_once(valid_scenario, rejection.from, rejection.to)),
              rejection.problems);
}

}  // namespace spikelight::testing
