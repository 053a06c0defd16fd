"""Going on from the end of a finished run: two halves are the whole, and what may change, and what may not, is told."""
import re
import signal
import subprocess
import time
import unittest

import h5py
import numpy

from checkpoint_test import RICH
from harness import FRAMES, PROGRAM, CliTest, without_video

# The same for a second, with an observable that a controller follows.
SHORT = RICH.replace('duration = "3 s"', 'duration = "1 s"').replace('[record]\n', """[[observable]]
name = "v"
mean_v = { of = "exc" }

[record]
""").replace('variables = ["v"]', 'variables = ["v", "photocurrent"]').replace('every = "1 ms"', 'every = "3 ms"')


def spikes(run):
    """Per population, times and neurons."""
    with h5py.File(run / "spikes.h5") as file:
        return {name: (group["timestamps"][()], group["node_ids"][()]) for name, group in file["spikes"].items()}


def traces(run, variable):
    with h5py.File(run / f"traces_{variable}.h5") as file:
        report = file["report/exc"]
        return report["data"][()], report["mapping/time"][()]


def lines(path):
    return path.read_text().splitlines()


class ABriefContinuation(CliTest):
    def test_tells_the_steps_that_it_does_itself(self):
        self.call_well("run", "small.toml", "--no-video", "--out", "first")
        done = self.call_well("continue", "first", "--duration", "20 ms", "--no-video", "--out", "second")
        self.assertIn("synapses, 200 steps of 0.1 ms on", done.stdout)


class AContinuedRun(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "short.toml").write_text(SHORT)
        for duration, run in [("1 s", "first"), ("2 s", "whole")]:
            done = cls.call("run", "short.toml", "--duration", duration, "--out", run, "--threads", "1")
            assert done.returncode == 0, done.stderr

    def expect_sum(self, parts, whole="whole"):
        """What the parts recorded one after another is what the whole run did."""
        parts, whole = [self.folder / part for part in parts], self.folder / whole
        found = [spikes(part) for part in parts]
        for name, (times, neurons) in spikes(whole).items():
            if name in ["exc", "drive"]:
                self.assertGreater(len(times), 50)
            self.assertTrue(numpy.array_equal(numpy.concatenate([part[name][0] for part in found]), times), name)
            self.assertTrue(numpy.array_equal(numpy.concatenate([part[name][1] for part in found]), neurons), name)
        for variable in ["v", "photocurrent"]:
            data, span = traces(whole, variable)
            rows = [traces(part, variable) for part in parts]
            self.assertTrue(numpy.array_equal(numpy.concatenate([part[0] for part in rows]), data), variable)
            for (_, begin), part in zip(rows, parts):
                first_ms = self.summary(part)["first_step"] * 0.1
                self.assertAlmostEqual(begin[0], numpy.ceil(first_ms / 3 - 1e-9) * 3)
        for file in ["loop.csv", "observables.csv", "signals.csv"]:
            together = lines(parts[0] / file)
            for part in parts[1:]:
                more = lines(part / file)[1:]
                # A part begins with the light in force, even where it does not change there.
                if file == "signals.csv" and more[0].split(",")[1:] == together[-1].split(",")[1:]:
                    more = more[1:]
                together += more
            expected = lines(whole / file)
            # Of the loop all but how long controllers took.
            if file == "loop.csv":
                together, expected = ([line.rsplit(",", 1)[0] for line in rows] for rows in [together, expected])
            self.assertEqual(together, expected, file)
        for key in ["synaptic_events"]:
            self.assertEqual(sum(self.summary(part)[key] for part in parts), self.summary(whole)[key])

    def test_is_the_second_half_of_the_whole_on_other_threads(self):
        said = self.call_well("continue", "first", "--duration", "1 s", "--threads", "3", "--out", "second").stdout
        self.assertIn("going on from first, at 1000 ms", said)
        self.expect_sum(["first", "second"])
        summary = self.summary("second")
        self.assertEqual((summary["first_step"], summary["steps"], summary["steps_done"]), (10000, 20000, 20000))
        rates = [population["rate_hz"] for population in summary["populations"]]
        counts = [population["spikes"] / population["size"] for population in summary["populations"]]
        self.assertEqual(rates, counts)
        report = (self.folder / "second/report.html").read_text()
        self.assertIn("from 1000 ms on", report)
        self.assertIn(self.summary("first")["spike_digest"], report)

    def test_can_be_continued_again_from_any_moment(self):
        self.call_well("run", "short.toml", "--duration", "700.1 ms", "--out", "a")
        self.call_well("continue", "a", "--duration", "300 ms", "--out", "b")
        self.call_well("continue", "b", "--duration", "999.9 ms", "--out", "c")
        self.expect_sum(["a", "b", "c"])

    def test_can_be_killed_and_resumed(self):
        process = subprocess.Popen([PROGRAM, "continue", "first", "--duration", "1 s", "--out", "killed",
                                    "--checkpoint-every", "50 ms"], cwd=self.folder, stdout=subprocess.DEVNULL)
        partial = self.folder / "killed.partial"
        while process.poll() is None and len(list(partial.glob("checkpoint-*.bin"))) < 2:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertTrue(partial.exists(), "it was done before it could be killed")
        self.call_well("run", "--resume", "killed")
        self.expect_sum(["first", "killed"])

    def test_takes_changes_of_light_and_control_and_no_others(self):
        # The same until the end of the first, then another light: a controller that has changed begins anew.
        bright = re.sub(r"^pi = .*$", 'constant = "20 mW/mm^2"', SHORT, flags=re.MULTILINE)
        (self.folder / "bright.toml").write_text(bright)
        self.call_well("continue", "first", "--duration", "200 ms", "--scenario", "bright.toml", "--out", "bright", "--set",
                       "record.trace.0.neurons=0:5")
        rows = [line.split(",") for line in lines(self.folder / "bright/signals.csv")]
        self.assertIn("20", [row[3] for row in rows if row[0] == "1002.5"], "after the latency of 2.5 ms")
        self.assertEqual(traces(self.folder / "bright", "v")[0].shape[1], 5)
        # A scenario of its own may have more controllers.
        more = SHORT.replace("[[observable]]", """[[controller]]
drives = "second"
constant = "1 mW/mm^2"
start = "1.1 s"
stop = "1.15 s"

[[observable]]""").replace('drives = "second"\npi', 'drives = "second"\nstop = "1.05 s"\npi')
        (self.folder / "more.toml").write_text(more)
        self.call_well("continue", "first", "--duration", "200 ms", "--scenario", "more.toml", "--out", "more")
        rows = [line.split(",") for line in lines(self.folder / "more/signals.csv")]
        self.assertIn("1", [row[3] for row in rows if row[0] == "1102.5"])

        for change, what in [("population.exc.size=901", "population 'exc'"), ("population.inh.I_e=10 pA", "population 'inh'"),
                             ("projection.0.weight=1 mV", "projection 'exc_exc'"), ("seed=6", "the seed"),
                             ("opsin.0.expression=0.5", "opsin 0 (chr2_4s)"), ("simulation.precision=float64", "the precision"),
                             ("simulation.dt=0.05 ms", "dt"), ("loop.latency=4 ms", "[loop]"),
                             ("light.fibers.name=lamp", "the name of light 'fibers'")]:
            change = [change] if "name" not in change else [change, "controller.0.drives=lamp"]
            sets = [word for one in change for word in ["--set", one]]
            done = self.refuse(2, f"{what} is not what it was", "continue", "first", "--duration", "1 s", *sets, "--out", "no")
            self.assertIn("run the changed scenario from its beginning", done.stderr)
            self.assertFalse((self.folder / "no").exists() or (self.folder / "no.partial").exists())

    def test_is_refused_with_advice_where_there_is_no_end_to_go_on_from(self):
        self.refuse(2, "there is no such directory", "continue", "nowhere", "--duration", "1 s")
        self.refuse(2, "--duration is required", "continue", "first")
        self.refuse(2, "a time above 0", "continue", "first", "--duration", "0 s")
        self.refuse(2, "this is no time", "continue", "first", "--duration", "1 mV")
        self.refuse(2, "whole steps are needed", "continue", "first", "--duration", "0.15 ms")
        self.call_well("run", "short.toml", "--duration", "10 ms", "--out", "old")
        self.refuse(2, "it holds an earlier run", "continue", "first", "--duration", "1 s", "--out", "old")
        state = self.folder / "old/final_state.bin"
        data = bytearray(state.read_bytes())
        data[len(data) // 2] ^= 1
        state.write_bytes(data)
        for _ in range(2):
            done = self.refuse(2, "no whole final_state.bin", "continue", "old", "--duration", "1 s")
            self.assertIn("spikelight run old/scenario.toml --out old --force", done.stderr)
            state.unlink(missing_ok=True)

    def test_is_filmed_from_where_it_begins(self):
        self.call_well("run", "small.toml", "--no-video", "--out", "dark")
        self.call_well("continue", "dark", "--duration", "25 ms", "--out", "filmed")
        self.assertEqual(len(self.frames("filmed")), FRAMES // 2)
        self.call_well("render", "filmed", "--at", "60 ms")
        self.refuse(2, "the run goes from 50 to 75 ms", "render", "filmed", "--at", "20 ms")


if __name__ == "__main__":
    unittest.main()
