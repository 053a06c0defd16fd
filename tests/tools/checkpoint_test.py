"""Checkpoints: whatever ends a run, it goes on where it was, and becomes the run that nothing ended."""
import pathlib
import signal
import subprocess
import time
import unittest

import h5py
import numpy

from harness import PROGRAM, CliTest

# Everything that a state can hold, for long enough to be interrupted.
RICH = (pathlib.Path(__file__).parents[1] / "scenarios/everything_at_once.toml").read_text().replace(
    'duration = "150 ms"', 'duration = "2 s"')


def contents(path):
    """Everything in an HDF5 file, by name."""
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    return found


class AResumedRun(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "rich.toml").write_text(RICH)
        whole = cls.call("run", "rich.toml", "--out", "whole", "--threads", "1")
        assert whole.returncode == 0, whole.stderr

    def interrupt(self, run, number, *arguments, after="recording.log"):
        """Starts a run, and sends it a signal once it has come somewhere."""
        process = subprocess.Popen([PROGRAM, "run", "rich.toml", "--out", run, *arguments], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        partial = self.folder / f"{run}.partial"
        while process.poll() is None and not list(partial.glob(after)):
            time.sleep(0.002)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        return process.returncode, said

    def expect_whole(self, run):
        self.assertFalse((self.folder / f"{run}.partial").exists())
        self.assertEqual(self.summary(run)["spike_digest"], self.summary("whole")["spike_digest"])
        for key in ["populations", "synaptic_events", "steps_done", "projections"]:
            self.assertEqual(self.summary(run)[key], self.summary("whole")[key])
        for file in ["spikes.h5", "traces_v.h5"]:
            mine, expected = contents(self.folder / run / file), contents(self.folder / "whole" / file)
            self.assertEqual(mine.keys(), expected.keys())
            for name in mine:
                self.assertTrue(numpy.array_equal(mine[name], expected[name]), f"{file} {name}")
        self.assertEqual((self.folder / run / "signals.csv").read_text(),
                         (self.folder / "whole/signals.csv").read_text())
        # Of the loop all but how long controllers took.
        columns = [[line.rsplit(",", 1)[0] for line in (self.folder / name / "loop.csv").read_text().splitlines()]
                   for name in [run, "whole"]]
        self.assertEqual(*columns)
        self.assertEqual([path.name for path in (self.folder / run).glob("*checkpoint*")], [])

    def test_after_ctrl_c_is_the_whole_run_on_other_threads(self):
        status, said = self.interrupt("stopped", signal.SIGINT, "--threads", "2", "--checkpoint-every", "20 ms",
                                      after="checkpoint-*.bin")
        self.assertEqual(status, 130, said)
        self.assertIn("--resume stopped", said)
        done = self.call_well("run", "--resume", "stopped", "--threads", "3")
        self.assertIn("resuming at", done.stdout)
        self.assertGreater(self.summary("stopped")["resumed_from_step"], 0)
        self.expect_whole("stopped")

    def test_after_kill_is_the_whole_run_and_can_be_killed_again(self):
        often = ["--checkpoint-every", "20 ms", "--threads", "1"]
        status, _ = self.interrupt("killed", signal.SIGKILL, *often, after="checkpoint-*.bin")
        self.assertEqual(status, -signal.SIGKILL)
        for _ in range(3):
            process = subprocess.Popen([PROGRAM, "run", "--resume", "killed", *often], cwd=self.folder,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.05)
            process.kill()
            process.wait()
        self.call_well("run", "--resume", "killed")
        self.expect_whole("killed")

    def test_takes_the_earlier_checkpoint_where_the_newest_is_damaged(self):
        self.interrupt("damaged", signal.SIGKILL, "--checkpoint-every", "20 ms", after="checkpoint-[4-9]*.bin")
        newest = max((self.folder / "damaged.partial").glob("checkpoint-*.bin"),
                     key=lambda path: int(path.stem.split("-")[1]))
        data = bytearray(newest.read_bytes())
        data[len(data) // 2] ^= 1
        newest.write_bytes(data)
        done = self.call_well("run", "--resume", "damaged")
        self.assertIn(f"{newest.name} is damaged", done.stderr)
        self.expect_whole("damaged")

    def test_begins_again_where_there_is_no_checkpoint(self):
        self.interrupt("early", signal.SIGKILL, "--checkpoint-wall", "0 s", after="positions.csv")
        done = self.call_well("run", "--resume", "early")
        self.assertIn("no whole checkpoint", done.stderr)
        self.expect_whole("early")

    def test_of_a_complete_run_is_done_at_once(self):
        self.assertIn("complete", self.call_well("run", "--resume", "whole").stdout)

    def test_is_refused_with_advice_where_there_is_nothing_to_go_on_from(self):
        self.refuse(2, "neither", "run", "--resume", "nowhere")
        self.refuse(2, "this is no time", "run", "rich.toml", "--checkpoint-every", "20 mV")
        self.refuse(2, "--resume", "run", "rich.toml", "--resume", "whole")
        self.refuse(2, "SCENARIO", "run")


if __name__ == "__main__":
    unittest.main()
