"""The movie: what FFmpeg was made to do, as ffprobe sees it, and what happens when it cannot."""
import fractions
import shutil
import subprocess
import unittest

from harness import FRAMES, CliTest, damage, path_with_ffmpeg, path_without_ffmpeg, probe, read_picture


class AMovie(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "run")
        cls.movie = cls.folder / "run/movie.mp4"

    def test_is_h264_that_every_player_shows_with_its_colours_named(self):
        stream = probe(self.movie)
        self.assertEqual((stream["codec_name"], stream["pix_fmt"]), ("h264", "yuv420p"))
        self.assertEqual((stream["width"], stream["height"]), (320, 180))
        for tag in ["color_space", "color_primaries", "color_transfer"]:
            self.assertEqual(stream[tag], "bt709", tag)
        self.assertEqual(stream["color_range"], "tv")

    def test_has_every_frame_once_at_the_rate_that_the_scenario_implies(self):
        # 50 ms ten times slower than life at 60 frames per second.
        stream = probe(self.movie)
        self.assertEqual(int(stream["nb_read_frames"]), FRAMES)
        self.assertEqual(fractions.Fraction(stream["r_frame_rate"]), 60)
        self.assertAlmostEqual(float(stream["duration"]), 0.5, places=6)

    def test_begins_with_its_index_so_that_it_plays_while_it_loads(self):
        beginning = self.movie.read_bytes()
        self.assertLess(beginning.index(b"moov"), beginning.index(b"mdat"))

    def test_shows_the_frames_colours(self):
        # BT.709 written and read: what crf 16 and 8-bit YCbCr change in a mostly black picture stays below 3 of 255 on
        # average (measured 1.6 in blue); the wrong range alone lifts black by 16.
        frame = read_picture(self.folder / "run/frames/000000.png").astype(float)
        shown = read_picture(self.movie).astype(float)
        self.assertLess(abs(frame - shown).mean(), 3)
        self.assertLess(abs(frame.mean(axis=(0, 1)) - shown.mean(axis=(0, 1))).max(), 3)


class OddMovies(CliTest):
    def test_an_odd_size_is_padded_to_an_even_one(self):
        # A scenario may not ask for one; frames may come from elsewhere.
        self.call_well("run", "small.toml", "--out", "odd")
        for frame in (self.folder / "odd/frames").iterdir():
            subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(frame), "-vf", "crop=301:171:0:0",
                            str(self.folder / frame.name)], check=True)
            (self.folder / frame.name).replace(frame)
        self.call_well("movie", "odd")
        stream = probe(self.folder / "odd/movie.mp4")
        self.assertEqual((stream["width"], stream["height"]), (302, 172))

    def test_a_frame_rate_is_exact_also_where_it_is_no_whole_number(self):
        # 1.6667 ms ten times slower: 60 frames per second but for 1 in 50,000.
        self.call_well("run", "small.toml", "--out", "exact", "--set", "video.every=1.6667 ms")
        rate = fractions.Fraction(probe(self.folder / "exact/movie.mp4")["avg_frame_rate"])
        self.assertLess(abs(rate / fractions.Fraction(1000000, 16667) - 1), fractions.Fraction(1, 10**6))


class WithoutFfmpeg(CliTest):
    def test_a_run_keeps_everything_else_and_says_what_to_do(self):
        done = self.refuse(1, "ffmpeg", "run", "small.toml", "--out", "run",
                           env=path_without_ffmpeg(self.folder))
        self.assertIn("spikelight movie run", done.stderr)
        self.assertEqual(len(self.frames("run")), FRAMES)
        for file in ["summary.json", "spikes.h5", "report.html", "still.png"]:
            self.assertTrue((self.folder / "run" / file).exists(), file)
        self.assertFalse((self.folder / "run/movie.mp4").exists())
        # What it said to do works.
        self.call_well("movie", "run")
        self.assertEqual(int(probe(self.folder / "run/movie.mp4")["nb_read_frames"]), FRAMES)


class AFailingFfmpeg(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "run")
        (cls.folder / "run/movie.mp4").write_text("the movie of before")

    def test_is_quoted_and_leaves_frames_and_the_old_movie(self):
        script = 'echo "libx264 is not amused" >&2; echo junk > movie.mp4.partial; exit 3\n'
        done = self.refuse(1, "libx264 is not amused", "movie", "run", env=path_with_ffmpeg(self.folder, script))
        self.assertIn("status 3", done.stderr)
        self.assertEqual(len(self.frames("run")), FRAMES)
        self.assertEqual((self.folder / "run/movie.mp4").read_text(), "the movie of before")
        self.assertFalse((self.folder / "run/movie.mp4.partial").exists())

    def test_that_is_killed_is_told_so(self):
        self.refuse(1, "signal 9", "movie", "run", env=path_with_ffmpeg(self.folder, "kill -9 $$\n"))

    def test_cannot_hide_a_missing_frame_that_nobody_knows_how_to_make_again(self):
        shutil.copytree(self.folder / "run", self.folder / "gap")
        # Frames of two settings: which of them frame 12 had is not known.
        self.call_well("render", "gap", "--frames", "20:22", "--set", "video.glow=500 ms")
        (self.folder / "gap/frames/000012.png").unlink()
        self.refuse(2, "000012.png is missing", "movie", "gap")
        shutil.copy(self.folder / "run/frames/000012.png", self.folder / "gap/frames")
        damage(self.folder / "gap/frames/000013.png")
        self.refuse(2, "000013.png is damaged", "movie", "gap")
        shutil.rmtree(self.folder / "gap/frames")
        self.refuse(2, "spikelight render gap", "movie", "gap")

    def test_names_with_percent_signs_and_dashes_are_no_trouble(self):
        shutil.copytree(self.folder / "run", self.folder / "-100%d run")
        self.call_well("movie", "./-100%d run")
        self.assertEqual(int(probe(self.folder / "-100%d run/movie.mp4")["nb_read_frames"]), FRAMES)


if __name__ == "__main__":
    unittest.main()
