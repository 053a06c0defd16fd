"""Builds a part of the suite under clang's sanitizers, runs its programs, and fuzzes for some seconds.

    sanitized.py build SOURCE TREE TARGET...
    sanitized.py run PROGRAM ARGUMENT...
    sanitized.py fuzz PROGRAM CORPUS

Exit status 77: skipped, as there is no clang here that can link such programs. SPIKELIGHT_FUZZ_SECONDS: of fuzzing,
instead of 10. SPIKELIGHT_FUZZ_SEED: where it begins, instead of at 1: what a change did not cause should not fail its tests.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
FUZZ_TARGET = 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }\n'


def missing():
    """Why such programs cannot be built here, or None."""
    with tempfile.TemporaryDirectory() as directory:
        source = pathlib.Path(directory) / "target.cpp"
        source.write_text(FUZZ_TARGET)
        command = ["clang++", "-fsanitize=fuzzer,address,undefined", source, "-o", source.with_suffix("")]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except FileNotFoundError:
            return "there is no clang++ (package clang)"
        return f"clang++ links no sanitizers (package libclang-rt-dev): {done.stderr[-300:]}" if done.returncode else None


def build(source, tree, *targets):
    reason = missing()
    if reason:
        print("skipped:", reason)
        return SKIPPED
    if not (pathlib.Path(tree) / "build.ninja").exists():
        # Sources together: most of the time goes into headers.
        subprocess.run(["cmake", "--preset", "fuzz", "-B", tree, "-DCMAKE_UNITY_BUILD=ON"], cwd=source, check=True)
    return subprocess.run(["cmake", "--build", tree, "--target", *targets]).returncode


def run(program, *arguments):
    # A build that failed stops ctest before it comes here.
    if not pathlib.Path(program).exists():
        print("skipped: not built, see sanitized.build")
        return SKIPPED
    return subprocess.run([program, *arguments]).returncode


def fuzz(program, corpus):
    """What is found is printed in base64, and nothing kept: tests/fuzz/corpus is for what should be."""
    seconds = os.environ.get("SPIKELIGHT_FUZZ_SECONDS", "10")
    seed = os.environ.get("SPIKELIGHT_FUZZ_SEED", "1")
    corpus = pathlib.Path(corpus)
    options = [f"-max_total_time={seconds}", f"-seed={seed}", "-print_final_stats=1", "-verbosity=1"]
    with tempfile.TemporaryDirectory() as found:
        if corpus.name == "scenario":
            words = pathlib.Path(found) / "words"
            with open(words, "w") as file:
                subprocess.run([sys.executable, corpus.parent.parent / "words.py"], stdout=file, check=True)
            options.append(f"-dict={words}")
        kept = pathlib.Path(found) / "kept"
        kept.mkdir()
        return run(program, kept, corpus, *options, f"-artifact_prefix={kept}/")


if __name__ == "__main__":
    sys.exit({"build": build, "run": run, "fuzz": fuzz}[sys.argv[1]](*sys.argv[2:]))
