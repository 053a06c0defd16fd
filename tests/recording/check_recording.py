"""Reads a run directory with h5py, which shares no code with the recorder, and compares it with the data it was fed.

usage: check_recording.py DIR steps_done float32|float64

The formulas below are those of fixture.cpp. Attributes, types and shapes are those that libsonata and bmtk ask for.
"""
import csv
import json
import sys
from fractions import Fraction

import h5py
import numpy as np

directory, steps, precision = sys.argv[1], int(sys.argv[2]), sys.argv[3]
whole_run = 1000


def equal(actual, expected, what):
    if not np.array_equal(actual, expected):
        sys.exit(f"{what}: {actual!r} instead of {expected!r}")


def check_text(attribute_owner, name, value):
    kind = h5py.check_string_dtype(attribute_owner.attrs.get_id(name).dtype)
    equal(kind.encoding if kind else None, "utf-8", f"encoding of {name}")
    equal(kind.length, None, f"length of {name}: variable")
    equal(attribute_owner.attrs.get_id(name).shape, (), f"shape of {name}")
    equal(attribute_owner.attrs[name], value, name)


def check_numbers(attribute_owner, name, dtype, value):
    identifier = attribute_owner.attrs.get_id(name)
    equal(identifier.dtype, np.dtype(dtype), f"type of {name}")
    equal(identifier.shape, np.shape(value), f"shape of {name}")
    equal(attribute_owner.attrs[name], value, name)


def check_root(file):
    check_numbers(file, "magic", "<u4", 0x0A7A)
    check_numbers(file, "version", "<u4", [0, 1])
    equal(sorted(file.attrs), ["magic", "version"], "attributes of the root")


def spikes_of(first, size):
    pairs = [(s, n) for s in range(steps) for n in range(8) if (7 * s + 3 * n) % 11 == 0]
    return [(s, n - first) for s, n in pairs if first <= n < first + size]


def check_population(file, name, expected):
    group = file[f"spikes/{name}"]
    equal(sorted(group), ["node_ids", "timestamps"], f"datasets of {name}")
    # sorting: a scalar enumeration over int8
    sorting = group.attrs.get_id("sorting")
    equal(h5py.check_enum_dtype(sorting.dtype), {"none": 0, "by_id": 1, "by_time": 2}, "members of sorting")
    equal(sorting.get_type().get_super().get_size(), 1, "bytes of sorting")
    equal(sorting.shape, (), "shape of sorting")
    equal(group.attrs["sorting"], 2, "sorting")
    times, nodes = group["timestamps"], group["node_ids"]
    check_text(times, "units", "ms")
    for data, dtype in ((times, "<f8"), (nodes, "<u8")):
        equal(data.dtype, np.dtype(dtype), f"type of {data.name}")
        equal(data.chunks, (65536,), f"chunks of {data.name}")
        equal(data.maxshape, (None,), f"maximum shape of {data.name}")
        equal((data.shuffle, data.compression, data.compression_opts), (True, "gzip", 1), f"filters of {data.name}")
    # The nearest doubles to k/10 ms, from exact fractions.
    equal(times[:], [float(Fraction(s, 10)) for s, n in expected], f"times of {name}")
    equal(nodes[:], [n for s, n in expected], f"node ids of {name}")


def check_spikes():
    with h5py.File(f"{directory}/spikes.h5") as file:
        check_root(file)
        equal(list(file), ["spikes"], "content of spikes.h5")
        equal(sorted(file["spikes"]), ["inh", "silent"], "recorded populations: exc is not")
        check_population(file, "inh", spikes_of(5, 3))
        check_population(file, "silent", [])


def check_report(file, population, variable, unit, scale, neurons, every, offset):
    report = file[f"report/{population}"]
    data, mapping = report["data"], report["mapping"]
    real = np.dtype("<f4" if precision == "float32" else "<f8")
    rows = -(-steps // every)
    equal(data.dtype, real, f"type of {data.name}")
    equal(data.shape, (rows, len(neurons)), f"shape of {data.name}")
    equal(data.maxshape, (None, len(neurons)), f"maximum shape of {data.name}")
    equal(data.chunks is not None, True, "chunked")
    check_text(data, "units", unit)
    check_text(data, "variable", variable)
    step, column = np.meshgrid(np.arange(rows) * every, np.arange(len(neurons)), indexing="ij")
    place = step + 1000.0 * column
    si = 1e-12 * place if variable == "photocurrent" else -0.07 + 1e-6 * place + 0.01 * offset
    # One rounding to the file's precision, and one in the conversion of the unit.
    np.testing.assert_allclose(data[:], si * scale, rtol=4 * np.finfo(real).eps)

    equal(sorted(mapping), ["element_ids", "element_pos", "index_pointer", "index_pointers", "node_ids", "time"], "mapping")
    for name, dtype, value in (("node_ids", "<u8", neurons), ("index_pointers", "<u8", range(len(neurons) + 1)),
                               ("element_ids", "<u4", [0] * len(neurons)), ("element_pos", "<f4", [0.5] * len(neurons)),
                               ("time", "<f8", [0, float(Fraction(steps, 10)), every / 10])):
        equal(mapping[name].dtype, np.dtype(dtype), f"type of {name}")
        equal(mapping[name][:], list(value), name)
    check_numbers(mapping["node_ids"], "sorted", "u1", 1)
    check_text(mapping["time"], "units", "ms")
    equal(mapping["index_pointer"] == mapping["index_pointers"], True, "index_pointer is the same object")
    equal(isinstance(mapping.get("index_pointer", getlink=True), h5py.HardLink), True, "index_pointer is a hard link")
    start, stop, interval = mapping["time"][:]
    equal(data.shape[0], int(np.ceil(np.round((stop - start) / interval, 9))), "T = ceil((stop - start) / step)")


def check_traces():
    with h5py.File(f"{directory}/traces_v.h5") as file:
        check_root(file)
        equal(sorted(file["report"]), ["exc", "inh"], "populations in traces_v.h5")
        check_report(file, "exc", "v", "mV", 1e3, [0, 2, 4], 10, 0)
        check_report(file, "inh", "v", "mV", 1e3, [0, 1, 2], 5, 1)
    with h5py.File(f"{directory}/traces_photocurrent.h5") as file:
        check_root(file)
        equal(sorted(file["report"]), ["exc"], "populations in traces_photocurrent.h5")
        check_report(file, "exc", "photocurrent", "pA", 1e12, [0, 2, 4], 10, 0)


def check_tables():
    with open(f"{directory}/signals.csv", newline="") as file:
        rows = list(csv.reader(file))
    expected = [["t_ms", "fibers_0_mW_per_mm2", "fibers_1_mW_per_mm2"], ["0", "10", "0"]]
    if steps > 510:
        expected.append(["51", "0", "12.345678"])
    equal(rows, expected, "signals.csv")
    with open(f"{directory}/positions.csv", newline="") as file:
        rows = list(csv.reader(file))
    equal(rows[0], ["population", "index", "x_mm", "y_mm", "z_mm"], "header of positions.csv")
    equal([row[:2] for row in rows[1:]], [["exc", str(i)] for i in range(5)], "rows of positions.csv")
    z = [(3e-4 + 1e-6 * i / 3) * 1e3 for i in range(5)]
    equal([float(row[4]) for row in rows[1:]], z, "z_mm reads back as the same double")


def check_summary():
    with open(f"{directory}/summary.json") as file:
        summary = json.load(file)
    keys = {"format", "title", "backend", "device", "threads", "precision", "dt_s", "steps", "seed", "populations",
            "projections", "synaptic_events", "spike_digest", "resumed_from_step", "timing_s", "peak_memory_bytes", "versions"}
    equal(keys - set(summary), set(), "missing keys of summary.json")
    equal(set(summary["timing_s"]), {"build", "simulate", "control_wait", "record", "render", "encode", "total"}, "timing_s")
    counts = [len(spikes_of(0, 5)), len(spikes_of(5, 3)), 0]
    expected = [{"name": n, "size": k, "spikes": c, "rate_hz": c / (k * steps * 1e-4)}
                for n, k, c in zip(("exc", "inh", "silent"), (5, 3, 2), counts)]
    for actual, wanted in zip(summary["populations"], expected, strict=True):
        # The rate is one division of two rounded products.
        np.testing.assert_allclose(actual.pop("rate_hz"), wanted.pop("rate_hz"), rtol=1e-14)
        equal(actual, wanted, "populations")
    equal(summary["projections"], [{"name": "ei", "synapses": 42}], "projections")
    equal((summary["steps"], summary["steps_done"], summary["interrupted"]), (whole_run, steps, steps < whole_run), "steps")
    equal(summary["precision"], precision, "precision")
    equal(summary["peak_memory_bytes"] > 1e6, True, "peak memory")
    equal(summary["versions"]["hdf5"], h5py.version.hdf5_version, "versions.hdf5")


check_spikes()
check_traces()
check_tables()
check_summary()
print("as it should be")
