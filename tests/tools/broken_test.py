"""A run whose numbers end says which, and keeps what it has."""
import unittest

import h5py

from harness import CliTest, without_video, SCENARIO

# A light that explicit Euler cannot follow at this dt, from 300 ms on.
BREAKING = without_video(SCENARIO).replace('duration = "50 ms"', 'duration = "2 s"').replace(
    'dt = "0.1 ms"', 'dt = "0.5 ms"').replace('chr2_4s', 'gtacr2_4s').replace(
    'constant = "5 mW/mm^2"\nstart = "30 ms"', 'constant = "2000 mW/mm^2"\nstart = "300 ms"').replace(
    'maximum = "20 mW/mm^2"', 'maximum = "2000 mW/mm^2"')


class ABrokenRun(CliTest):
    def test_stops_with_the_neuron_the_time_and_the_cause_and_keeps_what_it_recorded(self):
        (self.folder / "breaking.toml").write_text(BREAKING)
        done = self.refuse(1, "of opsin gtacr2_4s ", "run", "breaking.toml", "--out", "broken")
        self.assertRegex(done.stderr, r"population 'exc', neuron \d+: [CO]\d of opsin gtacr2_4s (had grown to [-+.e\d]+, and other "
                                      r"numbers )?became (NaN|infinite) at 30\d(\.5)? ms \(explicit Euler overshoots .*\)\. Set integrator = \"exponential\"")
        self.assertIn("what was recorded is whole in broken.partial", done.stderr)
        self.assertFalse((self.folder / "broken").exists())
        self.assertFalse((self.folder / "broken.partial/final_state.bin").exists())
        with h5py.File(self.folder / "broken.partial/spikes.h5") as file:
            times = file["spikes/inh/timestamps"][()]
        self.assertGreater((times < 300).sum(), 50)
        self.assertTrue(self.summary("broken.partial")["interrupted"])
        # The cure that it names works.
        self.call_well("run", "breaking.toml", "--out", "cured", "--set", "opsin.0.integrator=exponential")


if __name__ == "__main__":
    unittest.main()
