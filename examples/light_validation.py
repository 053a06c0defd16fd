#!/usr/bin/env python3
"""Draws on-axis irradiance against depth from a run of light_validation.toml, beside Foutz et al.'s Fig. 2B.

    spikelight run examples/light_validation.toml
    python3 examples/light_validation.py runs/light_validation light_validation.svg
"""
import math
import sys

import h5py

COLORS = {"foutz": "#d55e00", "cleo": "#0072b2", "conserving": "#009e73"}
LABELS = {"foutz": "profile_peak = 1: Foutz et al. 2012", "cleo": "profile_peak = 1/sqrt(2 pi): Cleo",
          "conserving": "profile_peak = 2: conserves power"}
FIGURE_2B = [(0.0, 1.0), (2.0, 1.38e-3)]  # mm, transmission


def place(z_mm, value):
    return 70 + 300 * z_mm, 320 - 70 * (math.log10(value) + 4)


def main(run, picture):
    with h5py.File(f"{run}/traces_irradiance.h5") as traces:
        rows = traces["report/axis/data"][:]
    svg = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 370" font-family="sans-serif" font-size="13">',
           '<rect width="100%" height="100%" fill="white"/>']
    for exponent in range(-4, 1):
        x, y = place(0, 10.0 ** exponent)
        svg.append(f'<path d="M{x} {y}h600" stroke="#ddd"/><text x="{x - 8}" y="{y + 4}" text-anchor="end">1e{exponent}</text>')
    for z in [0, 0.5, 1, 1.5, 2]:
        svg.append(f'<text x="{place(z, 1)[0]}" y="342" text-anchor="middle">{z}</text>')
    svg.append('<text x="370" y="362" text-anchor="middle">depth on the axis (mm)</text>')
    svg.append('<text x="70" y="18">irradiance relative to that at the tip</text>')
    for j, name in enumerate(COLORS):
        points = [place(0.05 * i, value) for i, value in enumerate(rows[j])]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        svg.append(f'<path d="{path}" fill="none" stroke="{COLORS[name]}" stroke-width="2"/>')
        svg.append(f'<text x="400" y="{60 + 20 * j}" fill="{COLORS[name]}">{LABELS[name]}</text>')
    for z, value in FIGURE_2B:
        x, y = place(z, value)
        svg.append(f'<circle cx="{x}" cy="{y:.1f}" r="6" fill="none" stroke="black" stroke-width="2"/>')
    svg.append('<text x="400" y="120">circles: Foutz et al. 2012, Fig. 2B</text></svg>')
    with open(picture, "w") as out:
        out.write("\n".join(svg) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
