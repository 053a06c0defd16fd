"""Where a run's network goes as SONATA files, what stays when it does not get there, and what is refused."""
import json
import shutil
import signal
import subprocess
import time
import unittest

import h5py

from harness import PROGRAM, SCENARIO, CliTest, without_video
from sonata_test import FILES


class TheDirectory(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "quiet.toml").write_text(without_video(SCENARIO))
        done = cls.call("run", "quiet.toml", "--out", "run")
        assert done.returncode == 0, done.stderr

    def export(self, *arguments, run="run"):
        return self.call_well("export", run, "--format", "sonata", *arguments)

    def contents(self, name):
        return {path.name: path.read_bytes() for path in (self.folder / name).iterdir()}

    def test_is_the_same_again_and_replaces_the_one_of_before(self):
        self.export("--out", "once")
        # HDF5 would like to write down the second.
        time.sleep(1.1)
        self.export("--out", "again/")
        first = self.contents("once")
        self.assertEqual(first, self.contents("again"))
        (self.folder / "again/nodes.h5").write_text("old")
        (self.folder / "again/edges.h5").unlink()
        self.export("--out", "again")
        self.assertEqual(first, self.contents("again"))
        self.assertFalse((self.folder / "again.partial").exists())

    def test_of_a_run_that_has_not_ended_stays_outside(self):
        shutil.copytree(self.folder / "run", self.folder / "half.partial")
        self.assertIn("sonata     half.partial_sonata (", self.export(run="half.partial").stdout)
        self.assertTrue((self.folder / "half.partial_sonata/edges.h5").exists())

    def test_of_a_run_that_goes_on_is_that_of_the_first(self):
        self.call_well("continue", "run", "--duration", "10 ms", "--out", "more")
        self.export("--out", "first")
        self.export("--out", "second", run="more")
        self.assertEqual(self.contents("first")["edges.h5"], self.contents("second")["edges.h5"])

    def test_that_is_something_else_is_not_touched(self):
        (self.folder / "work").mkdir()
        (self.folder / "work/thesis.tex").write_text("years")
        (self.folder / "link").symlink_to(self.folder / "work")
        self.export("--out", "network")
        (self.folder / "linked").symlink_to(self.folder / "network")
        (self.folder / "file.partial").write_text("mine")
        for out, what in [("work", "work"), ("link", "link"), ("linked", "linked"), ("run", "run"), ("file", "file.partial")]:
            self.refuse(2, f"{what} (it exists and is no network that was exported", "export", "run", "--format", "sonata",
                        "--out", out)
        self.assertEqual((self.folder / "work/thesis.tex").read_text(), "years")
        self.assertEqual((self.folder / "file.partial").read_text(), "mine")

    def test_is_refused_with_a_way_out(self):
        self.refuse(2, "--format", "export", "run", "--format", "neuroml")
        self.refuse(2, "a network has no date", "export", "run", "--format", "sonata", "--start", "2026-01-31T23:59:59Z")
        self.refuse(2, "there is no directory nowhere", "export", "run", "--format", "sonata", "--out", "nowhere/net")
        self.assertIn("export runs/experiment --format sonata", self.call_well("export", "--help").stdout)

    def test_is_not_made_of_a_scenario_that_was_changed(self):
        shutil.copytree(self.folder / "run", self.folder / "changed")
        scenario = self.folder / "changed/scenario.toml"
        scenario.write_text(scenario.read_text().replace("seed = 5", "seed = 6"))
        done = self.refuse(1, "projection 'exc_inh' has", "export", "changed", "--format", "sonata")
        self.assertIn("in the run it had", done.stderr)
        self.assertEqual(list((self.folder / "changed").glob("*sonata*")), [])
        (self.folder / "changed/summary.json").write_text("{}")
        self.refuse(1, "does not say how many synapses", "export", "changed", "--format", "sonata")

    def test_without_projections_has_no_edges(self):
        (self.folder / "alone.toml").write_text("""format = 1
[simulation]
duration = "1 ms"
[[population]]
name = "one"
size = 1
""")
        self.call_well("run", "alone.toml", "--out", "alone")
        # What a power failure has left.
        (self.folder / "alone/alone_sonata.partial").mkdir()
        (self.folder / "alone/alone_sonata.partial/edges.h5").write_text("half")
        self.assertIn("1 node in 1 population, 0 edges in 0 populations", self.export(run="alone").stdout)
        self.assertEqual(set(self.contents("alone/alone_sonata")), set(FILES) - {"edges.h5", "edge_types.csv"})
        config = json.loads((self.folder / "alone/alone_sonata/circuit_config.json").read_text())
        self.assertEqual(config["networks"]["edges"], [])

    def test_names_are_told_apart(self):
        (self.folder / "names.toml").write_text("format = 1\n" + "".join(
            f'[[population]]\nname = "{name}"\nsize = 3\n' for name in ["a", "a__b", "b__c", "c"]) + "".join(
            f'[[projection]]\nfrom = "{source}"\nto = "{target}"\nconnect = "all_to_all"\nweight = "1 mV"\n'
            for source, target in [("a", "b__c"), ("a__b", "c"), ("c", "c")]))
        self.call_well("run", "names.toml", "--out", "names", "--duration", "1 ms")
        self.export(run="names")
        with h5py.File(self.folder / "names/names_sonata/edges.h5") as file:
            self.assertEqual(list(file["edges"]), ["a__b__c__chemical", "a__b__c__chemical_2", "c__c__chemical"])
            self.assertEqual(file["edges/a__b__c__chemical_2/source_node_id"].attrs["node_population"], "a__b")

    def test_is_not_left_half_by_control_c(self):
        (self.folder / "large.toml").write_text("""format = 1
[simulation]
duration = "0.1 ms"
[[population]]
name = "many"
size = 4000
[[projection]]
from = "many"
to = "many"
connect = "all_to_all"
weight = "1 mV"
""")
        self.call_well("run", "large.toml", "--out", "large")
        process = subprocess.Popen([PROGRAM, "export", "large", "--format", "sonata"], cwd=self.folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        while process.poll() is None and not (self.folder / "large/large_sonata.partial/edges.h5").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, said)
        self.assertIn("Begin again with: spikelight export large --format sonata", said)
        self.assertEqual(list((self.folder / "large").glob("*sonata*")), [])


if __name__ == "__main__":
    unittest.main()
