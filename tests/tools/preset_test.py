"""Movies for slides, editors, archives and the web; with and without frames on disk."""
import re
import shutil
import unittest

import numpy

from harness import (FRAMES, CliTest, path_with_wrapped_ffmpeg, path_without_ffmpeg, probe, read_picture,
                     read_pictures)


class Presets(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "run")

    def test_lossless_keeps_every_pixel(self):
        self.call_well("movie", "run", "--preset", "lossless")
        numpy.testing.assert_array_equal(read_pictures(self.folder / "run/movie.mkv"),
                                         read_pictures(self.folder / "run/frames/%06d.png"))

    def test_prores_is_ten_bits_for_editors_with_its_colours_named(self):
        self.call_well("movie", "run", "--preset", "prores")
        stream = probe(self.folder / "run/movie.mov")
        self.assertEqual((stream["codec_name"], stream["pix_fmt"]), ("prores", "yuv422p10le"))
        self.assertEqual((stream["color_space"], int(stream["nb_read_frames"])), ("bt709", FRAMES))
        # 422 HQ is made for post-production: below 2 of 255 on average.
        shown, frame = (read_picture(self.folder / "run" / name).astype(float)
                        for name in ("movie.mov", "frames/000000.png"))
        self.assertLess(abs(shown - frame).mean(), 2)

    def test_web_does_not_exceed_its_size(self):
        self.call_well("movie", "run", "--preset", "web")
        free = (self.folder / "run/movie.mp4").stat().st_size
        self.assertLess(free, 8e6)
        for part in (0.7, 0.4):
            target = int(free * part)
            self.call_well("movie", "run", "--preset", "web", "--target-size", f"{target} B")
            size = (self.folder / "run/movie.mp4").stat().st_size
            self.assertLessEqual(size, target)
            # Not far below either: what is allowed is used for quality.
            self.assertGreater(size, 0.5 * target)
            self.assertEqual(int(probe(self.folder / "run/movie.mp4")["nb_read_frames"]), FRAMES)
        self.assertFalse(list((self.folder / "run").glob("*.partial")))
        self.assertFalse(list((self.folder / "run").glob("movie.statistics*")))

    def test_a_size_that_no_movie_has_is_told_and_the_old_movie_kept(self):
        shutil.copytree(self.folder / "run", self.folder / "tiny")
        before = (self.folder / "tiny/movie.mp4").read_bytes()
        done = self.refuse(1, "no movie fits into 1 kB (the least of these pictures takes ", "movie", "tiny", "--preset",
                           "web", "--target-size", "1 kB")
        self.assertNotIn("FFmpeg", done.stderr)
        self.assertEqual((self.folder / "tiny/movie.mp4").read_bytes(), before)
        self.assertFalse(list((self.folder / "tiny").glob("movie.*.partial")))
        # With half as much again as the least there is one.
        least = float(re.search(r"takes ([\d.]+) kB", done.stderr).group(1))
        self.call_well("movie", "tiny", "--preset", "web", "--target-size", f"{1.5 * least:.1f} kB")

    def test_what_makes_no_sense_is_refused(self):
        for arguments, message in [(["--preset", "vhs"], "vhs"), (["--target-size", "8 apples"], "8 apples"),
                                   (["--target-size", "-1 MB"], "-1 MB"),
                                   (["--preset", "prores", "--target-size", "8 MB"], "prores"),
                                   (["--preset", "lossless", "--encoder", "nvenc"], "nvenc")]:
            self.refuse(2, message, "movie", "run", *arguments)

    def test_more_frames_than_screens_show_are_warned_of(self):
        done = self.call_well("run", "small.toml", "--out", "quick", "--set", "video.every=0.5 ms")
        self.assertIn("200 frames per second", done.stderr)
        self.assertIn("200 frames per second", self.call_well("movie", "quick").stderr)
        self.assertNotIn("frames per second", self.call_well("movie", "run").stderr)


class HardwareEncoders(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "run")

    def test_that_fail_their_trial_are_not_used(self):
        script = 'case "$*" in *h264_nvenc*) echo "no capable devices" >&2; exit 1;; esac\nexec "$REAL" "$@"\n'
        env = path_with_wrapped_ffmpeg(self.folder, script)
        self.call_well("movie", "run", "--encoder", "auto", env=env)
        self.assertEqual(int(probe(self.folder / "run/movie.mp4")["nb_read_frames"]), FRAMES)
        self.refuse(1, "no capable devices", "movie", "run", "--encoder", "nvenc", env=env)

    def test_that_pass_their_trial_are_used(self):
        # Stands in for the hardware: succeeds at the trial, and says that it was asked for the movie.
        script = 'case "$*" in *lavfi*) exit 0;; *h264_nvenc*-cq*) echo "hardware it is" >&2; exit 4;; esac\n'
        self.refuse(1, "hardware it is", "movie", "run", "--encoder", "auto",
                    env=path_with_wrapped_ffmpeg(self.folder, script))


class WithoutFrames(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "files")

    def test_the_movie_is_the_same_and_only_the_files_are_missing(self):
        self.call_well("run", "small.toml", "--out", "piped", "--no-frames")
        self.assertFalse((self.folder / "piped/frames").exists())
        for file in ["movie.mp4", "still.png"]:
            self.assertEqual((self.folder / "piped" / file).read_bytes(), (self.folder / "files" / file).read_bytes())
        self.assertTrue((self.folder / "piped/report.html").exists())

    def test_a_movie_encoded_while_rendering_is_that_of_the_frames(self):
        before = (self.folder / "files/movie.mp4").read_bytes()
        self.call_well("movie", "files")
        self.assertEqual((self.folder / "files/movie.mp4").read_bytes(), before)

    def test_a_size_is_kept_to_as_well(self):
        target = (self.folder / "files/movie.mp4").stat().st_size // 3
        self.call_well("run", "small.toml", "--out", "sized", "--no-frames", "--movie-preset", "web",
                       "--target-size", f"{target} B")
        self.assertLessEqual((self.folder / "sized/movie.mp4").stat().st_size, target)
        self.assertEqual(int(probe(self.folder / "sized/movie.mp4")["nb_read_frames"]), FRAMES)
        self.assertFalse(list((self.folder / "sized").glob("*.partial")))

    def test_a_dying_ffmpeg_costs_the_movie_alone(self):
        # It dies in the middle: after ten of thirty frames of 320 x 180 pixels and three bytes.
        script = f'PATH=/usr/bin:/bin; head -c {10 * 320 * 180 * 3} >/dev/null; echo "out of ink" >&2; exit 5\n'
        env = path_with_wrapped_ffmpeg(self.folder, script)
        for out, options in [("dead", ["--no-frames"]), ("dead-files", [])]:
            done = self.refuse(1, "out of ink", "run", "small.toml", "--out", out, *options, env=env)
            self.assertIn(f"spikelight movie {out}", done.stderr)
            for file in ["summary.json", "spikes.h5", "report.html", "still.png"]:
                self.assertTrue((self.folder / out / file).exists(), file)
            self.assertFalse(list((self.folder / out).glob("movie*")))
        self.assertEqual(len(self.frames("dead-files")), FRAMES)
        # What it says to do works.
        self.call_well("render", "dead")
        self.call_well("movie", "dead")

    def test_no_ffmpeg_at_all_costs_the_movie_alone(self):
        self.refuse(1, "ffmpeg", "run", "small.toml", "--out", "none", "--no-frames",
                    env=path_without_ffmpeg(self.folder))
        self.assertTrue((self.folder / "none/still.png").exists())


if __name__ == "__main__":
    unittest.main()
