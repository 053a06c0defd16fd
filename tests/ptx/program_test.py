"""The whole command line on the PTX that nvcc made of the CUDA backend: the CPU's spikes, bit for bit, and its pictures."""
import json
import os
import pathlib
import subprocess
import unittest

import numpy

from harness import SCENARIO, CliTest, without_video

SOURCE = pathlib.Path(__file__).parents[2]
ON_PTX = os.environ["SPIKELIGHT_ON_PTX"]
TUTORIAL = SOURCE / "examples" / "video_visualization.toml"
CLOSED = SCENARIO[:SCENARIO.index("[[controller]]")] + """
[[controller]]
drives = "fiber"
pi = { observes = "exc", target = "90 Hz", filter = "5 ms", gain = "0.2 mW/mm^2/Hz", integral_time = "20 ms" }
""" + SCENARIO[SCENARIO.index("[record]"):]


class OnPtx(CliTest):
    def on_ptx(self, *arguments, **environment):
        done = subprocess.run([ON_PTX, *map(str, arguments)], cwd=self.folder, text=True, capture_output=True,
                              timeout=500, env={**os.environ, **environment})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def expect_same_run(self, scenario, *arguments, **environment):
        """Both run it; returns the summary of the run on PTX."""
        self.call_well("run", scenario, "--no-video", "--backend", "cpu", "--out", "cpu", "--force", *arguments)
        self.on_ptx("run", scenario, "--no-video", "--backend", "cuda", "--out", "ptx", "--force", *arguments, **environment)
        cpu, ptx = self.summary("cpu"), self.summary("ptx")
        self.assertEqual(ptx["backend"], "cuda")
        self.assertGreater(cpu["synaptic_events"], 0)
        for what in ("spike_digest", "populations", "synaptic_events"):
            self.assertEqual(ptx[what], cpu[what], what)
        return ptx

    def pixels(self, run):
        """Of its frames, one after the other."""
        frames = sorted((self.folder / run / "frames").glob("*.png"))
        command = ["ffmpeg", "-v", "error", "-i", str(frames[0].parent / "%06d.png"), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        raw = subprocess.run(command, check=True, capture_output=True).stdout
        return numpy.frombuffer(raw, numpy.uint8).astype(int).reshape(len(frames), -1, 3)


class ARun(OnPtx):
    def test_has_a_device(self):
        self.assertIn("PTX on this machine's processor: compute capability 9.0, 16 processors, ", self.on_ptx("info").stdout)

    def test_of_the_tutorial_has_the_cpus_spikes_with_either_engine(self):
        for engine in ("resident", "graph"):
            with self.subTest(engine):
                ptx = self.expect_same_run(TUTORIAL, SPIKELIGHT_CUDA_ENGINE=engine)
                self.assertEqual(ptx["spike_digest"], "3a652786b59953727fa1a41b70c75c19")

    def test_closes_its_loop_as_the_cpu_does_whatever_the_latency(self):
        (self.folder / "closed.toml").write_text(without_video(CLOSED))
        digests = set()
        for latency in ("0 ms", "3 ms"):
            for engine in ("resident", "graph"):
                with self.subTest(latency=latency, engine=engine):
                    ptx = self.expect_same_run("closed.toml", "--set", f"loop.latency={latency}", SPIKELIGHT_CUDA_ENGINE=engine)
                    digests.add(ptx["spike_digest"])
        # The light depends on what is observed, and so on when it is known.
        self.assertEqual(len(digests), 2)

    def test_is_the_same_in_any_order_of_warps(self):
        for seed in range(2, 6):
            with self.subTest(seed):
                self.expect_same_run("small.toml", SPIKELIGHT_PTX_SEED=str(seed))

    def test_is_the_same_in_whatever_order_writes_are_seen(self):
        (self.folder / "closed.toml").write_text(without_video(CLOSED))
        for scenario in ("small.toml", "closed.toml"):
            with self.subTest(scenario):
                self.expect_same_run(scenario, "--duration", "20 ms", SPIKELIGHT_PTX_MEMORY="weak")


class Counts(OnPtx):
    def test_tell_what_each_kernel_did(self):
        ptx = self.expect_same_run(TUTORIAL, SPIKELIGHT_PTX_COUNTS=str(self.folder / "counts"))
        kernels = json.loads((self.folder / "counts" / "counts.json").read_text())
        advance = next(kernel for kernel in kernels if "AdvanceResident" in kernel["kernel"])
        # A synaptic event is one addition in the memory of the processor.
        self.assertEqual(advance["memory"]["shared change"]["lanes"], ptx["synaptic_events"])
        self.assertEqual(sum(advance["opcodes"].values()), advance["instructions"])
        listing = (self.folder / "counts" / advance["listing"]).read_text().splitlines()
        self.assertEqual(sum(int(line.split()[0]) for line in listing[1:]), advance["instructions"])


class Pictures(OnPtx):
    def test_are_the_cpus(self):
        film = SCENARIO.replace('duration = "50 ms"', 'duration = "20 ms"').replace("size = [320, 180]", "size = [96, 54]")
        (self.folder / "film.toml").write_text(film)
        self.call_well("run", "film.toml", "--backend", "cpu", "--out", "cpu")
        done = self.on_ptx("run", "film.toml", "--backend", "cuda", "--out", "ptx")
        self.assertIn("on cuda (PTX", done.stdout)
        cpu, ptx = self.pixels("cpu"), self.pixels("ptx")
        self.assertEqual(cpu.shape, ptx.shape)
        self.assertGreater(cpu.std(), 1)
        # The bound of pictures on GPUs: within 1 on 99.9 % of pixels, nowhere more than 3.
        difference = abs(cpu - ptx)
        self.assertLessEqual(difference.max(), 3)
        self.assertLessEqual((difference.max(axis=2) > 1).mean(), 1e-3)


class ABenchmark(OnPtx):
    def test_of_every_small_scenario_finds_the_same_spikes(self):
        scenarios = [TUTORIAL, SOURCE / "examples" / "multi_fiber.toml", SOURCE / "tests/scenarios/everything_at_once.toml"]
        for family in ("frozen_network", "frozen_opto", "voltage_clamp", "oriented_light"):
            scenarios += sorted((SOURCE / "tests/scenarios" / family).glob("*.toml"))
        self.assertGreater(len(scenarios), 20)
        self.on_ptx("benchmark", *scenarios, "--repeat", "1", "--json", "all.json")
        results = json.loads((self.folder / "all.json").read_text())["scenarios"]
        self.assertEqual(len(results), len(scenarios))
        for result in results:
            self.assertEqual([one["backend"] for one in result["backends"]], ["cpu", "cuda"])
            self.assertTrue(result["digests_equal"], result["scenario"])

    def test_runs_on_both_backends_and_finds_the_same_spikes(self):
        done = self.on_ptx("benchmark", "small.toml", "--repeat", "1", "--duration", "20 ms")
        self.assertIn("cuda", done.stdout)
        self.assertIn("the same spikes in every run", done.stdout)


if __name__ == "__main__":
    unittest.main()
