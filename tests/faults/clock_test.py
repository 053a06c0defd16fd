"""A wall clock that jumps by months: durations and waiting do not notice."""
import os
import unittest

from disasters import Disaster
from harness import with_library

JUMPING = with_library(os.environ.get("SPIKELIGHT_JUMPING_CLOCK", ""))


class AClockThatJumps(Disaster):
    def test_jumps_in_this_test(self):
        import subprocess
        dates = {subprocess.run(["date", "+%Y-%m"], env=JUMPING, capture_output=True, text=True).stdout
                 for _ in range(1)}
        today = subprocess.run(["date", "+%Y-%m"], capture_output=True, text=True).stdout
        self.assertNotIn(today, dates)

    def test_changes_neither_results_nor_durations_nor_checkpoints(self):
        self.call_well("run", "lasting.toml", "--out", "run", "--checkpoint-wall", "10 min", env=JUMPING)
        self.expect_complete("run")
        timing = self.summary("run")["timing_s"]
        for phase, seconds in timing.items():
            self.assertGreaterEqual(seconds, 0, phase)
            self.assertLess(seconds, 100, phase)

    def test_does_not_end_the_wait_for_a_controller(self):
        (self.folder / "controller.py").write_text(
            "import sys, json\nfor line in sys.stdin:\n"
            "    print(json.dumps({'ready': True, 'irradiance': 1.5}), flush=True)\n")
        text = (self.folder / "small.toml").read_text()
        begin, end = text.index("[[controller]]"), text.index("[record]")
        (self.folder / "external.toml").write_text(
            text[:begin] + '[[controller]]\ndrives = "fiber"\n'
            'external = { command = ["python3", "controller.py"], timeout = "20 s" }\n\n' + text[end:])
        self.call_well("run", "external.toml", "--out", "external", "--no-video", env=JUMPING)


if __name__ == "__main__":
    unittest.main()
