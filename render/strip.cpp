#include "render/strip.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "render/numbers.h"
#include "render/ticks.h"
#include "render/tone.h"

namespace spikelight {
namespace {

constexpr Color panel{0.020f, 0.023f, 0.030f}, faint{0.45f, 0.50f, 0.58f},
    label{0.55f, 0.59f, 0.65f};

/// How brightly what has happened is drawn, and what is to come.
constexpr float past_strength = 1, future_strength = 0.30f;

constexpr std::size_t most_traces = 6;  // that can be told apart

/// The strip's own rows of the picture's coordinates.
Rectangle shifted(const Rectangle& area, int top) {
    return {area.left, area.top - top, area.right, area.bottom - top};
}

/// Calls `visit(from_x, to_x, value)` for each stretch of a source's command, relative to the end of its scale.
template <class Visit>
void for_each_command(const Scene& scene, std::size_t source, const Rectangle& area,
                      Visit&& visit) {
    auto x_at = [&](double ms) {
        return area.left + area.width() * std::min(1.0, scene.progress(ms * 1e-3));
    };
    double since_ms = 0, value = 0;
    bool begun = false;
    auto hold_until = [&](double end_ms) {
        double from = x_at(since_ms), to = x_at(end_ms);
        if (begun && to > from) visit(from, to, std::clamp(value, 0.0, 1.0));
    };
    for_each_signal(*scene.recording, [&](double time_ms, std::span<const double> irradiance) {
        hold_until(time_ms);
        begun = true;
        since_ms = time_ms;
        const ShownSource& shown = scene.sources[source];
        value = irradiance[shown.signal] / scene.strip_maximum_of(shown);
    });
    hold_until(scene.duration * 1e3);
}

}  // namespace

Color trace_color(const Scene& scene, std::size_t source) {
    // Make pure wavelengths light enough to read on black, and tell the sources apart by lightness.
    const ShownSource& shown = scene.sources[source];
    std::size_t same = 0, before = 0;
    for (std::size_t s = 0; s < scene.sources.size(); ++s)
        if (scene.sources[s].light == shown.light) ++same, before += s < source;
    float paleness = same > 1 ? 0.08f + 0.62f * float(before) / float(same - 1) : 0.12f;
    return srgb_from_linear(mix(shown.color, {1, 1, 1}, paleness * paleness));
}

Strip::Strip(const Scene& scene, const Layout& layout)
    : scene_(&scene), layout_(layout), top_(int(std::lround(layout.picture.bottom))) {
    if (!layout.has_strip()) return;
    if (layout.raster.height() > 0)
        bands_ = share_raster(scene, shifted(layout.raster, top_), layout.text_size(name_size));
    for (Image* image : {&past_, &future_}) {
        *image = Image(layout.width, layout.height - top_);
        fill(*image, {0, 0, double(image->width), double(image->height)}, {panel, 1});
        draw_furniture(*image);
    }
    draw_spikes();
    draw_commands(past_, past_strength);
    draw_commands(future_, future_strength);
}

double Strip::cursor_x(double time) const {
    const Rectangle& area = layout_.raster.height() > 0 ? layout_.raster : layout_.stimulus;
    return area.left + area.width() * std::clamp(scene_->progress(time), 0.0, 1.0);
}

void Strip::draw(Image& image, double time) const {
    if (!layout_.has_strip()) return;
    double cursor = cursor_x(time);
    int split = std::clamp(int(std::lround(cursor)), 0, image.width);
    for (int y = 0; y < past_.height; ++y) {
        std::uint8_t* to = image.row(top_ + y);
        std::memcpy(to, past_.row(y), std::size_t(split) * 3);
        std::memcpy(to + 3 * split, future_.row(y) + 3 * split,
                    std::size_t(image.width - split) * 3);
    }
    // The same in 16 bits, where they are wanted.
    for (std::size_t i = std::size_t(top_) * std::size_t(image.width) * 3; i < image.rgb16.size();
         ++i)
        image.rgb16[i] = std::uint16_t(257 * image.rgb[i]);
    const Rectangle& first = layout_.raster.height() > 0 ? layout_.raster : layout_.stimulus;
    const Rectangle& last = layout_.stimulus.height() > 0 ? layout_.stimulus : layout_.raster;
    double u = std::max(layout_.unit, 0.5), top = first.top - 5 * layout_.unit;
    draw_line(image, cursor, top, cursor, last.bottom, 7 * u, {{0.85f, 0.90f, 1}, 0.10f});
    draw_line(image, cursor, top, cursor, last.bottom, 1.8 * u, {{0.96f, 0.98f, 1}, 0.9f});
    draw_disc(image, cursor, top, 3.6 * u, {{0.96f, 0.98f, 1}, 1});
}

void Strip::draw_spikes() {
    if (layout_.raster.height() <= 0) return;
    Rectangle area = shifted(layout_.raster, top_);
    double u = std::max(layout_.unit, 0.5), mark_width = 2.0 * u, inked = 0;
    auto mark_height = [&](const RasterBand& band) { return std::max(0.9 * band.row, 1.7 * u); };
    for (std::size_t i = 0; i < bands_.size(); ++i)
        inked += double(spike_count(*scene_->recording, scene_->populations[i].index)) *
                 mark_width * mark_height(bands_[i]);
    // Where marks would fill the panel each is fainter, so that rates show as brightness.
    double filled = inked / (area.width() * area.height());
    float alpha = float(std::clamp(0.55 / filled, 0.06, 0.92));
    for (std::size_t p = 0; p < bands_.size(); ++p) {
        const ShownPopulation& population = scene_->populations[p];
        const double top = bands_[p].top, row = bands_[p].row, half = mark_height(bands_[p]) / 2;
        Color color = srgb_from_linear(mix(population.color, {1, 1, 1}, 0.06f));
        // Go through the spikes once: they may be many, and lie on a disk.
        for_each_block_of_spikes(*scene_->recording, population.index, [&](const SpikeSpan& block) {
            for (std::size_t i = 0; i < block.times_ms.size(); ++i) {
                double x = area.left + area.width() * scene_->progress(block.times_ms[i] * 1e-3);
                double middle = top + (block.neurons[i] + 0.5) * row;
                Rectangle mark{x, middle - half, x + mark_width, middle + half};
                fill(past_, mark, {color, alpha * past_strength});
                fill(future_, mark, {color, alpha * future_strength});
            }
        });
    }
}

bool Strip::has_lanes() const {
    return scene_->sources.size() > most_traces;
}

void Strip::draw_commands(Image& strip, float strength) const {
    if (layout_.stimulus.height() <= 0) return;
    for (std::size_t s = 0; s < scene_->sources.size(); ++s)
        has_lanes() ? draw_lane(strip, s, strength) : draw_trace(strip, s, strength);
}

void Strip::draw_trace(Image& strip, std::size_t source, float strength) const {
    Rectangle area = shifted(layout_.stimulus, top_);
    double u = std::max(layout_.unit, 0.5), previous = area.bottom;
    Ink line{trace_color(*scene_, source), strength}, under{line.color, 0.16f * strength};
    for_each_command(*scene_, source, area, [&](double from, double to, double value) {
        double y = area.bottom - area.height() * value;
        fill(strip, {from, y, to, area.bottom}, under);
        draw_line(strip, from, y, to, y, 1.9 * u, line);
        if (std::abs(y - previous) > 0.5) draw_line(strip, from, previous, from, y, 1.9 * u, line);
        previous = y;
    });
}

void Strip::draw_lane(Image& strip, std::size_t source, float strength) const {
    Rectangle area = shifted(layout_.stimulus, top_);
    double height = area.height() / double(scene_->sources.size());
    double top = area.top + double(source) * height,
           bottom = top + std::max(0.8 * height, height - 1.5);
    const Rgb& color = scene_->sources[source].color;
    for_each_command(*scene_, source, area, [&](double from, double to, double value) {
        // Never quite black, so that the lane is seen to be there.
        Color shown = tone_mapped((scene_->light_gain * float(value) + 0.03f) * color);
        fill(strip, {from, top, to, bottom}, {shown, strength});
    });
}

void Strip::draw_stimulus_labels(Image& strip, const Rectangle& area) const {
    double small = layout_.text_size(14), x = area.left - 14 * layout_.unit;
    double middle = (area.top + area.bottom + capital_height(small)) / 2;
    const IrradianceWords end = irradiance_words(scene_->strip_maximum);
    std::string most = has_lanes() ? "1" : end.number;
    std::string least = has_lanes() ? fmt::format("{}", scene_->sources.size()) : "0";
    auto write = [&](double y, const std::string& text) {
        draw_text(strip, FontFace::text, small, x, y, Align::right, {label, 1}, text);
    };
    write(area.bottom, least);
    if (scene_->has_two_scales() && !has_lanes()) {
        // One axis for both kinds of light: its end is two irradiances, in their colours.
        double y = area.top + capital_height(small);
        for (bool two_photon : {false, true}) {
            const auto first =
                std::find_if(scene_->sources.begin(), scene_->sources.end(),
                             [&](const ShownSource& s) { return s.two_photon == two_photon; });
            const Color color = trace_color(*scene_, std::size_t(first - scene_->sources.begin()));
            draw_text(strip, FontFace::text, small, x, y, Align::right, {color, 1},
                      irradiance_text(scene_->strip_maximum_of(*first)));
            y += 1.3 * small;
        }
        return;
    }
    write(area.top + capital_height(small), most);
    if (area.height() > 3.4 * small) write(middle, has_lanes() ? "source" : end.unit);
}

void Strip::draw_names(Image& strip, const Rectangle& area) const {
    double u = layout_.unit, size = layout_.text_size(name_size);
    double right = area.left - name_gap * u, room = right - name_margin * u;
    for (std::size_t p = 0; p < bands_.size(); ++p) {
        const RasterBand& band = bands_[p];
        fill(strip, {area.left, band.bottom, area.right, band.bottom + std::max(1.0, u)},
             {faint, 0.13f});
        if (!band.named) continue;
        const ShownPopulation& population = scene_->populations[p];
        draw_text(strip, FontFace::text, size, right,
                  (band.top + band.bottom + capital_height(size)) / 2, Align::right,
                  {srgb_from_linear(mix(population.color, {1, 1, 1}, 0.06f)), 0.95f},
                  elided(FontFace::text, size, population.name, room));
    }
}

void Strip::draw_furniture(Image& strip) const {
    double u = layout_.unit;
    fill(strip, {0, 0, double(strip.width), std::max(1.0, u)}, {faint, 0.16f});
    if (layout_.raster.height() > 0) draw_names(strip, shifted(layout_.raster, top_));
    if (layout_.stimulus.height() > 0) {
        Rectangle area = shifted(layout_.stimulus, top_);
        fill(strip, {area.left, area.bottom, area.right, area.bottom + std::max(1.0, u)},
             {faint, 0.30f});
        draw_stimulus_labels(strip, area);
    }
    draw_time_axis(strip);
}

void Strip::draw_time_axis(Image& strip) const {
    double u = layout_.unit, size = layout_.text_size(16);
    const Rectangle area =
        shifted(layout_.stimulus.height() > 0 ? layout_.stimulus : layout_.raster, top_);
    double bottom = area.bottom, left = area.left, right = area.right;
    double milliseconds = scene_->duration * 1e3, widest = 6 * size;
    double step =
        nice_step(std::max(milliseconds / 12, milliseconds * widest / std::max(right - left, 1.0)));
    double begin = scene_->begin * 1e3;
    const std::vector<double> ticks = tick_values(begin, begin + milliseconds, step);
    for (double t : ticks) {
        double x = left + (right - left) * (t - begin) / milliseconds;
        fill(strip,
             {x - 0.6 * std::max(u, 0.7), bottom, x + 0.6 * std::max(u, 0.7), bottom + 6 * u},
             {faint, 0.6f});
        std::string text = tick_label(t, step) + (t == ticks.front() ? " ms" : "");
        draw_text(strip, FontFace::text, size, x, bottom + 10 * u + capital_height(size) + 2,
                  Align::centre, {label, 1}, text);
    }
}

}  // namespace spikelight
