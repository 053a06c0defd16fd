#include "render/somata.h"

#include <algorithm>
#include <cmath>

namespace spikelight {
namespace {

// Light on the spheres from the upper left, in front: x right, y down, z towards the viewer.
constexpr float lamp_x = -0.48f, lamp_y = -0.60f, lamp_z = 0.64f;
constexpr float resting_brightness = 0.13f;  // of a soma's own colour
constexpr float setup_brightness = 0.62f;    // the same in a picture of the set-up
constexpr float lit_brightness = 0.55f;      // of the light that falls on it at light_maximum
constexpr float glow_brightness = 3.0f;      // of a fully glowing one
constexpr float glow_whiteness = 0.07f;

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
    float reach = sprite.radius + 0.5f;
    int y0 = std::max(rows.first_row, int(std::floor(sprite.y - reach)));
    int y1 = std::min(rows.end_row() - 1, int(std::floor(sprite.y + reach)));
    float inside = std::max(0.0f, sprite.radius - 0.5f);
    float per_radius = 1 / sprite.radius;
    for (int y = y0; y <= y1; ++y) {
        float dy = float(y) + 0.5f - sprite.y, ny = dy * per_radius;
        // The row's chord through the disc.
        float chord = std::sqrt(std::max(0.0f, reach * reach - dy * dy));
        int x0 = std::max(0, int(sprite.x - chord)),
            x1 = std::min(rows.width - 1, int(sprite.x + chord));
        for (int x = x0; x <= x1; ++x) {
            float dx = float(x) + 0.5f - sprite.x, nx = dx * per_radius;
            float square = dx * dx + dy * dy;
            if (square >= reach * reach) continue;
            float coverage = square <= inside * inside ? 1.0f : reach - std::sqrt(square);
            // The sphere's normal at this pixel.
            float nz = std::sqrt(std::max(0.0f, 1 - nx * nx - ny * ny));
            float diffuse = std::max(0.0f, nx * lamp_x + ny * lamp_y + nz * lamp_z);
            float shade = 0.25f + 1.15f * diffuse;
            float ember = 0.40f + 0.60f * nz;
            Rgb light = shade * look.body + ember * look.glow;
            rows.cover(x, y, light, std::min(coverage, 1.0f) * look.opacity);
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
                             float(p.depth), 1, std::uint32_t(i)}});
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
        if (s.x + s.radius < -1 || s.x - s.radius > float(columns) + 1) continue;
        int first = std::max(0, int(std::floor((s.y - s.radius - 1) / float(band_rows))));
        int last = std::min(int(view.bands.size()) - 1,
                            int(std::floor((s.y + s.radius + 1) / float(band_rows))));
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

std::vector<SomaLook> somata_looks(const Scene& scene, const SomaView& view,
                                   const std::vector<float>& glow,
                                   const std::vector<std::vector<float>>& transmittance,
                                   double time) {
    std::vector<SomaLook> looks(scene.neurons.size());
    float contrast = 1 + std::min(1.6f, 0.35f * view.crowding);
    float resting = scene.occasion == Occasion::setup
                        ? setup_brightness
                        : resting_brightness / (1 + 0.12f * view.crowding);
    std::vector<float> commands;
    for (const ShownSource& source : scene.sources)
        commands.push_back(float(scene.relative_command(source, time)));
    for (const SomaSprite& sprite : view.sprites) {
        std::uint32_t i = sprite.neuron;
        Rgb own = scene.populations[scene.neurons[i].population].color;
        // At rest: dim, dimmer behind.
        Rgb body = resting * (0.45f + 0.55f * sprite.nearness) * (own + Rgb{0.03f, 0.03f, 0.03f});
        // Under light: it takes on some of the light's colour, by the square root so that the faint part shows.
        for (std::size_t s = 0; s < scene.sources.size(); ++s) {
            float relative = commands[s] * transmittance[s][i];
            if (relative > 1e-6f)
                body = body + lit_brightness * std::sqrt(relative) *
                                  mix(own, scene.sources[s].color, 0.55f);
        }
        // In a crowd only the freshest spikes stand out.
        float g = glow[i] > 0 ? std::pow(glow[i], contrast) : 0;
        Rgb white = {glow_whiteness, glow_whiteness, glow_whiteness};
        looks[i].body = body;
        looks[i].glow = glow_brightness * g * (own + g * white);
        looks[i].opacity = view.resting_opacity + (1 - view.resting_opacity) * g;
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
        draw_sprite(rows, sprite, looks[sprite.neuron]);
    }
}

}  // namespace spikelight
