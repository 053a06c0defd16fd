"""tools/gpu-check, on programs that do what a GPU may make them do: it must tell all that it saw, and nothing else."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = """Running main() from gtest_main.cc
Cuda.
  is_refused_with_a_reason_and_advice_where_there_is_no_gpu
numbers/OnGpu.
  runs/float32  # GetParam() = 4-byte object <00-00 00-00>
  runs/float64  # GetParam() = 4-byte object <02-00 00-00>
"""
PROGRAM = """#!{python}
import json, os, sys, time
name, arguments = os.path.basename(sys.argv[0]), sys.argv[1:]
if "--gtest_list_tests" in arguments:
    print({cases!r})
elif name.startswith("test_"):
    wanted = next(a for a in arguments if a.startswith("--gtest_filter=")).split("=", 1)[1]
    if os.environ.get("FAKE_CRASHES", "never") in wanted:
        print("CUDA: an illegal memory access")
        os.kill(os.getpid(), 6)
    result = "SKIPPED" if os.environ.get("FAKE_SKIPS", "never") in wanted else "COMPLETED"
    report = next(a for a in arguments if a.startswith("--gtest_output=json:")).split(":", 1)[1]
    json.dump({{"testsuites": [{{"testsuite": [{{"name": wanted, "result": result}}]}}]}}, open(report, "w"))
elif name == "compute-sanitizer" and "FAKE_NO_DEBUGGER" in os.environ:
    print("========= Error: Device not supported. Please refer to the documentation")
    sys.exit(86)
elif "benchmark" in arguments:
    scenarios = [a for a in arguments if a.endswith(".toml")]
    file = arguments[arguments.index("--json") + 1] if "--json" in arguments else os.devnull
    done = []
    for scenario in scenarios:
        if os.environ.get("FAKE_LACKS", "never") in scenario:
            print("error: CUDA: out of memory")
            sys.exit(1)
        digest = "3a652786b59953727fa1a41b70c75c19" if "video" in scenario else "0ade4fb37c22752f5314d8c466e51e8d"
        median = {{"build_s": 1, "simulate_s": 1, "real_time_factor": 1, "spike_digest": digest}}
        done.append({{"scenario": scenario, "digests_equal": os.environ.get("FAKE_DIFFERS", "never") not in scenario,
                     "backends": [{{"backend": b, "median": median}} for b in ("cpu", "cuda")]}})
        json.dump({{"scenarios": done}}, open(file, "w"))
"""


class ACheck(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.bin = pathlib.Path(self.temporary.name) / "bin"
        self.bin.mkdir()
        for name in ("spikelight", "test_cuda", "test_cuda_pictures", "benchmark_render", "compute-sanitizer"):
            program = self.bin / name
            program.write_text(PROGRAM.format(python=sys.executable, cases=CASES))
            program.chmod(0o755)

    def check(self, *arguments, **environment):
        out = pathlib.Path(self.temporary.name) / "check.json"
        done = subprocess.run([sys.executable, "-B", ROOT / "tools/gpu-check", "--bin", self.bin, "--json", out, *arguments],
                              capture_output=True, text=True,
                              env={**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}", **environment})
        self.assertTrue(out.exists(), done.stdout + done.stderr)
        return done.returncode, json.loads(out.read_text())

    def test_passes_where_all_does(self):
        status, result = self.check()
        self.assertEqual((status, result["failures"], result["left_out"]), (0, [], []))
        self.assertIn("test_cuda: numbers/OnGpu.runs/float64", result["steps"])
        self.assertNotIn("no_gpu", " ".join(result["steps"]))
        self.assertEqual(len([step for step in result["steps"] if step.startswith("sanitizer_")]), 8)

    def test_goes_on_with_the_other_cases_where_one_ends_its_process(self):
        status, result = self.check(FAKE_CRASHES="float32")
        self.assertEqual(status, 1)
        crashed = [f for f in result["failures"] if not f.startswith("sanitizer")]
        self.assertEqual(crashed, [f"{name}: numbers/OnGpu.runs/float32: status -6" for name in ("test_cuda", "test_cuda_pictures")])
        self.assertEqual(result["steps"]["test_cuda: numbers/OnGpu.runs/float64"]["status"], 0)

    def test_takes_no_skipped_test_for_one_that_passed(self):
        _, result = self.check(FAKE_SKIPS="float64")
        self.assertIn("test_cuda: numbers/OnGpu.runs/float64 did not run", result["failures"])

    def test_keeps_what_was_measured_before_a_scenario_failed(self):
        _, result = self.check(FAKE_LACKS="balanced_100k")
        self.assertEqual([f for f in result["failures"] if f.startswith("large:")],
                         ["large: status 1", "large: no figures of examples/balanced_100k.toml"])
        self.assertEqual([s["scenario"] for s in result["steps"]["large"]["result"]["scenarios"]], ["examples/balanced_20k.toml"])

    def test_tells_a_digest_that_differs(self):
        _, result = self.check(FAKE_DIFFERS="video_visualization")
        self.assertIn("examples/video_visualization.toml: digests differ", result["failures"])

    def test_has_no_failure_in_what_time_does_not_allow(self):
        status, result = self.check("--limit", "1")
        self.assertEqual((status, result["failures"]), (0, []))
        self.assertIn("million", result["left_out"])

    def test_has_none_in_a_gpu_that_nobody_may_look_into(self):
        status, result = self.check(FAKE_NO_DEBUGGER="1")
        self.assertEqual((status, result["failures"]), (0, []))
        self.assertIn("sanitizer_memcheck_tests: Device not supported", result["left_out"])

    def test_tells_of_programs_that_are_of_other_sources(self):
        (self.bin.parent / "commit").write_text("0123456789\n")
        if not (ROOT / ".git").exists():
            self.skipTest("no history here")
        status, result = self.check("--limit", "1")
        self.assertEqual(status, 1)
        self.assertIn("run tools/make-portable again", result["failures"][0])


if __name__ == "__main__":
    unittest.main()
