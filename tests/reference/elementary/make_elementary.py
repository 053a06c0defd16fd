"""Writes elementary.csv.gz: values of elementary functions with mpmath at 50 digits.

value_1 is the double nearest to the exact value, residual_1 the exact value minus value_1, so that errors of a small
fraction of an ulp can be told. Arguments are doubles.
"""
import csv
import gzip
import io
import math
import pathlib
import random

from mpmath import cos, exp, log, mp, mpf, ncdf, npdf, sin, sqrt

mp.dps = 50
rng = random.Random(20240501)


def normal_quantile(u):
    """Newton's method on the logarithm of the distribution function, which is concave, in the lower tail."""
    tail = min(u, 1 - u)
    z = -sqrt(-2 * log(tail))
    for _ in range(60):
        step = log(ncdf(z) / tail) * ncdf(z) / npdf(z)
        z -= step
        if abs(step) < abs(z) * mpf(10) ** -45:
            break
    assert abs(ncdf(z) / tail - 1) < mpf(10) ** -40
    return z if u < mpf(1) / 2 else -z


def points():
    for _ in range(700):
        yield "exp", rng.uniform(-708, 709), 0.0
    for _ in range(700):
        yield "exp", rng.uniform(-2, 2), 0.0
    for x in (-708.39, -700.0, -106.0, -1e-300, 0.0, 1e-17, 1.0, 709.4):
        yield "exp", x, 0.0
    for _ in range(700):
        yield "log", 10 ** rng.uniform(-307, 308), 0.0
    for _ in range(700):
        yield "log", rng.uniform(0.5, 2), 0.0
    for x in (5e-324, 3e-310, 2.2250738585072014e-308, 1 - 2**-53, 1 + 2**-52, 1e308):
        yield "log", x, 0.0
    for _ in range(700):
        yield "pow", 10 ** rng.uniform(-40, 40), rng.uniform(0.1, 3)
    for _ in range(700):
        yield "sin", rng.uniform(-1e4, 1e4), 0.0
        yield "cos", rng.uniform(-1e4, 1e4), 0.0
    for _ in range(500):
        yield "sin", rng.uniform(-1e5, 1e5), 0.0
        yield "cos", rng.uniform(-1e5, 1e5), 0.0
    # Where a function is near zero: the doubles closest to multiples of pi / 2.
    for n in range(1, 60000, 997):
        yield "sin" if n % 2 == 0 else "cos", n * (math.pi / 2), 0.0
    for _ in range(700):
        yield "normal_quantile", rng.random(), 0.0
        yield "normal_quantile", 10 ** rng.uniform(-300, -0.4), 0.0
    for k in (0, 1, 2, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1):
        yield "normal_quantile", (k + 0.5) / 2**32, 0.0


FUNCTIONS = {
    "exp": lambda x, y: exp(x),
    "log": lambda x, y: log(x),
    "pow": lambda x, y: x**y,
    "sin": lambda x, y: sin(x),
    "cos": lambda x, y: cos(x),
    "normal_quantile": lambda x, y: normal_quantile(x),
}

text = io.StringIO(newline="")
writer = csv.writer(text)
writer.writerow(["function", "x", "y", "value_1", "residual_1"])
for name, x, y in points():
    exact = FUNCTIONS[name](mpf(x), mpf(y))
    value = float(exact)
    writer.writerow([name, repr(x), repr(y), repr(value), repr(float(exact - mpf(value)))])
path = pathlib.Path(__file__).parent / "elementary.csv.gz"
path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
