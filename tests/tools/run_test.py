"""`spikelight run` and `check`: what they leave, say and refuse."""
import csv
import pathlib
import unittest

import h5py

from harness import FRAMES, SCENARIO, CliTest, without_video


class ARun(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.call("run", "small.toml")

    def test_ends_well_and_says_where_movie_report_and_still_lie(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        for file in ["movie.mp4", "report.html", "still.png"]:
            self.assertIn(f"runs/small/{file}", self.done.stdout)
        self.assertIn(self.summary("runs/small")["spike_digest"], self.done.stdout)
        self.assertRegex(self.done.stdout, r"exc +40 neurons, [\d,]+ spikes, [\d.]+ Hz")

    def test_leaves_the_files_of_the_contract_and_no_others(self):
        left = {path.name for path in (self.folder / "runs/small").iterdir()}
        expected = {"scenario.toml", "summary.json", "spikes.h5", "traces_v.h5", "signals.csv", "loop.csv", "positions.csv",
                    "frames", "movie.mp4", "still.png", "report.html", "final_state.bin"}
        self.assertEqual(left - {"inputs", "render.json"}, expected)
        self.assertFalse((self.folder / "runs/small.partial").exists())
        self.assertEqual(self.frames("runs/small"), [f"{i:06d}.png" for i in range(FRAMES)])

    def test_summary_agrees_with_the_spikes_and_its_times_add_up(self):
        summary = self.summary("runs/small")
        with h5py.File(self.folder / "runs/small/spikes.h5") as spikes:
            for population in summary["populations"]:
                recorded = len(spikes["spikes"][population["name"]]["timestamps"])
                self.assertEqual(recorded, population["spikes"])
                self.assertAlmostEqual(population["rate_hz"], recorded / population["size"] / 0.05)
        self.assertGreater(sum(p["spikes"] for p in summary["populations"]), 0)
        # Disjoint wall times cannot exceed the whole.
        times = summary["timing_s"]
        for phase in ["build", "simulate", "record", "render", "encode"]:
            self.assertGreater(times[phase], 0, phase)
        parts = sum(times[phase] for phase in ["build", "simulate", "record", "render", "encode"])
        self.assertLessEqual(parts, times["total"])

    def test_is_repeated_by_its_own_scenario_on_any_number_of_threads(self):
        digest = self.summary("runs/small")["spike_digest"]
        for threads in [1, 2]:
            self.call_well("run", "runs/small/scenario.toml", "--out", "again", "--threads", threads, "--no-video",
                           "--force")
            self.assertEqual(self.summary("again")["spike_digest"], digest)
            self.assertEqual(self.summary("again")["threads"], threads)

    def test_is_not_replaced_without_force(self):
        before = (self.folder / "runs/small/summary.json").read_bytes()
        self.refuse(2, "--force", "run", "small.toml")
        self.refuse(2, "--force", "run", "small.toml", "--out", "runs/small/")
        self.assertEqual((self.folder / "runs/small/summary.json").read_bytes(), before)


class RunOptions(CliTest):
    def test_force_replaces_a_run_but_nothing_else(self):
        self.call_well("run", "small.toml", "--out", "twice", "--no-video")
        self.call_well("run", "small.toml", "--out", "twice", "--no-video", "--force", "--seed", "6")
        self.assertEqual(self.summary("twice")["seed"], 6)
        (self.folder / "thesis").mkdir()
        (self.folder / "thesis/chapter.txt").write_text("years of work")
        self.refuse(2, "not a run", "run", "small.toml", "--out", "thesis", "--force")
        self.assertTrue((self.folder / "thesis/chapter.txt").exists())

    def test_no_video_leaves_out_pictures_but_not_the_report(self):
        self.call_well("run", "small.toml", "--out", "plain", "--no-video")
        left = {path.name for path in (self.folder / "plain").iterdir()}
        self.assertIn("report.html", left)
        self.assertFalse(left & {"frames", "movie.mp4", "still.png"}, left)

    def test_a_scenario_without_video_is_not_filmed(self):
        (self.folder / "unfilmed.toml").write_text(without_video(SCENARIO))
        done = self.call_well("run", "unfilmed.toml")
        self.assertTrue((self.folder / "runs/unfilmed/report.html").exists())
        self.assertFalse((self.folder / "runs/unfilmed/frames").exists())
        self.assertNotIn("movie.mp4", done.stdout)

    def test_a_film_of_nothing_is_left_out_with_a_warning(self):
        text = without_video(SCENARIO).replace(POSITION, "")
        text = text[: text.index("[[light]]")] + "[video]\n"
        (self.folder / "nothing.toml").write_text("\n".join(
            line for line in text.splitlines() if not line.startswith("position")))
        self.assertIn("nothing to film", self.call_well("check", "nothing.toml").stderr)
        done = self.call_well("run", "nothing.toml")
        self.assertIn("nothing to film", done.stderr)
        left = {path.name for path in (self.folder / "runs/nothing").iterdir()}
        self.assertIn("report.html", left)
        self.assertFalse(left & {"frames", "frames.new", "movie.mp4", "still.png"}, left)

    def test_a_film_whose_limits_leave_nothing_costs_nothing_else(self):
        self.refuse(1, "no movie was made (no neuron lies within video.limits", "run", "small.toml", "--out", "empty_film",
                    "--set", 'video.limits={ z = ["5 mm", "6 mm"] }', "--set", "video.show={ lights = [] }")
        self.assertTrue((self.folder / "empty_film/report.html").exists())
        self.assertFalse((self.folder / "empty_film.partial").exists())

    def test_seed_duration_and_set_are_part_of_the_scenario_that_is_kept(self):
        self.call_well("run", "small.toml", "--out", "changed", "--no-video", "--seed", "77", "--duration", "20 ms",
                       "--set", "population.exc.size=30", "--set", "light.0.maximum=10 mW/mm^2")
        summary = self.summary("changed")
        self.assertEqual((summary["seed"], summary["steps"], summary["populations"][0]["size"]), (77, 200, 30))
        with open(self.folder / "changed/signals.csv") as signals:
            levels = [float(row["fiber_0_mW_per_mm2"]) for row in csv.DictReader(signals)]
        self.assertEqual(max(levels), 10)
        self.call_well("run", "changed/scenario.toml", "--out", "repeated", "--no-video")
        self.assertEqual(self.summary("repeated")["spike_digest"], summary["spike_digest"])

    def test_quiet_says_nothing(self):
        done = self.call_well("run", "small.toml", "--out", "silent", "--no-video", "--quiet")
        self.assertEqual(done.stdout + done.stderr, "")

    def test_an_empty_directory_is_free(self):
        (self.folder / "empty").mkdir()
        self.call_well("run", "small.toml", "--out", "empty", "--no-video")
        self.assertTrue((self.folder / "empty/summary.json").exists())


class WrongInput(CliTest):
    def test_every_problem_of_a_scenario_is_told_with_its_place(self):
        wrong = SCENARIO.replace('duration = "50 ms"', 'duration = "50 mV"').replace("size = 40", "sise = 40")
        (self.folder / "wrong.toml").write_text(wrong)
        for command in ["check", "run"]:
            done = self.refuse(2, "wrong.toml:7:", command, "wrong.toml")
            self.assertIn("wrong.toml:12:", done.stderr)
            self.assertIn("size", done.stderr)
        self.assertFalse((self.folder / "runs").exists())

    def test_a_terminal_obeys_nothing_that_a_file_says(self):
        (self.folder / "terminal.toml").write_text('format = 1\nsize = \x1b[31m2\n')
        self.refuse(2, "terminal.toml:2:8: size = \\x1b[31m2 (", "check", "terminal.toml")
        (self.folder / "terminal.csv").write_text("x_mm,y_\x1b]0;title\x07mm,z_mm\n0,0,1\n0,0,1\n")
        (self.folder / "terminal.toml").write_text(
            'format = 1\n[[population]]\nname = "a"\nsize = 2\nposition = { file = "terminal.csv" }\n'
            '"\\u001b[2J" = 1\n')
        done = self.refuse(2, "Known are x_mm, y_\\x1b]0;title\\x07mm, z_mm", "check", "terminal.toml")
        self.assertIn("\\x1b[2J = 1 (unknown key", done.stderr)
        self.assertNotIn("\x1b", done.stderr)

    def test_a_missing_scenario_is_the_users_mistake(self):
        self.refuse(2, "nowhere.toml", "run", "nowhere.toml")

    def test_set_wants_key_and_value_and_a_key_that_exists(self):
        self.refuse(2, "--set population.exc.size", "run", "small.toml", "--set", "population.exc.size")
        self.refuse(2, "sise", "run", "small.toml", "--set", "population.exc.sise=3")
        self.refuse(2, "seed", "run", "small.toml", "--seed", "many")

    def test_options_and_commands_that_do_not_exist_are_refused(self):
        self.refuse(2, "--treads", "run", "small.toml", "--treads", "2")
        self.refuse(2, "simulate", "simulate", "small.toml")
        self.refuse(2, "--help")

    def test_no_command_shows_what_there_is(self):
        done = self.refuse(2, "Simulate a scenario, film it and report")
        self.assertIn("spikelight run examples/", done.stderr)

    def test_a_directory_that_cannot_be_made_is_told_before_anything_is_built(self):
        (self.folder / "file").write_text("")
        for out in ["file/run", "/sys/run", "/proc/far/away/run"]:
            done = self.refuse(1, f"--out {out} (nothing can be made in ", "run", "small.toml", "--out", out)
            self.assertNotIn("synapses", done.stdout)
        self.refuse(1, "--out /sys/grid (nothing can be made in /sys", "sweep", "small.toml", "--set", "seed=1,2",
                    "--out", "/sys/grid")

    def test_a_link_to_nothing_is_told(self):
        (self.folder / "link").symlink_to("nowhere/run")
        self.refuse(2, "link (it is a link to nowhere/run, which is not there). Make that directory, or choose another "
                    "with --out", "run", "small.toml", "--out", "link")


POSITION = next(line for line in SCENARIO.splitlines() if line.startswith("position"))


class OtherCommands(CliTest):
    def test_check_tells_what_a_run_would_build(self):
        said = self.call_well("check", "small.toml").stdout
        self.assertIn("50 (exc 40, inh 10)", said)
        self.assertIn("120", said)  # 40 x 10 x 0.3 synapses
        self.assertRegex(said, r"steps +500 of 0.1 ms")
        self.assertFalse((self.folder / "runs").exists())

    def test_help_has_an_example_for_every_command(self):
        for command in ["run", "check", "plot", "render", "movie", "report", "info"]:
            said = self.call_well(command, "--help").stdout
            self.assertIn(f"spikelight {command}", said)
        self.assertIn("spikelight run examples", self.call_well("--help").stdout)

    def test_info_knows_its_models_and_its_version(self):
        said = self.call_well("info").stdout
        for known in ["eif", "chr2_4s", "fiber", "probability", "HDF5"]:
            self.assertIn(known, said)
        self.assertIn(said.split()[1], self.call_well("--version").stdout)

    def test_info_lists_exactly_what_a_scenario_may_say(self):
        said = {line.split()[0]: line.split(None, 1)[1] for line in self.call_well("info").stdout.splitlines()}
        # The reader tells what it knows when it is asked for something else.
        for label, known, wrong in [("neurons", 'model = "eif"', 'model = "?"'), ("lights", 'model = "fiber"', 'model = "?"'),
                                    ("opsins", 'model = "chr2_4s"', 'model = "?"'),
                                    ("rules", "connect = { probability = 0.3 }", "connect = { }"),
                                    ("control", 'pulses = { value = "20 mW/mm^2", start = "10 ms", width = "15 ms" }', ""),
                                    ("positions", POSITION, "position = { }")]:
            with self.subTest(label):
                (self.folder / "asked.toml").write_text(SCENARIO.replace(known, wrong, 1))
                self.refuse(2, f"one of {said[label]}", "check", "asked.toml")

    def test_readme_and_reference_name_all_that_info_lists(self):
        said = {line.split()[0]: line.split(None, 1)[1] for line in self.call_well("info").stdout.splitlines()}
        source = pathlib.Path(__file__).resolve().parents[2]
        for page, labels, written in [("README.md", ["neurons", "rules", "control"], "`{}`"),
                                      ("docs/scenario.md", ["neurons", "rules", "lights", "opsins", "control"], "`{}`"),
                                      ("docs/closed_loop.md", ["control"], "\n{} = ")]:
            text = (source / page).read_text()
            for name in [name for label in labels for name in said[label].split(", ")]:
                with self.subTest(f"{name} in {page}"):
                    self.assertIn(written.format(name), text)

    def test_a_directory_that_is_no_run_is_refused(self):
        for command in ["render", "movie", "report"]:
            self.refuse(2, "nowhere", command, "nowhere")
            self.refuse(2, "summary.json", command, ".")


if __name__ == "__main__":
    unittest.main()
