"""Prints the polynomial coefficients of kernels/elementary*.h: Chebyshev fits computed with mpmath."""
from mpmath import chebyfit, cos, exp, factorial, log, mp, mpf, pi, sin, sqrt

mp.dps = 60
TINY = mpf(10) ** -20


def show(name, function, low, high, terms):
    coefficients = chebyfit(function, [low, high], terms)[::-1]
    print(name, [float(c) for c in coefficients])


def exp_remainder(r):
    """(e^r - 1 - r) / r^2."""
    return sum(r**k / factorial(k + 2) for k in range(40))


def log_remainder(z):
    """(log((1 + s) / (1 - s)) / s - 2) / s^2, z = s^2."""
    return 2 * sum(z**k / (2 * k + 3) for k in range(40))


def sine_remainder(z):
    """(sin(r) / r - 1) / r^2, z = r^2."""
    return mpf(-1) / 6 if z < TINY else (sin(sqrt(z)) / sqrt(z) - 1) / z


def cosine_remainder(z):
    """(cos(r) - 1 + r^2 / 2) / r^4, z = r^2."""
    return mpf(1) / 24 if z < TINY else (cos(sqrt(z)) - 1 + z / 2) / z**2


WIDER = 1 + mpf(2) ** -20  # reduced arguments may lie a little outside
half_ln2 = log(2) / 2 * WIDER
log_end = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2
angle_end = (pi / 4 * WIDER) ** 2
for precision, terms in {"double": (10, 7, 6, 6), "float": (5, 4, 3, 3)}.items():
    show(f"exp {precision}", exp_remainder, -half_ln2, half_ln2, terms[0])
    show(f"log {precision}", log_remainder, mpf(0), log_end, terms[1])
    show(f"sine {precision}", sine_remainder, mpf(0), angle_end, terms[2])
    show(f"cosine {precision}", cosine_remainder, mpf(0), angle_end, terms[3])
