// A small network with everything that a run's state can hold.
#pragma once

namespace spikelight::fuzz {

inline constexpr const char* rich_scenario = R"(format = 1
seed = 5

[simulation]
duration = "4 ms"
dt = "0.1 ms"

[[population]]
name = "exc"
size = 12
model = "eif"
I_e = "400 pA"
t_ref = "1 ms"
noise = "1 mV"
v_init = { uniform = ["-70 mV", "-50 mV"] }
position = { box = { from = ["-0.1 mm", "-0.1 mm", "0.1 mm"], to = ["0.1 mm", "0.1 mm", "0.3 mm"] } }

[[population]]
name = "adapting"
size = 5
model = "adex"
I_e = "900 pA"

[[population]]
name = "drive"
size = 4
model = "poisson"
rate = "500 Hz"

[[projection]]
from = "drive"
to = "exc"
connect = { in_degree = 2 }
weight = "2 mV"
delay = "0.5 ms"

[[projection]]
from = "exc"
to = "adapting"
connect = { probability = 0.5 }
weight = "1 mV"
delay = { uniform = ["0.1 ms", "1.5 ms"] }

[[light]]
name = "fibers"
positions = [["0 um", "0 um", "0 um"], ["50 um", "0 um", "0 um"]]
maximum = "20 mW/mm^2"

[[light]]
name = "second"
wavelength = "590 nm"
absorption = "0.1 /mm"
scattering = "7 /mm"
positions = [["0 um", "0 um", "0 um"]]
maximum = "20 mW/mm^2"

[[opsin]]
population = "exc"
model = "chr2_4s"

[[opsin]]
population = "exc"
model = "enphr3_3s"

[loop]
sample_period = "0.5 ms"
latency = "0.7 ms"
compute_delay = { uniform = ["0.1 ms", "0.4 ms"] }
processing = "serial"

[[observable]]
name = "rate"
rate = { of = "exc", filter = "5 ms" }

[[observable]]
name = "v"
mean_v = { of = "exc" }

[[controller]]
drives = "fibers"
random_walk = { step = "2 mW/mm^2" }
stop = "2 ms"

[[controller]]
drives = "fibers"
on_off = { observes = "exc", window = "1 ms", below = "50 Hz", value = "10 mW/mm^2" }
start = "2 ms"

[[controller]]
drives = "second"
pi = { observes = "rate", target = "20 Hz", filter = "5 ms", gain = "0.2 mW/mm^2/Hz", integral_time = "50 ms" }

[[record.trace]]
population = "exc"
variables = ["v", "photocurrent"]
neurons = "0:12:5"
every = "0.5 ms"

[[record.trace]]
population = "adapting"
variables = ["w"]
)";

}  // namespace spikelight::fuzz
