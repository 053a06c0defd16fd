"""Controllers as their users meet them: other programs, replays of earlier runs, C++ of one's own."""
import csv
import os
import pathlib
import signal
import subprocess
import time
import unittest

import h5py

from harness import PROGRAM, SCENARIO, CliTest, without_video

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
CONTROLLERS = SCENARIO[SCENARIO.index("[[controller]]"):SCENARIO.index("[record]")]


def controlled(controller, loop='sample_period = "1 ms"'):
    """The small scenario without video, with one controller."""
    text = without_video(SCENARIO).replace(CONTROLLERS, f'[[controller]]\ndrives = "fiber"\n{controller}\n\n')
    return text.replace('sample_period = "1 ms"', loop)


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


class AnExternalController(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        helper = (EXAMPLES / "external_controller/spikelight_controller.py").read_text()
        (cls.folder / "spikelight_controller.py").write_text(helper)
        cls.command = 'external = { command = ["python3", "mine.py"], files = ["spikelight_controller.py"] }'
        (cls.folder / "external.toml").write_text(controlled(cls.command))

    def write(self, decide):
        (self.folder / "mine.py").write_text(
            "import os, sys, time\nfrom spikelight_controller import run\nopen('started', 'w').close()\n"
            "class Mine:\n    def __init__(self, hello):\n        self.hello = hello\n"
            f"    def decide(self, sample):\n        {decide}\nrun(Mine)\n")

    def test_is_named_before_it_starts_and_repeats_with_the_run(self):
        self.write("print('seen', sample['step']); return 0.1 * sample['t_ms']")
        done = self.call_well("run", "external.toml", "--out", "first", "--quiet")
        self.assertTrue(done.stderr.startswith("external   python3 mine.py (a controller; a run starts it in .)\n"))
        self.assertIn("seen 490", done.stderr)
        levels = [float(row["fiber_0_mW_per_mm2"]) for row in rows(self.folder / "first/signals.csv")]
        self.assertEqual(levels[1], 0.1)
        # The run's directory is enough to repeat it.
        self.write("return 7")
        self.call_well("run", "first/scenario.toml", "--out", "again", "--quiet")
        self.assertEqual(self.summary("again")["spike_digest"], self.summary("first")["spike_digest"])

    def test_is_refused_where_programs_are_not_welcome_and_never_started_by_check(self):
        self.write("return 1")
        (self.folder / "started").unlink(missing_ok=True)
        self.refuse(2, "--no-external (a controller of the scenario is another program: python3 mine.py)", "run",
                    "external.toml", "--out", "refused", "--no-external")
        for command in [["sweep", "--set", "seed=1..2", "--out", "refused"], ["benchmark"]]:
            self.refuse(2, "--no-external (a controller of the scenario is another program: python3 mine.py)",
                        command[0], "external.toml", *command[1:], "--no-external")
        self.assertIn("external   python3 mine.py", self.call_well("check", "external.toml").stderr)
        # What it is called cannot hide it.
        hidden = (self.folder / "external.toml").read_text().replace('"mine.py"', '"mine.py", "\\r\\u001b[2Kall is well\\n"')
        (self.folder / "hidden.toml").write_text(hidden)
        self.assertIn("external   python3 mine.py \\x0d\\x1b[2Kall is well\\x0a (", self.call_well("check", "hidden.toml").stderr)
        self.assertFalse((self.folder / "started").exists())
        self.assertFalse((self.folder / "refused").exists() or (self.folder / "refused.partial").exists())

    def test_that_fails_leaves_what_was_recorded_whole(self):
        self.write("return 1 if sample['t_ms'] < 20 else sys.exit(4)")
        done = self.refuse(1, "external controller python3 mine.py ended with exit status 4", "run", "external.toml",
                           "--out", "failed", "--force")
        self.assertIn("ended at 20 ms of 50 ms; what was recorded is whole in failed.partial", done.stderr)
        with h5py.File(self.folder / "failed.partial/spikes.h5") as spikes:
            self.assertIn("exc", spikes["spikes"])
        self.assertEqual(len(rows(self.folder / "failed.partial/loop.csv")), 20)

    def test_that_cannot_start_leaves_no_trace(self):
        (self.folder / "nobody.toml").write_text(controlled('external = { command = ["no-such-program"] }'))
        self.refuse(1, "cannot start no-such-program (No such file or directory)", "run", "nobody.toml")
        self.assertFalse((self.folder / "runs/nobody.partial").exists())

    def test_ends_with_the_run_when_the_user_stops_it(self):
        self.write("open('pid', 'w').write(str(os.getpid())); time.sleep(60 * (sample['t_ms'] > 10)); return 1")
        (self.folder / "pid").unlink(missing_ok=True)
        run = subprocess.Popen([PROGRAM, "run", "external.toml", "--out", "stopped", "--quiet"], cwd=self.folder,
                               text=True, stderr=subprocess.PIPE)
        while not (self.folder / "pid").exists():
            time.sleep(0.02)
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=30)
        self.assertEqual(run.returncode, 130, said)
        self.assertIn("interrupted at", said)
        child = int((self.folder / "pid").read_text())
        with self.assertRaises(ProcessLookupError):
            os.kill(child, 0)


class TheLoop(CliTest):
    def test_leaves_a_row_per_sample_and_controller(self):
        walk = 'random_walk = { step = "0.5 mW/mm^2" }\nstart = "5 ms"'
        loop = ('sample_period = "1 ms"\nlatency = "2 ms"\nprocessing = "serial"\ncompute_delay = "1.2 ms"\n'
                '[[observable]]\nname = "activity"\nrate = { of = "exc", filter = "10 ms" }\n'
                '[[observable]]\nname = "depolarisation"\nmean_v = { of = ["exc"] }')
        (self.folder / "walk.toml").write_text(controlled(walk, loop))
        self.call_well("run", "walk.toml")
        log = rows(self.folder / "runs/walk/loop.csv")
        self.assertEqual([row["sampled_ms"] for row in log], [str(ms) for ms in range(5, 50)])
        for row in log:
            self.assertAlmostEqual(float(row["applied_ms"]), float(row["decided_ms"]) + 2)
            self.assertEqual((row["controller"], row["light"]), ("0", "fiber"))
            self.assertGreaterEqual(float(row["wall_us"]), 0)
        observed = rows(self.folder / "runs/walk/observables.csv")
        self.assertEqual(list(observed[0]), ["t_ms", "activity_Hz", "depolarisation_mV"])
        self.assertEqual([row["t_ms"] for row in observed], [str(ms) for ms in range(50)])
        self.assertTrue(-80 < float(observed[-1]["depolarisation_mV"]) < 30)
        report = (self.folder / "runs/walk/report.html").read_text()
        plots = report[report.index("<h3>Observables</h3>"):]
        for text in ["activity", "Hz", "depolarisation", "mV"]:
            self.assertIn(text, plots)

    def test_replays_the_light_of_an_earlier_run_to_the_last_bit(self):
        loop = 'sample_period = "1 ms"\nlatency = "2 ms"'
        (self.folder / "walk.toml").write_text(controlled('random_walk = { step = "0.7 mW/mm^2" }', loop))
        self.call_well("run", "walk.toml", "--out", "master")
        (self.folder / "yoked.toml").write_text(controlled(
            'table = { file = "master/signals.csv", columns = ["fiber_0"], yoked = true }', loop))
        self.call_well("run", "yoked.toml", "--out", "yoked")
        self.assertEqual((self.folder / "yoked/signals.csv").read_text(),
                         (self.folder / "master/signals.csv").read_text())
        self.assertEqual(self.summary("yoked")["spike_digest"], self.summary("master")["spike_digest"])


class AControllerOfOnesOwn(CliTest):
    program = os.environ.get("SPIKELIGHT_CUSTOM_PROGRAM", "")

    def test_is_linked_and_named_in_the_scenario(self):
        self.assertTrue(self.program, "SPIKELIGHT_CUSTOM_PROGRAM names the program")
        scenario = EXAMPLES / "custom_controller/two_levels.toml"
        done = subprocess.run([self.program, "run", str(scenario), "--out", "own"], cwd=self.folder, text=True,
                              capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        levels = [float(row["fiber_0_mW_per_mm2"]) for row in rows(self.folder / "own/signals.csv")]
        self.assertEqual(set(levels), {0, 4})
        self.assertGreater(len(levels), 3, "it switches on and off")
        self.refuse(2, "(this program has no custom controllers). Run the one that you linked", "check", scenario)


if __name__ == "__main__":
    unittest.main()
