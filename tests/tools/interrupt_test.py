"""Ctrl-C ends a run cleanly: what was recorded is whole, and the exit status is 130."""
import shutil
import signal
import subprocess
import time
import unittest

import h5py

from harness import PROGRAM, CliTest

# Long enough that nobody waits for its end: 1000 s of biological time.
ENDLESS = ["--duration", "1000 s", "--out", "run"]


class Interrupting(CliTest):
    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def wait_for(self, path):
        for _ in range(200):
            if path.exists():
                return
            time.sleep(0.05)
        self.fail(f"{path} did not appear")


class CtrlC(Interrupting):
    def test_leaves_a_whole_recording_of_what_was_done(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            with self.subTest(signal=number):
                # What the signal before has left would look like a run that is under way.
                shutil.rmtree(self.folder / "run.partial", ignore_errors=True)
                process = self.start("run", "small.toml", *ENDLESS)
                self.wait_for(self.folder / "run.partial/positions.csv")
                time.sleep(0.5)
                process.send_signal(number)
                _, said = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130, said)
                self.assertIn("run.partial", said)
                self.assertFalse((self.folder / "run").exists())

                # Everything that was simulated is there and agrees.
                summary = self.summary("run.partial")
                self.assertTrue(0 < summary["steps_done"] < summary["steps"])
                with h5py.File(self.folder / "run.partial/spikes.h5") as spikes:
                    times = spikes["spikes/exc/timestamps"][:]
                    self.assertEqual(len(times), summary["populations"][0]["spikes"])
                self.assertGreater(len(times), 0)
                self.assertLess(times.max(), summary["steps_done"] * 0.1)
                self.call_well("report", "run.partial")

    def test_data_are_not_overwritten_by_the_next_run(self):
        process = self.start("run", "small.toml", "--duration", "1000 s", "--out", "kept")
        self.wait_for(self.folder / "kept.partial/positions.csv")
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.refuse(2, "kept.partial", "run", "small.toml", "--out", "kept")
        self.call_well("run", "small.toml", "--out", "kept", "--force", "--no-video")

    def test_while_rendering_keeps_the_recording(self):
        process = self.start("run", "small.toml", "--out", "filmed", "--set", "video.every=0.01 ms")
        self.wait_for(self.folder / "filmed.partial/summary.json")
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, said)
        self.assertEqual(self.summary("filmed.partial")["steps_done"], 500)
        self.assertIn("spikelight run --resume filmed", said)
        # Pictures can still be made of it.
        self.call_well("render", "filmed.partial", "--at", "15 ms")


class AnInterruptedFilm(Interrupting):
    """Simulated to its end, so that only pictures, movie and report remain."""

    # Frames enough to be interrupted among them, and yet done in a few seconds.
    FILM = ["small.toml", "--threads", "1", "--set", "video.every=0.1 ms"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        whole = cls.call("run", *cls.FILM, "--out", "whole")
        assert whole.returncode == 0, whole.stderr

    def interrupt_film(self, run, after, *options):
        process = self.start("run", *(options or self.FILM), "--out", run)
        self.wait_for(self.folder / f"{run}.partial" / after)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, said)
        return said

    def expect_whole(self, run):
        def names(directory):
            return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))
        self.assertEqual(names(self.folder / run), names(self.folder / "whole"))
        self.assertFalse((self.folder / f"{run}.partial").exists())
        for name in ["movie.mp4", "still.png", "spikes.h5"]:
            self.assertEqual((self.folder / run / name).read_bytes(), (self.folder / "whole" / name).read_bytes(), name)
        self.assertEqual(self.summary(run)["spike_digest"], self.summary("whole")["spike_digest"])
        self.assertEqual(self.summary(run)["resumed_from_step"], 0)

    def test_is_resumed_without_simulating_again_and_keeps_its_frames(self):
        self.interrupt_film("filmed", "frames.new/000010.png")
        partial = self.folder / "filmed.partial"
        spikes, frame = partial / "spikes.h5", partial / "frames.new/000003.png"
        made = spikes.stat().st_mtime_ns, frame.stat().st_mtime_ns
        # Ctrl-C in the midst of what is left loses nothing either.
        process = self.start("run", "--resume", "filmed")
        self.wait_for(partial / "frames.new/000100.png")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, said)
        self.assertIn("--resume filmed", said)
        self.assertEqual(self.summary("filmed.partial")["steps_done"], 500)

        done = self.call_well("run", "--resume", "filmed")
        self.assertNotIn("resuming at", done.stdout)
        self.assertNotIn("begins again", done.stderr)
        self.assertIn("filmed/movie.mp4", done.stdout)
        run = self.folder / "filmed"
        self.assertEqual(made, ((run / "spikes.h5").stat().st_mtime_ns, (run / "frames/000003.png").stat().st_mtime_ns))
        self.expect_whole("filmed")
        times = self.summary("filmed")["timing_s"]
        self.assertLess(times["simulate"] + times["render"] + times["encode"], times["total"])

    def test_whose_frames_are_all_there_is_only_encoded(self):
        self.interrupt_film("encoded", "frames.new/000010.png")
        self.assertIn("spikelight run --resume encoded\n", self.call_well("render", "encoded.partial").stdout)
        frame = self.folder / "encoded.partial/frames/000003.png"
        made = frame.stat().st_mtime_ns
        self.call_well("run", "--resume", "encoded")
        self.assertEqual((self.folder / "encoded/frames/000003.png").stat().st_mtime_ns, made)
        self.expect_whole("encoded")

    def test_whose_summary_is_damaged_is_simulated_again(self):
        self.interrupt_film("damaged", "frames.new/000010.png")
        (self.folder / "damaged.partial/summary.json").write_text('{"trunc')
        self.assertIn("resuming at", self.call_well("run", "--resume", "damaged").stdout)
        self.expect_whole("damaged")

    def test_is_resumed_as_it_was_asked_for(self):
        self.interrupt_film("unkept", "movie.mkv.partial", *self.FILM, "--no-frames", "--movie-preset", "lossless")
        self.call_well("run", "--resume", "unkept")
        left = {path.name for path in (self.folder / "unkept").iterdir()}
        self.assertIn("movie.mkv", left)
        self.assertFalse(left & {"frames", "movie.mp4"}, left)

    def test_that_was_not_wanted_is_not_made_by_resuming(self):
        process = self.start("run", "small.toml", "--duration", "20 s", "--no-video", "--out", "dark")
        self.wait_for(self.folder / "dark.partial/recording.log")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, said)
        self.call_well("run", "--resume", "dark")
        left = {path.name for path in (self.folder / "dark").iterdir()}
        self.assertIn("report.html", left)
        self.assertFalse(left & {"frames", "movie.mp4", "still.png", "resume.json"}, left)


if __name__ == "__main__":
    unittest.main()
