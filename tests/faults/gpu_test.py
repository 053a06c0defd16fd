"""A GPU that fails in the midst of a run, as the emulated one does when asked: an illegal address, after which every call
fails, those of destructors too; and memory that is gone where there was some before."""
import os
import random
import shutil
import subprocess
import unittest

from disasters import Disaster
from harness import SCENARIO, CliTest, probe, without_video

EMULATED = os.environ["SPIKELIGHT_EMULATED"]
BRIEF = without_video(SCENARIO)
FILMED = SCENARIO.replace('duration = "50 ms"', 'duration = "20 ms"').replace("size = [320, 180]", "size = [96, 54]").replace(
    "slowdown = 10", "slowdown = 2")
RUN = ["--backend", "cuda", "--checkpoint-every", "2 ms"]


def on_gpu(folder, fault, *arguments):
    return subprocess.run([EMULATED, *arguments], cwd=folder, text=True, capture_output=True, timeout=300,
                          env={**os.environ, "SPIKELIGHT_EMULATED_FAULT": fault})


def last_that_fails(fails, what):
    """The highest number of this fault that makes something fail."""
    low, high = 1, 2
    while fails(f"{what} {high}"):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if fails(f"{what} {middle}"):
            low = middle
        else:
            high = middle
    return low


class AGpuThatFails(Disaster):
    scenario = BRIEF

    def fails(self, fault):
        """Does a run with this fault fail? If so it does well, and what it leaves is made whole on the CPU."""
        done = on_gpu(self.folder, fault, "run", "lasting.toml", "--out", "run", *RUN)
        self.assertNotIn("terminate", done.stderr)
        if done.returncode == 0:
            self.expect_complete("run")
            shutil.rmtree(self.folder / "run")
            return False
        self.assertEqual(done.returncode, 1, f"{fault}: {done.stderr}")
        self.assertIn("CUDA failed while ", done.stderr)
        self.assertFalse((self.folder / "run").exists())
        if not (self.folder / "run.partial").exists():
            # It failed before the first step, and left nothing.
            self.assertNotIn("--resume", done.stderr)
            return True
        self.assertRegex(done.stderr, r"ended after [\d.]+ ms of 50 ms\. Go on from the last checkpoint, when that is "
                         r"mended or on the CPU, with: spikelight run --resume run --backend cpu")
        self.call_well("run", "--resume", "run", "--backend", "cpu")
        self.resumed.append(self.summary("run")["resumed_from_step"])
        self.expect_complete("run")
        shutil.rmtree(self.folder / "run")
        return True

    def setUp(self):
        self.resumed = []

    def test_runs_as_the_cpu_does_when_nothing_fails(self):
        self.assertFalse(self.fails("work 0"))

    def test_with_an_illegal_address_anywhere_loses_nothing(self):
        last = last_that_fails(self.fails, "work")
        self.assertGreater(last, 60)
        draw = random.Random(20261127)
        # Some meet the build, or the steps before the first checkpoint; go on until nine have met later ones.
        drawn = 0
        while drawn < 12 or sum(step > 0 for step in self.resumed) < 9:
            drawn += 1
            self.assertLess(drawn, 60, self.resumed)
            self.assertTrue(self.fails(f"work {draw.randint(1, last)}"))

    def test_with_memory_gone_anywhere_loses_nothing(self):
        last = last_that_fails(self.fails, "allocation")
        self.assertGreater(last, 20)
        for number in range(1, last, 3):
            self.assertTrue(self.fails(f"allocation {number}"))

    def test_gives_way_to_the_cpu_where_any_will_do(self):
        done = on_gpu(self.folder, "allocation 5", "run", "lasting.toml", "--out", "auto", "--backend", "auto")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("auto: the CPU, as the GPU refused: CUDA failed while allocating", done.stderr)
        self.expect_complete("auto")


class AGpuThatFailsWhileRendering(CliTest):
    """The frames and the movie of before stay until there are new ones, and so do frames that were done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "filmed.toml").write_text(FILMED)
        done = cls.call("run", "filmed.toml", "--out", "whole", "--backend", "cpu")
        assert done.returncode == 0, done.stderr

    def setUp(self):
        self.run = self.folder / self.id().split(".")[-1]
        shutil.copytree(self.folder / "whole", self.run)
        self.before = self.content()

    def content(self):
        """All files of the run but for what a rendering has begun."""
        return {path.relative_to(self.run): path.read_bytes() for path in self.run.rglob("*")
                if path.is_file() and "frames.new" not in path.parts}

    def fails(self, fault):
        """Does a rendering with this fault fail? If so nothing is lost, and another goes on from there."""
        done = on_gpu(self.folder, fault, "render", self.run.name, "--backend", "cuda")
        self.assertNotIn("terminate", done.stderr)
        if done.returncode == 0:
            return False
        self.assertEqual(done.returncode, 1, f"{fault}: {done.stderr}")
        self.assertIn("CUDA failed while ", done.stderr)
        self.assertEqual(self.content(), self.before)
        ready = {path.name: path.stat().st_mtime_ns for path in self.run.glob("frames.new/*.png")}
        self.done_before.append(len(ready))
        self.call_well("render", self.run.name, "--backend", "cpu")
        after = self.content()
        self.assertEqual(after.keys(), self.before.keys())
        self.assertFalse((self.run / "frames.new").exists())
        for name, time in ready.items():
            self.assertEqual((self.run / "frames" / name).stat().st_mtime_ns, time, name)
        self.assertEqual(int(probe(self.run / "movie.mp4")["nb_read_frames"]), len(list(self.run.glob("frames/*.png"))))
        shutil.rmtree(self.run)
        shutil.copytree(self.folder / "whole", self.run)
        return True

    def test_with_an_illegal_address_or_no_memory_anywhere_loses_nothing(self):
        self.done_before = []
        for what in ["work", "allocation"]:
            number = 1
            while self.fails(f"{what} {number}"):
                number += 1 + number // 2
            self.assertGreater(number, 3, what)
        self.assertGreater(max(self.done_before), 1, "some frames must have been done when it failed")

    def test_after_a_run_leaves_the_run_whole(self):
        name = "filmed"

        def run_fails(fault):
            for directory in [name, f"{name}.partial"]:
                shutil.rmtree(self.folder / directory, ignore_errors=True)
            self.done = on_gpu(self.folder, fault, "run", "filmed.toml", "--out", name, "--backend", "cuda")
            return self.done.returncode != 0

        # The last works are the pictures'.
        self.assertTrue(run_fails(f"work {last_that_fails(run_fails, 'work')}"))
        done = self.done
        self.assertEqual(done.returncode, 1)
        self.assertIn("CUDA failed while ", done.stderr)
        self.assertIn(f"the recording is whole in {name}.partial. Go on with its pictures, when that is mended or on the "
                      f"CPU, with: spikelight run --resume {name} --backend cpu", done.stderr)
        self.assertEqual(self.summary(f"{name}.partial")["spike_digest"], self.summary("whole")["spike_digest"])
        self.call_well("run", "--resume", name, "--backend", "cpu")
        self.assertEqual(self.summary(name)["spike_digest"], self.summary("whole")["spike_digest"])
        self.assertEqual(self.frames(name), self.frames("whole"))


if __name__ == "__main__":
    unittest.main()
