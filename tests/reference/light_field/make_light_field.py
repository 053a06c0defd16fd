#!/usr/bin/python3
"""Writes a light field as a volume and as a table, and what scipy interpolates of them at random points.

Debian 12: python3-scipy 1.10.1, python3-h5py 3.7.0. The field is a lopsided blob, so that an axis that is swapped or
turned the wrong way shows. Values are rounded to float32, as a volume has them.
"""
import csv
import h5py
import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.spatial.transform import Rotation

rng = np.random.default_rng(7)
SOURCE = np.array([0.11e-3, -0.07e-3, 0.05e-3])  # m
DIRECTIONS = [(0, 0, 1), (0, 0, -1), (1, 0, 0), (0.3, -0.5, 0.8)]


def write(name, header, rows):
    with open(name, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def turn(direction):
    """The shortest rotation from +z to a direction; half a turn about x for -z."""
    d = np.array(direction, float) / np.linalg.norm(direction)
    if d[2] < -1 + 1e-12:
        return Rotation.from_rotvec([np.pi, 0, 0])
    axis = np.cross([0, 0, 1], d)
    sine = np.linalg.norm(axis)
    return Rotation.from_rotvec(axis / sine * np.arctan2(sine, d[2])) if sine else Rotation.identity()


x, y, z = (np.linspace(-0.2, 0.3, 6), np.linspace(-0.25, 0.15, 5), np.linspace(-0.1, 0.5, 7))  # mm
X, Y, Z = np.meshgrid(x, y, z, indexing="ij")
volume = np.float32(np.exp(-((X - 0.05) / 0.2) ** 2 - ((Y + 0.1) / 0.15) ** 2 - np.abs(Z - 0.1) / 0.3))
with h5py.File("volume.h5", "w") as out:
    data = out.create_dataset("transmittance", data=volume)
    data.attrs["origin_mm"] = [x[0], y[0], z[0]]
    data.attrs["spacing_um"] = [100.0, 100.0, 100.0]

rows = []
for k, direction in enumerate(DIRECTIONS):
    inside = RegularGridInterpolator((x, y, z), volume.astype(float), bounds_error=False, fill_value=0)
    own = rng.uniform([-0.3, -0.35, -0.2], [0.4, 0.25, 0.6], (100, 3))  # mm, a third of them outside
    world = turn(direction).apply(own) + SOURCE * 1e3
    rows += [[k, *point, value] for point, value in zip(world, inside(own))]
write("volume_points.csv", ["source", "x_mm", "y_mm", "z_mm", "transmittance_1"], rows)

# A table of annuli: it begins half a step away from the axis.
r, z = np.linspace(0.025, 0.475, 10), np.linspace(0, 1, 21)
table = np.float32(np.exp(-np.add.outer((r / 0.2) ** 2, z / 0.3)))
cells = [[f"{a:.6g}", f"{b:.6g}", repr(float(table[i, j]))] for i, a in enumerate(r) for j, b in enumerate(z)]
rng.shuffle(cells)
write("table.csv", ["r_mm", "z_mm", "transmittance_1"], cells)
inside = RegularGridInterpolator((r, z), table.astype(float), bounds_error=False, fill_value=0)
own = rng.uniform([-0.4, -0.4, -0.1], [0.4, 0.4, 1.1], (200, 3))
radius = np.hypot(own[:, 0], own[:, 1])
values = inside(np.column_stack([np.maximum(radius, r[0]), own[:, 2]]))
world = turn(DIRECTIONS[3]).apply(own) + SOURCE * 1e3
write("table_points.csv", ["source", "x_mm", "y_mm", "z_mm", "transmittance_1"],
      [[3, *point, value] for point, value in zip(world, values)])
