"""What compilers made of the CUDA sources keeps the rules that no run on a CPU can check.

Compiles the engines once more, as the build does, to PTX and from there to machine code, and reads both.
"""
import os
import re
import subprocess
import tempfile
import unittest

BUILD = os.environ["SPIKELIGHT_BUILD"]
# The kernels that each step goes through.
HOT = ("AdvanceResident", "AdvanceWindow", "DeliverWindow", "CountSpikes", "WriteSpikes", "SendSpikes")


def compile_command(source):
    """The build's own command for a source, as words."""
    target = f"kernels/CMakeFiles/spikelight_cuda.dir/cuda/{source}.cu.o"
    done = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", target], capture_output=True, text=True, check=True)
    words = done.stdout.splitlines()[-1].split()
    return words[next(i for i, word in enumerate(words) if word.endswith("nvcc")):]


def compile_to_ptx(source, folder):
    """PTX of a source for one architecture, by the build's own options."""
    options = []
    words = iter(compile_command(source)[1:])
    for word in words:
        if word in ("-MT", "-MF", "-o", "-x"):
            next(words)
        elif word not in ("-MD", "-c") and not word.startswith("--generate-code"):
            options.append(word)
    ptx = os.path.join(folder, source + ".ptx")
    nvcc = compile_command(source)[0]
    subprocess.run([nvcc, *options, "-arch=compute_90", "-ptx", "-x", "cu", "-o", ptx], check=True, cwd=BUILD)
    return nvcc, ptx


def entries(ptx):
    """Code of each kernel, by its name."""
    with open(ptx) as file:
        parts = re.split(r"^\.(?:weak|visible) \.entry ", file.read(), flags=re.MULTILINE)
    return {re.match(r"\w+", part).group(): part for part in parts[1:]}


class CudaCode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernels, cls.reports = {}, {}
        with tempfile.TemporaryDirectory() as folder:
            for source in ("engine_float32", "engine_float64"):
                nvcc, ptx = compile_to_ptx(source, folder)
                cls.kernels[source] = entries(ptx)
                done = subprocess.run([os.path.join(os.path.dirname(nvcc), "ptxas"), "-arch=sm_90", "-v", "--fmad=false",
                                       "-o", os.devnull, ptx], capture_output=True, text=True, check=True)
                cls.reports[source] = done.stdout + done.stderr

    def lines_like(self, pattern, kernels=("",)):
        """Instructions that match, with their kernels; a kernel is named by a part of its name."""
        self.assertTrue(all(any(part in name for name in self.kernels["engine_float32"]) for part in kernels), kernels)
        return [f"{name}: {line.strip()}" for source in self.kernels.values() for name, code in source.items()
                if any(part in name for part in kernels)
                for line in code.splitlines() if re.search(pattern, line)]

    def test_rounds_every_operation_by_itself(self):
        # An operation that names its rounding is never contracted, by no later compiler either.
        self.assertGreater(len(self.lines_like(r"\b(add|sub|mul)\.rn\.f(32|64)")), 1000)
        self.assertEqual(self.lines_like(r"\bfma\.|\bmad\.(rn\.)?f(32|64)"), [])
        self.assertEqual(self.lines_like(r"\b(add|sub|mul)\.(ftz\.)?(sat\.)?f(32|64)"), [])

    def test_divides_exactly_and_keeps_denormal_numbers(self):
        self.assertGreater(len(self.lines_like(r"\bdiv\.rn\.f(32|64)")), 10)
        self.assertEqual(self.lines_like(r"\.approx|\.ftz|\bdiv\.full|\b(ex2|lg2|sin|cos|tanh)\."), [])

    def test_adds_input_by_one_instruction(self):
        # Shared memory adds 32 bits; 64 bits or floating-point numbers would be a loop that compares and swaps.
        self.assertNotEqual(self.lines_like(r"\batom\.shared\.add\.u32", ["AdvanceResident"]), [])
        self.assertEqual(self.lines_like(r"\batom\.shared\.add\.(u64|f)|\batom\..*cas\b|\b(atom|red)\.add\.u64"), [])
        # Where input lies is known: an addition to a generic address would be slower.
        self.assertNotEqual(self.lines_like(r"\b(atom|red)\.global\.add", ["DeliverWindow"]), [])
        self.assertEqual(self.lines_like(r"\b(atom|red)\.add", ["DeliverWindow"]), [])

    def test_reads_nothing_that_changes_through_the_read_only_cache(self):
        # Blocks of one launch read what others wrote behind a barrier of the grid.
        self.assertEqual(self.lines_like(r"\bld\.global\.nc|\bldu\."), [])

    def test_keeps_the_state_of_a_step_in_registers(self):
        for source, report in self.reports.items():
            seen = set()
            for name, stack, stores, loads in re.findall(
                    r"Function properties for (\w+)\s+(\d+) bytes stack frame, (\d+) bytes spill stores, "
                    r"(\d+) bytes spill loads", report):
                hot = [part for part in HOT if part in name]
                seen.update(hot)
                if "AdvanceResident" in hot:
                    # Its stack is that of what goes on between two windows, called and not part of it: see below.
                    self.assertLessEqual(int(stores), 8, f"{source}: {name} keeps registers in memory")
                    self.assertEqual(loads, "0", f"{source}: {name} keeps registers in memory")
                elif hot:
                    self.assertEqual((stack, stores), ("0", "0"), f"{source}: {name} keeps registers in memory")
            self.assertEqual(seen, set(HOT), source)

    def test_lets_resident_blocks_read_no_more_of_their_stack_than_where_a_window_is(self):
        for kernels in self.kernels.values():
            for name, code in kernels.items():
                if "AdvanceResident" not in name:
                    continue
                own = re.split(r"^\.(?:weak |visible )?\.?func", code, flags=re.MULTILINE)[0]
                # Its begin, its end, two slots at once, and how many there were.
                self.assertLessEqual(len(re.findall(r"\bld\.local\b", own)), 4, name)


if __name__ == "__main__":
    unittest.main()
