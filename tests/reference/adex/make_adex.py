#!/usr/bin/python3
"""Spikes, v and w of AdEx neurons in Brian2 (Debian 12's python3-brian), beside which spikelight is tested.

    /usr/bin/python3 make_adex.py

Six neurons with constant currents, in the firing patterns of Naud et al. 2008 (Biol Cybern 99:335), forward Euler at
0.1 ms in double precision. A weight of 1.5 mV from neuron 0 to neuron 1 and a refractory time in neuron 5 bring reset,
synapse and hold into play. No neuron is chaotic: a start 0.1 pV away moves v by no more than 5 nV. v and w are those
before a step's updates, every millisecond.
"""
import csv

import numpy as np
from brian2 import (Mohm, NeuronGroup, SpikeMonitor, StateMonitor, Synapses, defaultclock, ms, mV, nS, pA, prefs, run,
                    second)

prefs.codegen.target = "numpy"
defaultclock.dt = 0.1 * ms
DURATION_MS = 500

# name, tau_m ms, R_m Mohm, E_L mV, V_T mV, Delta_T mV, V_reset mV, a nS, b pA, tau_w ms, I_e pA, t_ref ms
NEURONS = [
    ("nest_default", 9.3667, 33.3333, -70.6, -50.4, 2, -60, 4, 80.5, 144, 700, 0),
    ("tonic", 20, 100, -70, -50, 2, -58, 0, 0, 30, 250, 0),
    ("adapting", 20, 83.3333, -70, -50, 2, -58, 2, 60, 300, 500, 0),
    ("bursting", 7.2222, 55.5556, -58, -50, 2, -46, 4, 120, 100, 210, 0),
    ("delayed", 10, 100, -65, -50, 2, -55, -5, 30, 90, 110, 0),
    ("refractory", 20, 83.3333, -70, -50, 2, -58, 2, 60, 300, 500, 3),
]
V_PEAK_MV = 0

EQUATIONS = """
dv/dt = (E_L - v + Delta_T*exp((v - V_T)/Delta_T) + R_m*(I_e - w))/tau_m : volt (unless refractory)
dw/dt = (a*(v - E_L) - w)/tau_w : amp
tau_m : second
tau_w : second
R_m : ohm
E_L : volt
V_T : volt
Delta_T : volt
V_reset : volt
a : siemens
b : amp
I_e : amp
t_ref : second
"""


def main():
    group = NeuronGroup(len(NEURONS), EQUATIONS, threshold=f"v > {V_PEAK_MV}*mV", reset="v = V_reset; w += b",
                        refractory="t_ref", method="euler")
    columns = list(zip(*NEURONS))
    for name, unit, values in zip(
            ["tau_m", "R_m", "E_L", "V_T", "Delta_T", "V_reset", "a", "b", "tau_w", "I_e", "t_ref"],
            [ms, Mohm, mV, mV, mV, mV, nS, pA, ms, pA, ms], columns[1:]):
        setattr(group, name, np.array(values, dtype=float) * unit)
    group.v = group.E_L
    group.w = 0 * pA
    synapse = Synapses(group, group, on_pre="v_post += 1.5*mV")
    synapse.connect(i=[0], j=[1])
    synapse.delay = 1.5 * ms
    spikes = SpikeMonitor(group)
    states = StateMonitor(group, ["v", "w"], record=True, dt=1 * ms)
    run(DURATION_MS * ms)

    with open("spikes.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["neuron", "step"])
        for i, t in sorted(zip(spikes.i, spikes.t / second), key=lambda pair: (pair[1], pair[0])):
            out.writerow([int(i), int(round(t / 1e-4))])
    with open("states.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["t_ms"] + [f"v{i}_V" for i in range(len(NEURONS))] + [f"w{i}_A" for i in range(len(NEURONS))])
        for k in range(DURATION_MS):
            out.writerow([k] + [repr(float(x)) for x in states.v[:, k] / (1000 * mV)]
                         + [repr(float(x)) for x in states.w[:, k] / (1e12 * pA)])
    with open("neurons.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "tau_m_ms", "R_m_Mohm", "E_L_mV", "V_T_mV", "Delta_T_mV", "V_reset_mV", "a_nS", "b_pA",
                      "tau_w_ms", "I_e_pA", "t_ref_ms"])
        out.writerows(NEURONS)
    print({NEURONS[i][0]: int(n) for i, n in enumerate(spikes.count)})


if __name__ == "__main__":
    main()
