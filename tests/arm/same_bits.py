"""Builds a program for 64-bit ARM, runs it by QEMU, and compares what it prints with what it prints here.

    same_bits.py PROGRAM PROJECT TREE

PROGRAM is the one of this machine, PROJECT what the other is built from, in TREE. Exit status 77: skipped, as there is no
compiler for ARM here, or no QEMU.
"""
import difflib
import os
import platform
import shutil
import subprocess
import sys

SKIPPED = 77
COMPILER = "aarch64-linux-gnu-g++"


def build(project, tree):
    if not os.path.exists(f"{tree}/build.ninja"):
        subprocess.run(["cmake", "-S", project, "-B", tree, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                        "-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
                        f"-DCMAKE_CXX_COMPILER={COMPILER}"], check=True)
    subprocess.run(["cmake", "--build", tree, "--target", "bits_of_networks"], check=True)
    return f"{tree}/bits_of_networks"


def printed(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


def main(program, project, tree):
    qemu = shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")
    if platform.machine() != "x86_64" or not shutil.which(COMPILER) or not qemu:
        print(f"skipped: needs {COMPILER} and qemu-aarch64-static (packages g++-aarch64-linux-gnu, qemu-user-static)")
        return SKIPPED
    here, there = printed(program), printed(qemu, build(project, tree))
    for line in difflib.unified_diff(here, there, "x86-64", "ARM", lineterm="", n=0):
        print(line)
    # As many networks, and all of them different.
    if len(here) < 31 or len({line.split()[-1] for line in here}) != len(here):
        print("too few lines, or the same twice:", *here, sep="\n")
        return 1
    print(f"{len(here)} digests compared")
    return 0 if here == there else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
