// Which edges of the axes box carry ticks.
#include <algorithm>
#include <cmath>

#include "render/box_edges.h"

namespace spikelight {
namespace {

constexpr int edges_per_axis = 4;
constexpr int views = 720;              // of a moving camera that are looked at
constexpr double clearly_better = 0.1;  // of the viewport's height
constexpr double off_outline = 1e9;

/// How well an edge of an axis serves for ticks, in pixels: low on the picture, for the vertical axis to the left.
double fitness(const Box& box, const Camera& camera, int axis, int which) {
    bool high1 = which & 1, high2 = which & 2;
    bool outline =
        is_far(box, camera, (axis + 1) % 3, high1) != is_far(box, camera, (axis + 2) % 3, high2);
    AxisSegment line = edge(box, axis, high1, high2);
    ScreenPoint from = camera.project(line.from), to = camera.project(line.to);
    double place = axis == 2 ? -(from.x + to.x) / 2 : (from.y + to.y) / 2;
    return outline ? place : place - off_outline;
}

int best_edge(const Box& box, const Camera& camera, int axis) {
    int best = 0;
    for (int which = 1; which < edges_per_axis; ++which)
        if (fitness(box, camera, axis, which) > fitness(box, camera, axis, best)) best = which;
    return best;
}

}  // namespace

bool is_far(const Box& box, const Camera& camera, int axis, bool high) {
    double plane = high ? box.high[axis] : box.low[axis];
    return high ? camera.eye()[axis] < plane : camera.eye()[axis] > plane;
}

AxisSegment edge(const Box& box, int axis, bool high1, bool high2) {
    int axis1 = (axis + 1) % 3, axis2 = (axis + 2) % 3;
    AxisSegment segment;
    segment.from[axis] = box.low[axis];
    segment.to[axis] = box.high[axis];
    segment.from[axis1] = segment.to[axis1] = high1 ? box.high[axis1] : box.low[axis1];
    segment.from[axis2] = segment.to[axis2] = high2 ? box.high[axis2] : box.low[axis2];
    return segment;
}

EdgePlan::EdgePlan(const Box& box, const CameraPath& path, double fade) : box_(box), fade_(fade) {
    int count = path.still() ? 1 : views;
    double margin = clearly_better * path.viewport.height;
    for (int view = 0; view < count; ++view) {
        double progress = double(view) / count;
        Camera camera = path.at(progress);
        for (int axis = 0; axis < 3; ++axis) {
            std::vector<Stretch>& stretches = stretches_[std::size_t(axis)];
            int best = best_edge(box, camera, axis);
            if (stretches.empty()) stretches.push_back({0, 1, best});
            // Stay with the edge before unless this one is clearly better.
            int now = stretches.back().edge;
            if (best == now ||
                fitness(box, camera, axis, best) < fitness(box, camera, axis, now) + margin)
                continue;
            stretches.back().to = progress;
            stretches.push_back({progress, 1, best});
        }
    }
}

LabelledEdges EdgePlan::at(double progress) const {
    LabelledEdges result;
    for (int axis = 0; axis < 3; ++axis) {
        const std::vector<Stretch>& stretches = stretches_[std::size_t(axis)];
        auto stretch = std::find_if(stretches.begin(), stretches.end() - 1,
                                    [&](const Stretch& s) { return progress < s.to; });
        AxisSegment& line = result.edges[std::size_t(axis)];
        line = edge(box_, axis, stretch->edge & 1, stretch->edge & 2);
        // Ticks are gone where they move.
        double to_move = 1e9;
        if (stretch->from > 0) to_move = progress - stretch->from;
        if (stretch->to < 1) to_move = std::min(to_move, stretch->to - progress);
        if (fade_ > 0) line.strength = float(std::clamp(to_move / fade_, 0.0, 1.0));
    }
    return result;
}

}  // namespace spikelight
