"""The picture follows the experiment: light in a frame is the command in signals.csv."""
import csv
import unittest

import numpy

from harness import CliTest, read_pictures


class Light(CliTest):
    def test_of_a_frame_follows_the_command_in_force(self):
        # Nothing but light changes: neurons without glow, no text or plots.
        self.call_well("run", "small.toml", "--out", "run", "--set", "video.glow=0.001 ms", "--set",
                       "video.show={raster=false, stimulus=false, time=false, legend=false, scale_bar=false}", "--set",
                       "video.every=1 ms")
        with open(self.folder / "run/signals.csv") as signals:
            rows = [(float(row["t_ms"]), float(row["fiber_0_mW_per_mm2"])) for row in csv.DictReader(signals)]
        in_force = lambda t: [level for begin, level in rows if begin <= t + 1e-9][-1]

        # Sort the frames' mean light, in the fiber's blue, by the command of their moment.
        blue = read_pictures(self.folder / "run/frames/%06d.png")[:, :, :, 2].mean(axis=(1, 2))
        self.assertEqual(len(blue), 50)
        by_level = {}
        for frame, light in enumerate(blue):
            by_level.setdefault(in_force(frame), []).append(light)
        self.assertEqual(sorted(by_level), [0, 5, 20])

        # More light is brighter, by more than an eye's threshold of 1 of 255; frames of one level agree to within the
        # few somata that spike in one of them.
        dark, dim, bright = (by_level[level] for level in (0, 5, 20))
        self.assertGreater(min(dim), max(dark) + 1)
        self.assertGreater(min(bright), max(dim) + 1)
        for level in by_level.values():
            self.assertLess(numpy.ptp(level), 0.5)
        # The change comes with the frame of its moment, not one later: pulses begin at 10 ms and last 15 ms.
        self.assertGreater(blue[10] - blue[9], 2)
        self.assertGreater(blue[24] - blue[25], 2)


if __name__ == "__main__":
    unittest.main()
