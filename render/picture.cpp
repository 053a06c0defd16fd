#include "render/picture.h"

#include <omp.h>

#include <algorithm>
#include <cmath>

#include "render/backdrop.h"
#include "render/furniture.h"
#include "render/tone.h"

namespace spikelight {
namespace {

constexpr int band_rows = 16;  // rows that stay in the cache while layer after layer is added

std::vector<glm::dvec3> points_to_fit(const Scene& scene) {
    std::vector<glm::dvec3> points = scene.box.corners();
    // Show a little of each fiber above its tip.
    for (const ShownSource& shown : scene.sources) {
        const LightSource& s = shown.source;
        double back = s.model == LightSource::Model::fiber ? 2.2 * shown.radius : 0;
        points.push_back({s.x - back * s.dx, s.y - back * s.dy, s.z - back * s.dz});
    }
    return points;
}

}  // namespace

PictureMaker::PictureMaker(Scene scene, const RenderOptions& options) : scene_(std::move(scene)) {
    layout_ = make_layout(scene_, options.width > 0 ? options.width : scene_.video.width,
                          options.height > 0 ? options.height : scene_.video.height);
    path_ = fit_camera(scene_.video.camera, scene_.video.z_down, layout_.viewport,
                       points_to_fit(scene_));
    march_ = {options.isa ? *options.isa : active_isa(), options.march_samples};
    threads_ = options.threads > 0 ? options.threads : omp_get_max_threads();
    scene_rows_ = int(std::lround(layout_.picture.bottom));
    transmittance_ = light_on_somata(scene_);
    strip_ = std::make_unique<Strip>(scene_, layout_);
    if (path_.still()) prepare_still();
}

PictureMaker::View PictureMaker::view_at(double time) const {
    View view;
    view.camera = path_.at(scene_.progress(time));
    view.axes = view_axes(scene_, layout_, view.camera, furniture_areas(scene_, layout_));
    view.somata = view_somata(scene_, view.camera, layout_.width, scene_rows_, band_rows);
    return view;
}

void PictureMaker::prepare_still() {
    still_ = std::make_unique<StillView>();
    still_->view = view_at(0);
    still_->backdrop = HdrRows(layout_.width, 0, scene_rows_);
    draw_backdrop(still_->backdrop, scene_, layout_, still_->view.camera, still_->view.axes);
    for (const ShownSource& source : scene_.sources)
        still_->lights.push_back(march_whole(source, still_->view.camera));
}

LightImage PictureMaker::march_whole(const ShownSource& source, const Camera& camera) const {
    // March bands of rows in parallel, all into one image.
    LightImage whole{0, 0, layout_.width, scene_rows_, {}};
    whole.brightness.assign(std::size_t(layout_.width) * std::size_t(scene_rows_), 0.0f);
    int top = scene_rows_, bottom = 0;
#pragma omp parallel for num_threads(threads_) schedule(dynamic) reduction(min    \
                                                                           : top) \
    reduction(max                                                                 \
              : bottom)
    for (int first = 0; first < scene_rows_; first += band_rows) {
        LightImage part = march_source(scene_, source, camera, layout_.width, first,
                                       std::min(first + band_rows, scene_rows_), march_);
        for (int row = 0; row < part.height; ++row)
            std::copy_n(part.brightness.begin() + std::ptrdiff_t(row) * part.width, part.width,
                        whole.brightness.begin() + std::ptrdiff_t(part.top + row) * layout_.width +
                            part.left);
        if (part.height > 0)
            top = std::min(top, part.top), bottom = std::max(bottom, part.top + part.height);
    }
    // Keep the rows that hold light.
    auto from = whole.brightness.begin() + std::ptrdiff_t(std::min(top, bottom)) * layout_.width;
    auto to = whole.brightness.begin() + std::ptrdiff_t(bottom) * layout_.width;
    return {0, std::min(top, bottom), layout_.width, bottom - std::min(top, bottom), {from, to}};
}

void PictureMaker::render_band(HdrRows& rows, const View& view, const std::vector<SomaLook>& looks,
                               const Bloom& bloom, double time) const {
    // Behind everything.
    if (still_) {
        auto from = std::ptrdiff_t(still_->backdrop.at(0, rows.first_row));
        auto count = std::ptrdiff_t(rows.r.size());
        std::copy_n(still_->backdrop.r.begin() + from, count, rows.r.begin());
        std::copy_n(still_->backdrop.g.begin() + from, count, rows.g.begin());
        std::copy_n(still_->backdrop.b.begin() + from, count, rows.b.begin());
    } else {
        draw_backdrop(rows, scene_, layout_, view.camera, view.axes);
    }
    draw_somata(rows, view.somata, looks);
    // Light adds to what is there.
    for (std::size_t s = 0; s < scene_.sources.size(); ++s) {
        const ShownSource& source = scene_.sources[s];
        float command = float(scene_.relative_command(source, time)) * scene_.light_gain;
        if (command <= 0) continue;
        if (still_)
            add_light(rows, still_->lights[s], source.color, command);
        else
            add_light(rows,
                      march_source(scene_, source, view.camera, layout_.width, rows.first_row,
                                   rows.end_row(), march_),
                      source.color, command);
    }
    bloom.add_to(rows);
    if (scene_.video.axes) draw_near_edges(rows, layout_, view.camera, view.axes);
}

Image PictureMaker::render(double time, int workers) const {
    View own;
    if (!still_) own = view_at(time);
    const View& view = still_ ? still_->view : own;
    std::vector<SomaLook> looks =
        somata_looks(scene_, view.somata, glow_at(scene_, time), transmittance_, time);
    Bloom bloom(view.somata, looks, layout_.width, scene_rows_);
    Image image(layout_.width, layout_.height);
    // Bands of rows do not touch each other: any number of workers makes the same picture.
    int bands = (scene_rows_ + band_rows - 1) / band_rows;
#pragma omp parallel for num_threads(workers) schedule(dynamic) if (workers > 1)
    for (int band = 0; band < bands; ++band) {
        int first = band * band_rows;
        HdrRows rows(layout_.width, first, std::min(band_rows, scene_rows_ - first));
        render_band(rows, view, looks, bloom, time);
        tone_map(rows, image);
    }
    // Words and lines over the finished picture.
    if (scene_.video.axes) draw_labels(image, view.axes);
    draw_furniture(image, scene_, layout_, view.camera, time);
    strip_->draw(image, time);
    return image;
}

}  // namespace spikelight
