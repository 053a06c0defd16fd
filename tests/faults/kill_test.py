"""kill -9 at any moment: a run is then absent, resumable or complete, and nothing that looks finished is torn."""
import os
import random
import shutil
import time
import unittest

from disasters import Disaster

# A quick part of them in every run of the tests; 200 by SPIKELIGHT_KILLS=200.
KILLS = int(os.environ.get("SPIKELIGHT_KILLS", "25"))


class ARunThatIsKilled(Disaster):
    def how_long(self):
        """Seconds that an undisturbed run takes, as measured now."""
        begin = time.monotonic()
        self.call_well("run", "lasting.toml", "--out", "timed", "--threads", "1", "--checkpoint-every", "50 ms")
        shutil.rmtree(self.folder / "timed")
        return time.monotonic() - begin

    def test_is_absent_resumable_or_complete(self):
        draw = random.Random(20260101)
        lasts = self.how_long()
        found = {"absent": 0, "resumed from a checkpoint": 0, "resumed from the beginning": 0, "given its name": 0,
                 "complete": 0}
        for kill in range(KILLS):
            run = f"run{kill}"
            process = self.start("run", "lasting.toml", "--out", run, "--threads", "1", "--checkpoint-every", "50 ms")
            time.sleep(draw.uniform(0, 1.1 * lasts))
            process.kill()
            process.communicate()
            found[self.recover(run)] += 1
            for left in [run, f"{run}.partial"]:
                shutil.rmtree(self.folder / left, ignore_errors=True)
        print(f"{KILLS} kills:", ", ".join(f"{count} {what}" for what, count in found.items()))
        self.assertEqual(sum(found.values()), KILLS)

    def recover(self, run):
        """What was left, after it was made whole; fails if it cannot be."""
        done, partial = self.folder / run, self.folder / f"{run}.partial"
        if done.exists():
            self.assertFalse(partial.exists())
            self.expect_readable(done)
            self.expect_complete(run)
            return "complete"
        scenario = partial / "scenario.toml"
        if not scenario.exists() or scenario.stat().st_size == 0:
            # Killed before anything was done: nothing is in the way of a new run.
            self.call_well("run", "lasting.toml", "--out", run, *(["--force"] if scenario.exists() else []))
            return "absent"
        done = self.call_well("run", "--resume", run)
        self.expect_complete(run)
        if "begins again" in done.stderr:
            return "resumed from the beginning"
        return "given its name" if "complete now" in done.stdout else "resumed from a checkpoint"

    def test_in_its_last_moment_is_given_its_name_by_resume(self):
        shutil.copytree(self.folder / "whole", self.folder / "named.partial")
        self.assertIn("complete now", self.call_well("run", "--resume", "named").stdout)
        self.expect_complete("named")

    def test_before_its_first_checkpoint_begins_again_with_its_inputs(self):
        (self.folder / "currents.csv").write_text("I_pA\n" + 40 * "60\n")
        text = (self.folder / "lasting.toml").read_text().replace(
            'I_e = "60 pA"', 'I_e = { file = "currents.csv", column = "I_pA" }')
        (self.folder / "with_inputs.toml").write_text(text)
        process = self.start("run", "with_inputs.toml", "--out", "early", "--checkpoint-wall", "0 s")
        while process.poll() is None and not (self.folder / "early.partial/recording.log").exists():
            time.sleep(0.002)
        process.kill()
        process.communicate()
        (self.folder / "currents.csv").unlink()
        self.assertIn("begins again", self.call_well("run", "--resume", "early").stderr)
        self.expect_complete("early")


if __name__ == "__main__":
    unittest.main()
