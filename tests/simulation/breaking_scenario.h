// A scenario whose numbers end while much is under way: for tests of what is told of it.
#pragma once

#include <string>

namespace spikelight::testing {

/// A fiber comes closer, and at some time Euler's steps cannot follow its light any more; before, between and after a second
/// light walks at random, neurons fire, and spikes are under way for one to three milliseconds. It takes `still_ms` before the
/// fiber sets off, and 60 ms until it is there. One step is 0.5 ms.
inline std::string breaking_scenario(int still_ms) {
    const auto ms = [](int time) {
        return std::string("\"").append(std::to_string(time)).append(" ms\"");
    };
    return R"(format = 1
seed = 11
[simulation]
dt = "0.5 ms"
duration = )" +
           ms(still_ms + 80) + R"(
[[population]]
name = "drive"
size = 20
model = "poisson"
rate = "80 Hz"
[[population]]
name = "exc"
size = 30
noise = "3 mV"
t_ref = "2 ms"
I_e = "35 pA"
position = { box = { from = ["-0.2 mm", "-0.2 mm", "1 mm"], to = ["0.2 mm", "0.2 mm", "1.6 mm"] } }
[[projection]]
from = "drive"
to = "exc"
connect = { in_degree = 5 }
weight = "2 mV"
delay = "1 ms"
[[projection]]
from = "exc"
to = "exc"
connect = { in_degree = 5 }
weight = "0.5 mV"
delay = { uniform = ["1.5 ms", "3 ms"] }
[[light]]
name = "fiber"
positions = [["0 mm", "0 mm", "-6 mm"]]
initial = "600 mW/mm^2"
path = { to = [["0 mm", "0 mm", "1 mm"]], start = )" +
           ms(still_ms) + ", stop = " + ms(still_ms + 60) + R"(, every = "1.5 ms" }
[[light]]
name = "other"
positions = [["0.1 mm", "0 mm", "0.9 mm"]]
[[opsin]]
population = "exc"
model = "gtacr2_4s"
expression = 0.01
[loop]
sample_period = "2 ms"
latency = "1 ms"
[[controller]]
drives = "other"
random_walk = { step = "0.3 mW/mm^2" }
)";
}

}  // namespace spikelight::testing
