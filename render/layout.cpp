#include "render/layout.h"

#include "render/raster_rows.h"

namespace spikelight {
namespace {

/// The smallest picture with words.
constexpr int least_width = 200, least_height = 150;

/// As wide as the longest name and the numbers beside the strip ask for, within a sixth of the picture.
double room_for_names(const Scene& scene, const Layout& layout) {
    double widest = 0;
    if (scene.video.raster)
        for (const ShownPopulation& p : scene.populations)
            widest =
                std::max(widest, text_width(FontFace::text, layout.text_size(name_size), p.name));
    const double numbers = 76 * layout.unit + 2.4 * layout.text_size(18);
    const double names = widest + (name_gap + name_margin) * layout.unit + 1;
    return std::max(numbers, std::min(names, layout.width / 6.0));
}

/// High enough for every population's name, within two ninths of the picture: ten names of 960 x 540 pixels.
double raster_height(const Scene& scene, const Layout& layout) {
    const double names =
        double(scene.populations.size()) * name_height(layout.text_size(name_size));
    return std::max(
        {132 * layout.unit, 2.6 * layout.text_size(18), std::min(names, layout.height / 4.5)});
}

}  // namespace

Layout magnified(const Layout& layout, int factor) {
    auto scaled = [&](const Rectangle& r) {
        return Rectangle{factor * r.left, factor * r.top, factor * r.right, factor * r.bottom};
    };
    const Viewport& v = layout.viewport;
    return {factor * layout.width,
            factor * layout.height,
            factor * layout.unit,
            scaled(layout.picture),
            scaled(layout.raster),
            scaled(layout.stimulus),
            {factor * v.left, factor * v.top, factor * v.width, factor * v.height,
             factor * v.corner_width, factor * v.corner_height},
            layout.words};
}

Layout make_layout(const Scene& scene, int width, int height) {
    Layout layout;
    layout.width = width;
    layout.height = height;
    // A tall, narrow picture is designed by its width.
    layout.unit = std::min(height / 1080.0, width / 1200.0);
    layout.words = width >= least_width && height >= least_height;
    double u = layout.unit, w = width, h = height;
    double text = layout.text_size(18);
    // The last tick's label is centred on the strip's end.
    double left = room_for_names(scene, layout), right = w - std::max(48 * u, 1.2 * text);
    bool has_raster = layout.words && scene.video.raster && !scene.populations.empty();
    bool has_stimulus = layout.words && scene.video.stimulus && !scene.sources.empty();
    // From the bottom: time axis, stimulus, raster; the scene takes the rest.
    double y = h - (has_raster || has_stimulus ? 2.6 * text + 10 * u : 0);
    if (has_stimulus) {
        layout.stimulus = {left, y - std::max(78 * u, 2.2 * text), right, y};
        y = layout.stimulus.top - std::max(16 * u, 0.4 * text);
    }
    if (has_raster) {
        layout.raster = {left, y - raster_height(scene, layout), right, y};
        y = layout.raster.top - 16 * u;
    }
    if (has_raster || has_stimulus) y -= 6 * u;
    layout.picture = {0, 0, w, y};
    // Leave room for the title above and the axes' labels around.
    double names = 9.5 * layout.text_size(17) + 30 * u;
    bool named = scene.video.axes && layout.words;
    double top = 70 * u, side = named ? names : 60 * u, bottom = named ? 64 * u : 40 * u;
    // The scene keeps a third of the smallest pictures, whatever room words ask for.
    side = std::min(side, w / 3);
    double room = std::max(0.0, h / 3 - std::max(0.0, y - top - bottom));
    top = std::max(0.0, top - room);
    layout.viewport = {side, top, w - 2 * side, std::max(y - top - bottom, h / 3)};
    return layout;
}

}  // namespace spikelight
