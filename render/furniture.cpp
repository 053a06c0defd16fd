#include "render/furniture.h"

#include <fmt/format.h>

#include <cmath>
#include <glm/geometric.hpp>

#include "render/legend.h"
#include "render/numbers.h"
#include "render/ticks.h"

namespace spikelight {
namespace {

constexpr Color bright{0.93f, 0.95f, 0.98f}, quiet{0.62f, 0.66f, 0.72f};

/// The title as it fits beside the legend.
struct TitleBlock {
    double size = 0;                 ///< of its letters, pixels
    std::vector<std::string> lines;  ///< one or two
    double baseline = 0;             ///< of its last line
    double line_height() const { return 1.3 * size; }
};

/// Breaks `title` after the last word that fits into `room`; the second line ends in an ellipsis where it must.
std::vector<std::string> two_lines(const std::string& title, double size, double room) {
    std::size_t end = 0;
    for (std::size_t space = title.find(' '); space != std::string::npos;
         space = title.find(' ', space + 1))
        if (text_width(FontFace::title, size, title.substr(0, space)) <= room) end = space;
    if (end == 0) return {elided(FontFace::title, size, title, room)};
    return {title.substr(0, end), elided(FontFace::title, size, title.substr(end + 1), room)};
}

TitleBlock fit_title(const Scene& scene, const Layout& layout) {
    const double u = layout.unit, full = layout.text_size(28);
    const Rectangle legend = legend_area(scene, layout);
    const double end = legend.width() > 0 ? legend.left : layout.width - 24 * u;
    const double room = std::max(end - 24 * u, layout.width / 3.0) - 48 * u;
    // A little smaller in one line, else in two.
    const double least = std::min(full, std::max(0.75 * full, 10.0));
    const double wanted = full * room / text_width(FontFace::title, full, scene.title + " ");
    TitleBlock block{std::clamp(wanted, least, full), {scene.title}, 0};
    if (wanted < least) block.lines = two_lines(scene.title, block.size, room);
    block.baseline =
        40 * u + capital_height(full) + double(block.lines.size() - 1) * block.line_height();
    return block;
}

void draw_title(Image& image, const Scene& scene, const Layout& layout) {
    const TitleBlock block = fit_title(scene, layout);
    double y = block.baseline - double(block.lines.size() - 1) * block.line_height();
    for (const std::string& line : block.lines) {
        draw_text_on_halo(image, FontFace::title, block.size, 48 * layout.unit, y, Align::left,
                          {bright, 1}, line);
        y += block.line_height();
    }
}

/// In place of the time: how much there is.
void draw_counts(Image& image, const Scene& scene, const Layout& layout) {
    double u = layout.unit, size = layout.text_size(18);
    double y = scene.title.empty() ? 40 * u + capital_height(layout.text_size(28))
                                   : fit_title(scene, layout).baseline + 1.7 * size;
    draw_text_on_halo(image, FontFace::text, size, 48 * u, y, Align::left, {quiet, 1},
                      setup_text(scene));
}

void draw_time(Image& image, const Scene& scene, const Layout& layout, double time) {
    double u = layout.unit, size = layout.text_size(28), small = layout.text_size(17);
    // Under the title, or in its place.
    double y = scene.title.empty()
                   ? 40 * u + capital_height(size)
                   : fit_title(scene, layout).baseline + 1.45 * layout.text_size(24);
    size = layout.text_size(24);
    std::string text = time_text(scene, time);
    draw_text_on_halo(image, FontFace::text, size, 48 * u, y, Align::left,
                      {{0.80f, 0.84f, 0.90f}, 1}, text);
    double end =
        48 * u + text_width(FontFace::text, size, time_text(scene, scene.duration)) + 0.6 * size;
    // In a narrow picture the legend takes its place.
    std::string pace = pace_text(scene.video.slowdown);
    if (scene.video.legend &&
        end + text_width(FontFace::text, small, pace) > legend_area(scene, layout).left)
        return;
    draw_text_on_halo(image, FontFace::text, small, end, y, Align::left, {quiet, 1}, pace);
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

std::string setup_text(const Scene& scene) {
    std::size_t all = 0, shown = scene.neurons.size(), sources = scene.sources.size();
    for (const Population& population : scene.recording->scenario.populations)
        all += std::size_t(population.size);
    std::string text = fmt::format("Set-up: {} neuron{}", count_text(all), all == 1 ? "" : "s");
    if (shown != all) text += fmt::format(" ({} shown)", count_text(shown));
    if (sources > 0) text += fmt::format(", {} light source{}", sources, sources == 1 ? "" : "s");
    return text;
}

std::string pace_text(double slowdown) {
    if (slowdown == 1) return "real time";
    return slowdown > 1 ? fmt::format("{:.3g}× slower", slowdown)
                        : fmt::format("{:.3g}× faster", 1 / slowdown);
}

std::vector<Rectangle> furniture_areas(const Scene& scene, const Layout& layout) {
    double u = layout.unit, w = layout.width, title = layout.text_size(28);
    std::vector<Rectangle> areas;
    if (!layout.words) return areas;
    if (!scene.title.empty() || scene.video.time) {
        double words = 13 * layout.text_size(24), lines = 1;
        if (!scene.title.empty()) {
            const TitleBlock block = fit_title(scene, layout);
            lines = double(block.lines.size());
            for (const std::string& line : block.lines)
                words = std::max(words, text_width(FontFace::title, block.size, line));
        }
        areas.push_back({0, 0, 60 * u + words, 52 * u + (1.3 + 1.3 * lines) * title});
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
