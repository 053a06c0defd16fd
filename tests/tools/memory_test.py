"""Memory: planned before anything is built, the same for a second and for ten minutes, and never more than there is."""
import pathlib
import unittest

from harness import SANITIZERS, CliTest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"

# 60 neurons that never rest, with everything recorded: two million spikes a minute, traces, light, observables, decisions.
BUSY = """
format = 1
seed = 5
[simulation]
duration = "2 s"
dt = "0.5 ms"
[[population]]
name = "exc"
size = 60
I_e = "70 pA"
noise = "2 mV"
position = { box = { from = ["0 um", "0 um", "200 um"], to = ["100 um", "100 um", "300 um"] } }
[[population]]
name = "drive"
size = 60
model = "poisson"
rate = "100 Hz"
[[projection]]
from = "drive"
to = "exc"
connect = { probability = 0.2 }
weight = "0.5 mV"
delay = { uniform = ["0.5 ms", "5 ms"] }
[[light]]
name = "fiber"
positions = [["50 um", "50 um", "0 um"]]
maximum = "20 mW/mm^2"
[[opsin]]
population = "exc"
model = "chr2_4s"
[loop]
sample_period = "1 ms"
latency = "2 ms"
[[observable]]
name = "v"
mean_v = { of = "exc" }
[[controller]]
drives = "fiber"
random_walk = { step = "0.5 mW/mm^2" }
[[record.trace]]
population = "exc"
variables = ["v", "photocurrent", "O1"]
every = "1 ms"
"""

# The same filmed: every population in view, and light that changes every millisecond.
FILMED = BUSY.replace('rate = "100 Hz"', 'rate = "300 Hz"\nposition = { box = { from = ["0 um", "0 um", "200 um"], '
                      'to = ["100 um", "100 um", "300 um"] } }') + """
[video]
slowdown = 0.1
glow = "20 ms"
size = [320, 180]
"""


class Memory(CliTest):
    @unittest.skipIf(SANITIZERS, "a sanitizer keeps memory of its own, more the longer a program runs")
    def test_of_a_long_run_is_that_of_a_short_one(self):
        (self.folder / "busy.toml").write_text(BUSY)
        peaks = {}
        for seconds in [30, 90]:
            run = f"busy{seconds}"
            self.call_well("run", "busy.toml", "--duration", f"{seconds} s", "--out", run, "--threads", "1")
            peaks[seconds] = self.summary(run)["peak_memory_bytes"]
            # The report goes through all of it once more.
            self.call_well("report", run)
        self.assertGreater(sum(p["spikes"] for p in self.summary("busy90")["populations"]), 3_000_000)
        # What was recorded is some 100 MB. Chunks of files and caches are full after half a minute (38.6 to 40.3 MB at 15 s, 40.0
        # to 42.1 MB at 30 to 360 s, two builds): what the heap happens to hold, and HDF5's tables of chunks.
        self.assertLess(peaks[90], 1.15 * peaks[30], peaks)

    def test_of_a_long_film_is_that_of_a_short_one(self):
        (self.folder / "filmed.toml").write_text(FILMED)
        peaks = {}
        # Four frames each, from spikes that take 12 bytes in memory; a minute's fill all the blocks that are kept.
        for seconds in [60, 180]:
            run = f"filmed{seconds}"
            self.call_well("run", "filmed.toml", "--duration", f"{seconds} s", "--set", f"video.every={250 * seconds} ms",
                           "--out", run, "--threads", "1")
            self.assertEqual(len(list((self.folder / run / "frames").iterdir())), 4)
            peaks[seconds] = self.summary(run)["peak_memory_bytes"]
        # Peaks vary from run to run by 8 %, of whatever length (48.3 to 53.1 MB, nineteen runs of 60 to 240 s). Spikes that stayed
        # in memory would take 37 MB of the shorter run and 110 MB of the longer.
        spikes = sum(p["spikes"] for p in self.summary("filmed180")["populations"])
        self.assertGreater(12 * spikes, 1.5 * peaks[60])
        self.assertLess(peaks[180], 1.15 * peaks[60], peaks)

    def test_is_planned_alike_for_a_second_and_for_ten_minutes(self):
        plans = []
        for duration in ["1 s", "10 min"]:
            said = self.call_well("check", EXAMPLES / "million_neurons.toml", "--set", f"simulation.duration={duration}")
            plans.append([line for line in said.stdout.splitlines() if "memory" in line or "synapses" in line])
            self.assertIn("in all", said.stdout)
        self.assertEqual(*plans)

    def test_that_no_machine_has_is_refused_before_anything_is_built(self):
        for sets in [["population.exc.size=4000000000"],
                     ["population.exc.size=1000000", "population.inh.size=1000000",
                      "projection.0.connect={ in_degree = 1000000 }"]]:
            done = self.refuse(1, "(this machine has", "run", "small.toml", *[word for one in sets for word in ["--set", one]],
                               "--out", "absurd")
            self.assertIn("Make the network smaller", done.stderr)
            self.assertEqual([path.name for path in self.folder.glob("absurd*")], [])
        self.refuse(1, "(this machine has", "check", "small.toml", "--set", "population.exc.size=4000000000")
        self.refuse(2, "must lie in [1, 4294967295]", "run", "small.toml", "--set",
                    "population.exc.size=1000000000000000000")
        self.refuse(2, "size = 1e+18", "run", "small.toml", "--set", "population.exc.size=1e18")


if __name__ == "__main__":
    unittest.main()
