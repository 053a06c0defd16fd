"""A rendering that was stopped half way goes on; damaged frames are made again."""
import shutil
import signal
import subprocess
import time
import unittest

from harness import FRAMES, PROGRAM, CliTest, damage, probe


class AHalfFinishedRendering(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "original")

    def setUp(self):
        self.name = self.id().split(".")[-1]
        self.run = self.folder / self.name
        shutil.copytree(self.folder / "original", self.run)

    def same_as_original(self, name):
        return (self.run / "frames" / name).read_bytes() == (self.folder / "original/frames" / name).read_bytes()

    def kill_while_rendering(self, *options):
        """Ends a rendering without warning once it has made some frames; returns their directory."""
        process = subprocess.Popen([PROGRAM, "render", self.name, "--quiet", *options], cwd=self.folder,
                                   stdout=subprocess.DEVNULL)
        fresh = self.run / "frames.new"
        while process.poll() is None and len(list(fresh.glob("*.png"))) < 5:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        self.assertEqual(process.wait(), -signal.SIGKILL, "it was done before it could be killed")
        return fresh

    def test_goes_on_after_kill_9_with_the_frames_that_are_there(self):
        fresh = self.kill_while_rendering("--size", "1600x900")
        kept = {path.name: path.stat().st_mtime_ns for path in sorted(fresh.glob("*.png"))}
        # One of them was cut by the fault, another is not what it was.
        names = sorted(kept)
        damage(fresh / names[0])
        data = bytearray((fresh / names[1]).read_bytes())
        data[len(data) // 2] ^= 1
        (fresh / names[1]).write_bytes(data)

        self.call_well("render", self.name, "--size", "1600x900")
        frames = self.run / "frames"
        self.assertEqual(len(self.frames(self.name)), FRAMES)
        for name in names[2:]:
            self.assertEqual((frames / name).stat().st_mtime_ns, kept[name], name)
        for name in names[:2]:
            self.assertNotEqual((frames / name).stat().st_mtime_ns, kept[name], name)
        self.assertFalse(fresh.exists())
        self.assertFalse(list(frames.glob("*.partial")))

        # A rendering in one go gives the same bytes.
        shutil.copytree(self.run, self.folder / "whole")
        self.call_well("render", "whole", "--size", "1600x900")
        for name in self.frames("whole"):
            self.assertEqual((frames / name).read_bytes(), (self.folder / "whole/frames" / name).read_bytes(), name)

    def test_is_finished_by_movie_too(self):
        self.kill_while_rendering("--size", "1600x900")
        self.call_well("movie", self.name)
        stream = probe(self.run / "movie.mp4")
        self.assertEqual((stream["width"], int(stream["nb_read_frames"])), (1600, FRAMES))

    def test_of_other_pictures_begins_anew(self):
        fresh = self.kill_while_rendering("--size", "1600x900")
        first = (fresh / sorted(path.name for path in fresh.glob("*.png"))[0]).read_bytes()
        self.call_well("render", self.name, "--size", "1600x900", "--set", "video.glow=500 ms")
        self.call_well("render", self.name)
        for name in self.frames(self.name):
            self.assertTrue(self.same_as_original(name), name)
            self.assertNotEqual((self.run / "frames" / name).read_bytes(), first)

    def test_frames_missing_or_damaged_are_made_again_for_the_movie(self):
        (self.run / "frames/000012.png").unlink()
        (self.run / "frames/000029.png").unlink()
        damage(self.run / "frames/000003.png")
        self.call_well("movie", self.name)
        for name in self.frames("original"):
            self.assertTrue(self.same_as_original(name), name)
        self.assertEqual((self.run / "movie.mp4").read_bytes(), (self.folder / "original/movie.mp4").read_bytes())


if __name__ == "__main__":
    unittest.main()
