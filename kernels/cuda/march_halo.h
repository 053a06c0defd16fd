// Somata of a frame on the device: how each looks, and the halos of those that glow.
#pragma once

#include "kernels/cuda/device.h"
#include "kernels/picture_device.h"

namespace spikelight {

using device::Array;

/// Halos are added up in whole numbers of this, so that no order matters.
inline constexpr float halo_quantum = 0x1p-24f;

struct LookAtSomata {
    static constexpr unsigned most_threads = 256;
    Array<PictureSprite> sprites;
    std::uint32_t sprite_count, source_count, neuron_count;
    Array<Light3> neuron_colors, source_colors;
    Array<float> transmittance, commands, glow;
    float resting, contrast, resting_opacity;
    Array<SomaLook> looks;  ///< of sprites

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t i = device::thread_in_grid(); i < sprite_count;
             i += device::threads_in_grid()) {
            PictureSprite sprite = sprites[i];
            Light3 own = neuron_colors[sprite.neuron];
            Light3 body = resting_body(own, resting, sprite.nearness);
            for (std::uint64_t s = 0; s < source_count; ++s) {
                float relative =
                    float(commands[s]) * float(transmittance[s * neuron_count + sprite.neuron]);
                body = body + lit_body(own, source_colors[s], relative);
            }
            looks[i] = glowing_look(own, body, glow[sprite.neuron], contrast, resting_opacity);
        }
    }
};

/// The halos' cells: one plane per channel.
struct HaloGrid {
    std::uint32_t width, height;
    SPIKELIGHT_HD std::uint64_t cells() const { return std::uint64_t(width) * height; }
    SPIKELIGHT_HD std::uint64_t at(std::uint32_t channel, std::uint32_t x, std::uint32_t y) const {
        return channel * cells() + std::uint64_t(y) * width + x;
    }
};

/// Shares each glowing soma's energy among the four nearest cells.
struct SplatHalos {
    static constexpr unsigned most_threads = 256;
    Array<PictureSprite> sprites;
    Array<SomaLook> looks;
    std::uint32_t sprite_count;
    float strength;
    HaloGrid grid;
    Array<std::int64_t> energy;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t i = device::thread_in_grid(); i < sprite_count;
             i += device::threads_in_grid()) {
            SomaLook look = looks[i];
            if (!has_halo(look)) continue;
            PictureSprite sprite = sprites[i];
            float x = sprite.x / float(halo_reduction) - 0.5f,
                  y = sprite.y / float(halo_reduction) - 0.5f;
            float column = math::floor(x), row = math::floor(y);
            if (!(column >= 0.0f && row >= 0.0f && column + 1.0f < float(grid.width) &&
                  row + 1.0f < float(grid.height)))
                continue;
            float fx = x - column, fy = y - row;
            Light3 light = halo_energy(look, sprite.radius, strength);
            auto x0 = std::uint32_t(column), y0 = std::uint32_t(row);
            add(light, (1.0f - fx) * (1.0f - fy), x0, y0);
            add(light, fx * (1.0f - fy), x0 + 1, y0);
            add(light, (1.0f - fx) * fy, x0, y0 + 1);
            add(light, fx * fy, x0 + 1, y0 + 1);
        }
    }

    SPIKELIGHT_DEVICE void add(Light3 light, float share, std::uint32_t x, std::uint32_t y) const {
        device::atomic_add(energy, grid.at(0, x, y), quanta(share * light.r));
        device::atomic_add(energy, grid.at(1, x, y), quanta(share * light.g));
        device::atomic_add(energy, grid.at(2, x, y), quanta(share * light.b));
    }
    SPIKELIGHT_DEVICE static std::int64_t quanta(float light) {
        return std::int64_t(light / halo_quantum);
    }
};

/// Blurs all planes along the rows, from whole numbers to light, or down the columns.
template <class From>
struct BlurHalos {
    static constexpr unsigned most_threads = 256;
    HaloGrid grid;
    Array<From> from;
    Array<float> to, weights;
    std::int32_t reach;
    bool along_rows;
    float unit;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint64_t i = device::thread_in_grid(); i < 3 * grid.cells();
             i += device::threads_in_grid()) {
            std::uint64_t in_plane = i % grid.cells();
            auto place = std::int64_t(along_rows ? in_plane % grid.width : in_plane / grid.width);
            std::int64_t end = along_rows ? grid.width : grid.height,
                         stride = along_rows ? 1 : grid.width;
            float sum = 0;
            for (std::int64_t k = -reach; k <= reach; ++k)
                if (place + k >= 0 && place + k < end)
                    sum += float(weights[std::uint64_t(k + reach)]) *
                           (unit * float(From(from[std::uint64_t(std::int64_t(i) + k * stride)])));
            to[i] = sum;
        }
    }
};

}  // namespace spikelight
