#include "render/device_view.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "render/backdrop.h"
#include "render/bloom.h"
#include "render/glass.h"
#include "render/light_image.h"
#include "render/tone.h"

namespace spikelight {
namespace {

/// Collects which tiles each item touches, items in order.
class TileSorter {
  public:
    TileSorter(int tiles_across, int tiles_down)
        : across_(tiles_across), down_(tiles_down), touched_(std::size_t(across_ * down_)) {}

    /// Tiles from (x0, y0) to (x1, y1), both included, as far as there are any.
    void add(std::uint32_t item, int x0, int y0, int x1, int y1) {
        for (int y = std::max(y0, 0); y <= std::min(y1, down_ - 1); ++y)
            for (int x = std::max(x0, 0); x <= std::min(x1, across_ - 1); ++x)
                touched_[std::size_t(y * across_ + x)].push_back(item);
    }
    void add_line(std::uint32_t item, LineShape<double> line, double tile) {
        // The line in units of tiles, so wide that every tile it touches has its middle on it.
        double width = 3 + 2 * line.half / tile, beyond = 1.5;
        double x0 = line.x0 / tile - beyond * line.ux, y0 = line.y0 / tile - beyond * line.uy;
        double length = line.length / tile + 2 * beyond;
        for_line_pixels(x0, y0, x0 + length * line.ux, y0 + length * line.uy, width, across_, 0,
                        down_, [&](int x, int y, float) { add(item, x, y, x, y); });
    }
    TileLists lists() const {
        TileLists result;
        result.begins.push_back(0);
        for (const auto& items : touched_) {
            result.items.insert(result.items.end(), items.begin(), items.end());
            result.begins.push_back(std::uint32_t(result.items.size()));
        }
        return result;
    }

  private:
    int across_, down_;
    std::vector<std::vector<std::uint32_t>> touched_;
};

PictureArea area_of(const LightImage& image) {
    return {image.left, image.top, image.left + image.width, image.top + image.height};
}

/// Adds lines to the view's, and sorts them into its tiles.
TileLists add_lines(PictureView& view, const std::vector<DrawnLine>& lines, TileSorter sorter) {
    for (const DrawnLine& line : lines) {
        const LineShape<double>& s = line.shape;
        sorter.add_line(std::uint32_t(view.lines.size()), s, picture_tile * view.side);
        view.lines.push_back({{float(s.x0), float(s.y0), float(s.ux), float(s.uy), float(s.length),
                               float(s.half), float(s.strength)},
                              line.light});
    }
    return sorter.lists();
}

void add_sources(PictureView& view, const Scene& scene, const Sight& sight) {
    int columns = view.width * view.side, rows = view.height * view.side;
    for (const ShownSource& shown : scene.sources) {
        PictureSource source = picture_source(scene, shown, sight.camera, columns, 0, rows);
        source.glass = glass_view(shown, sight.camera);
        source.glass_area = area_of(glass_rectangle(shown, sight.camera, columns, 0, rows));
        view.sources.push_back(source);
    }
    for (std::size_t s : sight.sources)
        if (scene.sources[s].source.model == LightSource::Model::fiber)
            view.glasses.push_back(std::uint32_t(s));
}

void add_sprites(PictureView& view, const Scene& scene, const Sight& sight, TileSorter sorter) {
    std::vector<double> depths;
    for (std::uint32_t s : view.glasses) depths.push_back(depth_of(scene.sources[s], sight.camera));
    std::uint32_t glasses = 0;
    float tile = float(picture_tile * view.side);
    for (const SomaSprite& sprite : sight.somata.sprites) {
        while (glasses < depths.size() && depths[glasses] > double(sprite.depth)) ++glasses;
        float reach = sprite.radius + 1;
        auto tile_of = [&](float place) { return int(std::floor(place / tile)); };
        sorter.add(std::uint32_t(view.sprites.size()), tile_of(sprite.x - reach),
                   tile_of(sprite.y - reach), tile_of(sprite.x + reach), tile_of(sprite.y + reach));
        view.sprites.push_back(
            {sprite.x, sprite.y, sprite.radius, sprite.nearness, sprite.neuron, glasses});
    }
    view.sprite_tiles = sorter.lists();
}

void set_rays(PictureView& view, const Camera& camera) {
    glm::dvec3 base = camera.plane_ray(0, 0), per_column = camera.plane_ray(1, 0) - base,
               per_row = camera.plane_ray(0, 1) - base;
    for (int k = 0; k < 3; ++k) {
        view.ray_base[k] = base[k];
        view.ray_per_column[k] = per_column[k];
        view.ray_per_row[k] = per_row[k];
    }
}

}  // namespace

PictureView make_picture_view(const Scene& scene, const Sight& sight) {
    PictureView view;
    view.width = sight.width;
    view.height = sight.height;
    view.side = sight.side;
    view.march_samples = sight.march_samples;
    TileSorter sorter((view.width + picture_tile - 1) / picture_tile,
                      (view.height + picture_tile - 1) / picture_tile);
    view.ground = ground_of(sight.layout);
    view.lines_behind =
        add_lines(view, lines_behind(scene, sight.layout, sight.camera, sight.axes), sorter);
    view.lines_before =
        add_lines(view, lines_before(scene, sight.layout, sight.camera, sight.axes), sorter);
    add_sources(view, scene, sight);
    add_sprites(view, scene, sight, sorter);
    view.glass_color = glass_color;
    set_rays(view, sight.camera);
    SomaStyle style = soma_style(scene, sight.somata);
    view.resting = style.resting;
    view.contrast = style.contrast;
    view.resting_opacity = sight.somata.resting_opacity;
    view.halo_strength = halo_strength(sight.somata);
    view.halo_weights = halo_weights(sight.somata);
    return view;
}

DevicePainter::DevicePainter(PictureDevice& device, const Scene& scene,
                             const std::vector<std::vector<float>>& transmittance)
    : device_(device), scene_(scene) {
    PictureScene taken;
    for (const ShownNeuron& neuron : scene.neurons)
        taken.neuron_colors.push_back(scene.populations[neuron.population].color);
    for (const auto& of_source : transmittance)
        taken.transmittance.insert(taken.transmittance.end(), of_source.begin(), of_source.end());
    taken.tone_table.assign(tone_table().begin(), tone_table().end());
    device_.take(taken);
}

void DevicePainter::look(const Sight& sight) {
    device_.look(make_picture_view(scene_, sight));
}

void DevicePainter::paint(Image& image, double time, const Sight* sight) {
    std::vector<float> glow = glow_at(scene_, time), commands;
    for (const ShownSource& source : scene_.sources)
        commands.push_back(float(scene_.relative_command(source, time)));
    // The view is made before the device is waited for.
    PictureView view;
    if (sight) view = make_picture_view(scene_, *sight);
    Shot shot;
    {
        std::lock_guard lock(turn_);
        if (sight) device_.look(view);
        shot = device_.shoot({glow, commands, scene_.light_gain});
    }
    // The next picture is made while this one is taken out of the device's hands.
    std::copy(shot.rgb.begin(), shot.rgb.end(), image.rgb.begin());
    std::lock_guard lock(turn_);
    device_.give_back(shot);
}

}  // namespace spikelight
