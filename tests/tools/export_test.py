"""A run as an NWB file, read back by h5py: the types, attributes and links that NWB 2.7 asks for, and the run's own numbers."""
import csv
import datetime
import math
import re
import shutil
import unittest
import uuid

import h5py
import numpy

from harness import SCENARIO, CliTest, without_video

# As SCENARIO, with what else a closed loop may observe, a second kind of light, and neurons without a place.
LOOP = without_video(SCENARIO) + """
[[population]]
name = "drive"
size = 5
model = "poisson"
rate = "100 Hz"
[[light]]
name = "beams"
model = "koehler"
wavelength = "590 nm"
radius = "50 um"
depth = "1 mm"
positions = [["0 um", "0 um", "0 um"], ["100 um", "0 um", "0 um"]]
direction = [0, 0, 1]
initial = "1 mW/mm^2"
[[observable]]
name = "depth"
mean_v = { of = "exc" }
[[observable]]
name = "wire"
electrode = { of = "exc", sites = [["0 um", "0 um", "300 um"], ["50 um", "0 um", "300 um"]], r_perfect_detection = "50 um", r_half_detection = "100 um" }
[[controller]]
drives = "beams"
on_off = { observes = "depth", below = "-50 mV", value = "2 mW/mm^2" }
"""


class TheNwbFile(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "loop.toml").write_text(LOOP)
        done = cls.call("run", "loop.toml", "--out", "run")
        assert done.returncode == 0, done.stderr
        cls.told = cls.call("export", "run")
        assert cls.told.returncode == 0, cls.told.stderr
        cls.nwb = h5py.File(cls.folder / "run/run.nwb", "r")
        cls.addClassCleanup(cls.nwb.close)

    def expect_type(self, node, kind, space="core"):
        self.assertEqual((node.attrs["namespace"], node.attrs["neurodata_type"]), (space, kind), node.name)

    def text(self, path):
        return self.nwb[path][()].decode()

    def spikes_by_neuron(self, run):
        """What spikes.h5 has: {(population, node id): times in s}."""
        times = {}
        with h5py.File(self.folder / run / "spikes.h5", "r") as file:
            for population, spikes in file["spikes"].items():
                for node, time in zip(spikes["node_ids"][:], spikes["timestamps"][:]):
                    times.setdefault((population, int(node)), []).append(time / 1e3)
        return times

    def spikes_of_units(self, nwb):
        units = nwb["units"]
        ends = units["spike_times_index"][:].astype(int)
        begins = numpy.concatenate([[0], ends[:-1]])
        return {(population.decode(), int(node)): list(units["spike_times"][begin:end])
                for population, node, begin, end in zip(units["population"], units["node_id"], begins, ends)}

    def test_is_told_with_what_it_holds(self):
        spikes = sum(p["spikes"] for p in self.summary("run")["populations"])
        self.assertRegex(self.told.stdout, rf"^nwb        run/run.nwb \([\d.]+ kB: 55 units, {spikes:,} spikes, 3 stimuli, "
                                           r"1 trace, 2 observables\)\n$")
        self.assertFalse((self.folder / "run/run.nwb.partial").exists())

    def test_has_the_groups_and_texts_that_every_file_has(self):
        self.expect_type(self.nwb, "NWBFile")
        self.assertEqual(self.nwb.attrs["nwb_version"], "2.7.0")
        for group in ["acquisition", "analysis", "processing", "stimulus/presentation", "stimulus/templates", "general"]:
            self.assertIsInstance(self.nwb[group], h5py.Group)
        self.assertEqual(self.text("session_description"), 'Small <test> & "quotes"')
        uuid.UUID(self.text("identifier"))
        self.assertEqual(self.nwb["file_create_date"].shape, (1,))
        created = datetime.datetime.fromisoformat(self.nwb["file_create_date"][0].decode())
        began = datetime.datetime.fromisoformat(self.text("session_start_time"))
        self.assertEqual(self.text("timestamps_reference_time"), self.text("session_start_time"))
        now = datetime.datetime.now(datetime.timezone.utc)
        self.assertLessEqual(began, created)
        self.assertLess(abs((now - created).total_seconds()), 600)
        self.assertEqual(self.text("general/source_script"), (self.folder / "run/scenario.toml").read_text())
        self.assertEqual(self.nwb["general/source_script"].attrs["file_name"], "scenario.toml")
        self.assertIn(self.summary("run")["spike_digest"], self.text("general/notes"))

    def test_gives_every_object_an_identity_of_its_own(self):
        found = []
        self.nwb.visititems(lambda name, node: found.append(node.attrs.get("object_id")))
        found = [self.nwb.attrs["object_id"]] + [one for one in found if one is not None]
        self.assertEqual(len(set(found)), len(found))
        for one in found:
            self.assertEqual(uuid.UUID(one).version, 4)

    def test_has_a_unit_for_every_neuron_with_its_spikes(self):
        units = self.nwb["units"]
        self.expect_type(units, "Units")
        self.assertEqual(list(units.attrs["colnames"]), ["population", "node_id", "x", "y", "z", "spike_times"])
        self.expect_type(units["id"], "ElementIdentifiers", "hdmf-common")
        self.assertEqual(list(units["id"]), list(range(55)))
        for name in units.attrs["colnames"]:
            self.expect_type(units[name], "VectorData", "hdmf-common")
            self.assertGreater(len(units[name].attrs["description"]), 5)
        self.expect_type(units["spike_times_index"], "VectorIndex", "hdmf-common")
        self.assertEqual(self.nwb[units["spike_times_index"].attrs["target"]].name, "/units/spike_times")
        self.assertAlmostEqual(units["spike_times"].attrs["resolution"], 1e-4, 15)

        found, expected = self.spikes_of_units(self.nwb), self.spikes_by_neuron("run")
        self.assertEqual(len(found), 55)
        self.assertGreater(len(expected), 20)
        for neuron, times in found.items():
            numpy.testing.assert_allclose(times, expected.get(neuron, []), rtol=1e-15)
        with open(self.folder / "run/positions.csv") as file:
            for row in csv.DictReader(file):
                place = [row["population"].encode() == p and int(row["index"]) == n
                         for p, n in zip(units["population"], units["node_id"])].index(True)
                for axis in "xyz":
                    self.assertAlmostEqual(units[axis][place], float(row[axis + "_mm"]) / 1e3, 12)
        self.assertTrue(all(math.isnan(x) for x in units["x"][50:]), "a neuron without a place has one")

    def test_has_the_power_of_every_source(self):
        presentation = self.nwb["stimulus/presentation"]
        self.assertEqual(set(presentation), {"fiber", "beams_0", "beams_1"})
        with open(self.folder / "run/signals.csv") as file:
            rows = list(csv.DictReader(file))
        for name, column, radius, wavelength in [("fiber", "fiber_0", 100e-6, 473), ("beams_0", "beams_0", 50e-6, 590),
                                                 ("beams_1", "beams_1", 50e-6, 590)]:
            series = presentation[name]
            self.expect_type(series, "OptogeneticSeries")
            data = series["data"]
            self.assertEqual((data.attrs["unit"], data.attrs["conversion"], data.attrs["offset"]), ("watts", 1, 0))
            self.assertEqual((series["timestamps"].attrs["unit"], series["timestamps"].attrs["interval"]), ("seconds", 1))
            # Each value holds until the next.
            at = numpy.searchsorted(series["timestamps"][:], [float(row["t_ms"]) / 1e3 + 1e-9 for row in rows]) - 1
            watts = [float(row[column + "_mW_per_mm2"]) * 1e3 * math.pi * radius**2 for row in rows]
            numpy.testing.assert_allclose(data[:][at], watts, rtol=1e-13)
            self.assertEqual(len(set(numpy.diff(data[:]) == 0) - {False}), 0, "a change that is none")

            site = series["site"]
            self.assertEqual(series.get("site", getlink=True).path, "/general/optogenetics/" + name)
            self.expect_type(site, "OptogeneticStimulusSite")
            self.assertEqual((site["excitation_lambda"].dtype, site["excitation_lambda"][()]), ("float32", wavelength))
            self.assertIn("um, direction (0, 0, 1)", site["location"][()].decode())
            self.expect_type(site["device"], "Device")
            self.assertEqual(site.get("device", getlink=True).path, "/general/devices/" + name.split("_")[0])
        self.assertIn("(100, 0, 0) um", self.text("general/optogenetics/beams_1/location"))

    def test_has_the_irradiance_of_a_source_that_has_no_area(self):
        (self.folder / "field.csv").write_text("r_um,z_um,transmittance_1\n0,0,1\n0,900,0.1\n900,0,0.1\n900,900,0\n")
        (self.folder / "field.toml").write_text(without_video(SCENARIO).replace(
            'model = "fiber"', 'model = "field"\nfield = { file = "field.csv" }'))
        self.call_well("run", "field.toml", "--out", "field")
        self.call_well("export", "field")
        with h5py.File(self.folder / "field/field.nwb", "r") as nwb:
            series = nwb["stimulus/presentation/fiber"]
            self.expect_type(series, "TimeSeries")
            self.assertEqual(series["data"].attrs["unit"], "W/m^2")
            self.assertEqual(list(series["data"]), [0, 2e4, 0, 5e3])
            numpy.testing.assert_allclose(series["timestamps"], [0, 0.01, 0.025, 0.03], rtol=1e-12)
            self.assertNotIn("site", series)

    def test_has_the_traces_as_they_are_stored(self):
        series = self.nwb["acquisition/v_exc"]
        self.expect_type(series, "TimeSeries")
        with h5py.File(self.folder / "run/traces_v.h5", "r") as file:
            numpy.testing.assert_array_equal(series["data"][:], file["report/exc/data"][:])
        data, start = series["data"], series["starting_time"]
        self.assertEqual((data.attrs["unit"], start.attrs["unit"]), ("volts", "seconds"))
        self.assertAlmostEqual(data.attrs["conversion"], 1e-3, 9)
        self.assertEqual((start[()], start.dtype, start.attrs["rate"]), (0, "float64", 1000))
        self.assertNotIn("units", data.attrs)
        self.assertIn(": 0, 1, 2", series.attrs["comments"])

    def test_has_what_the_controllers_were_told(self):
        module = self.nwb["processing/closed_loop"]
        self.expect_type(module, "ProcessingModule")
        with open(self.folder / "run/observables.csv") as file:
            rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
        rows = numpy.array(rows)
        self.assertGreater(len(rows), 40)
        for name, columns, unit, conversion in [("depth", 1, "volts", 1e-3), ("wire", [2, 3], "n.a.", 1)]:
            self.expect_type(module[name], "TimeSeries")
            numpy.testing.assert_allclose(module[name]["timestamps"][:], rows[:, 0] / 1e3, rtol=1e-15)
            numpy.testing.assert_array_equal(module[name]["data"][:], rows[:, columns])
            self.assertEqual(module[name]["data"].attrs["unit"], unit)
            self.assertAlmostEqual(module[name]["data"].attrs["conversion"], conversion, 9)

    def test_of_a_run_that_goes_on_has_times_that_go_on(self):
        self.call_well("continue", "run", "--duration", "30 ms", "--out", "more")
        self.call_well("export", "more", "--out", "more.nwb", "--start", "2026-01-31T23:59:59.5+01:00")
        with h5py.File(self.folder / "more.nwb", "r") as nwb:
            self.assertEqual(nwb["session_start_time"][()], b"2026-01-31T23:59:59.5+01:00")
            expected = self.spikes_by_neuron("more")
            for neuron, times in self.spikes_of_units(nwb).items():
                numpy.testing.assert_allclose(times, expected.get(neuron, []), rtol=1e-15)
            self.assertGreaterEqual(nwb["units/spike_times"][:].min(), 0.05)
            self.assertEqual(nwb["acquisition/v_exc/starting_time"][()], 0.05)
            self.assertGreaterEqual(nwb["stimulus/presentation/fiber/timestamps"][0], 0.05)

    def test_without_spikes_or_light_is_one_too(self):
        (self.folder / "dark.toml").write_text("""format = 1
[simulation]
duration = "10 ms"
[[population]]
name = "a:b"
size = 3
[record]
[[record.trace]]
population = "a:b"
variables = ["v", "refractory"]
""")
        self.call_well("run", "dark.toml", "--out", "dark")
        self.assertIn("3 units, 0 spikes, 0 stimuli, 2 traces", self.call_well("export", "dark/").stdout)
        with h5py.File(self.folder / "dark/dark.nwb", "r") as nwb:
            self.assertEqual(list(nwb["units/spike_times_index"]), [0, 0, 0])
            self.assertEqual(nwb["units/spike_times"].shape, (0,))
            self.assertEqual(set(nwb["acquisition"]), {"v_a_b", "refractory_a_b"})
            self.assertEqual(nwb["acquisition/refractory_a_b/data"].attrs["unit"], "n.a.")
            self.assertNotIn("x", nwb["units"])

    def test_of_a_run_that_has_not_ended_stays_outside(self):
        shutil.copytree(self.folder / "run", self.folder / "half.partial")
        self.assertIn("nwb        half.partial.nwb (", self.call_well("export", "half.partial").stdout)
        self.assertTrue((self.folder / "half.partial.nwb").exists())
        self.assertFalse((self.folder / "half.partial/half.partial.nwb").exists())

    def test_is_refused_with_a_way_out(self):
        self.refuse(2, "yesterday (a date and time with its offset from UTC is needed). Write e.g. 2026",
                    "export", "run", "--start", "yesterday")
        self.refuse(2, "there is no such directory", "export", "nowhere")
        self.refuse(2, "there is no directory nowhere", "export", "run", "--out", "nowhere/run.nwb")
        self.assertRegex(self.call_well("export", "--help").stdout, "Examples:\n  spikelight export")
        self.assertTrue(re.search(r"export +Write a run as an NWB file", self.call_well("--help").stdout))


if __name__ == "__main__":
    unittest.main()
