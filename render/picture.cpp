#include "render/picture.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "render/backdrop.h"
#include "render/contours.h"
#include "render/furniture.h"
#include "render/glass.h"
#include "render/legend.h"
#include "render/lens.h"
#include "render/tone.h"

namespace spikelight {
namespace {

constexpr double most_kept_samples =
    40e6;  // beyond, a still camera's layers are made anew for each picture
constexpr float least_soma_radius = 0.75f;  // pixels
constexpr int band_rows = 16;  // rows that stay in the cache while layer after layer is added

std::vector<glm::dvec3> points_to_fit(const Scene& scene) {
    std::vector<glm::dvec3> points = scene.box.corners();
    points.insert(points.end(), scene.source_places.begin(), scene.source_places.end());
    return points;
}

/// A sixth of a second of screen time, relative to the movie; a short movie has not much time for it.
double fade_of_ticks(const Scene& scene) {
    double seconds = scene.duration * scene.video.slowdown;
    return std::min(0.04, 1.0 / 6 / std::max(seconds, 1e-3));
}

/// Samples along a side of a pixel.
int samples_side(const Scene& scene, const RenderOptions& options) {
    int samples = options.samples > 0 ? options.samples : scene.video.samples;
    if (samples == 1 || samples == 4 || samples == 16)
        return samples == 1 ? 1 : samples == 4 ? 2 : 4;
    throw std::invalid_argument("samples per pixel are 1, 4 or 16");
}

}  // namespace

PictureMaker::PictureMaker(Scene scene, const RenderOptions& options,
                           std::shared_ptr<const Strip> strip)
    : scene_(std::move(scene)), side_(samples_side(scene_, options)) {
    layout_ = make_layout(scene_, options.width > 0 ? options.width : scene_.video.width,
                          options.height > 0 ? options.height : scene_.video.height);
    keep_off_legend(scene_, layout_);
    fine_ = magnified(layout_, side_);
    path_ = fit_camera(scene_.video.camera, scene_.video.z_down, layout_.viewport,
                       points_to_fit(scene_), scene_.duration);
    edges_ = EdgePlan(scene_.box, path_, fade_of_ticks(scene_));
    march_ = {options.isa ? *options.isa : active_isa(), options.march_samples};
    threads_ = options.threads > 0 ? options.threads : omp_get_max_threads();
    depth_ = options.depth;
    scene_rows_ = side_ * int(std::lround(layout_.picture.bottom));
    transmittance_ = light_on_somata(scene_);
    strip_ = strip ? std::move(strip) : std::make_shared<const Strip>(scene_, layout_);
    // A lens blurs whole images, which the device does not; stills of 16 bits are made without its table.
    bool sharp = path_.aperture <= 0;
    if (options.device && sharp && depth_ == Depth::eight_bits)
        painter_ = std::make_unique<DevicePainter>(*options.device, scene_, transmittance_);
    bool kept = painter_ || double(fine_.width) * scene_rows_ <= most_kept_samples;
    if (path_.still() && kept) prepare_still();
}

PictureMaker::View PictureMaker::view_at(double time) const {
    View view;
    double progress = path_.still() ? 0 : scene_.progress(time);
    view.camera = path_.at(progress);
    view.fine_camera = view.camera.magnified(side_);
    view.axes = view_axes(scene_, layout_, view.camera, edges_.at(progress),
                          furniture_areas(scene_, layout_));
    view.somata = view_somata(scene_, view.fine_camera, fine_.width, scene_rows_, band_rows,
                              float(side_) * least_soma_radius);
    // Sources from far to near.
    view.sources.resize(scene_.sources.size());
    std::iota(view.sources.begin(), view.sources.end(), 0);
    std::stable_sort(view.sources.begin(), view.sources.end(), [&](std::size_t a, std::size_t b) {
        return depth_of(scene_.sources[a], view.camera) > depth_of(scene_.sources[b], view.camera);
    });
    return view;
}

void PictureMaker::prepare_still() {
    still_ = std::make_unique<StillView>();
    still_->view = view_at(0);
    if (painter_) return painter_->look(sight_of(still_->view));
    const Camera& camera = still_->view.fine_camera;
    still_->backdrop = HdrRows(fine_.width, 0, scene_rows_);
    draw_backdrop(still_->backdrop, scene_, fine_, camera, still_->view.axes);
    still_->images = make_images(camera, threads_);
}

PictureMaker::SourceImages PictureMaker::make_images(const Camera& camera, int workers) const {
    SourceImages images;
    for (const ShownSource& source : scene_.sources) {
        LightImage light = march_whole(source, camera, workers);
        LightImage glass = glass_image(source, camera, fine_.width, 0, scene_rows_);
        float blur = float(camera.blur_at(depth_of(source, camera)));
        if (camera.has_lens() && blur > 0.5f) {
            light = blurred(light, blur, fine_.width, scene_rows_);
            glass = blurred(glass, blur, fine_.width, scene_rows_);
        }
        images.lights.push_back(std::move(light));
        images.glasses.push_back(std::move(glass));
    }
    return images;
}

LightImage PictureMaker::march_whole(const ShownSource& source, const Camera& camera,
                                     int workers) const {
    // March bands of rows in parallel.
    int bands = (scene_rows_ + band_rows - 1) / band_rows;
    std::vector<LightImage> parts(static_cast<std::size_t>(bands));
#pragma omp parallel for num_threads(workers) schedule(dynamic) if (workers > 1)
    for (int band = 0; band < bands; ++band)
        parts[std::size_t(band)] =
            march_source(scene_, source, camera, fine_.width, band * band_rows,
                         std::min((band + 1) * band_rows, scene_rows_), march_);
    // Put them together in the smallest rectangle that holds all.
    int left = fine_.width, right = 0, top = scene_rows_, bottom = 0;
    for (const LightImage& part : parts) {
        if (part.width <= 0 || part.height <= 0) continue;
        left = std::min(left, part.left), right = std::max(right, part.left + part.width);
        top = std::min(top, part.top), bottom = std::max(bottom, part.top + part.height);
    }
    if (right <= left) return {};
    LightImage whole{left, top, right - left, bottom - top, {}};
    whole.brightness.assign(std::size_t(whole.width) * std::size_t(whole.height), 0.0f);
    for (const LightImage& part : parts)
        for (int row = 0; row < part.height && part.width > 0; ++row)
            std::copy_n(part.brightness.begin() + std::ptrdiff_t(row) * part.width, part.width,
                        whole.brightness.begin() +
                            std::ptrdiff_t(part.top + row - top) * whole.width + part.left - left);
    return whole;
}

void PictureMaker::draw_backdrop_band(HdrRows& rows, const View& view) const {
    if (!still_) return draw_backdrop(rows, scene_, fine_, view.fine_camera, view.axes);
    auto from = std::ptrdiff_t(still_->backdrop.at(0, rows.first_row));
    auto count = std::ptrdiff_t(rows.r.size());
    std::copy_n(still_->backdrop.r.begin() + from, count, rows.r.begin());
    std::copy_n(still_->backdrop.g.begin() + from, count, rows.g.begin());
    std::copy_n(still_->backdrop.b.begin() + from, count, rows.b.begin());
}

void PictureMaker::draw_solids(HdrRows& rows, const View& view, const SourceImages* images,
                               const std::vector<SomaLook>& looks) const {
    // From far to near: the somata behind each fiber, then its glass.
    constexpr double everything = 1e300;
    double farthest = everything;
    for (std::size_t s : view.sources) {
        const ShownSource& source = scene_.sources[s];
        if (source.source.model != LightSource::Model::fiber) continue;
        double depth = depth_of(source, view.camera);
        draw_somata(rows, view.somata, looks, farthest, depth);
        if (images)
            add_light(rows, images->glasses[s], glass_color, 1);
        else
            add_light(
                rows,
                glass_image(source, view.fine_camera, fine_.width, rows.first_row, rows.end_row()),
                glass_color, 1);
        farthest = depth;
    }
    draw_somata(rows, view.somata, looks, farthest, 0);
}

void PictureMaker::render_band(HdrRows& rows, const View& view, const SourceImages* images,
                               const std::vector<SomaLook>& looks, const Bloom& bloom,
                               double time) const {
    draw_backdrop_band(rows, view);
    draw_solids(rows, view, images, looks);
    // Light adds to what is there.
    for (std::size_t s = 0; s < scene_.sources.size(); ++s) {
        const ShownSource& source = scene_.sources[s];
        float command = float(scene_.relative_command(source, time)) * scene_.light_gain;
        if (command <= 0) continue;
        if (images)
            add_light(rows, images->lights[s], source.color, command);
        else
            add_light(rows,
                      march_source(scene_, source, view.fine_camera, fine_.width, rows.first_row,
                                   rows.end_row(), march_),
                      source.color, command);
    }
    bloom.add_to(rows);
    draw_near_edges(rows, scene_, fine_, view.fine_camera, view.axes);
}

Sight PictureMaker::sight_of(const View& view) const {
    return {fine_,         view.fine_camera,    view.axes, view.somata,   view.sources,
            layout_.width, scene_rows_ / side_, side_,     march_.samples};
}

void PictureMaker::paint_bands(Image& image, const View& view, double time, int workers) const {
    // A blur needs its neighbourhood: through a lens whole images come first, else each band marches its own.
    SourceImages own_images;
    const SourceImages* images = still_ ? &still_->images : nullptr;
    if (!still_ && view.camera.has_lens()) {
        own_images = make_images(view.fine_camera, workers);
        images = &own_images;
    }
    std::vector<SomaLook> looks =
        somata_looks(scene_, view.somata, glow_at(scene_, time), transmittance_, time);
    Bloom bloom(view.somata, looks, fine_.width, scene_rows_);
    // Bands of rows do not touch each other: any number of workers makes the same picture.
    int bands = (scene_rows_ + band_rows - 1) / band_rows;
#pragma omp parallel num_threads(workers) if (workers > 1)
    {
        HdrRows rows(fine_.width, 0, band_rows);
#pragma omp for schedule(dynamic)
        for (int band = 0; band < bands; ++band) {
            rows.move_to(band * band_rows, std::min(band_rows, scene_rows_ - band * band_rows));
            render_band(rows, view, images, looks, bloom, time);
            if (side_ > 1)
                tone_map(resolve_samples(rows, side_), image);
            else
                tone_map(rows, image);
        }
    }
}

Image PictureMaker::render(double time, int workers) const {
    View own;
    if (!still_) own = view_at(time);
    const View& view = still_ ? still_->view : own;
    Image image(layout_.width, layout_.height);
    if (depth_ == Depth::sixteen_bits) image.rgb16.resize(image.rgb.size());
    if (painter_) {
        Sight sight = sight_of(view);
        painter_->paint(image, time, still_ ? nullptr : &sight);
    } else {
        paint_bands(image, view, time, workers);
    }
    // Words and lines over the finished picture.
    if (!scene_.video.contours.empty()) draw_contours(image, scene_, layout_, view.camera, time);
    if (scene_.video.axes && layout_.words) draw_labels(image, view.axes);
    draw_furniture(image, scene_, layout_, view.camera, time);
    strip_->draw(image, time);
    return image;
}

}  // namespace spikelight
