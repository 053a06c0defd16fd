"""`spikelight render`: pictures of a run again, without simulating."""
import shutil
import unittest

import numpy

from harness import FRAMES, CliTest, probe, read_picture


class Rendering(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "original")

    def setUp(self):
        """A copy of the run for each test."""
        self.run_name = self.id().split(".")[-1]
        self.run = self.folder / self.run_name
        shutil.copytree(self.folder / "original", self.run)

    def size_of(self, name):
        stream = probe(self.run / name)
        return stream["width"], stream["height"]

    def test_gives_the_same_frames_as_the_run_did(self):
        self.call_well("render", self.run_name)
        for name in self.frames("original"):
            self.assertEqual((self.run / "frames" / name).read_bytes(),
                             (self.folder / "original/frames" / name).read_bytes(), name)

    def test_at_another_size_replaces_all_frames_and_the_still(self):
        self.call_well("render", self.run_name, "--size", "160x90")
        self.assertEqual(len(self.frames(self.run_name)), FRAMES)
        self.assertEqual({self.size_of(f"frames/{name}") for name in self.frames(self.run_name)}, {(160, 90)})
        self.assertEqual(self.size_of("still.png"), (160, 90))
        self.call_well("movie", self.run_name)
        self.assertEqual(self.size_of("movie.mp4"), (160, 90))

    def test_some_frames_leaves_the_others(self):
        before = (self.run / "frames/000009.png").read_bytes()
        done = self.call_well("render", self.run_name, "--frames", "10:12", "--set", "video.glow=500 ms")
        self.assertIn("2 rendered", done.stdout)
        self.assertEqual(len(self.frames(self.run_name)), FRAMES)
        self.assertEqual((self.run / "frames/000009.png").read_bytes(), before)
        self.assertNotEqual((self.run / "frames/000010.png").read_bytes(),
                            (self.folder / "original/frames/000010.png").read_bytes())

    def test_some_frames_of_another_size_are_refused_and_none_is_lost(self):
        # A movie cannot change its size half way.
        before = {name: (self.run / "frames" / name).read_bytes() for name in self.frames(self.run_name)}
        self.refuse(2, "these would be 160 x 90, but the frames in " + self.run_name + "/frames are 320 x 180, and a "
                    "movie has one size). Render all frames, without --frames, or a still with --at",
                    "render", self.run_name, "--frames", "28:", "--size", "160x90")
        self.assertEqual({name: (self.run / "frames" / name).read_bytes() for name in self.frames(self.run_name)}, before)

    def test_at_a_moment_makes_the_still_alone(self):
        frames = {name: (self.run / "frames" / name).stat().st_mtime_ns for name in self.frames(self.run_name)}
        self.call_well("render", self.run_name, "--at", "15 ms", "--size", "320x180")
        self.assertEqual(frames, {name: (self.run / "frames" / name).stat().st_mtime_ns
                                  for name in self.frames(self.run_name)})
        # 15 ms is frame 9: 60 frames per second, ten times slower than life.
        still, frame = read_picture(self.run / "still.png"), read_picture(self.run / "frames/000009.png")
        self.assertLessEqual(numpy.abs(still.astype(int) - frame.astype(int)).max(), 1)

    def test_a_still_may_have_more_samples_and_more_bits(self):
        self.call_well("render", self.run_name, "--at", "15 ms")
        plain, deep_before = read_picture(self.run / "still.png"), probe(self.run / "still.png")["pix_fmt"]
        self.call_well("render", self.run_name, "--at", "15 ms", "--samples", "16", "--bits", "16")
        self.assertEqual((deep_before, probe(self.run / "still.png")["pix_fmt"]), ("rgb24", "rgb48be"))
        difference = numpy.abs(read_picture(self.run / "still.png").astype(int) - plain).mean()
        self.assertGreater(difference, 0)
        self.assertLess(difference, 5)
        self.refuse(2, "--samples", "render", self.run_name, "--at", "15 ms", "--samples", "3")
        self.refuse(2, "--bits", "render", self.run_name, "--at", "15 ms", "--bits", "12")
        self.refuse(2, "--at", "render", self.run_name, "--bits", "16")

    def test_with_another_slowdown_is_shown_at_the_rate_it_was_rendered_for(self):
        self.call_well("render", self.run_name, "--set", "video.every=1 ms", "--set", "video.slowdown=100")
        self.call_well("movie", self.run_name)
        stream = probe(self.run / "movie.mp4")
        self.assertEqual((stream["r_frame_rate"], int(stream["nb_read_frames"])), ("10/1", 50))

    def test_refuses_what_it_cannot_understand(self):
        for option, value, message in [("--size", "big", "--size big"), ("--size", "0x90", "video.size"),
                                       ("--frames", "5", "--frames 5"), ("--frames", "9:3", "--frames 9:3"),
                                       ("--frames", "100:200", "30 frames"), ("--at", "15", "--at 15"),
                                       ("--at", "15 mV", "--at 15 mV"), ("--at", "15 s", "0 to 50 ms"),
                                       ("--set", "video.slowness=3", "slowness")]:
            with self.subTest(option=option, value=value):
                self.refuse(2, message, "render", self.run_name, option, value)
        self.assertEqual(len(self.frames(self.run_name)), FRAMES)

    def test_needs_a_scenario_that_says_how_to_film(self):
        self.call_well("run", "small.toml", "--out", "dark", "--no-video", "--force")
        scenario = self.folder / "dark/scenario.toml"
        text = scenario.read_text()
        scenario.write_text(text[: text.index("[video]")])
        self.refuse(2, "[video]", "render", "dark")


if __name__ == "__main__":
    unittest.main()
