#include "render/furniture.h"

#include <fmt/format.h>

#include <cmath>
#include <glm/geometric.hpp>

#include "render/ticks.h"
#include "render/tone.h"

namespace spikelight {
namespace {

constexpr Color bright{0.93f, 0.95f, 0.98f}, quiet{0.62f, 0.66f, 0.72f};
constexpr std::size_t most_legend_rows = 10;

void draw_title(Image& image, const Scene& scene, const Layout& layout) {
    double u = layout.unit, size = layout.text_size(28);
    draw_text(image, FontFace::title, size, 48 * u, 40 * u + capital_height(size), Align::left,
              {bright, 1}, scene.title);
}

/// In place of the time: how much there is.
void draw_counts(Image& image, const Scene& scene, const Layout& layout) {
    double u = layout.unit, size = layout.text_size(18);
    double top = 40 * u + capital_height(layout.text_size(28));
    double y = scene.title.empty() ? top : top + 1.7 * size;
    std::string lights = scene.sources.empty()
                             ? ""
                             : fmt::format(", {} light source{}", scene.sources.size(),
                                           scene.sources.size() == 1 ? "" : "s");
    draw_text(image, FontFace::text, size, 48 * u, y, Align::left, {quiet, 1},
              fmt::format("Set-up: {} neuron{}{}", count_text(scene.neurons.size()),
                          scene.neurons.size() == 1 ? "" : "s", lights));
}

void draw_time(Image& image, const Scene& scene, const Layout& layout, double time) {
    double u = layout.unit, size = layout.text_size(28), small = layout.text_size(17);
    // Under the title, or in its place.
    double y = scene.title.empty() ? 40 * u + capital_height(size)
                                   : 40 * u + capital_height(size) + 1.45 * layout.text_size(24);
    size = layout.text_size(24);
    std::string text = time_text(scene, time);
    draw_text(image, FontFace::text, size, 48 * u, y, Align::left, {{0.80f, 0.84f, 0.90f}, 1},
              text);
    double end =
        48 * u + text_width(FontFace::text, size, time_text(scene, scene.duration)) + 0.6 * size;
    // In a narrow picture the legend takes its place.
    std::string pace = pace_text(scene.video.slowdown);
    if (scene.video.legend &&
        end + text_width(FontFace::text, small, pace) > legend_area(scene, layout).left)
        return;
    draw_text(image, FontFace::text, small, end, y, Align::left, {quiet, 1}, pace);
}

/// A light's size: the diameter of a core or a beam; both standard deviations of a focus, as it has no edge.
std::string size_text(const Light& light) {
    switch (light.model) {
        case LightModel::fiber:
            return fmt::format("Ø {:.4g} µm", 2e6 * light.core_radius);
        case LightModel::koehler:
            return fmt::format("Ø {:.4g} µm, {:.4g} µm deep", 2e6 * light.radius,
                               1e6 * light.depth);
        case LightModel::gaussian_ellipsoid:
            return fmt::format("σ {:.4g} µm across, {:.4g} µm along", 1e6 * light.sigma_lateral,
                               1e6 * light.sigma_axial);
        case LightModel::field:
            return light.radius > 0 ? fmt::format("Ø {:.4g} µm", 2e6 * light.radius) : "field";
    }
    return {};
}

}  // namespace

std::string light_facts(const Light& light) {
    std::string facts = fmt::format("{} × {}", light.positions.size(), size_text(light));
    if (std::isfinite(light.maximum))
        facts += fmt::format(", up to {:.3g} mW/mm²", light.maximum * 1e-3);
    return facts;
}

namespace {

/// One row of the legend: a sphere and a name.
void draw_population(Image& image, const Layout& layout, const ShownPopulation& population,
                     double x, double y) {
    double size = layout.text_size(18), radius = 0.36 * size, middle = y - capital_height(size) / 2;
    Color color = tone_mapped(1.6f * population.color);
    draw_disc(image, x - radius, middle, radius * 1.9, {color, 0.14f});
    draw_disc(image, x - radius, middle, radius, {color, 1});
    draw_disc(image, x - 1.2 * radius, middle - 0.25 * radius, 0.35 * radius, {{1, 1, 1}, 0.35f});
    draw_text(image, FontFace::text, size, x - 2 * radius - 0.6 * size, y, Align::right,
              {bright, 0.92f},
              fmt::format("{}  {}", population.name, count_text(population.neuron_count)));
}

/// A bar that shows what irradiance at the source looks like, from 0 to the movie's brightest.
void draw_light_scale(Image& image, const Scene& scene, const Layout& layout,
                      const ShownSource& source, double x, double y) {
    double u = layout.unit, small = layout.text_size(15);
    std::string most = fmt::format("{:.3g} mW/mm²", scene.light_maximum * 1e-3);
    double width = std::max(190 * u, text_width(FontFace::text, small, most) + 2 * small);
    double height = std::max(5.0, 9 * u), left = std::round(x - width);
    double wavelength = scene.recording->scenario.lights[source.light].wavelength * 1e9;
    const std::string& name = scene.recording->scenario.lights[source.light].name;
    draw_text(image, FontFace::text, layout.text_size(18), x, y, Align::right, {bright, 0.92f},
              fmt::format("{}  {:.0f} nm", name, wavelength));
    double top = std::round(y + 0.75 * small);
    int columns = std::max(1, int(width));
    for (int i = 0; i < columns; ++i) {
        Color color = tone_mapped(scene.light_gain * float(i) / float(columns) * source.color);
        fill(image, {left + i, top, left + i + 1, top + height}, {color, 1});
    }
    double baseline = top + height + capital_height(small) + 0.45 * small;
    draw_text(image, FontFace::text, small, left, baseline, Align::left, {quiet, 1}, "0");
    draw_text(image, FontFace::text, small, x, baseline, Align::right, {quiet, 1}, most);
}

/// What a light is, in place of its scale: a set-up has no commands yet.
void draw_light_facts(Image& image, const Scene& scene, const Layout& layout,
                      const ShownSource& source, double x, double y) {
    const Light& light = scene.recording->scenario.lights[source.light];
    double small = layout.text_size(15);
    std::string heading = fmt::format("{}  {:.0f} nm", light.name, light.wavelength * 1e9);
    Color color = tone_mapped(1.6f * source.color);
    double size = layout.text_size(18), radius = 0.36 * size;
    double middle = y - capital_height(size) / 2;
    draw_disc(image, x - radius, middle, radius * 1.9, {color, 0.14f});
    draw_disc(image, x - radius, middle, radius, {color, 1});
    draw_text(image, FontFace::text, size, x - 2 * radius - 0.6 * size, y, Align::right,
              {bright, 0.92f}, heading);
    std::string facts = light_facts(light);
    draw_text(image, FontFace::text, small, x, y + 1.4 * size, Align::right, {quiet, 1}, facts);
}

void draw_legend(Image& image, const Scene& scene, const Layout& layout) {
    double u = layout.unit, size = layout.text_size(18);
    double x = layout.width - 48 * u, y = 40 * u + capital_height(size);
    std::size_t rows = std::min(most_legend_rows, scene.populations.size());
    for (std::size_t p = 0; p < rows; ++p, y += 1.65 * size)
        draw_population(image, layout, scene.populations[p], x, y);
    if (scene.populations.size() > rows) {
        draw_text(image, FontFace::text, size, x, y, Align::right, {quiet, 1},
                  fmt::format("and {} more", scene.populations.size() - rows));
        y += 1.65 * size;
    }
    // One scale per light, whatever its number of sources.
    y += 0.35 * size;
    std::size_t shown = 0;
    for (std::size_t s = 0; s < scene.sources.size() && shown < 4; ++s) {
        if (s > 0 && scene.sources[s].light == scene.sources[s - 1].light) continue;
        if (y + 2.5 * size > layout.picture.bottom) break;
        if (scene.occasion == Occasion::setup)
            draw_light_facts(image, scene, layout, scene.sources[s], x, y);
        else
            draw_light_scale(image, scene, layout, scene.sources[s], x, y);
        y += 4.0 * size;
        ++shown;
    }
}

/// How many light scales the legend holds: one per light, four at most.
int light_scales(const Scene& scene) {
    int scales = 0;
    for (std::size_t s = 0; s < scene.sources.size(); ++s)
        scales += s == 0 || scene.sources[s].light != scene.sources[s - 1].light;
    return std::min(scales, 4);
}

/// A length at the distance of the box's middle.
void draw_scale_bar(Image& image, const Scene& scene, const Layout& layout, const Camera& camera) {
    double u = layout.unit, size = layout.text_size(17);
    double depth =
        glm::dot((scene.box.low + scene.box.high) / 2.0 - camera.eye(), camera.forward());
    if (depth <= 0) return;
    double pixels_per_micrometre = camera.scale_at(depth) * 1e-6;
    // The longest of 1, 2, 5 times a power of ten within a seventh of the width.
    double longest = layout.width / 7.0 / pixels_per_micrometre;
    double length = nice_step(longest / 2.5);
    if (nice_step(longest / 2) <= longest) length = nice_step(longest / 2);
    double pixels = length * pixels_per_micrometre, right = 48 * u + pixels;
    double y = layout.picture.bottom - 34 * u;
    double thick = std::max(2.0, 3 * u);
    fill(image, {right - pixels, y - thick, right, y}, {bright, 0.9f});
    std::string text =
        length >= 1000 ? fmt::format("{:g} mm", length / 1000) : fmt::format("{:g} µm", length);
    draw_text(image, FontFace::text, size, right - pixels / 2, y - thick - 0.5 * size,
              Align::centre, {bright, 0.9f}, text);
}

}  // namespace

std::string time_text(const Scene& scene, double time) {
    int digits = scene.every * 1e3 >= 10 ? 0 : scene.every * 1e3 >= 0.1 ? 1 : 3;
    return fmt::format("t = {:.{}f} ms", (scene.begin + time) * 1e3, digits);
}

std::string count_text(std::size_t count) {
    std::string digits = std::to_string(count), text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string pace_text(double slowdown) {
    if (slowdown == 1) return "real time";
    return slowdown > 1 ? fmt::format("{:.3g}× slower", slowdown)
                        : fmt::format("{:.3g}× faster", 1 / slowdown);
}

Rectangle legend_area(const Scene& scene, const Layout& layout) {
    if (!scene.video.legend || !layout.words) return {};
    double u = layout.unit, w = layout.width, size = layout.text_size(18), widest = 200 * u;
    for (const ShownPopulation& p : scene.populations)
        widest = std::max(widest, text_width(FontFace::text, size, p.name) + 6 * size);
    if (scene.occasion == Occasion::setup)
        for (const ShownSource& s : scene.sources) {
            const Light& light = scene.recording->scenario.lights[s.light];
            widest = std::max(widest,
                              text_width(FontFace::text, layout.text_size(15), light_facts(light)));
        }
    auto rows = std::min<double>(most_legend_rows + 1, double(scene.populations.size()));
    return {w - 60 * u - widest, 0, w,
            52 * u + 1.65 * size * rows + 4 * size * light_scales(scene)};
}

void keep_off_legend(const Scene& scene, Layout& layout) {
    Viewport& viewport = layout.viewport;
    Rectangle legend = legend_area(scene, layout);
    double margin = 16 * layout.unit;
    viewport.corner_width = std::max(0.0, viewport.left + viewport.width - (legend.left - margin));
    viewport.corner_height = std::max(0.0, legend.bottom + margin - viewport.top);
    // In a small picture words would push the tissue out of sight: there it may stand behind them.
    bool much = viewport.corner_width > 0.4 * viewport.width ||
                viewport.corner_height > 0.4 * viewport.height;
    if (legend.width() <= 0 || much) viewport.corner_width = viewport.corner_height = 0;
}

std::vector<Rectangle> furniture_areas(const Scene& scene, const Layout& layout) {
    double u = layout.unit, w = layout.width, title = layout.text_size(28);
    std::vector<Rectangle> areas;
    if (!layout.words) return areas;
    if (!scene.title.empty() || scene.video.time) {
        double words =
            std::max(text_width(FontFace::title, title, scene.title), 13 * layout.text_size(24));
        areas.push_back({0, 0, 60 * u + words, 52 * u + 2.6 * title});
    }
    if (scene.video.legend) areas.push_back(legend_area(scene, layout));
    if (scene.video.scale_bar)
        areas.push_back({0, layout.picture.bottom - 50 * u - 1.6 * layout.text_size(17),
                         60 * u + w / 7, layout.picture.bottom});
    return areas;
}

void draw_furniture(Image& image, const Scene& scene, const Layout& layout, const Camera& camera,
                    double time) {
    if (!layout.words) return;
    if (!scene.title.empty()) draw_title(image, scene, layout);
    if (scene.occasion == Occasion::setup) draw_counts(image, scene, layout);
    if (scene.video.time) draw_time(image, scene, layout, time);
    if (scene.video.legend) draw_legend(image, scene, layout);
    if (scene.video.scale_bar) draw_scale_bar(image, scene, layout, camera);
}

}  // namespace spikelight
