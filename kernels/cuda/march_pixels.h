// A pixel of the picture on the device: every layer from the ground to 8 bits.
#pragma once

#include "kernels/cuda/march_halo.h"

namespace spikelight {

/// A CSR list in device memory.
struct TileView {
    Array<std::uint32_t> begins, items;
};

/// What all pixels share.
struct PictureFrame {
    std::uint32_t width, height, side, tiles_across, tiles, march_samples;
    std::uint32_t source_count, glass_count;
    PictureGround ground;
    Light3 glass_color;
    double ray_base[3], ray_per_column[3], ray_per_row[3];
    float light_gain;
    Array<PictureLine> lines;
    TileView lines_behind, lines_before, sprite_tiles;
    Array<PictureSprite> sprites;
    Array<SomaLook> looks;
    Array<PictureSource> sources;
    Array<std::uint32_t> glasses;
    Array<float> commands, halos;
    HaloGrid halo_grid;
    Array<std::uint16_t> tone_table;
    Array<std::uint8_t> rgb;
};

/// One block per tile, one thread per pixel.
struct DrawPixels {
    static constexpr unsigned most_threads = picture_tile * picture_tile;
    PictureFrame f;

    SPIKELIGHT_DEVICE void operator()() const {
        for (std::uint32_t tile = device::block_index(); tile < f.tiles;
             tile += device::block_count())
            for (std::uint32_t i = device::thread_index(); i < most_threads;
                 i += device::block_threads()) {
                std::uint32_t x = tile % f.tiles_across * picture_tile + i % picture_tile,
                              y = tile / f.tiles_across * picture_tile + i / picture_tile;
                if (x < f.width && y < f.height) draw_pixel(tile, x, y);
            }
    }

  private:
    SPIKELIGHT_DEVICE void draw_pixel(std::uint32_t tile, std::uint32_t x, std::uint32_t y) const {
        Light3 light{};
        if (f.side == 1) {
            light = sample(tile, int(x), int(y));
        } else {
            // The mean of what the screen would show of each sample.
            Light3 sum{};
            for (std::uint32_t k = 0; k < f.side * f.side; ++k) {
                Light3 one =
                    sample(tile, int(x * f.side + k % f.side), int(y * f.side + k / f.side));
                sum =
                    sum + Light3{seen_of_light(one.r), seen_of_light(one.g), seen_of_light(one.b)};
            }
            float share = 1.0f / float(f.side * f.side);
            light = {light_of_seen(share * sum.r), light_of_seen(share * sum.g),
                     light_of_seen(share * sum.b)};
        }
        float shared = tone::crosstalk / 3.0f * (light.r + light.g + light.b);
        std::uint32_t dither = tone::dither(x & 7, y & 7);
        std::uint64_t at = 3 * (std::uint64_t(y) * f.width + x);
        f.rgb[at] = tone::shown(table_value(light.r + shared), dither);
        f.rgb[at + 1] = tone::shown(table_value(light.g + shared), dither);
        f.rgb[at + 2] = tone::shown(table_value(light.b + shared), dither);
    }
    SPIKELIGHT_DEVICE std::uint32_t table_value(float light) const {
        return std::uint16_t(f.tone_table[std::uint64_t(tone::table_place(light))]);
    }

    /// The light of a sample, layer by layer.
    SPIKELIGHT_DEVICE Light3 sample(std::uint32_t tile, int x, int y) const {
        Light3 light = f.ground.at(x, y);
        light = light + lines_at(f.lines_behind, tile, x, y);
        light = solids_over(light, tile, x, y);
        for (std::uint32_t s = 0; s < f.source_count; ++s) light = light + source_light(s, x, y);
        light = light + halo_at(x, y);
        return light + lines_at(f.lines_before, tile, x, y);
    }

    SPIKELIGHT_DEVICE Light3 lines_at(const TileView& tiles, std::uint32_t tile, int x,
                                      int y) const {
        Light3 light{};
        for (std::uint32_t i = tiles.begins[tile]; i < tiles.begins[tile + 1]; ++i) {
            PictureLine line = f.lines[std::uint32_t(tiles.items[i])];
            float coverage = line.shape.coverage(float(x) + 0.5f, float(y) + 0.5f);
            if (coverage > 0.0f) light = light + coverage * line.light;
        }
        return light;
    }

    /// Somata from far to near, the glass of fibers among them.
    SPIKELIGHT_DEVICE Light3 solids_over(Light3 light, std::uint32_t tile, int x, int y) const {
        std::uint32_t glass = 0;
        for (std::uint32_t i = f.sprite_tiles.begins[tile]; i < f.sprite_tiles.begins[tile + 1];
             ++i) {
            std::uint32_t number = f.sprite_tiles.items[i];
            PictureSprite sprite = f.sprites[number];
            for (; glass < sprite.glasses; ++glass) light = light + glass_at(glass, x, y);
            float dx = float(x) + 0.5f - sprite.x, dy = float(y) + 0.5f - sprite.y;
            float square = dx * dx + dy * dy, reach = sprite.radius + 0.5f;
            if (square >= reach * reach) continue;
            SomaLook look = f.looks[number];
            float per_radius = 1.0f / sprite.radius;
            Light3 own = sphere_light(look, dx * per_radius, dy * per_radius);
            float alpha = disc_coverage(sprite.radius, square) * look.opacity;
            light.r += alpha * (own.r - light.r);
            light.g += alpha * (own.g - light.g);
            light.b += alpha * (own.b - light.b);
        }
        for (; glass < f.glass_count; ++glass) light = light + glass_at(glass, x, y);
        return light;
    }

    SPIKELIGHT_DEVICE Light3 glass_at(std::uint32_t glass, int x, int y) const {
        PictureSource source = f.sources[std::uint32_t(f.glasses[glass])];
        if (!source.glass_area.contains(x, y)) return {};
        float strength = 0;
        for (int k = 0; k < glass_samples * glass_samples; ++k) {
            int column = k % glass_samples, row = k / glass_samples;
            double sx = x + (column + 0.5) / glass_samples, sy = y + (row + 0.5) / glass_samples;
            double ray[3];
            for (int c = 0; c < 3; ++c)
                ray[c] = f.ray_base[c] + sx * f.ray_per_column[c] + sy * f.ray_per_row[c];
            strength += glass_strength(source.glass, ray);
        }
        return strength / float(glass_samples * glass_samples) * f.glass_color;
    }

    /// The line integral of a source's light along the sample's ray.
    SPIKELIGHT_DEVICE Light3 source_light(std::uint32_t s, int x, int y) const {
        float command = float(f.commands[s]) * f.light_gain;
        if (command <= 0.0f) return {};
        PictureSource source = f.sources[s];
        Vec3 first = source.rays.first_of_row(y);
        float brightness = 0;
        if (source.area.contains(x, y)) {
            MarchRay ray = ray_at(source.rays, first, x, source.back, source.reach, source.side);
            if (ray.s1 > ray.s0)
                brightness = source.brightness *
                             march_source(source, first, x, ray,
                                          pixel_jitter(std::uint32_t(x), std::uint32_t(y)));
        }
        if (source.core_area.contains(x, y)) {
            MarchRay ray =
                ray_at(source.rays, first, x, -source.core_length, 0.0f, source.core_radius);
            if (ray.s1 > ray.s0)
                brightness +=
                    source.core_glow * core_light(ray, source.core_length, source.core_radius);
        }
        return brightness * (command * source.color);
    }
    SPIKELIGHT_DEVICE float march_source(const PictureSource& source, Vec3 first, int x,
                                         const MarchRay& ray, float jitter) const {
        int samples = samples_through(source.model, int(f.march_samples));
        switch (source.model) {
            case LightSource::Model::koehler:
                return march_ray(source.koehler, ray, jitter, source.extinction, samples);
            case LightSource::Model::gaussian_ellipsoid:
                return march_ray(source.ellipsoid, ray, jitter, source.extinction, samples);
            case LightSource::Model::field:
                return march_ray(field_on_ray(source.field, source.rays, first, x), ray, jitter,
                                 source.extinction, samples);
            case LightSource::Model::fiber:
                break;
        }
        return march_ray(source.fiber, ray, jitter, source.extinction, samples);
    }

    /// The halos' light between the middles of four cells.
    SPIKELIGHT_DEVICE Light3 halo_at(int x, int y) const {
        float across = between((float(x) + 0.5f) / float(halo_reduction) - 0.5f, f.halo_grid.width),
              down = between((float(y) + 0.5f) / float(halo_reduction) - 0.5f, f.halo_grid.height);
        auto x0 = std::uint32_t(across), y0 = std::uint32_t(down);
        if (x0 + 1 >= f.halo_grid.width) x0 = f.halo_grid.width - 2;
        if (y0 + 1 >= f.halo_grid.height) y0 = f.halo_grid.height - 2;
        float fx = across - float(x0), fy = down - float(y0);
        float value[3];
        for (std::uint32_t c = 0; c < 3; ++c) {
            float upper = f.halos[f.halo_grid.at(c, x0, y0)],
                  upper_next = f.halos[f.halo_grid.at(c, x0 + 1, y0)],
                  lower = f.halos[f.halo_grid.at(c, x0, y0 + 1)],
                  lower_next = f.halos[f.halo_grid.at(c, x0 + 1, y0 + 1)];
            float left = upper + fy * (lower - upper),
                  right = upper_next + fy * (lower_next - upper_next);
            value[c] = left + fx * (right - left);
        }
        return {value[0], value[1], value[2]};
    }
    SPIKELIGHT_DEVICE static float between(float cell, std::uint32_t cells) {
        return math::clamp(cell, 0.0f, float(cells - 1));
    }
};

}  // namespace spikelight
