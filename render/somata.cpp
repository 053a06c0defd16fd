#include "render/somata.h"

#include <algorithm>
#include <cmath>

#include "render/lens.h"

namespace spikelight {
namespace {

constexpr float resting_brightness = 0.13f;              // of a soma's own colour
constexpr float setup_brightness = 0.62f;                // the same in a picture of the set-up
constexpr float mean_shade = 0.79f, mean_ember = 0.80f;  // over the disc of a sphere
constexpr float least_blur = 0.5f;  // pixels; a smaller circle of confusion is within a pixel

/// Area of the picture that the sprites are spread over, a little less than their bounding box.
float spread_area(const SomaView& view) {
    float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
    for (const SomaSprite& s : view.sprites) {
        left = std::min(left, s.x - s.radius), right = std::max(right, s.x + s.radius);
        top = std::min(top, s.y - s.radius), bottom = std::max(bottom, s.y + s.radius);
    }
    return 0.75f * (right - left) * (bottom - top);
}

void measure_crowding(SomaView& view) {
    float area = 0;
    for (const SomaSprite& s : view.sprites) {
        area += 3.1416f * s.radius * s.radius;
        view.mean_radius += s.radius / float(view.sprites.size());
    }
    if (view.sprites.empty()) return;
    // None stands in its own way.
    float others = 1 - 1 / float(view.sprites.size());
    view.crowding = others * area / std::max(spread_area(view), 1.0f);
    // Somata that would cover the picture several times over become translucent.
    view.resting_opacity = std::clamp(1.0f / (0.75f + 0.9f * view.crowding), 0.08f, 1.0f);
}

void draw_sprite(HdrRows& rows, const SomaSprite& sprite, const SomaLook& look) {
    float reach = sprite.radius + 0.5f, per_radius = 1 / sprite.radius;
    int y0 = std::max(rows.first_row, int(std::floor(sprite.y - reach)));
    int y1 = std::min(rows.end_row() - 1, int(std::floor(sprite.y + reach)));
    for (int y = y0; y <= y1; ++y) {
        float dy = float(y) + 0.5f - sprite.y;
        // The row's chord through the disc.
        float chord = std::sqrt(std::max(0.0f, reach * reach - dy * dy));
        int x0 = std::max(0, int(sprite.x - chord)),
            x1 = std::min(rows.width - 1, int(sprite.x + chord));
        if (x1 < x0) continue;
        std::size_t at = rows.at(x0, y);
        float *r = rows.r.data() + at, *g = rows.g.data() + at, *b = rows.b.data() + at;
        float first = float(x0) + 0.5f - sprite.x, ny = dy * per_radius;
        int count = x1 - x0 + 1;
#pragma omp simd
        for (int i = 0; i < count; ++i) {
            float dx = first + float(i);
            Rgb light = sphere_light(look, dx * per_radius, ny);
            float alpha = disc_coverage(sprite.radius, dx * dx + dy * dy) * look.opacity;
            r[i] += alpha * (light.r - r[i]);
            g[i] += alpha * (light.g - g[i]);
            b[i] += alpha * (light.b - b[i]);
        }
    }
}

/// A sprite out of focus: its light and its shading spread over the circle of confusion.
void draw_blurred_sprite(HdrRows& rows, const SomaSprite& sprite, const SomaLook& look) {
    BlurredDisc disc(sprite.radius, sprite.blur);
    float reach = disc.reach(), sharp = sprite.radius / reach;
    float sharpness = sharp * sharp * sharp;  // so quickly is the shading lost
    Rgb mean = mean_shade * look.body + mean_ember * look.glow;
    int y0 = std::max(rows.first_row, int(std::floor(sprite.y - reach)));
    int y1 = std::min(rows.end_row() - 1, int(std::floor(sprite.y + reach)));
    for (int y = y0; y <= y1; ++y) {
        float dy = float(y) + 0.5f - sprite.y, ny = dy / reach;
        float chord = std::sqrt(std::max(0.0f, reach * reach - dy * dy));
        int x0 = std::max(0, int(sprite.x - chord)),
            x1 = std::min(rows.width - 1, int(sprite.x + chord));
        for (int x = x0; x <= x1; ++x) {
            float dx = float(x) + 0.5f - sprite.x, nx = dx / reach;
            // What is left of the shading goes with the sharpness; the rest is the sphere's mean.
            Rgb light = mix(mean, sphere_light(look, nx, ny), sharpness);
            rows.cover(x, y, light, disc.at(std::sqrt(dx * dx + dy * dy)) * look.opacity);
        }
    }
}

}  // namespace

SomaView view_somata(const Scene& scene, const Camera& camera, int columns, int rows, int band_rows,
                     float smallest_radius) {
    SomaView view;
    view.band_rows = band_rows;
    std::vector<std::pair<double, SomaSprite>> by_depth;
    double nearest = 1e300, farthest = 0;
    for (std::size_t i = 0; i < scene.neurons.size(); ++i) {
        ScreenPoint p = camera.project(scene.neurons[i].position);
        if (p.depth <= 0) continue;
        float radius = float(scene.video.soma_diameter / 2 * camera.scale_at(p.depth));
        by_depth.push_back({p.depth,
                            {float(p.x), float(p.y), std::max(radius, smallest_radius),
                             float(camera.blur_at(p.depth)), float(p.depth), 1, std::uint32_t(i)}});
        nearest = std::min(nearest, p.depth);
        farthest = std::max(farthest, p.depth);
    }
    std::stable_sort(by_depth.begin(), by_depth.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (auto& [depth, sprite] : by_depth) {
        sprite.nearness = float((farthest - depth) / std::max(farthest - nearest, 1e-9));
        view.sprites.push_back(sprite);
    }
    measure_crowding(view);
    // Sort the sprites into bands of rows, each still far to near.
    view.bands.resize(std::size_t((rows + band_rows - 1) / band_rows));
    for (std::size_t i = 0; i < view.sprites.size(); ++i) {
        const SomaSprite& s = view.sprites[i];
        float reach = s.radius + s.blur + 1;
        if (s.x + reach < 0 || s.x - reach > float(columns)) continue;
        int first = std::max(0, int(std::floor((s.y - reach) / float(band_rows))));
        int last =
            std::min(int(view.bands.size()) - 1, int(std::floor((s.y + reach) / float(band_rows))));
        for (int band = first; band <= last; ++band)
            view.bands[std::size_t(band)].push_back(std::uint32_t(i));
    }
    return view;
}

std::vector<std::vector<float>> light_on_somata(const Scene& scene) {
    std::vector<std::vector<float>> result;
    for (const ShownSource& source : scene.sources) {
        std::vector<float> values;
        values.reserve(scene.neurons.size());
        for (const ShownNeuron& n : scene.neurons)
            values.push_back(
                float(transmittance(source.source, n.position.x, n.position.y, n.position.z)));
        result.push_back(std::move(values));
    }
    return result;
}

SomaStyle soma_style(const Scene& scene, const SomaView& view) {
    if (scene.occasion == Occasion::setup) return {setup_brightness, 1};
    return {resting_brightness / (1 + 0.12f * view.crowding),
            1 + std::min(1.6f, 0.35f * view.crowding)};
}

std::vector<SomaLook> somata_looks(const Scene& scene, const SomaView& view,
                                   const std::vector<float>& glow,
                                   const std::vector<std::vector<float>>& transmittance,
                                   double time) {
    std::vector<SomaLook> looks(scene.neurons.size());
    SomaStyle style = soma_style(scene, view);
    std::vector<float> commands;
    for (const ShownSource& source : scene.sources)
        commands.push_back(float(scene.relative_command(source, time)));
    for (const SomaSprite& sprite : view.sprites) {
        std::uint32_t i = sprite.neuron;
        Rgb own = scene.populations[scene.neurons[i].population].color;
        Rgb body = resting_body(own, style.resting, sprite.nearness);
        for (std::size_t s = 0; s < scene.sources.size(); ++s)
            body = body + lit_body(own, scene.sources[s].color, commands[s] * transmittance[s][i]);
        looks[i] = glowing_look(own, body, glow[i], style.contrast, view.resting_opacity);
    }
    return looks;
}

void draw_somata(HdrRows& rows, const SomaView& view, const std::vector<SomaLook>& looks,
                 double farthest, double nearest) {
    // A band's sprites are sorted: find those within the depths.
    const auto& band = view.bands[std::size_t(rows.first_row / view.band_rows)];
    auto first_below = [&](double depth) {
        return std::lower_bound(band.begin(), band.end(), depth, [&](std::uint32_t i, double d) {
            return double(view.sprites[i].depth) >= d;
        });
    };
    auto end = first_below(nearest);
    for (auto index = first_below(farthest); index < end; ++index) {
        const SomaSprite& sprite = view.sprites[*index];
        if (sprite.blur > least_blur)
            draw_blurred_sprite(rows, sprite, looks[sprite.neuron]);
        else
            draw_sprite(rows, sprite, looks[sprite.neuron]);
    }
}

}  // namespace spikelight
