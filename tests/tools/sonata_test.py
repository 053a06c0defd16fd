"""A run's network as SONATA files, read back by h5py: every dataset and attribute, both indices, and, edge by edge, that the
simulation ran on this very network."""
import collections
import csv
import json
import unittest

import h5py
import numpy

from harness import CliTest

# Every rule of connection; two projections between one pair, one of them onto itself; drawn and listed weights and delays.
NETWORK = """
format = 1
seed = 31
[simulation]
duration = "60 ms"
dt = "0.1 ms"
precision = "float64"

[[population]]
name = "drive"
size = 30
model = "poisson"
rate = { uniform = ["50 Hz", "200 Hz"] }
[[population]]
name = "exc"
size = 60
tau_m = "18 ms"
I_e = { uniform = ["20 pA", "60 pA"] }
v_init = { normal = ["-65 mV", "3 mV"] }
noise = "1 mV"
position = { cylinder = { start = ["0 mm", "0 mm", "0.2 mm"], end = ["0 mm", "0 mm", "0.4 mm"], radius = "0.2 mm" }, placement = "random" }
[[population]]
name = "deep cells"
size = 25
model = "lif"
R_m = "300 Mohm"
V_peak = "-45 mV"
V_reset = "-62 mV"
I_e = "40 pA"
t_ref = "2 ms"
position = { box = { from = ["-0.2 mm", "-0.2 mm", "0.2 mm"], to = ["0.2 mm", "0.2 mm", "0.4 mm"] } }
[[population]]
name = "slow"
size = 12
model = "adex"
b = "70 pA"
I_e = "500 pA"
[[population]]
name = "held"
size = 5
model = "clamp"
v_init = ["-80 mV", "-75 mV", "-70 mV", "-65 mV", "-60 mV"]

[[projection]]
from = "drive"
to = "exc"
connect = { probability = 0.3 }
weight = { lognormal = ["0.8 mV", "0.4 mV"] }
delay = { uniform = ["0 ms", "3 ms"] }
[[projection]]
name = "near"
from = "exc"
to = "exc"
connect = { distance = { p0 = 0.5, sigma = "150 um" } }
self = false
weight = "0.3 mV"
delay = "1.5 ms"
[[projection]]
name = "any"
from = "exc"
to = "exc"
connect = { in_degree = 40 }
weight = { normal = ["0.1 mV", "0.05 mV"] }
delay = "0.4 ms"
[[projection]]
name = "listed"
from = "exc"
to = "deep cells"
connect = { file = "pairs.csv" }
[[projection]]
name = "own"
from = "deep cells"
to = "deep cells"
connect = "one_to_one"
weight = "-0.5 mV"
delay = "1 ms"
[[projection]]
name = "ring"
from = "deep cells"
to = "exc"
connect = { window = 4 }
weight = "-0.7 mV"
[[projection]]
name = "fan"
from = "exc"
to = "slow"
connect = { out_degree = 5 }
weight = { uniform = ["0.2 mV", "0.4 mV"] }
delay = { normal = ["2 ms", "0.5 ms"] }
[[projection]]
name = "some"
from = "slow"
to = "exc"
connect = { total = 300 }
multiple = true
weight = { uniform = ["-0.4 mV", "-0.2 mV"] }
delay = { lognormal = ["1 ms", "0.4 ms"] }
[[projection]]
name = "all"
from = "drive"
to = "held"
connect = "all_to_all"
weight = "1 mV"
""" + "".join(f"""
[[record.trace]]
population = "{name}"
variables = ["input"]
""" for name in ["exc", "deep cells", "slow"])
SIZES = {"drive": 30, "exc": 60, "deep cells": 25, "slow": 12, "held": 5}
# pre, post, weight (mV), delay (ms): in no order, and a pair twice.
PAIRS = [((7 * i) % 60, (11 * i) % 25, 0.25 + 0.01 * i, (i % 9) * 0.3) for i in range(200)] + [(7, 11, 0.5, 0.3)]
FILES = ["circuit_config.json", "circuit_config_libsonata.json", "edge_types.csv", "edges.h5", "node_types.csv", "nodes.h5"]

Edge = collections.namedtuple("Edge", "source target weight delay")


def read_types(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter=" "))


class TheNetwork(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "network.toml").write_text(NETWORK)
        (cls.folder / "pairs.csv").write_text("pre,post,weight_mV,delay_ms\n" + "".join(
            f"{pre},{post},{weight},{delay}\n" for pre, post, weight, delay in PAIRS))
        done = cls.call("run", "network.toml", "--out", "run")
        assert done.returncode == 0, done.stderr
        cls.told = cls.call("export", "run", "--format", "sonata")
        assert cls.told.returncode == 0, cls.told.stderr
        cls.out = cls.folder / "run/run_sonata"
        cls.nodes = h5py.File(cls.out / "nodes.h5", "r")
        cls.edges = h5py.File(cls.out / "edges.h5", "r")
        cls.addClassCleanup(cls.nodes.close)
        cls.addClassCleanup(cls.edges.close)

    def edges_of(self, projection):
        """The edges of a projection, by its type."""
        [row] = [row for row in read_types(self.out / "edge_types.csv") if row["projection"] == projection]
        population = self.edges["edges"][row["population"]]
        chosen = population["edge_type_id"][:] == int(row["edge_type_id"])
        return Edge(*(population[name][:][chosen] for name in
                      ["source_node_id", "target_node_id", "0/syn_weight", "0/delay"]))

    def parameters(self, population):
        return self.nodes["nodes"][population]["0/dynamics_params"]

    def test_is_told_with_what_it_holds(self):
        edges = sum(p["synapses"] for p in self.summary("run")["projections"])
        self.assertRegex(self.told.stdout, rf"^sonata     run/run_sonata \([\d.]+ kB: 132 nodes in 5 populations, "
                                           rf"{edges:,} edges in 8 populations\)\n$")
        self.assertEqual(sorted(path.name for path in self.out.iterdir()), FILES)
        self.assertFalse((self.folder / "run/run_sonata.partial").exists())

    def test_files_are_sonata(self):
        for file in [self.nodes, self.edges]:
            self.assertEqual((file.attrs["magic"], file.attrs["magic"].dtype), (0x0A7A, "uint32"))
            self.assertEqual((list(file.attrs["version"]), file.attrs["version"].dtype), ([0, 1], "uint32"))

    def test_has_a_node_for_every_neuron(self):
        self.assertEqual(set(self.nodes["nodes"]), set(SIZES))
        for number, (name, size) in enumerate(SIZES.items()):
            population = self.nodes["nodes"][name]
            for dataset, kind, expected in [("node_type_id", "int64", [number] * size),
                                            ("node_id", "uint64", range(size)), ("node_group_id", "uint32", [0] * size),
                                            ("node_group_index", "uint64", range(size)),
                                            ("0/model_type", "uint32", [0] * size)]:
                self.assertEqual(population[dataset].dtype, kind, dataset)
                self.assertEqual(list(population[dataset]), list(expected), dataset)
            self.assertEqual(list(population["0/@library/model_type"]),
                             [b"virtual" if name == "drive" else b"point_neuron"])

    def test_has_every_neuron_where_it_was(self):
        places = collections.defaultdict(list)
        with open(self.folder / "run/positions.csv") as file:
            for row in csv.DictReader(file):
                places[row["population"]].append([float(row[axis + "_mm"]) * 1e3 for axis in "xyz"])
        for name in SIZES:
            group = self.nodes["nodes"][name]["0"]
            if name not in ["exc", "deep cells"]:
                self.assertNotIn("x", group)
                continue
            for axis, expected in zip("xyz", numpy.transpose(places[name])):
                self.assertEqual((group[axis].dtype, group[axis].attrs["units"]), ("float32", "um"))
                numpy.testing.assert_allclose(group[axis], expected, rtol=1e-6, atol=1e-6)

    def test_has_the_parameters_that_each_model_has(self):
        membrane = {"v_init": "mV", "I_e": "pA", "tau_m": "ms", "R_m": "Mohm", "E_L": "mV", "V_peak": "mV", "V_reset": "mV",
                    "t_ref": "ms", "noise": "mV"}
        exponential = {"V_T": "mV", "Delta_T": "mV"}
        for name, units in [("drive", {"rate": "Hz"}), ("exc", membrane | exponential), ("deep cells", membrane),
                            ("slow", membrane | exponential | {"a": "nS", "b": "pA", "tau_w": "ms"}),
                            ("held", {"v_init": "mV"})]:
            self.assertEqual({key: value.attrs["units"] for key, value in self.parameters(name).items()}, units)
            for values in self.parameters(name).values():
                self.assertEqual((values.dtype, values.shape), ("float64", (SIZES[name],)))
        for name, expected in [("exc", {"tau_m": 18, "R_m": 500, "E_L": -70, "V_T": -50, "Delta_T": 2, "V_peak": 30,
                                        "V_reset": -55, "t_ref": 0, "noise": 1}),
                               ("deep cells", {"R_m": 300, "V_peak": -45, "V_reset": -62, "I_e": 40, "t_ref": 2, "v_init": -70}),
                               ("slow", {"I_e": 500, "a": 4, "b": 70, "tau_w": 144}),
                               ("held", {"v_init": [-80, -75, -70, -65, -60]})]:
            for key, value in expected.items():
                numpy.testing.assert_allclose(self.parameters(name)[key][:], numpy.broadcast_to(value, SIZES[name]),
                                              rtol=1e-12, err_msg=f"{name} {key}")
        # What is drawn differs from neuron to neuron, and is in its range.
        for values, low, high in [(self.parameters("exc")["I_e"][:], 20, 60), (self.parameters("drive")["rate"][:], 50, 200),
                                  (self.parameters("exc")["v_init"][:], -65 - 15, -65 + 15)]:
            self.assertEqual(len(set(values)), len(values))
            self.assertTrue((low < values).all() and (values < high).all())

    def test_has_v_init_of_the_run(self):
        (self.folder / "start.toml").write_text(NETWORK.replace('["input"]', '["v"]'))
        self.call_well("run", "start.toml", "--out", "start", "--duration", "1 ms")
        with h5py.File(self.folder / "start/traces_v.h5") as file:
            for name in ["exc", "deep cells", "slow"]:
                numpy.testing.assert_allclose(self.parameters(name)["v_init"], file["report"][name]["data"][0], rtol=1e-12)

    def test_has_a_type_for_every_population_and_projection(self):
        rows = read_types(self.out / "node_types.csv")
        self.assertEqual([(row["node_type_id"], row["population"], row["model_type"], row["model_template"]) for row in rows],
                         [("0", "drive", "virtual", "NULL"), ("1", "exc", "point_neuron", "spikelight:eif"),
                          ("2", "deep cells", "point_neuron", "spikelight:lif"),
                          ("3", "slow", "point_neuron", "spikelight:adex"), ("4", "held", "point_neuron", "spikelight:clamp")])
        rows = read_types(self.out / "edge_types.csv")
        names = [p["name"] for p in self.summary("run")["projections"]]
        self.assertEqual({int(row["edge_type_id"]): row["projection"] for row in rows}, dict(enumerate(names)))
        self.assertEqual({row["projection"]: row["population"] for row in rows}["any"], "exc__exc__chemical")

    def test_is_found_by_its_configuration(self):
        for name, types in [("circuit_config.json", True), ("circuit_config_libsonata.json", False)]:
            config = json.loads((self.out / name).read_text())
            for kind, file in [("node", self.nodes), ("edge", self.edges)]:
                [network] = config["networks"][kind + "s"]
                named = [network[kind + "s_file"]] + ([network[kind + "_types_file"]] if types else [])
                self.assertEqual(kind + "_types_file" in network, types)
                for path in named:
                    self.assertTrue((self.out / path.replace("$BASE_DIR", config["manifest"]["$BASE_DIR"])).is_file(), path)
                if not types:
                    self.assertEqual(set(network["populations"]), set(file[kind + "s"]))
        self.assertEqual(config["networks"]["nodes"][0]["populations"]["drive"], {"type": "virtual"})
        self.assertEqual(config["networks"]["edges"][0]["populations"]["exc__exc__chemical"], {"type": "chemical"})

    def test_has_an_edge_for_every_synapse(self):
        counts = {p["name"]: p["synapses"] for p in self.summary("run")["projections"]}
        self.assertEqual(len(counts), 9)
        for name, count in counts.items():
            self.assertEqual(len(self.edges_of(name).source), count, name)
        self.assertEqual(sum(len(p["edge_type_id"]) for p in self.edges["edges"].values()), sum(counts.values()))
        for name, population in self.edges["edges"].items():
            count = len(population["edge_type_id"])
            for dataset, kind in [("source_node_id", "uint64"), ("target_node_id", "uint64"), ("edge_type_id", "int64"),
                                  ("edge_group_id", "uint32"), ("edge_group_index", "uint64"), ("0/syn_weight", "float32"),
                                  ("0/delay", "float32")]:
                self.assertEqual((population[dataset].dtype, population[dataset].shape), (kind, (count,)), dataset)
            self.assertEqual([population["0/syn_weight"].attrs["units"], population["0/delay"].attrs["units"]], ["mV", "ms"])
            self.assertTrue((population["edge_group_id"][:] == 0).all())
            self.assertEqual(list(population["edge_group_index"]), list(range(count)))
            source, target = (population[end + "_node_id"].attrs["node_population"] for end in ["source", "target"])
            self.assertEqual(name, f"{source}__{target}__chemical")
            # By source, then by target.
            order = population["source_node_id"][:].astype(int) * 1000 + population["target_node_id"][:].astype(int)
            self.assertTrue((numpy.diff(order) >= 0).all())

    def test_has_the_edges_that_its_rules_say(self):
        pairs = {name: list(zip(e.source.tolist(), e.target.tolist())) for name, e in
                 ((p["name"], self.edges_of(p["name"])) for p in self.summary("run")["projections"])}
        self.assertEqual(pairs["own"], [(i, i) for i in range(25)])
        self.assertEqual(pairs["all"], [(i, j) for i in range(30) for j in range(5)])
        self.assertEqual(pairs["ring"], [(i, j) for i in range(25) for j in range(60) if abs(i - j) <= 4])
        for name in ["drive_exc", "near", "any", "fan"]:
            self.assertEqual(len(set(pairs[name])), len(pairs[name]), name)
        self.assertTrue(any(i == j for i, j in pairs["any"]))
        self.assertFalse(any(i == j for i, j in pairs["near"]))
        self.assertEqual(set(collections.Counter(j for _, j in pairs["any"]).values()), {40})
        self.assertEqual(set(collections.Counter(i for i, _ in pairs["fan"]).values()), {5})
        self.assertLess(len(set(pairs["some"])), 300)

    def test_has_the_weights_and_delays_of_the_scenario(self):
        listed = self.edges_of("listed")
        expected = sorted((pre, post, numpy.float32(weight), numpy.float32(delay)) for pre, post, weight, delay in PAIRS)
        found = sorted(zip(listed.source.tolist(), listed.target.tolist(), listed.weight, listed.delay))
        numpy.testing.assert_allclose(numpy.array(found, float), numpy.array(expected, float), rtol=1e-6)
        for name, weight, delay in [("near", 0.3, 1.5), ("own", -0.5, 1), ("ring", -0.7, 0), ("all", 1, 0)]:
            edges = self.edges_of(name)
            numpy.testing.assert_allclose(edges.weight, weight, rtol=1e-6)
            numpy.testing.assert_allclose(edges.delay, delay, rtol=1e-6)
        # Means within five standard errors; drawn delays are whole steps.
        for name, mean, sd in [("drive_exc", 0.8, 0.4), ("any", 0.1, 0.05), ("fan", 0.3, 0.2 / 12**0.5),
                               ("some", -0.3, 0.2 / 12**0.5)]:
            weights = self.edges_of(name).weight.astype(float)
            self.assertAlmostEqual(weights.mean(), mean, delta=5 * sd / len(weights)**0.5, msg=name)
            self.assertGreater(len(set(weights)), 0.9 * len(weights))
        for name, mean, sd in [("drive_exc", 1.5, 3 / 12**0.5), ("fan", 2, 0.5), ("some", 1, 0.4)]:
            delays = self.edges_of(name).delay.astype(float)
            self.assertAlmostEqual(delays.mean(), mean, delta=5 * sd / len(delays)**0.5, msg=name)
            numpy.testing.assert_allclose(delays / 0.1, numpy.round(delays / 0.1), atol=1e-5)

    def test_indices_lead_to_every_edge_of_a_node_and_to_no_other(self):
        merged = 0
        for population in self.edges["edges"].values():
            count = len(population["edge_type_id"])
            for direction, end in [("source_to_target", "source"), ("target_to_source", "target")]:
                index, ids = population["indices"][direction], population[end + "_node_id"]
                nodes, ranges = index["node_id_to_ranges"], index["range_to_edge_id"]
                self.assertEqual((nodes.dtype, ranges.dtype), ("uint64", "uint64"))
                self.assertEqual((nodes.shape, ranges.shape[1]), ((SIZES[ids.attrs["node_population"]], 2), 2))
                self.assertEqual(index["node_id_to_range"], nodes, "bmtk's name leads elsewhere")
                seen, used = [], []
                for node, (first, last) in enumerate(nodes[:].astype(int)):
                    used += range(first, last)
                    for begin, end_edge in ranges[first:last].astype(int):
                        self.assertLess(begin, end_edge)
                        self.assertTrue((ids[begin:end_edge] == node).all())
                        seen += range(begin, end_edge)
                        merged += end_edge - begin > 1
                self.assertEqual(sorted(seen), list(range(count)))
                self.assertEqual(used, list(range(len(ranges))))
                # No range could be longer.
                runs = 1 + numpy.count_nonzero(numpy.diff(ids[:].astype(int))) if count else 0
                self.assertEqual(len(ranges), runs)
        self.assertGreater(merged, 50)

    def test_is_what_spikes_went_through(self):
        """Each step's input, as the run recorded it, is the sum of the weights of the edges by which spikes then arrive."""
        steps = 600
        fired = {}
        with h5py.File(self.folder / "run/spikes.h5") as file:
            for name, spikes in file["spikes"].items():
                fired[name] = numpy.zeros((steps, SIZES[name]), bool)
                fired[name][numpy.rint(spikes["timestamps"][:] * 10).astype(int), spikes["node_ids"][:].astype(int)] = True
        expected = {name: numpy.zeros((steps + 200, size)) for name, size in SIZES.items()}
        arrived = collections.Counter()
        for edges in self.edges["edges"].values():
            source, target = (edges[end + "_node_id"] for end in ["source", "target"])
            names = [ids.attrs["node_population"] for ids in [source, target]]
            for pre, post, weight, delay in zip(source[:].astype(int), target[:].astype(int), edges["0/syn_weight"],
                                                numpy.rint(edges["0/delay"][:] * 10).astype(int)):
                # A row shows what the step before it added.
                at = numpy.flatnonzero(fired[names[0]][:, pre]) + delay + 1
                expected[names[1]][at, post] += weight
                arrived["__".join(names)] += len(at)
        self.assertEqual(len(arrived), 8)
        self.assertGreater(min(arrived.values()), 20, arrived)
        with h5py.File(self.folder / "run/traces_input.h5") as file:
            for name, report in file["report"].items():
                numpy.testing.assert_allclose(report["data"][:], expected[name][:steps], atol=1e-6, err_msg=name)


if __name__ == "__main__":
    unittest.main()
