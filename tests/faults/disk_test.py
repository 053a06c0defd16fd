"""A disk that fills up, or cannot be written: told with what to do, and nothing recorded is lost."""
import os
import shutil
import subprocess
import unittest

from disasters import Disaster, with_full_disk
from harness import FRAMES, probe


class AFullDisk(Disaster):
    def test_while_recording_keeps_what_was_recorded(self):
        # The log of the run takes some 100 kB.
        for size in [0, 2_000, 20_000, 60_000]:
            with self.subTest(size=size):
                done = self.call("run", "lasting.toml", "--out", "full", "--checkpoint-every", "50 ms",
                                 env=with_full_disk("full.partial", size))
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertRegex(done.stderr, "No space left on device.*free")
                if size > 2_000:
                    self.assertIn("spikelight run --resume full", done.stderr)
                self.assertFalse((self.folder / "full").exists())
                self.expect_readable_or_absent("full.partial")
                # With room it goes on.
                if (self.folder / "full.partial/scenario.toml").exists():
                    self.call_well("run", "--resume", "full")
                    self.expect_complete("full")
                shutil.rmtree(self.folder / "full", ignore_errors=True)
                shutil.rmtree(self.folder / "full.partial", ignore_errors=True)

    def expect_readable_or_absent(self, name):
        if (self.folder / name / "summary.json").exists():
            self.expect_readable(self.folder / name)

    def test_while_rendering_keeps_the_run_and_the_pictures_of_before(self):
        self.call_well("run", "small.toml", "--out", "filmed")
        before = {name: (self.folder / "filmed/frames" / name).read_bytes() for name in self.frames("filmed")}
        done = self.refuse(1, "No space left on device", "render", "filmed", "--size", "640x360",
                           env=with_full_disk("filmed/frames.new", 100_000))
        self.assertIn(".png", done.stderr)
        self.assertEqual({name: (self.folder / "filmed/frames" / name).read_bytes()
                          for name in self.frames("filmed")}, before)
        self.call_well("render", "filmed", "--size", "640x360")
        self.assertEqual(len(self.frames("filmed")), FRAMES)

    def test_while_filming_a_run_keeps_the_recording_and_is_finished_by_resume(self):
        done = self.refuse(1, "No space left on device", "run", "small.toml", "--out", "dark",
                           env=with_full_disk("frames.new", 30_000))
        self.assertIn("the recording is whole in dark.partial. Go on with its pictures, when that is mended, with: "
                      "spikelight run --resume dark", done.stderr)
        self.call_well("render", "dark.partial", "--at", "15 ms")
        self.call_well("run", "--resume", "dark")
        self.assertEqual(len(self.frames("dark")), FRAMES)

    def test_while_exporting_keeps_the_file_of_before(self):
        self.call_well("run", "small.toml", "--out", "exported")
        self.call_well("export", "exported")
        old = (self.folder / "exported/exported.nwb").read_bytes()
        for size in [0, 20_000]:
            self.refuse(1, "No space left on device", "export", "exported",
                        env=with_full_disk("exported.nwb.partial", size))
            self.assertEqual((self.folder / "exported/exported.nwb").read_bytes(), old)
            self.assertFalse((self.folder / "exported/exported.nwb.partial").exists())

    def test_while_exporting_a_network_keeps_the_one_of_before(self):
        self.call_well("run", "small.toml", "--out", "network")
        self.call_well("export", "network", "--format", "sonata")
        out = self.folder / "network/network_sonata"
        old = {path.name: path.read_bytes() for path in out.iterdir()}
        for size in [0, 2_000, 20_000]:
            self.refuse(1, "No space left on device", "export", "network", "--format", "sonata",
                        env=with_full_disk("network_sonata.partial", size))
            self.assertEqual({path.name: path.read_bytes() for path in out.iterdir()}, old)
            self.assertFalse((self.folder / "network/network_sonata.partial").exists())

    def test_with_too_little_room_for_a_network_is_told_before_it_is_written(self):
        self.call_well("run", "small.toml", "--out", "tight")
        done = self.refuse(1, "1 kB are free there. Make room, or name another place with --out", "export", "tight",
                           "--format", "sonata", env=with_full_disk("tight", 1_000))
        self.assertNotIn("No space left", done.stderr)
        self.assertEqual(list((self.folder / "tight").glob("*sonata*")), [])

    def test_while_encoding_keeps_frames_and_the_old_movie(self):
        self.call_well("run", "small.toml", "--out", "encoded")
        old = (self.folder / "encoded/movie.mp4").read_bytes()
        done = self.refuse(1, "No space left on device", "movie", "encoded", env=with_full_disk("movie.mp4", 3_000))
        self.assertIn("FFmpeg", done.stderr)
        self.assertEqual((self.folder / "encoded/movie.mp4").read_bytes(), old)
        self.assertEqual(len(self.frames("encoded")), FRAMES)
        self.assertEqual([path.name for path in (self.folder / "encoded").glob("*.partial")], [])
        self.call_well("movie", "encoded")

    def test_while_a_run_is_encoded_keeps_everything_else(self):
        done = self.call("run", "small.toml", "--out", "silent", env=with_full_disk("movie.mp4", 3_000))
        self.assertEqual(done.returncode, 1)
        self.assertIn("spikelight movie silent", done.stderr)
        self.assertTrue((self.folder / "silent/summary.json").exists())
        self.call_well("movie", "silent")
        self.assertEqual(int(probe(self.folder / "silent/movie.mp4")["nb_read_frames"]), FRAMES)


class AnOutputThatCannotBeWritten(Disaster):
    def test_is_told_before_anything_is_computed(self):
        # Root may write anywhere, so the place is one where nobody may: below a file, and in the kernel's own tree.
        (self.folder / "file").write_text("no directory")
        for out in ["file/run", "/proc/run"]:
            with self.subTest(out=out):
                done = self.call("run", "lasting.toml", "--out", out)
                self.assertIn(done.returncode, (1, 2), done.stderr)
                self.assertRegex(done.stderr, "cannot create|not a directory|Not a directory|No such file")
        self.assertEqual((self.folder / "file").read_text(), "no directory")

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root may write anywhere")
    def test_for_want_of_permission_is_told(self):
        locked = self.folder / "locked"
        locked.mkdir()
        locked.chmod(0o555)
        self.folder.chmod(0o755)
        command = [os.environ["SPIKELIGHT_PROGRAM"], "run", str(self.folder / "lasting.toml"), "--out", "locked/run"]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        done = subprocess.run(command, cwd=self.folder, text=True, capture_output=True, timeout=60)
        if "failed to execute" in done.stderr:
            self.skipTest("the program lies where nobody else may read")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("Permission denied", done.stderr)


class TwoRunsIntoOneDirectory(Disaster):
    def test_the_second_is_refused_and_the_first_is_not_disturbed(self):
        first = self.start("run", "lasting.toml", "--out", "shared", "--duration", "20 s")
        while first.poll() is None and not (self.folder / "shared.partial/recording.log").exists():
            pass
        for arguments in [["lasting.toml", "--out", "shared"], ["lasting.toml", "--out", "shared", "--force"],
                          ["--resume", "shared"]]:
            done = self.call("run", *arguments)
            self.assertIn(done.returncode, (1, 2), done.stderr)
            self.assertRegex(done.stderr, "still go")
        first.kill()
        first.communicate()
        self.call_well("run", "--resume", "shared")

    def test_started_together_one_is_made_and_the_other_told(self):
        for attempt in range(5):
            out = f"race{attempt}"
            both = [self.start("run", "lasting.toml", "--out", out, "--threads", "1") for _ in range(2)]
            ends = [(process.communicate(), process.returncode) for process in both]
            self.assertEqual(sorted(status for _, status in ends)[0], 0, ends)
            self.expect_complete(out)


if __name__ == "__main__":
    unittest.main()
