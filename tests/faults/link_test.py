"""Links in a directory from a stranger: nothing outside of it is written or removed."""
import shutil
import signal
import unittest

from disasters import Disaster

VICTIM = "years of work"


class LinksInARunDirectory(Disaster):
    def setUp(self):
        self.victim = self.folder / "victim"
        self.victim.mkdir()
        self.addCleanup(shutil.rmtree, self.victim)
        for name in ["thesis.tex", "000000.png", "notes.partial"]:
            (self.victim / name).write_text(VICTIM)

    def expect_untouched(self):
        self.assertEqual(sorted(path.name for path in self.victim.iterdir()),
                         ["000000.png", "notes.partial", "thesis.tex"])
        for path in self.victim.iterdir():
            self.assertEqual(path.read_text(), VICTIM, path.name)

    def test_are_not_followed_by_pictures_movie_and_report(self):
        self.call_well("run", "small.toml", "--out", "run")
        run = self.folder / "run"
        for name in ["movie.mp4", "movie.mp4.partial", "still.png", "still.png.partial", "report.html",
                     "report.html.partial", "frames.json.partial"]:
            (run / name).unlink(missing_ok=True)
            (run / name).symlink_to(self.victim / "thesis.tex")
        (run / "frames.new").symlink_to(self.victim)
        for arguments in [["render", "run", "--size", "160x90"], ["movie", "run"], ["report", "run"],
                          ["render", "run", "--at", "15 ms"]]:
            self.call(*arguments)
            self.expect_untouched()

    def test_are_not_followed_by_resuming(self):
        process = self.start("run", "lasting.toml", "--out", "stopped", "--duration", "100 s")
        while process.poll() is None and not (self.folder / "stopped.partial/recording.log").exists():
            pass
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        partial = self.folder / "stopped.partial"
        text = (partial / "scenario.toml").read_text()
        self.assertIn("duration", text)
        for name in ["spikes.h5", "traces_v.h5", "signals.csv", "summary.json.part", "loop.csv", "report.html.partial"]:
            (partial / name).unlink(missing_ok=True)
            (partial / name).symlink_to(self.victim / "thesis.tex")
        (partial / "scenario.toml").write_text(text)
        process = self.start("run", "--resume", "stopped")
        try:
            process.communicate(timeout=2)
        except Exception:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        self.expect_untouched()


if __name__ == "__main__":
    unittest.main()
