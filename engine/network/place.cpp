// Where neurons lie. Random positions are words of Philox(key, neuron): any neuron, in any order.
#include <glm/geometric.hpp>

#include "engine/network/keys.h"
#include "engine/network/network.h"
#include "engine/network/spiral.h"
#include "kernels/elementary.h"
#include "kernels/philox.h"

namespace spikelight {
namespace {

/// What placing one population needs beside its placement.
struct Placer {
    std::int64_t size;
    std::uint64_t key;

    std::vector<glm::dvec3> operator()(const std::monostate&) const { return {}; }

    std::vector<glm::dvec3> operator()(const CylinderPlacement& cylinder) const {
        const glm::dvec3 along = cylinder.end - cylinder.start;
        const double length = math::sqrt(glm::dot(along, along));
        const AxisFrame frame = make_axis_frame(along / length);
        std::vector<glm::dvec3> points(static_cast<std::size_t>(size));
        for (std::int64_t i = 0; i < size; ++i) {
            CylinderPoint point = cylinder.random ? random_point(i, cylinder.radius, length)
                                                  : spiral_point(i, size, cylinder.radius, length);
            points[static_cast<std::size_t>(i)] = place_in_cylinder(point, cylinder.start, frame);
        }
        return points;
    }

    std::vector<glm::dvec3> operator()(const BoxPlacement& box) const {
        std::vector<glm::dvec3> points(static_cast<std::size_t>(size));
        for (std::int64_t i = 0; i < size; ++i) {
            PhiloxWords words = philox(key, static_cast<std::uint64_t>(i), 0);
            glm::dvec3 part(uniform_double(words.w0), uniform_double(words.w1),
                            uniform_double(words.w2));
            points[static_cast<std::size_t>(i)] = box.from + part * (box.to - box.from);
        }
        return points;
    }

    std::vector<glm::dvec3> operator()(const GridPlacement& grid) const {
        const std::vector<double> x = spaced(grid.from.x, grid.to.x, grid.shape_x);
        const std::vector<double> y = spaced(grid.from.y, grid.to.y, grid.shape_y);
        const std::vector<double> z = spaced(grid.from.z, grid.to.z, grid.shape_z);
        std::vector<glm::dvec3> points;
        points.reserve(x.size() * y.size() * z.size());
        for (double px : x)
            for (double py : y)
                for (double pz : z) points.emplace_back(px, py, pz);
        return points;
    }

    std::vector<glm::dvec3> operator()(const ListedPlacement& listed) const {
        return listed.points;
    }

  private:
    /// Uniform in the volume: r^2, the angle and z are uniform.
    CylinderPoint random_point(std::int64_t neuron, double radius, double length) const {
        PhiloxWords words = philox(key, static_cast<std::uint64_t>(neuron), 0);
        constexpr double two_pi = 6.283185307179586477;
        return {radius * math::sqrt(uniform_double(words.w0)), two_pi * uniform_double(words.w1),
                length * uniform_double(words.w2)};
    }

    /// numpy.linspace: both ends included; a single point lies at `from`.
    static std::vector<double> spaced(double from, double to, std::int64_t count) {
        std::vector<double> values(static_cast<std::size_t>(count));
        const double step = count > 1 ? (to - from) / static_cast<double>(count - 1) : 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<double>(i) * step + from;
        if (count > 1) values.back() = to;
        return values;
    }
};

}  // namespace

std::vector<std::vector<glm::dvec3>> place_neurons(const Scenario& scenario) {
    std::vector<std::vector<glm::dvec3>> positions;
    positions.reserve(scenario.populations.size());
    for (const Population& population : scenario.populations) {
        Placer place{population.size, draw_key(scenario.seed, "position", population.name)};
        positions.push_back(std::visit(place, population.placement));
    }
    return positions;
}

}  // namespace spikelight
