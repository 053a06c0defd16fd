// What a movie shows: a recording reduced to points, lights, colours and times.
#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <string>
#include <vector>

#include "engine/recording/recording.h"
#include "kernels/light_source.h"
#include "render/color.h"

namespace spikelight {

struct Box {
    glm::dvec3 low{0}, high{0};  ///< m
    bool contains(const glm::dvec3& p) const {
        return p.x >= low.x && p.y >= low.y && p.z >= low.z && p.x <= high.x && p.y <= high.y &&
               p.z <= high.z;
    }
    std::vector<glm::dvec3> corners() const;
};

struct ShownPopulation {
    std::string name;
    std::size_t index = 0;                           ///< in the scenario
    Rgb color;                                       ///< linear
    std::size_t first_neuron = 0, neuron_count = 0;  ///< in Scene::neurons
};

struct ShownNeuron {
    glm::dvec3 position;       ///< m
    std::uint32_t population;  ///< index in Scene::populations
    std::uint32_t index;       ///< within its population
};

struct ShownSource {
    std::string name;        ///< of its light, numbered where the light has several sources
    std::size_t light = 0;   ///< in the scenario
    std::size_t signal = 0;  ///< column of RecordedSignals
    bool two_photon = false;
    LightSource source;
    Rgb color;              ///< linear, of its wavelength
    double radius = 0;      ///< of the fiber's core or the beam, m
    double reach = 0;       ///< how far along the axis it shows, m
    double back_reach = 0;  ///< how far against the axis, m
    double side_reach = 0;  ///< how far from the axis, m
    double brightness = 0;  ///< 1/m: turns a line integral into 1 where the source looks brightest
};

/// Light fainter than this fraction of the source's is not shown.
inline constexpr double light_threshold = 1e-4;

/// What a picture is for.
enum class Occasion {
    movie,  ///< a moment of a run
    setup  ///< a plan of what is where: somata in full colour, every light softly on, nothing that needs a time
};

struct Scene {
    const Recording* recording = nullptr;
    Occasion occasion = Occasion::movie;
    float light_gain =
        12;  ///< linear brightness of a source at light_maximum, where it looks brightest
    VideoSettings video;
    std::string title;
    std::vector<ShownPopulation> populations;
    std::vector<ShownNeuron> neurons;
    std::vector<ShownSource> sources;
    std::vector<glm::dvec3> source_places;  ///< m: where sources ever are, and a little behind
    Box box;                                ///< the axes' limits
    Box clip;  ///< what is cut away outside the user's limits; huge where there are none
    double light_maximum;  ///< W/m^2
    double strip_maximum;  ///< W/m^2: end of the strip's scale, which no command passes
    // A two-photon focus is thousands of times as strong as a fiber, which would look dark beside it: where both are shown
    // these are the focus's, and those above the other lights'; else the same.
    double focus_maximum, focus_strip_maximum;  ///< W/m^2
    double begin = 0;                           ///< s: what the run's clock shows at time 0
    double duration = 0;                        ///< s
    double every = 0;                           ///< s of biological time per frame
    double glow_tau = 0;                        ///< s of biological time

    int frame_count() const;
    double frame_time(int frame) const { return frame * every; }  ///< s
    double progress(double time) const { return duration > 0 ? time / duration : 0; }
    double frames_per_second() const { return 1 / (every * video.slowdown); }
    /// Irradiance of a source at a time (s), W/m^2.
    double command(const ShownSource& source, double time) const;
    bool has_two_scales() const { return focus_maximum != light_maximum; }
    /// The irradiance at which a source looks brightest, W/m^2.
    double maximum_of(const ShownSource& source) const {
        return source.two_photon ? focus_maximum : light_maximum;
    }
    double strip_maximum_of(const ShownSource& source) const {
        return source.two_photon ? focus_strip_maximum : strip_maximum;
    }
    /// The same relative to what looks brightest; 1 in a picture of the set-up.
    double relative_command(const ShownSource& source, double time) const {
        return occasion == Occasion::setup ? 1 : command(source, time) / maximum_of(source);
    }
};

/// Keeps a pointer to `recording`. Throws std::runtime_error where there is nothing to show.
Scene make_scene(const Recording& recording);

/// True where a shown light has a path.
bool moves(const Scene& scene);
/// The scene with its lights where they are in force at a time in s; box and places stay, and so does the camera.
Scene moved(Scene scene, double time);

/// Glow of every shown neuron, 0 to 1, at a time in s.
std::vector<float> glow_at(const Scene& scene, double time);

}  // namespace spikelight
