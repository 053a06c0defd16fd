// Light on neurons: transmittances once, light drives at every command.
#pragma once

#include "kernels/cuda/network_view.h"
#include "kernels/light_source.h"
#include "kernels/opsin_exponential_bodies.h"

namespace spikelight {

/// Of a command, for the device: what each source emits, and what it is worth to each opsin.
inline std::uint32_t command_numbers(const NetworkData& network) {
    return std::uint32_t((1 + network.opsins.size()) * network.sources.size());
}

/// The sources and neurons of one opsin's population.
struct LitPopulation {
    Array<LightSource> sources;
    std::uint32_t source_count;
    Array<double> x, y, z;  ///< by global index
    std::uint32_t first, size;

    /// Transmittance from source s to neuron i.
    SPIKELIGHT_DEVICE double operator()(std::uint32_t s, std::uint32_t i) const {
        LightSource source = sources[s];
        std::uint64_t neuron = first + i;
        return transmittance(source, x[neuron], y[neuron], z[neuron]);
    }
};

/// table[s size + i] = transmittance from source s to neuron i.
template <class Real>
struct TabulateTransmittance {
    static constexpr unsigned most_threads = 256;
    LitPopulation lit;
    Array<Real> table;

    SPIKELIGHT_DEVICE void operator()() const {
        std::uint64_t elements = std::uint64_t(lit.source_count) * lit.size;
        for (std::uint64_t e = device::thread_in_grid(); e < elements;
             e += device::threads_in_grid())
            table[e] = Real(lit(std::uint32_t(e / lit.size), std::uint32_t(e % lit.size)));
    }
};

/// An opsin in the light of its population.
template <class Real>
struct LitOpsin {
    LitPopulation lit;
    Array<Real> table;  ///< none: transmittances are computed anew
    OpsinView<Real> opsin;

    /// Sums the light of all sources in file order, then takes neuron i's drives; weight(s): of source s, a Real.
    template <class Weight>
    SPIKELIGHT_DEVICE void refresh(std::uint32_t i, Weight const& weight_of) const {
        Real x = 0;
        for (std::uint32_t s = 0; s < lit.source_count; ++s) {
            // A dark source adds exactly nothing.
            Real weight = Real(weight_of(s));
            if (weight == 0) continue;
            Real transmitted =
                table ? Real(table[std::uint64_t(s) * lit.size + i]) : Real(lit(s, i));
            AddLight<Real>{&x, &transmitted, weight}(0);
        }
        drive(i, x);
    }

  private:
    SPIKELIGHT_DEVICE void drive(std::uint32_t i, Real x) const {
        OpsinConstants<Real> const& constants = opsin.constants;
        Real first = x, second = 0;
        bool has_second = false;
        switch (constants.kind) {
            case OpsinKind::four_state:
                DriveOpsin<Real>{&x, &first, &second, constants.four_state.p,
                                 constants.four_state.q}(0);
                has_second = true;
                break;
            case OpsinKind::pump:
                DrivePump<Real>{&x, &first, constants.pump.p}(0);
                break;
            case OpsinKind::proportional:
                break;  // its drive is the irradiance
        }
        if (constants.integrator == OpsinIntegrator::exponential)
            return keep_step(i, first, second);
        if (has_second) opsin.drives[1][i] = second;
        opsin.drives[0][i] = first;
    }

    /// Finds the exact step under these drives.
    SPIKELIGHT_DEVICE void keep_step(std::uint32_t i, Real H_p, Real H_q) const {
        double numbers[3][affine_numbers];
        Real kept[affine_numbers];
        AffineArrays scratch[3];
        Real* kept_arrays[affine_numbers];
        for (int k = 0; k < affine_numbers; ++k) {
            for (int set = 0; set < 3; ++set) scratch[set].m[k] = &numbers[set][k];
            kept_arrays[k] = &kept[k];
        }
        find_exact_step(opsin.constants.linear, &H_p, &H_q, scratch, kept_arrays, RunHere{});
        for (int k = 0; k < affine_numbers; ++k) opsin.drives[k][i] = kept[k];
    }

    /// Of a run of neurons, a thread has one.
    struct RunHere {
        template <class Body>
        SPIKELIGHT_HD void operator()(Body const& body) const {
            body(0);
        }
    };
};

/// The same for all its neurons.
template <class Real>
struct RefreshDrives {
    static constexpr unsigned most_threads = 256;
    LitOpsin<Real> opsin;
    Array<double> weights;  ///< per source

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t i = device::thread_in_grid(); i < opsin.lit.size;
             i += device::threads_in_grid())
            opsin.refresh(std::uint32_t(i), [&](std::uint32_t s) { return double(weights[s]); });
    }
};

}  // namespace spikelight
