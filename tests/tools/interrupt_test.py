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


class CtrlC(CliTest):
    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def wait_for(self, path):
        for _ in range(200):
            if path.exists():
                return
            time.sleep(0.05)
        self.fail(f"{path} did not appear")

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
        # Pictures can still be made of it.
        self.call_well("render", "filmed.partial", "--at", "15 ms")


if __name__ == "__main__":
    unittest.main()
