"""What the tests of faults share: a run that lasts, and what must be true of whatever a fault leaves."""
import os
import subprocess

import h5py

from harness import PROGRAM, SCENARIO, CliTest, with_library, without_video

# Some tenths of a second of work, checkpoints on the way, and every kind of recording.
LASTING = without_video(SCENARIO).replace('duration = "50 ms"', 'duration = "2 s"').replace(
    'I_e = "60 pA"', 'I_e = "60 pA"\nnoise = "1 mV"')


class Disaster(CliTest):
    """A class with lasting.toml, and the whole run of it to compare with."""
    scenario = LASTING

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "lasting.toml").write_text(cls.scenario)
        whole = cls.call("run", "lasting.toml", "--out", "whole", "--threads", "1")
        assert whole.returncode == 0, whole.stderr
        cls.digest = cls.summary("whole")["spike_digest"]

    def start(self, *arguments, **options):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **options)

    def expect_readable(self, directory):
        """Every file that bears the name of a finished one is whole."""
        for file in directory.glob("*.h5"):
            with h5py.File(file) as content:
                content.visititems(lambda _, item: item[()] if isinstance(item, h5py.Dataset) else None)

    def expect_complete(self, run):
        """`run` is there, whole, and what nothing had interrupted."""
        self.assertFalse((self.folder / f"{run}.partial").exists())
        self.assertEqual(self.summary(run)["spike_digest"], self.digest)
        self.assertEqual((self.folder / run / "signals.csv").read_bytes(),
                         (self.folder / "whole/signals.csv").read_bytes())
        for name in ["spikes.h5", "traces_v.h5"]:
            with h5py.File(self.folder / run / name) as mine, h5py.File(self.folder / "whole" / name) as theirs:
                theirs.visititems(lambda path, item: self.assertTrue((mine[path][()] == item[()]).all(), path)
                                  if isinstance(item, h5py.Dataset) else None)


def with_full_disk(path, size):
    """An environment in which files whose path holds `path` take `size` bytes together."""
    return with_library(os.environ["SPIKELIGHT_FULL_DISK"], FULL_DISK_PATH=path, FULL_DISK_BYTES=str(size))
