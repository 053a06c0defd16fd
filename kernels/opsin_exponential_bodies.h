// What is done to one neuron's opsin that is integrated exponentially (kernels/opsin_exponential.h): its step, and, when
// the light has changed, its D and d. The latter is a sequence of bodies over arrays, each short enough to be vectorised:
//
//   MakeGenerator; StartSeries; AddSeriesTerm for k = taylor_terms ... 1; CloseSeries; DoublePart doublings times; KeepStep
#pragma once

#include "kernels/neuron_bodies.h"
#include "kernels/opsin_bodies.h"
#include "kernels/opsin_exponential.h"

namespace spikelight {

/// D and d of a run of neurons.
template <class Real>
struct StepArrays {
    const Real* m[affine_numbers];
};

/// Adds the four-state opsin's photocurrent at the step's start to the neuron, and advances the opsin by one step.
template <class Real, class Input, bool refractory, bool clamped, bool rectifying, bool first>
struct AdvanceOpsinExactly {
    NeuronArrays<Real, Input> a;
    NeuronConstants<Real> c;
    OpsinArrays<Real> o;  ///< without drives
    StepArrays<Real> exact;
    FourStateStep<Real> step;

    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: advance opsin exactly
        Real v = clamped ? a.v[i] : voltage_at_start<Real, Input, refractory>(a, c, i);
        FourStates<Real> states{o.C1[i], o.O1[i], o.O2[i]};
        Real I = o.expression[i] * photocurrent<Real, rectifying>(step, states, v);
        a.photocurrent[i] = first ? I : a.photocurrent[i] + I;
        FourStates<Real> next = advance_exactly(exact.m, i, states);
        o.C1[i] = next.C1;
        o.O1[i] = next.O1;
        o.O2[i] = next.O2;
    }
};

/// The same of a pump.
template <class Real, class Input, bool refractory, bool clamped, bool first>
struct AdvancePumpExactly {
    NeuronArrays<Real, Input> a;
    NeuronConstants<Real> c;
    PumpArrays<Real> o;  ///< without drive
    StepArrays<Real> exact;
    PumpStep<Real> step;

    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: advance pump exactly
        Real v = clamped ? a.v[i] : voltage_at_start<Real, Input, refractory>(a, c, i);
        PumpStates<Real> states{o.P0[i], o.P4[i], o.Cl_change[i]};
        Real expression = o.expression[i];
        Real I = photocurrent(step, states, expression, v);
        a.photocurrent[i] = first ? I : a.photocurrent[i] + I;
        PumpStates<Real> next = advance_exactly(exact.m, i, step, states, expression, v);
        o.P0[i] = next.P0;
        o.P4[i] = next.P4;
        o.Cl_change[i] = next.Cl_change;
    }
};

/// Matrices and vectors of a run of neurons, in double.
struct AffineArrays {
    double* m[affine_numbers];
};

/// A h and b h of a part of the step, from the light drives.
template <class Real>
struct MakeGenerator {
    const Real *H_p, *H_q;
    AffineArrays generator;
    LinearStates states;
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: make generator
        double p = double(H_p[i]), q = double(H_q[i]);
        for (int k = 0; k < affine_numbers; ++k)
            generator.m[k][i] = states.dark[k] + p * states.by_p[k] + q * states.by_q[k];
    }
};

/// phi = I. Only the matrix of a series is used.
struct StartSeries {
    AffineArrays phi;
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: start series
        for (int k = 0; k < 9; ++k) phi.m[k][i] = k % 4 == 0 ? 1.0 : 0.0;
    }
};

/// Row r, column c of a matrix product.
SPIKELIGHT_HD double product(AffineArrays const& left, AffineArrays const& right, int r, int c,
                             int i) {
    return left.m[3 * r][i] * right.m[c][i] + left.m[3 * r + 1][i] * right.m[3 + c][i] +
           left.m[3 * r + 2][i] * right.m[6 + c][i];
}
/// Row r of a matrix times a vector.
SPIKELIGHT_HD double applied(AffineArrays const& matrix, AffineArrays const& vector, int r, int i) {
    return matrix.m[3 * r][i] * vector.m[9][i] + matrix.m[3 * r + 1][i] * vector.m[10][i] +
           matrix.m[3 * r + 2][i] * vector.m[11][i];
}

/// Horner's rule from the last term on: next = I + A h phi / (k + 1).
struct AddSeriesTerm {
    AffineArrays generator, phi, next;
    double factor;                                ///< 1 / (k + 1)
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: add series term
        for (int r = 0; r < 3; ++r)
            for (int c = 0; c < 3; ++c)
                next.m[3 * r + c][i] =
                    (r == c ? 1.0 : 0.0) + factor * product(generator, phi, r, c, i);
    }
};

/// D = A h phi, d = phi b h of one part.
struct CloseSeries {
    AffineArrays generator, phi, step;
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: close series
        for (int r = 0; r < 3; ++r) {
            for (int c = 0; c < 3; ++c) step.m[3 * r + c][i] = product(generator, phi, r, c, i);
            step.m[9 + r][i] = applied(phi, generator, r, i);
        }
    }
};

/// From D and d of one part to those of two.
struct DoublePart {
    AffineArrays step, doubled;
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: double part
        for (int r = 0; r < 3; ++r) {
            for (int c = 0; c < 3; ++c)
                doubled.m[3 * r + c][i] = 2 * step.m[3 * r + c][i] + product(step, step, r, c, i);
            doubled.m[9 + r][i] = 2 * step.m[9 + r][i] + applied(step, step, r, i);
        }
    }
};

/// Keeps D and d in the run's precision.
template <class Real>
struct KeepStep {
    AffineArrays step;
    Real* kept[affine_numbers];
    SPIKELIGHT_HD void operator()(int i) const {  // vectorised: keep step
        for (int k = 0; k < affine_numbers; ++k) kept[k][i] = Real(step.m[k][i]);
    }
};

/// The whole sequence for the elements that `run` gives each body. `scratch` is three sets of arrays.
template <class Real, class Run>
SPIKELIGHT_HD void find_exact_step(LinearStates const& states, const Real* H_p, const Real* H_q,
                                   AffineArrays const scratch[3], Real* const kept[affine_numbers],
                                   Run const& run) {
    AffineArrays const& generator = scratch[0];
    AffineArrays here = scratch[1], there = scratch[2];
    run(MakeGenerator<Real>{H_p, H_q, generator, states});
    run(StartSeries{here});
    for (int k = taylor_terms; k >= 1; --k) {
        run(AddSeriesTerm{generator, here, there, 1.0 / (k + 1)});
        AffineArrays swap = here;
        here = there;
        there = swap;
    }
    run(CloseSeries{generator, here, there});
    for (int n = 0; n < states.doublings; ++n) {
        AffineArrays swap = here;
        here = there;
        there = swap;
        run(DoublePart{here, there});
    }
    KeepStep<Real> keep{there, {}};
    for (int k = 0; k < affine_numbers; ++k) keep.kept[k] = kept[k];
    run(keep);
}

}  // namespace spikelight
