"""report.html: one page that needs nothing else and says everything."""
import base64
import html.parser
import unittest

from harness import SCENARIO, CliTest, without_video


class Page(html.parser.HTMLParser):
    """Collects what a page loads, its texts, and whether its elements close."""

    def __init__(self, text):
        super().__init__()
        self.links, self.texts, self.tags = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for key, value in attributes if key in ("src", "href", "poster", "data", "action")]

    def handle_data(self, data):
        self.texts.append(data)


class AReport(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "small.toml", "--out", "run")
        cls.text = (cls.folder / "run/report.html").read_text()
        cls.page = Page(cls.text)
        cls.words = " ".join(cls.page.texts)

    def test_needs_no_network_and_no_other_file(self):
        self.assertTrue(self.page.links)
        for link in self.page.links:
            self.assertTrue(link.startswith("data:"), link[:80])
        for word in ["http:", "https:", "@import", "url("]:
            self.assertNotIn(word, self.text)

    def test_holds_the_movie_and_the_still_as_they_are(self):
        held = [base64.b64decode(link.split(",", 1)[1], validate=True) for link in self.page.links]
        self.assertIn((self.folder / "run/movie.mp4").read_bytes(), held)
        self.assertIn((self.folder / "run/still.png").read_bytes(), held)
        # Besides them: a raster of each population.
        self.assertEqual(sum(data.startswith(b"\x89PNG") for data in held), 3)

    def test_says_what_was_simulated_how_and_how_to_repeat_it(self):
        summary = self.summary("run")
        for said in [summary["spike_digest"], "spikelight run run/scenario.toml", "exc", "inh", "exc_inh", "chr2_4s",
                     "473 nm", str(summary["projections"][0]["synapses"]), summary["device"],
                     f'{summary["populations"][0]["rate_hz"]:.2f} Hz', "probability = 0.3"]:
            self.assertIn(said, self.words)

    def test_shows_text_of_the_scenario_as_text(self):
        self.assertIn('Small <test> & "quotes"', self.words)
        self.assertNotIn("test", self.page.tags)

    def test_without_pictures_still_has_the_activity(self):
        (self.folder / "unfilmed.toml").write_text(without_video(SCENARIO))
        self.call_well("run", "unfilmed.toml", "--out", "unfilmed")
        page = Page((self.folder / "unfilmed/report.html").read_text())
        self.assertNotIn("video", page.tags)
        self.assertEqual(page.tags.count("figure"), 5)  # light, two rasters, rates, traces

    def test_shows_a_sample_of_the_traces(self):
        self.assertIn("exc v", self.words)
        for neuron in range(3):
            self.assertIn(f"neuron {neuron}", self.words)
        # Volts as they were recorded: the line of neuron 0 begins at its v_init, between -70 and -50 mV.
        self.assertIn("mV", self.words)
        self.call_well("run", "small.toml", "--out", "many", "--no-video", "--set", "record.trace.0.neurons=0:40")
        self.assertIn("mV, 4 of 40 neurons", " ".join(Page((self.folder / "many/report.html").read_text()).texts))

    def test_says_whose_a_single_trace_is_and_writes_units_as_a_page_does(self):
        self.call_well("run", "small.toml", "--out", "single", "--no-video", "--set", "record.trace.0.neurons=[7]",
                       "--set", 'record.trace.0.variables=["v","O1","irradiance"]')
        words = Page((self.folder / "single/report.html").read_text()).texts
        for label in ["mV, neuron 7", "neuron 7", "mW/mm², neuron 7"]:
            self.assertIn(label, words)

    def test_names_movies_that_no_browser_plays(self):
        self.call_well("run", "small.toml", "--out", "archive", "--movie-preset", "lossless")
        page = Page((self.folder / "archive/report.html").read_text())
        self.assertNotIn("video", page.tags)
        self.assertIn("movie.mkv", page.texts)

    def test_of_a_run_without_spikes_or_lights_is_written_too(self):
        (self.folder / "bare.toml").write_text("""
format = 1
title = ""
seed = 1
[simulation]
duration = "5 ms"
dt = "0.1 ms"
[[population]]
name = "quiet"
size = 1
model = "eif"
""")
        self.call_well("run", "bare.toml", "--out", "bare")
        self.assertIn("quiet", (self.folder / "bare/report.html").read_text())


if __name__ == "__main__":
    unittest.main()
