"""`spikelight plot`: the set-up of a scenario, before anything is simulated."""
import unittest

from harness import SCENARIO, CliTest, probe, read_picture, without_video


class APlot(CliTest):
    def size_of(self, name):
        stream = probe(self.folder / name)
        return stream["width"], stream["height"]

    def test_is_a_picture_of_the_scenarios_size_and_simulates_nothing(self):
        done = self.call_well("plot", "small.toml")
        self.assertIn("small_setup.png", done.stdout)
        self.assertEqual(self.size_of("small_setup.png"), (320, 180))
        self.assertFalse((self.folder / "runs").exists())

    def test_of_a_scenario_without_video_is_made_too_and_of_any_size(self):
        (self.folder / "unfilmed.toml").write_text(without_video(SCENARIO))
        self.call_well("plot", "unfilmed.toml", "--out", "other.png", "--size", "640x480")
        self.assertEqual(self.size_of("other.png"), (640, 480))

    def test_shows_the_light_on_and_follows_set(self):
        # The fiber's light is blue; without lights no pixel is as blue, whatever room the rest then takes.
        self.call_well("plot", "small.toml", "--out", "on.png")
        self.call_well("plot", "small.toml", "--out", "off.png", "--set", "video.show={lights=[]}")
        on, off = (read_picture(self.folder / name).astype(int) for name in ("on.png", "off.png"))
        blue = [(picture[:, :, 2] - picture[:, :, 0] > 60).mean() for picture in (on, off)]
        self.assertGreater(blue[0], blue[1] + 0.01)

    def test_refuses_what_it_cannot_understand(self):
        self.refuse(2, "--size huge", "plot", "small.toml", "--size", "huge")
        self.refuse(2, "--size 10x10", "plot", "small.toml", "--size", "10x10")
        self.refuse(2, "nowhere.toml", "plot", "nowhere.toml")
        self.refuse(2, "sise", "plot", "small.toml", "--set", "population.exc.sise=3")
        self.refuse(2, "--out picture.jpg (pictures are PNG files). Write --out picture.png", "plot", "small.toml",
                    "--out", "picture.jpg")
        self.assertFalse((self.folder / "picture.jpg").exists())
        self.refuse(1, "no-such-folder", "plot", "small.toml", "--out", "no-such-folder/x.png")


if __name__ == "__main__":
    unittest.main()
