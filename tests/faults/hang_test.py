"""FFmpeg that hangs is ended, and everything but the movie is kept. That it is missing or crashes: tests/tools/movie_test.py."""
import time
import unittest

from harness import FRAMES, CliTest, path_with_ffmpeg, path_with_wrapped_ffmpeg


class AnFfmpegThatHangs(CliTest):
    def end(self, *arguments, script):
        begin = time.monotonic()
        done = self.refuse(1, "used no processor time", *arguments,
                           env={**path_with_ffmpeg(self.folder, script), "SPIKELIGHT_FFMPEG_PATIENCE": "2"})
        self.assertLess(time.monotonic() - begin, 60)
        self.assertIn("spikelight movie", done.stderr)

    def test_and_reads_nothing_is_ended_and_the_run_kept(self):
        for script in ["exec /bin/sleep 300\n", "trap '' TERM\nwhile :; do /bin/sleep 300; done\n"]:
            with self.subTest(script=script):
                self.end("run", "small.toml", "--out", "run", "--force", "--set", "video.size=[640, 360]", script=script)
                self.assertEqual(len(self.frames("run")), FRAMES)
                self.assertTrue((self.folder / "run/report.html").exists())
        self.call_well("movie", "run")

    def test_after_its_last_frame_is_ended(self):
        self.end("run", "small.toml", "--out", "end", script="/bin/cat > /dev/null\nexec /bin/sleep 300\n")
        self.call_well("movie", "end")

    def test_but_only_if_it_does_nothing(self):
        # Some seconds of work by a child of a wrapper.
        script = '/bin/sh -c \'i=0; while [ $i -lt 3000000 ]; do i=$((i+1)); done\'\nexec "$REAL" "$@"\n'
        self.call_well("run", "small.toml", "--out", "busy",
                       env={**path_with_wrapped_ffmpeg(self.folder, script), "SPIKELIGHT_FFMPEG_PATIENCE": "2"})


if __name__ == "__main__":
    unittest.main()
