"""A headless Chromium driven by WebDriver over plain HTTP: what a test needs of it, without a library."""
import base64
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
MISSING = " and ".join(name for name, path in [("chromium", CHROMIUM), ("chromedriver", DRIVER)] if not path)

# No network, no GPU, nothing of any user.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--mute-audio", "--autoplay-policy=no-user-gesture-required"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Browser:
    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="spikelight-browser-")
        port = free_port()
        self.root = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen([DRIVER, f"--port={port}", "--silent"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        try:
            self.wait(lambda: self.send("GET", "/status")["ready"], 30)
            session = self.send("POST", "/session", {"capabilities": {"alwaysMatch": {
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"binary": CHROMIUM, "args": FLAGS + [f"--user-data-dir={self.profile}"]}}}})
            self.root += f"/session/{session['sessionId']}"
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.send("DELETE", "")
        finally:
            self.end()

    def end(self):
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, path, body=None):
        data = None if method in ("GET", "DELETE") else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        # A proxy has no part in this.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from error

    @staticmethod
    def wait(condition, seconds):
        end = time.monotonic() + seconds
        while True:
            try:
                if condition():
                    return True
            except OSError:
                pass
            if time.monotonic() > end:
                return False
            time.sleep(0.05)

    def devtools(self, command, **parameters):
        return self.send("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, page, width, height, dark=False):
        """Shows a file in a window of this size, to someone who likes it light or dark."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=width < 600)
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.send("POST", "/url", {"url": pathlib.Path(page).resolve().as_uri()})

    def run(self, script):
        """The value of a piece of JavaScript that returns one."""
        return self.send("POST", "/execute/sync", {"script": script, "args": []})

    def console(self):
        """What the page has written to the console since the last call, errors of loading included."""
        return self.send("POST", "/se/log", {"type": "browser"})

    def screenshot(self, whole=False):
        """A PNG of the window, or of the whole page."""
        picture = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(picture["data"])

    def pdf(self):
        return base64.b64decode(self.send("POST", "/print", {"background": True}))
