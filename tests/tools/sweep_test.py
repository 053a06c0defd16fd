"""`spikelight sweep`: grids, their table and figure, and what becomes of faults and interruptions."""
import csv
import json
import os
import shutil
import signal
import subprocess
import time
import unittest
import xml.etree.ElementTree

from harness import PROGRAM, SANITIZERS, SCENARIO, CliTest, without_video

without_fork = unittest.skipIf("thread" in SANITIZERS,
                               "clang's OpenMP under the thread sanitizer does not outlive fork()")


# Sanitizers leave a crash to the system.
DYING = {**os.environ, "ASAN_OPTIONS": "handle_segv=0", "TSAN_OPTIONS": "handle_segv=0"}


@without_fork
class ASweep(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "plain.toml").write_text(without_video(SCENARIO))
        cls.arguments = ["sweep", "plain.toml", "--set", "light.fiber.maximum=10 mW/mm^2, 20 mW/mm^2",
                         "--set", "seed=5..7", "--out", "grid", "--threads", "2"]
        cls.done = cls.call(*cls.arguments)

    def rows(self, out="grid"):
        with open(self.folder / out / "sweep.csv", newline="") as table:
            return list(csv.DictReader(table))

    def test_leaves_a_run_per_point_and_a_row_for_each(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout + self.done.stderr)
        rows = self.rows()
        self.assertEqual([(row["light.fiber.maximum"], row["seed"]) for row in rows],
                         [(light, seed) for light in ["10 mW/mm^2", "20 mW/mm^2"] for seed in "567"])
        for row in rows:
            summary = self.summary(f"grid/{row['point']}")
            self.assertEqual(row["digest"], summary["spike_digest"])
            self.assertEqual(float(row["exc_rate_Hz"]), summary["populations"][0]["rate_hz"])
            self.assertEqual(float(row["inh_rate_Hz"]), summary["populations"][1]["rate_hz"])
            self.assertEqual(int(row["synaptic_events_1"]), summary["synaptic_events"])
            self.assertEqual(row["problem"], "")
        self.assertEqual(len({row["digest"] for row in rows}), 6)

    def test_points_are_the_runs_that_run_makes(self):
        self.call_well("run", "plain.toml", "--out", "alone", "--set", "light.fiber.maximum=20 mW/mm^2", "--seed", "6",
                       "--force")
        self.assertEqual(self.rows()[4]["digest"], self.summary("alone")["spike_digest"])

    def test_lasts_as_long_as_asked_for(self):
        self.call_well("sweep", "plain.toml", "--set", "seed=5..6", "--duration", "20 ms", "--out", "brief")
        self.call_well("run", "plain.toml", "--duration", "20 ms", "--seed", "6", "--out", "brief_alone")
        self.assertEqual(self.rows("brief")[1]["digest"], self.summary("brief_alone")["spike_digest"])
        self.refuse(2, "it is set twice", "sweep", "plain.toml", "--set", "simulation.duration=10 ms,20 ms",
                    "--duration", "20 ms", "--out", "twice")

    def test_figure_has_a_line_per_population_and_a_dot_per_value(self):
        root = xml.etree.ElementTree.parse(self.folder / "grid/sweep.svg").getroot()
        dots = root.findall("{http://www.w3.org/2000/svg}circle")
        # Two populations at two irradiances; the three seeds are one dot with a bar.
        self.assertEqual(len(dots), 4)
        text = "".join(root.itertext())
        for part in ["light.fiber.maximum (mW/mm²)", "rate (Hz)", "exc", "inh"]:
            self.assertIn(part, text)

    def test_goes_on_where_it_stopped(self):
        kept = os.stat(self.folder / "grid/000/summary.json").st_mtime_ns
        digest = self.rows()[3]["digest"]
        shutil.rmtree(self.folder / "grid/003")
        done = self.call_well(*self.arguments)
        self.assertIn("6 points, 5 of them finished", done.stdout)
        self.assertEqual(os.stat(self.folder / "grid/000/summary.json").st_mtime_ns, kept)
        self.assertEqual(self.rows()[3]["digest"], digest)

    def test_is_not_mistaken_for_another_sweep(self):
        self.refuse(2, "holds another scenario's run", "sweep", "plain.toml", "--set", "seed=8..9", "--out", "grid")


@without_fork
class SharedSynapses(CliTest):
    # Of what synapses depend on, and of what they do not.
    AXES = {"simulation.duration": ["30 ms", "40 ms"], "population.exc.I_e": ["60 pA", "65 pA"],
            "projection.0.weight": ["0.5 mV", "0.6 mV"], "light.fiber.maximum": ["10 mW/mm^2", "20 mW/mm^2"]}

    def sweep(self, out, *more):
        axes = [word for path, values in self.AXES.items() for word in ["--set", f"{path}={','.join(values)}"]]
        done = self.call_well("sweep", "small.toml", *axes, "--out", out, *more)
        with open(self.folder / out / "sweep.csv", newline="") as table:
            return done.stdout, list(csv.DictReader(table))

    def test_give_every_point_the_spikes_that_it_has_alone(self):
        said, rows = self.sweep("shared", "--threads", "2")
        self.assertIn("16 points, 0 of them finished; 2 networks to draw; 2 at a time, 1 thread each", said)
        for row in rows:
            values = [word for path in self.AXES for word in ["--set", f"{path}={row[path]}"]]
            self.call_well("run", "small.toml", "--out", "alone", "--no-video", "--force", *values)
            self.assertEqual(row["digest"], self.summary("alone")["spike_digest"], row)
        self.assertEqual(len({row["digest"] for row in rows}), 16)

    def test_do_with_any_number_of_threads(self):
        rows = [self.sweep(f"threads{threads}", "--threads", threads)[1] for threads in ["1", "3"]]
        self.assertEqual(*[[row["digest"] for row in of_one] for of_one in rows])

    def test_leave_a_network_that_cannot_be_made_to_the_points(self):
        done = self.refuse(1, "population 'exc', neuron", "sweep", "small.toml", "--set",
                           "loop.latency=0 ms,1 ms", "--set", 'population.exc.v_init={ normal = ["20 mV", "40 mV"] }',
                           "--out", "impossible")
        self.assertEqual(done.stderr.count("population 'exc', neuron"), 2)

    def test_stay_where_a_point_crashes(self):
        # A controller that kills the run that started it.
        (self.folder / "killer.py").write_text("import os, signal\nos.kill(os.getppid(), signal.SIGSEGV)\n")
        text = without_video(SCENARIO).replace("[record]", """[[light]]
name = "other"
positions = [["0 um", "0 um", "0 um"]]
[[controller]]
drives = "other"
constant = "1 mW/mm^2"
stop = "5 ms"
[record]""")
        (self.folder / "crash.toml").write_text(text)
        external = 'controller.2={ drives = "other", external = { command = ["python3", "killer.py"] } }'
        done = self.refuse(1, "it was ended by signal 11", "sweep", "crash.toml", "--out", "crashed", "--threads", "1",
                           "--set", external + ',{ drives = "other", constant = "1 mW/mm^2" }', env=DYING)
        self.assertEqual(done.stderr.count("ended by signal"), 1)
        with open(self.folder / "crashed/sweep.csv", newline="") as table:
            self.assertEqual([bool(row["digest"]) for row in csv.DictReader(table)], [False, True])


@without_fork
class FaultyPoints(CliTest):
    def test_one_is_told_and_the_others_go_on(self):
        done = self.refuse(1, "point 001, population.exc.size = -1: ", "sweep", "small.toml", "--set",
                           "population.exc.size=40,-1,30", "--out", "partly")
        self.assertIn("must lie in", done.stderr)
        with open(self.folder / "partly/sweep.csv", newline="") as table:
            rows = list(csv.DictReader(table))
        self.assertEqual([bool(row["digest"]) for row in rows], [True, False, True])
        self.assertIn("must lie in", rows[1]["problem"])
        # By default nothing is filmed.
        self.assertFalse((self.folder / "partly/000/frames").exists())

    def test_all_wrong_is_the_users_input(self):
        self.refuse(2, "population.exc.size", "sweep", "small.toml", "--set", "population.exc.size=-2,-1", "--out", "none")

    def test_what_is_wrong_with_several_alike_is_told_once(self):
        grid = ["sweep", "small.toml", "--set", "seed=1..8", "--out", "alike", "--set"]
        done = self.refuse(2, "no element exc_ihn", *grid, "projection.exc_ihn.weight=1 mV")
        self.assertEqual(done.stderr.count("exc_ihn"), 2, done.stderr)
        done = self.refuse(1, "point 001 and 7 more: ", *grid, "population.exc.size=40,-1")
        self.assertEqual(done.stderr.count("must lie in"), 1, done.stderr)

    def test_values_that_are_none_are_told(self):
        for text, message in [("seed", "there is no key and value"), ("seed=1,,2", "a value is empty"),
                              ("seed=5..1", "a range goes up")]:
            self.refuse(2, message, "sweep", "small.toml", "--set", text)
        self.refuse(2, "it is set twice", "sweep", "small.toml", "--set", "seed=1", "--set", "seed=2")

    def test_commas_in_brackets_part_nothing(self):
        self.call_well("sweep", "small.toml", "--set", 'record.spikes=["exc"],["exc", "inh"]', "--out", "lists")
        with open(self.folder / "lists/sweep.csv", newline="") as table:
            self.assertEqual([row["record.spikes"] for row in csv.DictReader(table)], ['["exc"]', '["exc", "inh"]'])


@without_fork
class AnInterruptedSweep(CliTest):
    def test_keeps_what_is_done_and_goes_on(self):
        (self.folder / "long.toml").write_text(without_video(SCENARIO))
        arguments = ["sweep", "long.toml", "--set", "seed=1..3", "--set", "simulation.duration=40 ms, 60000 s",
                     "--out", "cut", "--threads", "1"]
        sweep = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        # The second point would take for ever.
        for _ in range(600):
            if (self.folder / "cut/001.partial").exists():
                break
            time.sleep(0.05)
        sweep.send_signal(signal.SIGINT)
        _, errors = sweep.communicate(timeout=60)
        self.assertEqual(sweep.returncode, 130, errors)
        self.assertIn("interrupted: 1 of 6 points", errors)
        with open(self.folder / "cut/sweep.csv", newline="") as table:
            self.assertEqual([bool(row["digest"]) for row in csv.DictReader(table)],
                             [True, False, False, False, False, False])


if __name__ == "__main__":
    unittest.main()
