#include "render/legend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/numbers.h"
#include "render/tone.h"

namespace spikelight {
namespace {

constexpr Color name_ink{0.93f, 0.95f, 0.98f}, aside_ink{0.62f, 0.66f, 0.72f};
constexpr std::size_t most_legend_rows = 10, most_light_scales = 4;
/// Heights of a row, and of a light with its scale or facts, in sizes of its text.
constexpr double row_height = 1.65, scale_height = 4;
/// How much of the picture's width names may take.
constexpr double widest_share = 0.45;

double legend_size(const Layout& layout) {
    return layout.text_size(18);
}

/// The first source of each light shown.
std::vector<const ShownSource*> shown_lights(const Scene& scene) {
    std::vector<const ShownSource*> lights;
    for (const ShownSource& source : scene.sources)
        if (lights.empty() || source.light != lights.back()->light) lights.push_back(&source);
    return lights;
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

const Light& light_of(const Scene& scene, const ShownSource& source) {
    return scene.recording->scenario.lights[source.light];
}

std::string light_name(const Light& light) {
    return fmt::format("{}  {:.0f} nm", light.name, light.wavelength * 1e9);
}

std::string population_text(const Scene& scene, const ShownPopulation& population) {
    return fmt::format("{}  {}", population.name, count_text(counted_neurons(scene, population)));
}

/// Whether a population is in the raster alone.
bool placeless(const Scene& scene, const ShownPopulation& population) {
    return scene.recording->positions.at(population.index).empty();
}

/// Writes into the legend's width.
void write_name(Image& image, const Layout& layout, double x, double y, const Color& color,
                const std::string& text) {
    const double size = legend_size(layout);
    const double room = x - layout.width * (1 - widest_share);
    draw_text_on_halo(image, FontFace::text, size, x, y, Align::right, {color, 0.92f},
                      elided(FontFace::text, size, text, room));
}

/// A row of the legend: a sphere and a name; spikes in place of the sphere where a population is in the raster alone.
enum class Key { sphere, spikes };
void draw_row(Image& image, const Layout& layout, Key key, const Rgb& linear,
              const std::string& text, double x, double y) {
    const double size = legend_size(layout), radius = 0.36 * size;
    const double middle = y - capital_height(size) / 2;
    const Color color = tone_mapped(1.6f * linear);
    if (key == Key::sphere) {
        draw_disc(image, x - radius, middle, radius * 1.9, {color, 0.14f});
        draw_disc(image, x - radius, middle, radius, {color, 1});
        draw_disc(image, x - 1.2 * radius, middle - 0.25 * radius, 0.35 * radius,
                  {{1, 1, 1}, 0.35f});
    } else {
        for (int spike = 0; spike < 3; ++spike) {
            const double left = x - (2 - 0.8 * spike) * radius;
            fill(image, {left, middle - radius, left + 0.3 * radius, middle + radius}, {color, 1});
        }
    }
    write_name(image, layout, x - 2 * radius - 0.6 * size, y, name_ink, text);
}

/// A bar that shows what irradiance at the source looks like, from 0 to the movie's brightest.
void draw_light_scale(Image& image, const Scene& scene, const Layout& layout,
                      const ShownSource& source, double x, double y) {
    double u = layout.unit, small = layout.text_size(15);
    std::string most = irradiance_text(scene.maximum_of(source));
    double width = std::max(190 * u, text_width(FontFace::text, small, most) + 2 * small);
    double height = std::max(5.0, 9 * u), left = std::round(x - width);
    write_name(image, layout, x, y, name_ink, light_name(light_of(scene, source)));
    double top = std::round(y + 0.75 * small);
    int columns = std::max(1, int(width));
    for (int i = 0; i < columns; ++i) {
        Color color = tone_mapped(scene.light_gain * float(i) / float(columns) * source.color);
        fill(image, {left + i, top, left + i + 1, top + height}, {color, 1});
    }
    double baseline = top + height + capital_height(small) + 0.45 * small;
    draw_text_on_halo(image, FontFace::text, small, left, baseline, Align::left, {aside_ink, 1},
                      "0");
    draw_text_on_halo(image, FontFace::text, small, x, baseline, Align::right, {aside_ink, 1},
                      most);
}

/// What a light is, in place of its scale: a set-up has no commands yet.
void draw_light_facts(Image& image, const Scene& scene, const Layout& layout,
                      const ShownSource& source, double x, double y) {
    const Light& light = light_of(scene, source);
    draw_row(image, layout, Key::sphere, source.color, light_name(light), x, y);
    draw_text_on_halo(image, FontFace::text, layout.text_size(15), x, y + 1.4 * legend_size(layout),
                      Align::right, {aside_ink, 1},
                      elided(FontFace::text, layout.text_size(15), light_facts(light),
                             widest_share * layout.width));
}

void draw_population_rows(Image& image, const Scene& scene, const Layout& layout,
                          const LegendPlan& plan, double x, double& y) {
    for (std::size_t p = 0; p < plan.populations; ++p, y += row_height * legend_size(layout)) {
        const ShownPopulation& population = scene.populations[p];
        draw_row(image, layout, placeless(scene, population) ? Key::spikes : Key::sphere,
                 population.color, population_text(scene, population), x, y);
    }
    if (plan.more_populations == 0) return;
    write_name(image, layout, x, y, aside_ink, fmt::format("and {} more", plan.more_populations));
    y += row_height * legend_size(layout);
}

/// Whether one row says what the scales of many lights would.
bool tells_maximum(const Scene& scene, const LegendPlan& plan) {
    return !plan.scales && scene.occasion == Occasion::movie;
}

void draw_light_rows(Image& image, const Scene& scene, const Layout& layout, const LegendPlan& plan,
                     double x, double y) {
    const double size = legend_size(layout);
    const std::vector<const ShownSource*> lights = shown_lights(scene);
    std::size_t shown = 0;
    for (; shown < plan.lights; ++shown) {
        const ShownSource& source = *lights[shown];
        if (y + (plan.scales ? 2.5 : 0.5) * size > layout.picture.bottom) break;
        if (!plan.scales)
            draw_row(image, layout, Key::sphere, source.color, light_name(light_of(scene, source)),
                     x, y);
        else if (scene.occasion == Occasion::setup)
            draw_light_facts(image, scene, layout, source, x, y);
        else
            draw_light_scale(image, scene, layout, source, x, y);
        y += (plan.scales ? scale_height : row_height) * size;
    }
    auto add = [&](const std::string& words) {
        if (y + 0.5 * size <= layout.picture.bottom)
            write_name(image, layout, x, y, aside_ink, words);
        y += row_height * size;
    };
    if (shown < lights.size()) add(fmt::format("and {} more", lights.size() - shown));
    if (tells_maximum(scene, plan))
        add("full brightness at " + irradiance_text(scene.light_maximum) +
            (scene.has_two_scales() ? ", two-photon " + irradiance_text(scene.focus_maximum) : ""));
}

/// How many of `all` things have a row, where one more row would tell of the others.
std::size_t rows_for(std::size_t all) {
    return all > most_legend_rows + 1 ? most_legend_rows : all;
}

}  // namespace

std::string light_facts(const Light& light) {
    std::string facts = fmt::format("{} × {}", light.positions.size(), size_text(light));
    if (std::isfinite(light.maximum)) facts += ", up to " + irradiance_text(light.maximum);
    return facts;
}

std::size_t counted_neurons(const Scene& scene, const ShownPopulation& population) {
    if (!placeless(scene, population)) return population.neuron_count;
    return std::size_t(scene.recording->scenario.populations[population.index].size);
}

LegendPlan plan_legend(const Scene& scene) {
    const std::size_t populations = scene.populations.size(), lights = shown_lights(scene).size();
    LegendPlan plan;
    plan.populations = rows_for(populations);
    plan.more_populations = populations - plan.populations;
    // Scales of many lights would fill the picture's side.
    plan.scales = lights <= most_light_scales;
    plan.lights = rows_for(lights);
    plan.more_lights = lights - plan.lights;
    return plan;
}

Rectangle legend_area(const Scene& scene, const Layout& layout) {
    if (!scene.video.legend || !layout.words) return {};
    double u = layout.unit, w = layout.width, size = legend_size(layout), widest = 200 * u;
    const LegendPlan plan = plan_legend(scene);
    auto widen = [&](double text, const std::string& words, double more) {
        widest = std::max(widest, text_width(FontFace::text, text, words) + more);
    };
    for (const ShownPopulation& p : scene.populations) widen(size, p.name, 6 * size);
    for (const ShownSource* source : shown_lights(scene)) {
        const Light& light = light_of(scene, *source);
        widen(size, light_name(light), 2 * size);
        if (scene.occasion == Occasion::setup && plan.scales)
            widen(layout.text_size(15), light_facts(light), 0);
    }
    widest = std::min(widest, widest_share * w);
    const double rows = double(plan.populations) + (plan.more_populations > 0);
    const double light_rows =
        double(plan.lights) + (plan.more_lights > 0) + tells_maximum(scene, plan);
    return {w - 60 * u - widest, 0, w,
            52 * u + row_height * size * rows +
                (plan.scales ? scale_height : row_height) * size * light_rows};
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

void draw_legend(Image& image, const Scene& scene, const Layout& layout) {
    const double u = layout.unit, size = legend_size(layout), x = layout.width - 48 * u;
    const LegendPlan plan = plan_legend(scene);
    double y = 40 * u + capital_height(size);
    draw_population_rows(image, scene, layout, plan, x, y);
    draw_light_rows(image, scene, layout, plan, x, y + 0.35 * size);
}

}  // namespace spikelight
