"""The smallest scenario under valgrind: nothing uninitialised is used, nothing lost or touched beyond its end."""
import shutil
import subprocess
import unittest

from harness import PROGRAM, SANITIZERS, SCENARIO, CliTest, without_video

VALGRIND = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite"]


@unittest.skipIf(SANITIZERS, "valgrind and a sanitizer cannot both watch a program's memory")
@unittest.skipUnless(shutil.which("valgrind"), "valgrind is not installed")
class TheSmallestScenario(CliTest):
    def watch(self, *arguments):
        watched = subprocess.run([*VALGRIND, PROGRAM, *arguments], cwd=self.folder, text=True, capture_output=True)
        self.assertEqual(watched.returncode, 0, watched.stderr)
        self.assertNotIn("==", watched.stderr)

    def test_is_clean_under_valgrind_and_gives_the_same_spikes(self):
        # Valgrind knows no AVX-512, so that the loops are those for AVX2: the spikes are the same.
        (self.folder / "quiet.toml").write_text(without_video(SCENARIO))
        arguments = ["run", "quiet.toml", "--threads", "1", "--checkpoint-every", "20 ms"]
        self.watch(*arguments, "--out", "watched")
        self.watch("export", "watched")
        self.watch("export", "watched", "--format", "sonata")
        self.call_well(*arguments, "--out", "alone")
        self.assertEqual(self.summary("watched")["spike_digest"], self.summary("alone")["spike_digest"])


if __name__ == "__main__":
    unittest.main()
