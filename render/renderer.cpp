#include "render/renderer.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "render/axes.h"
#include "render/backdrop.h"
#include "render/bloom.h"
#include "render/furniture.h"
#include "render/layout.h"
#include "render/light_image.h"
#include "render/scene.h"
#include "render/somata.h"
#include "render/strip.h"
#include "render/tone.h"

namespace spikelight {
namespace {

constexpr int band_rows = 16;  // rows that stay in the cache while layer after layer is added
constexpr float light_gain =
    12.0f;  // linear brightness of a source at light_maximum, where it looks brightest

/// What one camera sees of the scene, before the time is known.
struct View {
    Camera camera;
    AxesView axes;
    SomaView somata;
};

/// A view and all its pictures that do not change while the camera stands still.
struct StillView {
    View view;
    HdrRows backdrop{0, 0, 0};
    std::vector<LightImage> lights;  ///< one per source
};

}  // namespace

struct MovieRenderer::State {
    Scene scene;
    Layout layout;
    CameraPath path;
    MarchSettings march;
    int threads = 1;
    int scene_rows = 0;  ///< rows of the picture above the strip
    std::vector<std::vector<float>> transmittance;
    std::unique_ptr<Strip> strip;
    std::unique_ptr<StillView> still;

    State(const Recording& recording, const RenderOptions& options);
    View view_at(double time) const;
    void prepare_still();
    Image render(double time, int workers) const;
    void render_band(HdrRows& rows, const View& view, const std::vector<SomaLook>& looks,
                     const Bloom& bloom, double time) const;
};

namespace {

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

MovieRenderer::State::State(const Recording& recording, const RenderOptions& options)
    : scene(make_scene(recording)) {
    layout = make_layout(scene, options.width > 0 ? options.width : scene.video.width,
                         options.height > 0 ? options.height : scene.video.height);
    path =
        fit_camera(scene.video.camera, scene.video.z_down, layout.viewport, points_to_fit(scene));
    march = {options.isa ? *options.isa : active_isa(), options.march_samples};
    threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    scene_rows = int(std::lround(layout.picture.bottom));
    transmittance = light_on_somata(scene);
    strip = std::make_unique<Strip>(scene, layout);
    if (path.still()) prepare_still();
}

View MovieRenderer::State::view_at(double time) const {
    View view;
    view.camera = path.at(scene.progress(time));
    view.axes = view_axes(scene, layout, view.camera, furniture_areas(scene, layout));
    view.somata = view_somata(scene, view.camera, layout.width, scene_rows, band_rows);
    return view;
}

void MovieRenderer::State::prepare_still() {
    still = std::make_unique<StillView>();
    still->view = view_at(0);
    still->backdrop = HdrRows(layout.width, 0, scene_rows);
    draw_backdrop(still->backdrop, scene, layout, still->view.camera, still->view.axes);
    for (const ShownSource& source : scene.sources) {
        // March bands of rows in parallel, each source into one image.
        LightImage whole{0, 0, layout.width, scene_rows, {}};
        whole.brightness.assign(std::size_t(layout.width) * std::size_t(scene_rows), 0.0f);
        int top = scene_rows, bottom = 0;
#pragma omp parallel for num_threads(threads) schedule(dynamic) reduction(min    \
                                                                          : top) \
    reduction(max                                                                \
              : bottom)
        for (int first = 0; first < scene_rows; first += band_rows) {
            LightImage part = march_source(scene, source, still->view.camera, layout.width, first,
                                           std::min(first + band_rows, scene_rows), march);
            for (int row = 0; row < part.height; ++row)
                std::copy_n(part.brightness.begin() + std::ptrdiff_t(row) * part.width, part.width,
                            whole.brightness.begin() +
                                std::ptrdiff_t(part.top + row) * layout.width + part.left);
            if (part.height > 0)
                top = std::min(top, part.top), bottom = std::max(bottom, part.top + part.height);
        }
        // Keep the rows that hold light.
        auto from = whole.brightness.begin() + std::ptrdiff_t(std::min(top, bottom)) * layout.width;
        auto to = whole.brightness.begin() + std::ptrdiff_t(bottom) * layout.width;
        LightImage kept{
            0, std::min(top, bottom), layout.width, bottom - std::min(top, bottom), {from, to}};
        still->lights.push_back(std::move(kept));
    }
}

void MovieRenderer::State::render_band(HdrRows& rows, const View& view,
                                       const std::vector<SomaLook>& looks, const Bloom& bloom,
                                       double time) const {
    // Behind everything.
    if (still) {
        auto from = std::ptrdiff_t(still->backdrop.at(0, rows.first_row));
        auto count = std::ptrdiff_t(rows.r.size());
        std::copy_n(still->backdrop.r.begin() + from, count, rows.r.begin());
        std::copy_n(still->backdrop.g.begin() + from, count, rows.g.begin());
        std::copy_n(still->backdrop.b.begin() + from, count, rows.b.begin());
    } else {
        draw_backdrop(rows, scene, layout, view.camera, view.axes);
    }
    draw_somata(rows, view.somata, looks);
    // Light adds to what is there.
    for (std::size_t s = 0; s < scene.sources.size(); ++s) {
        const ShownSource& source = scene.sources[s];
        float command = float(scene.relative_command(source, time)) * light_gain;
        if (command <= 0) continue;
        if (still)
            add_light(rows, still->lights[s], source.color, command);
        else
            add_light(rows,
                      march_source(scene, source, view.camera, layout.width, rows.first_row,
                                   rows.end_row(), march),
                      source.color, command);
    }
    bloom.add_to(rows);
    if (scene.video.axes) draw_near_edges(rows, layout, view.camera, view.axes);
}

Image MovieRenderer::State::render(double time, int workers) const {
    View own;
    if (!still) own = view_at(time);
    const View& view = still ? still->view : own;
    std::vector<SomaLook> looks =
        somata_looks(scene, view.somata, glow_at(scene, time), transmittance, time);
    Bloom bloom(view.somata, looks, layout.width, scene_rows);
    Image image(layout.width, layout.height);
    // Bands of rows do not touch each other: any number of workers makes the same picture.
    int bands = (scene_rows + band_rows - 1) / band_rows;
#pragma omp parallel for num_threads(workers) schedule(dynamic) if (workers > 1)
    for (int band = 0; band < bands; ++band) {
        int first = band * band_rows;
        HdrRows rows(layout.width, first, std::min(band_rows, scene_rows - first));
        render_band(rows, view, looks, bloom, time);
        tone_map(rows, image);
    }
    // Words and lines over the finished picture.
    if (scene.video.axes) draw_labels(image, view.axes);
    draw_furniture(image, scene, layout, view.camera, time);
    strip->draw(image, time);
    return image;
}

MovieRenderer::MovieRenderer(const Recording& recording, const RenderOptions& options)
    : state_(std::make_unique<State>(recording, options)) {}
MovieRenderer::~MovieRenderer() = default;
MovieRenderer::MovieRenderer(MovieRenderer&&) noexcept = default;

int MovieRenderer::frame_count() const {
    return state_->scene.frame_count();
}
double MovieRenderer::frame_time_ms(int frame) const {
    return state_->scene.frame_time(frame) * 1e3;
}
double MovieRenderer::frames_per_second() const {
    return state_->scene.frames_per_second();
}
int MovieRenderer::width() const {
    return state_->layout.width;
}
int MovieRenderer::height() const {
    return state_->layout.height;
}

Image MovieRenderer::render(int frame) const {
    return state_->render(state_->scene.frame_time(frame), 1);
}
Image MovieRenderer::render_at(double t_ms) const {
    return state_->render(t_ms * 1e-3, state_->threads);
}

int MovieRenderer::brightest_frame() const {
    const Scene& scene = state_->scene;
    int best = 0;
    double best_score = -1;
    for (int frame = 0; frame < frame_count(); ++frame) {
        // The mean glow counts beside the mean of the commands' roots: both are what the eye is drawn to.
        double glow = 0, light = 0;
        for (float g : glow_at(scene, scene.frame_time(frame))) glow += g;
        for (const ShownSource& s : scene.sources)
            light += std::sqrt(std::max(0.0, scene.relative_command(s, scene.frame_time(frame))));
        double score = glow / std::max<double>(1, double(scene.neurons.size())) +
                       0.5 * light / std::max<double>(1, double(scene.sources.size()));
        if (score > best_score) best_score = score, best = frame;
    }
    return best;
}

}  // namespace spikelight
