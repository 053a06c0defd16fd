#!/usr/bin/env python3
"""Makes lqr.json: gains of linear-quadratic regulators and Kalman filters by scipy's solve_discrete_are.

K = (R + B' P B)^-1 B' P A with P of (A, B, Q, R); L = S C' (C S C' + V)^-1 with S of (A', C', W, V).
Matrices are drawn with numpy's PCG64, seed 17; the last system is the slowest, closed-loop poles near 1.
"""
import json

import numpy
import scipy
from scipy.linalg import solve_discrete_are

dice = numpy.random.default_rng(17)


def positive(size):
    root = dice.normal(size=(size, size))
    return root @ root.T / size + 0.1 * numpy.eye(size)


def system(states, inputs, outputs, radius):
    A = dice.normal(size=(states, states))
    A *= radius / max(abs(numpy.linalg.eigvals(A)))
    return (A, dice.normal(size=(states, inputs)), dice.normal(size=(outputs, states)), positive(states),
            positive(inputs), positive(states), positive(outputs))


def solved(A, B, C, Q, R, W, V):
    P = solve_discrete_are(A, B, Q, R)
    K = numpy.linalg.solve(R + B.T @ P @ B, B.T @ P @ A)
    S = solve_discrete_are(A.T, C.T, W, V)
    L = numpy.linalg.solve((C @ S @ C.T + V).T, (S @ C.T).T).T
    return {name: value.tolist() for name, value in
            dict(A=A, B=B, C=C, Q=Q, R=R, W=W, V=V, P=P, K=K, L=L).items()}


systems = [system(1, 1, 1, 0.9), system(2, 1, 1, 0.95), system(3, 2, 2, 1.1), system(6, 2, 3, 0.99),
           system(12, 4, 4, 1.3)]
A, B, C, Q, R, W, V = system(2, 1, 1, 0.9999)
systems.append((A, 1e-2 * B, C, 1e-6 * Q, R, W, 1e4 * V))
with open("lqr.json", "w") as file:
    json.dump({"source": f"scipy {scipy.__version__}, numpy {numpy.__version__}",
               "systems": [solved(*each) for each in systems]}, file)
    file.write("\n")
