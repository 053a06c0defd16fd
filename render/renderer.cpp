#include "render/renderer.h"

#include <algorithm>
#include <cmath>

#include "render/picture.h"

namespace spikelight {

struct MovieRenderer::State : PictureMaker {
    State(Scene scene, const RenderOptions& options)
        : PictureMaker(std::move(scene), options), options_(options) {
        // Where lights move, each picture is made by itself.
        options_.device = nullptr;
    }

    Image picture(double time, int workers) const {
        if (!moves(scene())) return render(time, workers);
        RenderOptions own = options_;
        own.threads = workers;
        return PictureMaker(moved(scene(), time), own, strip()).render(time, workers);
    }

    RenderOptions options_;
};

MovieRenderer::MovieRenderer(const Recording& recording, const RenderOptions& options)
    : state_(std::make_unique<State>(make_scene(recording), options)) {}
MovieRenderer::~MovieRenderer() = default;
MovieRenderer::MovieRenderer(MovieRenderer&&) noexcept = default;

int MovieRenderer::frame_count() const {
    return state_->scene().frame_count();
}
double MovieRenderer::frame_time_ms(int frame) const {
    return state_->scene().frame_time(frame) * 1e3;
}
double MovieRenderer::frames_per_second() const {
    return state_->scene().frames_per_second();
}
int MovieRenderer::width() const {
    return state_->layout().width;
}
int MovieRenderer::height() const {
    return state_->layout().height;
}

Image MovieRenderer::render(int frame) const {
    return state_->picture(state_->scene().frame_time(frame), 1);
}
Image MovieRenderer::render_at(double t_ms) const {
    return state_->picture(t_ms * 1e-3, state_->threads());
}

int MovieRenderer::brightest_frame() const {
    const Scene& scene = state_->scene();
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
