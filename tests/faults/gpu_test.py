"""A GPU that fails in the midst of a run, as the emulated one does when asked: an illegal address, after which every call
fails, those of destructors too; and memory that is gone where there was some before."""
import os
import random
import shutil
import subprocess
import unittest

from disasters import Disaster
from harness import SCENARIO, without_video

EMULATED = os.environ["SPIKELIGHT_EMULATED"]
BRIEF = without_video(SCENARIO).replace('duration = "50 ms"', 'duration = "20 ms"')
RUN = ["--backend", "cuda", "--checkpoint-every", "2 ms"]


class AGpuThatFails(Disaster):
    scenario = BRIEF

    def on_gpu(self, fault, *arguments):
        return subprocess.run([EMULATED, *arguments], cwd=self.folder, text=True, capture_output=True, timeout=300,
                              env={**os.environ, "SPIKELIGHT_EMULATED_FAULT": fault})

    def fails(self, fault):
        """Does a run with this fault fail? If so it does well, and what it leaves is made whole on the CPU."""
        done = self.on_gpu(fault, "run", "lasting.toml", "--out", "run", *RUN)
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
        self.assertRegex(done.stderr, r"ended after [\d.]+ ms of 20 ms\. Go on from the last checkpoint, when that is "
                         r"mended or on the CPU, with: spikelight run --resume run --backend cpu")
        self.call_well("run", "--resume", "run", "--backend", "cpu")
        self.resumed.append(self.summary("run")["resumed_from_step"])
        self.expect_complete("run")
        shutil.rmtree(self.folder / "run")
        return True

    def setUp(self):
        self.resumed = []

    def last_that_fails(self, what):
        """The highest number of this fault that a run meets, within a tenth."""
        low, high = 1, 2
        while self.fails(f"{what} {high}"):
            low, high = high, 2 * high
        while high - low > low // 10 + 1:
            middle = (low + high) // 2
            if self.fails(f"{what} {middle}"):
                low = middle
            else:
                high = middle
        return low

    def test_runs_as_the_cpu_does_when_nothing_fails(self):
        self.assertFalse(self.fails("work 0"))

    def test_with_an_illegal_address_anywhere_loses_nothing(self):
        last = self.last_that_fails("work")
        self.assertGreater(last, 100)
        draw = random.Random(20261127)
        # Some meet the build, or the steps before the first checkpoint; go on until nine have met later ones.
        drawn = 0
        while drawn < 12 or sum(step > 0 for step in self.resumed) < 9:
            drawn += 1
            self.assertLess(drawn, 60, self.resumed)
            self.assertTrue(self.fails(f"work {draw.randint(1, last)}"))

    def test_with_memory_gone_anywhere_loses_nothing(self):
        last = self.last_that_fails("allocation")
        self.assertGreater(last, 20)
        for number in range(1, last, 3):
            self.assertTrue(self.fails(f"allocation {number}"))

    def test_gives_way_to_the_cpu_where_any_will_do(self):
        done = self.on_gpu("allocation 5", "run", "lasting.toml", "--out", "auto", "--backend", "auto")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("auto: the CPU, as the GPU refused: CUDA failed while allocating", done.stderr)
        self.expect_complete("auto")


if __name__ == "__main__":
    unittest.main()
