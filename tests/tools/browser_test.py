"""report.html as readers see it: in Chromium, on a desk and on a phone, light and dark, played and printed."""
import os
import pathlib
import unittest

import browser
from harness import CliTest

# With this set, pictures of what the test saw are kept there to be looked at.
KEEP = os.environ.get("SPIKELIGHT_KEEP_PICTURES")

DESKTOP, PHONE = (1280, 900), (390, 844)


def keep(name, data):
    if KEEP:
        pathlib.Path(KEEP).mkdir(parents=True, exist_ok=True)
        (pathlib.Path(KEEP) / name).write_bytes(data)


@unittest.skipIf(browser.MISSING, f"{browser.MISSING} not installed (Debian: chromium, chromium-driver)")
class AReportInChromium(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.call("run", "small.toml", "--out", "run")
        assert done.returncode == 0, done.stderr
        cls.page = cls.folder / "run/report.html"
        cls.browser = cls.enterClassContext(browser.Browser())

    def test_says_nothing_on_the_console(self):
        self.browser.open(self.page, *DESKTOP)
        self.browser.run("document.querySelector('video').play()")
        self.assertEqual([entry for entry in self.browser.console() if entry["level"] in ("SEVERE", "WARNING")], [])

    def test_plays_its_movie(self):
        self.browser.open(self.page, *DESKTOP)
        video = "document.querySelector('video')"
        # 4: enough is there to play on.
        self.assertTrue(self.browser.wait(lambda: self.browser.run(f"{video}.play(); return {video}.readyState") == 4, 20))
        self.assertTrue(self.browser.wait(lambda: self.browser.run(f"return {video}.currentTime") > 0.05, 20))
        self.assertEqual(self.browser.run(f"return [{video}.videoWidth, {video}.videoHeight]"), [320, 180])
        self.assertAlmostEqual(self.browser.run(f"return {video}.duration"), 0.5, places=2)
        self.assertIsNone(self.browser.run(f"return {video}.error"))

    def test_fits_a_desk_and_a_phone_light_and_dark(self):
        for (width, height), dark in [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)]:
            with self.subTest(width=width, dark=dark):
                self.browser.open(self.page, width, height, dark)
                keep(f"report-{width}-{'dark' if dark else 'light'}.png", self.browser.screenshot(whole=True))
                self.assertEqual(self.browser.run("return innerWidth"), width)
                self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), width)
                # No table is cut either: what lies in a box that scrolls is not seen, nor printed.
                cut = self.browser.run("""
                    return [...document.querySelectorAll('.wide, figure, section, figcaption')]
                        .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.textContent.slice(0, 60))""")
                self.assertEqual(cut, [])

    def test_is_light_or_dark_as_its_reader_likes_and_legible_in_both(self):
        # WCAG's contrast of text and ground: at least 4.5 for body text.
        contrast = """
            const parts = text => text.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const ground = parts(getComputedStyle(document.querySelector('section:nth-of-type(2)')).backgroundColor);
            return ['td', 'h3', 'figcaption', 'dt', 'figcaption b', '.y span', 'pre']
                .map(name => parts(getComputedStyle(document.querySelector(name)).color))
                .map(ink => [light(ink), light(ground)])
                .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05))"""
        grounds = []
        for dark in (False, True):
            self.browser.open(self.page, *DESKTOP, dark)
            for value in self.browser.run(contrast):
                self.assertGreater(value, 4.5)
            grounds.append(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
        self.assertNotEqual(*grounds)

    def test_is_printed_on_a_few_pages(self):
        self.browser.open(self.page, *DESKTOP, dark=True)
        pdf = self.browser.pdf()
        keep("report.pdf", pdf)
        self.assertTrue(pdf.startswith(b"%PDF"))
        pages = pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/")
        self.assertTrue(1 <= pages <= 8, pages)

    def test_of_many_populations_and_sources_still_fits_a_phone(self):
        # Long names and large numbers.
        names = ["pyramidal_cells_of_layer_2_and_3_left", "x" * 60]
        text = (self.folder / "small.toml").read_text().replace('"exc"', f'"{names[0]}"').replace('"inh"', f'"{names[1]}"')
        (self.folder / "long.toml").write_text(text)
        self.call_well("run", "long.toml", "--out", "long", "--no-video")
        self.browser.open(self.folder / "long/report.html", *PHONE)
        keep("report-long-names.png", self.browser.screenshot(whole=True))
        self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), PHONE[0])


if __name__ == "__main__":
    unittest.main()
