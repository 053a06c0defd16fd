"""`spikelight benchmark`: what it measures, says and refuses, and how `run` chooses a backend."""
import json
import unittest

from harness import CliTest


class ABenchmark(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.call("benchmark", "small.toml", "--repeat", "3", "--json", "times.json")

    def times(self):
        return json.loads((self.folder / "times.json").read_text())["scenarios"][0]

    def test_has_the_spikes_of_a_run(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.call_well("run", "small.toml", "--no-video", "--force")
        summary = self.summary("runs/small")
        for backend in self.times()["backends"]:
            self.assertEqual([run["spike_digest"] for run in backend["runs"]], 3 * [summary["spike_digest"]])
        self.assertEqual(self.times()["synaptic_events"], summary["synaptic_events"])
        self.assertIn(summary["spike_digest"], self.done.stdout)
        self.assertIn("the same spikes in every run", self.done.stdout)

    def test_rates_follow_from_its_times(self):
        times = self.times()
        for backend in times["backends"]:
            seconds = sorted(run["simulate_s"] for run in backend["runs"])
            median = backend["median"]
            self.assertEqual(median["simulate_s"], seconds[1])
            self.assertAlmostEqual(median["updates_per_s"] * seconds[1] / (50 * 500), 1)
            self.assertAlmostEqual(median["real_time_factor"] * 0.05 / seconds[1], 1)

    def test_takes_another_duration_and_seed(self):
        self.call_well("benchmark", "small.toml", "--duration", "10 ms", "--set", "seed=6", "--json", "other.json")
        other = json.loads((self.folder / "other.json").read_text())["scenarios"][0]
        self.assertEqual(other["steps"], 100)
        self.assertEqual(len(other["backends"][0]["runs"]), 3)

    def test_reads_every_scenario_before_it_runs_one(self):
        done = self.refuse(2, "missing.toml", "benchmark", "small.toml", "missing.toml")
        self.assertNotIn("synaptic events", done.stdout)

    def test_says_where_it_cannot_write(self):
        self.refuse(2, "cannot be written", "benchmark", "small.toml", "--json", "no/such/folder.json")


class ABackend(CliTest):
    def test_cuda_is_refused_with_advice_where_it_is_not_there(self):
        info = self.call_well("info").stdout
        if "no cuda" not in info:
            self.skipTest("there is a GPU")
        for command in [["run", "--out", "never"], ["benchmark"]]:
            done = self.refuse(1, "--backend cuda", *command, "small.toml", "--backend", "cuda")
            self.assertIn("--backend cpu", done.stderr)
        self.assertFalse((self.folder / "never").exists())

    def test_auto_is_what_info_names_last(self):
        backends = self.call_well("info").stdout.split("backends")[1].splitlines()[0].split(", ")
        self.call_well("run", "small.toml", "--no-video")
        self.assertEqual(self.summary("runs/small")["backend"], backends[-1].strip())


if __name__ == "__main__":
    unittest.main()
