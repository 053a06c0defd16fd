"""What the tests of the command line share: the program, a small scenario, temporary directories, probes."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import numpy

PROGRAM = os.environ["SPIKELIGHT_PROGRAM"]
# Those that the program was built with, as in "address,undefined"; most often none.
SANITIZERS = os.environ.get("SPIKELIGHT_SANITIZERS", "")
# Seconds that one call may take; sanitizers make it some ten times slower.
PATIENCE = 1200 if SANITIZERS else 120

# 50 neurons under one fiber that steps through three levels, filmed small: 30 frames of 320 x 180.
SCENARIO = """
format = 1
title = "Small <test> & \\"quotes\\""
seed = 5

[simulation]
duration = "50 ms"
dt = "0.1 ms"

[[population]]
name = "exc"
size = 40
model = "eif"
I_e = "60 pA"
v_init = { uniform = ["-70 mV", "-50 mV"] }
position = { cylinder = { start = ["0 mm", "0 mm", "0.2 mm"], end = ["0 mm", "0 mm", "0.4 mm"], radius = "0.2 mm" } }

[[population]]
name = "inh"
size = 10
model = "eif"
I_e = "45 pA"
position = { box = { from = ["-0.2 mm", "-0.2 mm", "0.2 mm"], to = ["0.2 mm", "0.2 mm", "0.4 mm"] } }

[[projection]]
from = "exc"
to = "inh"
connect = { probability = 0.3 }
weight = "0.5 mV"

[[light]]
name = "fiber"
model = "fiber"
wavelength = "473 nm"
positions = [["0 um", "0 um", "0 um"]]
direction = [0, 0, 1]
initial = "0 mW/mm^2"
maximum = "20 mW/mm^2"

[[opsin]]
population = "exc"
model = "chr2_4s"

[loop]
sample_period = "1 ms"

[[controller]]
drives = "fiber"
pulses = { value = "20 mW/mm^2", start = "10 ms", width = "15 ms" }
stop = "30 ms"
[[controller]]
drives = "fiber"
constant = "5 mW/mm^2"
start = "30 ms"

[record]
spikes = true
[[record.trace]]
population = "exc"
variables = ["v"]
neurons = "0:3"
every = "1 ms"

[video]
slowdown = 10
size = [320, 180]
light_maximum = "20 mW/mm^2"
"""
FRAMES = 30


def without_video(text):
    return text[: text.index("[video]")]


class CliTest(unittest.TestCase):
    """Each class has a directory of its own with small.toml in it, and goes when it is done."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="spikelight-cli-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "small.toml").write_text(SCENARIO)

    @classmethod
    def call(cls, *arguments, **options):
        """Runs the program in the class's directory; its output is text."""
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cls.folder, text=True, capture_output=True,
                              timeout=PATIENCE, stdin=subprocess.DEVNULL, **options)

    def call_well(self, *arguments, **options):
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def refuse(self, status, message, *arguments, **options):
        """The call must fail with this status and say this."""
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertIn(message, done.stderr)
        return done

    @classmethod
    def summary(cls, run):
        return json.loads((cls.folder / run / "summary.json").read_text())

    @classmethod
    def frames(cls, run):
        return sorted(path.name for path in (cls.folder / run / "frames").glob("*.png"))


def probe(movie):
    """ffprobe's view of the first video stream, frames counted."""
    found = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-count_frames", "-show_streams",
                            "-of", "json", str(movie)], capture_output=True, text=True, check=True)
    return json.loads(found.stdout)["streams"][0]


def read_pictures(path):
    """The frames of a movie, or of numbered pictures, as an array [frame][row][column][channel] of 0 ... 255, decoded
    by FFmpeg as binary PPM files one after the other."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-f", "image2pipe", "-c:v", "ppm",
                          "-pix_fmt", "rgb24", "-"],
                         capture_output=True, check=True).stdout
    width, height = (int(number) for number in raw[3:raw.index(b"\n", 3)].split())
    header = len(b"P6\n%d %d\n255\n" % (width, height))
    frames = numpy.frombuffer(raw, numpy.uint8).reshape(-1, header + width * height * 3)
    return frames[:, header:].reshape(-1, height, width, 3)


def read_picture(path):
    """A picture, or the first frame of a movie."""
    return read_pictures(path)[0]


def with_library(library, **variables):
    """An environment in which a library is loaded before all others. The address sanitizer wants that place itself, and is
    asked to do without."""
    return {**os.environ, "LD_PRELOAD": library, "ASAN_OPTIONS": "verify_asan_link_order=0", **variables}


def path_without_ffmpeg(folder):
    """An environment whose PATH leads to an empty directory."""
    empty = folder / "no-programs"
    empty.mkdir(exist_ok=True)
    return {**os.environ, "PATH": str(empty)}


def path_with_ffmpeg(folder, script):
    """An environment in which ffmpeg is this shell script."""
    programs = folder / "fake-programs"
    programs.mkdir(exist_ok=True)
    fake = programs / "ffmpeg"
    fake.write_text("#!/bin/sh\n" + script)
    fake.chmod(0o755)
    return {**os.environ, "PATH": str(programs)}


def path_with_wrapped_ffmpeg(folder, script):
    """The same with $REAL as the true ffmpeg, so that the script can do something and go on with it."""
    return {**path_with_ffmpeg(folder, script), "REAL": shutil.which("ffmpeg")}


def damage(png):
    """Cuts a file in the middle, as a full disk or a power failure does."""
    data = png.read_bytes()
    png.write_bytes(data[: len(data) // 2])
