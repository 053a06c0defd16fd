// [video] and [video.camera].
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/scenario/section_readers.h"
#include "engine/scenario/shown.h"

namespace spikelight {
namespace {

void read_size(Document& document, const Node& node, VideoSettings& video) {
    if (!node.is(Node::Kind::array) || node.children.size() != 2) {
        document.problem(node, "two whole numbers are needed: width and height",
                         "Write e.g. [1920, 1080]");
        return;
    }
    const std::optional<std::int64_t> width = read_integer(document, node.children[0], 16, 16384),
                                      height = read_integer(document, node.children[1], 16, 16384);
    if (!width || !height) return;
    if (*width % 2 != 0 || *height % 2 != 0) {
        document.problem(node, "a movie needs an even width and height", "Write e.g. [1920, 1080]");
        return;
    }
    video.width = static_cast<int>(*width);
    video.height = static_cast<int>(*height);
}

std::optional<glm::dvec2> read_limits(Document& document, const Node& node) {
    if (!node.is(Node::Kind::array) || node.children.size() != 2) {
        document.problem(node, "two lengths are needed", "Write e.g. [\"0 um\", \"600 um\"]");
        return std::nullopt;
    }
    const std::optional<double> low = read_quantity(document, node.children[0], kinds::length),
                                high = read_quantity(document, node.children[1], kinds::length);
    if (!low || !high) return std::nullopt;
    if (*low < *high) return glm::dvec2(*low, *high);
    document.problem(node, "the second must be above the first", "Swap or correct them");
    return std::nullopt;
}

void read_shown(TableReader& table, const Scenario& scenario, VideoSettings& video) {
    const Node* node = table.find("show");
    if (!node) return;
    Document& document = table.document();
    TableReader show(
        document, *node, "show",
        {"populations", "lights", "axes", "raster", "stimulus", "time", "legend", "scale_bar"});
    if (const Node* names = show.find("populations"))
        video.populations = read_names(document, *names, population_names(scenario), "population")
                                .value_or(video.populations);
    if (const Node* names = show.find("lights"))
        video.lights =
            read_names(document, *names, light_names(scenario), "light").value_or(video.lights);
    show.boolean("axes", video.axes);
    show.boolean("raster", video.raster);
    show.boolean("stimulus", video.stimulus);
    show.boolean("time", video.time);
    show.boolean("legend", video.legend);
    show.boolean("scale_bar", video.scale_bar);
}

void read_samples(Document& document, const Node& node, int& samples) {
    const std::optional<std::int64_t> count = read_integer(document, node, 1, 16);
    if (!count) return;
    if (*count == 1 || *count == 4 || *count == 16)
        samples = static_cast<int>(*count);
    else
        document.problem(node, "the samples of a pixel form a square of 1, 2 or 4 a side",
                         "Write 1, 4 or 16");
}

void read_contours(Document& document, const Node& node, std::vector<double>& contours) {
    if (!node.is(Node::Kind::array)) {
        document.problem(node, "a list of irradiances is needed", "Write e.g. [\"1 mW/mm^2\"]");
        return;
    }
    for (const Node& child : node.children)
        if (const std::optional<double> value =
                read_quantity(document, child, kinds::irradiance, ranges::positive))
            contours.push_back(*value);
}

/// What a camera and its keyframes have in common.
template <class Pose>
void read_pose(TableReader& table, Pose& pose) {
    table.quantity("azimuth", pose.azimuth, kinds::angle);
    table.quantity("elevation", pose.elevation, kinds::angle, Range{-90, 90});
    table.quantity("distance", pose.distance, kinds::length, ranges::positive);
    table.quantity("field_of_view", pose.field_of_view, kinds::angle, Range{0, 180, true});
    if (const Node* look_at = table.find("look_at"))
        pose.look_at = read_vector(table.document(), *look_at, kinds::length);
}

void read_keyframe(Document& document, const Node& node, std::vector<CameraKeyframe>& keyframes) {
    TableReader table(document, node, "[[video.camera.keyframe]]",
                      {"at", "azimuth", "elevation", "distance", "field_of_view", "look_at"});
    CameraKeyframe keyframe;
    read_pose(table, keyframe);
    const Node* at = table.require("at", "\"20 ms\"");
    if (!at) return;
    const std::optional<double> time =
        read_quantity(document, *at, kinds::time, ranges::not_negative);
    if (!time) return;
    keyframe.at = *time;
    if (!keyframes.empty() && keyframe.at <= keyframes.back().at)
        document.problem(*at, "not after the keyframe before it", "Put keyframes in order of time");
    keyframes.push_back(keyframe);
}

void read_camera(Document& document, const Node& video_node, CameraSettings& camera) {
    const Node* node = find_table(document, video_node, "camera");
    if (!node) return;
    TableReader table(document, *node, "[video.camera]",
                      {"orbit", "azimuth", "elevation", "distance", "field_of_view", "look_at",
                       "aperture", "focus_distance", "keyframe"});
    table.quantity("orbit", camera.orbit, kinds::angle);
    read_pose(table, camera);
    for_each_table(document, *node, "keyframe", [&](const Node& keyframe) {
        read_keyframe(document, keyframe, camera.keyframes);
    });
    if (const Node* orbit = table.find("orbit"); orbit && table.find("keyframe"))
        document.problem(*orbit, "keyframes move the camera already", "Keep one of the two");
    table.quantity("aperture", camera.aperture, kinds::length, ranges::not_negative);
    table.quantity("focus_distance", camera.focus_distance, kinds::length, ranges::positive);
    if (const Node* focus = table.find("focus_distance"); focus && !table.find("aperture"))
        document.problem(*focus, "without an aperture all is sharp",
                         "Add aperture, or remove focus_distance");
}

/// What a film will lack, told before anything is simulated.
void warn_of_film(Document& document, const Node& node, const Scenario& scenario,
                  const VideoSettings& video) {
    if (!shows_anything(scenario, video))
        document.warn(node,
                      "no shown population has positions, and no light is shown, so there is "
                      "nothing to film",
                      "A run makes no film; give a population a position, or remove [video]");
    else if (std::none_of(scenario.populations.begin(), scenario.populations.end(), has_positions))
        document.warn(node, "no population has positions, so there is no tissue to show",
                      "Give a population a position");

    // Who is clamped never fires, and who has no place does not glow.
    std::vector<std::string> unrecorded;
    const std::vector<std::size_t>& recorded = scenario.record.spikes;
    for (std::size_t p : video.populations)
        if (scenario.populations[p].model != NeuronModel::clamp &&
            (recorded.empty() || has_positions(scenario.populations[p])) &&
            std::find(recorded.begin(), recorded.end(), p) == recorded.end())
            unrecorded.push_back(scenario.populations[p].name);
    if (!unrecorded.empty())
        document.warn(node,
                      fmt::format("the spikes of {} are not recorded, so in the film their neurons "
                                  "do not glow and their raster is empty",
                                  fmt::join(unrecorded, ", ")),
                      "Record them, or leave them out of video.show.populations");
}

}  // namespace

bool shows_anything(const Scenario& scenario, const VideoSettings& video) {
    return !video.lights.empty() ||
           std::any_of(video.populations.begin(), video.populations.end(),
                       [&](std::size_t p) { return has_positions(scenario.populations[p]); });
}

bool shows_anything(const VideoSettings& video,
                    const std::vector<std::vector<glm::dvec3>>& positions) {
    const auto within = [](const std::optional<glm::dvec2>& limits, double place) {
        return !limits || (place >= limits->x && place <= limits->y);
    };
    const auto is_shown = [&](const glm::dvec3& place) {
        return within(video.limits_x, place.x) && within(video.limits_y, place.y) &&
               within(video.limits_z, place.z);
    };
    return !video.lights.empty() ||
           std::any_of(video.populations.begin(), video.populations.end(), [&](std::size_t p) {
               return std::any_of(positions[p].begin(), positions[p].end(), is_shown);
           });
}

void read_video(Document& document, Scenario& scenario) {
    const Node* node = find_table(document, document.root(), "video");
    if (!node) return;
    TableReader table(document, *node, "[video]",
                      {"every", "slowdown", "size", "samples", "light_maximum", "contours", "glow",
                       "soma_diameter", "limits", "show", "z_down", "camera"});
    VideoSettings video;
    // Everything is shown unless the scenario says otherwise.
    video.populations.resize(scenario.populations.size());
    std::iota(video.populations.begin(), video.populations.end(), 0);
    video.lights.resize(scenario.lights.size());
    std::iota(video.lights.begin(), video.lights.end(), 0);

    table.quantity("every", video.every, kinds::time, ranges::positive);
    table.number("slowdown", video.slowdown, ranges::positive);
    if (const Node* size = table.find("size")) read_size(document, *size, video);
    if (const Node* samples = table.find("samples"))
        read_samples(document, *samples, video.samples);
    if (const Node* contours = table.find("contours"))
        read_contours(document, *contours, video.contours);
    table.quantity("light_maximum", video.light_maximum, kinds::irradiance, ranges::positive);
    table.quantity("glow", video.glow, kinds::time, ranges::positive);
    table.quantity("soma_diameter", video.soma_diameter, kinds::length, ranges::positive);
    if (const Node* limits = table.find("limits")) {
        TableReader axes(document, *limits, "limits", {"x", "y", "z"});
        if (const Node* x = axes.find("x")) video.limits_x = read_limits(document, *x);
        if (const Node* y = axes.find("y")) video.limits_y = read_limits(document, *y);
        if (const Node* z = axes.find("z")) video.limits_z = read_limits(document, *z);
    }
    read_shown(table, scenario, video);
    warn_of_film(document, *node, scenario, video);
    table.boolean("z_down", video.z_down);
    read_camera(document, *node, video.camera);
    scenario.video = std::move(video);
}

}  // namespace spikelight
