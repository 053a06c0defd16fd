// A scenario as plain structs: SI units, whole steps, indices instead of names. Filled by read_scenario.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/scenario/controllers.h"
#include "engine/scenario/value.h"
#include "kernels/opsin_four_state.h"
#include "kernels/opsin_kind.h"
#include "kernels/opsin_pump.h"

namespace spikelight {

enum class Precision { float32, float64 };

struct SimulationSettings {
    std::int64_t steps = 0;  ///< duration / dt
    double dt = 0;           ///< s
    Precision precision = Precision::float32;
    bool operator==(const SimulationSettings&) const = default;
};

/// Positions on a golden-angle spiral (`uniform`) or drawn uniformly in the volume (`random`).
struct CylinderPlacement {
    glm::dvec3 start, end;  ///< centres of the two faces, m
    double radius = 0;      ///< m
    bool random = false;
    bool operator==(const CylinderPlacement&) const = default;
};
struct BoxPlacement {
    glm::dvec3 from, to;  ///< m; drawn uniformly
    bool operator==(const BoxPlacement&) const = default;
};
struct GridPlacement {
    glm::dvec3 from, to;  ///< m; both ends included
    std::int64_t shape_x = 1, shape_y = 1,
                 shape_z = 1;  ///< product = population size; x slowest, z fastest
    bool operator==(const GridPlacement&) const = default;
};
struct ListedPlacement {
    std::vector<glm::dvec3> points;  ///< m
    bool operator==(const ListedPlacement&) const = default;
};
/// std::monostate: the population has no position.
using Placement =
    std::variant<std::monostate, CylinderPlacement, BoxPlacement, GridPlacement, ListedPlacement>;

enum class NeuronModel { eif, lif, clamp, adex, poisson };

/// sRGB in 0..1, as written in the scenario.
struct Color {
    float r = 1, g = 1, b = 1;
    bool operator==(const Color&) const = default;
};

struct Population {
    std::string name;
    std::int64_t size = 0;
    NeuronModel model = NeuronModel::eif;
    double tau_m = 20e-3;     ///< s
    double R_m = 500e6;       ///< ohm
    double E_L = -70e-3;      ///< V
    double V_T = -50e-3;      ///< V, soft threshold of the exponential term
    double Delta_T = 2e-3;    ///< V
    double V_peak = 30e-3;    ///< V, a spike is v > V_peak
    double V_reset = -55e-3;  ///< V
    std::int64_t t_ref_steps = 0;
    Value I_e;                                           ///< A
    Value v_init{Value::Kind::constant, -70e-3, 0, {}};  ///< V
    double noise = 0;  ///< V, standard deviation of the free membrane under white noise
    // adex; the defaults are those of NEST's aeif models
    double a = 4e-9;        ///< S, adaptation below threshold
    double b = 80.5e-12;    ///< A, adaptation at a spike
    double tau_w = 144e-3;  ///< s
    // poisson
    Value rate;  ///< 1/s
    std::optional<Color> color;
    Placement placement;
    bool operator==(const Population&) const = default;
};

enum class ConnectRule {
    probability,
    in_degree,
    out_degree,
    total,
    window,
    one_to_one,
    all_to_all,
    distance,
    list
};
enum class DistanceProfile { gaussian, exponential };

struct Projection {
    std::string name;
    std::size_t from = 0, to = 0;  ///< indices of populations
    ConnectRule rule = ConnectRule::probability;
    double probability = 0;  ///< probability; p0 of distance
    std::int64_t count = 0;  ///< in_degree, out_degree, total; the window's half width
    double sigma = 0;        ///< m, distance
    DistanceProfile profile = DistanceProfile::gaussian;
    std::vector<std::uint32_t> pre, post;  ///< list: indices within their populations
    bool self = true;
    bool multiple = false;
    Value weight;  ///< V
    Value delay;   ///< s
    bool operator==(const Projection&) const = default;
};

enum class LightModel { fiber, koehler, gaussian_ellipsoid, field };

/// A light field on a regular grid of a source's own frame: see kernels/light_field.h.
struct MeasuredField {
    bool radial = false;                               ///< over r and z; else over x, y and z
    std::array<int, 3> shape{1, 1, 1};                 ///< points along r or x, y, z
    glm::dvec3 origin{0}, spacing{1};                  ///< m
    std::shared_ptr<const std::vector<float>> values;  ///< z fastest
    /// The largest transmittance.
    double peak() const;
    bool operator==(const MeasuredField& other) const;
};

/// Where a light's sources are when; between two rows on a straight line, before and after them at the end.
struct LightPath {
    std::vector<double> times;                       ///< s, ascending; none: the light stands still
    std::vector<std::vector<glm::dvec3>> positions;  ///< m, [row][source]
    std::int64_t every_steps = 1;                    ///< from one move to the next
    bool operator==(const LightPath&) const = default;
};

struct Light {
    std::string name;
    LightModel model = LightModel::fiber;
    double wavelength = 0;               ///< m
    std::vector<glm::dvec3> positions;   ///< one per source, m
    std::vector<glm::dvec3> directions;  ///< one per source, unit vectors
    std::vector<double> initial;         ///< one per source, W/m^2 at the source
    double maximum = std::numeric_limits<double>::infinity();  ///< W/m^2
    // fiber (Foutz et al. 2012)
    double core_radius = 100e-6;  ///< m
    double numerical_aperture = 0.37;
    double absorption = 125;   ///< K, 1/m
    double scattering = 7370;  ///< S, 1/m
    double refractive_index = 1.36;
    double profile_peak = 1;
    // koehler, gaussian_ellipsoid, field
    double radius = 0, depth = 0;  ///< m
    // gaussian_ellipsoid
    double sigma_axial = 0, sigma_lateral = 0;  ///< m
    MeasuredField field;                        ///< field; `radius` is then that of the source
    double photon_energy = 0;  ///< J: h c / wavelength (CODATA) unless the scenario gives it
    bool two_photon = false;   ///< it excites by two photons at once
    LightPath path;            ///< `positions` are those at t = 0
    /// Positions of the sources on their path at a time (s).
    std::vector<glm::dvec3> positions_at(double time) const;
    /// The same where they are held in a step: at the last multiple of the path's period.
    std::vector<glm::dvec3> positions_in_force(std::int64_t step, double dt) const {
        const std::int64_t moved = step / path.every_steps * path.every_steps;
        return path.times.empty() ? positions : positions_at(static_cast<double>(moved) * dt);
    }
    bool operator==(const Light&) const = default;
};

/// Area over which a source's power is spread, m^2: the fiber's core, or a disc of the light's radius; 0 for a field that has
/// none.
double source_area(const Light& light);

enum class SpectrumKind { photon, cleo };

struct Opsin {
    std::size_t population = 0;
    std::string model;
    OpsinKind kind = OpsinKind::four_state;
    FourStateOpsin parameters;    ///< four_state
    ChloridePump pump;            ///< pump
    double I_per_irradiance = 0;  ///< A m^2/W, proportional
    Value expression{Value::Kind::constant, 1, 0, {}};
    double expressing_fraction = 1;  ///< each neuron expresses independently with this probability
    SpectrumKind spectrum = SpectrumKind::photon;
    OpsinIntegrator integrator = OpsinIntegrator::euler;
    bool operator==(const Opsin&) const = default;
};

struct Trace {
    std::size_t population = 0;
    std::vector<std::string>
        variables;  ///< v, input, refractory, photocurrent, irradiance, an opsin's states
    std::vector<std::uint32_t> neurons;  ///< indices within the population
    std::int64_t every_steps = 1;
    bool operator==(const Trace&) const = default;
};

struct RecordSettings {
    std::vector<std::size_t> spikes;  ///< populations whose spikes are recorded
    std::vector<Trace> traces;
    bool operator==(const RecordSettings&) const = default;
};

/// Where the camera is at a time; what is left out is as at the keyframe before.
struct CameraKeyframe {
    double at = 0;                             ///< s of biological time
    std::optional<double> azimuth, elevation;  ///< degrees
    std::optional<double> distance;            ///< m
    std::optional<double> field_of_view;       ///< degrees, vertical
    std::optional<glm::dvec3> look_at;         ///< m
    bool operator==(const CameraKeyframe&) const = default;
};

struct CameraSettings {
    std::optional<double> azimuth, elevation;  ///< degrees
    std::optional<double> distance;            ///< m
    std::optional<double> field_of_view;       ///< degrees, vertical
    std::optional<glm::dvec3> look_at;         ///< m
    double orbit = 0;                          ///< degrees turned over the whole movie
    std::vector<CameraKeyframe> keyframes;     ///< at ascending times
    double aperture = 0;                       ///< m, the lens's diameter; 0: all is sharp
    std::optional<double> focus_distance;      ///< m from the lens; none: that of look_at
    bool operator==(const CameraSettings&) const = default;
};

struct VideoSettings {
    std::optional<double> every;  ///< s of biological time per frame; none: 1/60 s of screen time
    double slowdown = 10;
    int width = 1920, height = 1080;
    int samples = 1;                                         ///< per pixel: 1, 4 or 16
    std::optional<double> light_maximum;                     ///< W/m^2; none: the largest commanded
    std::vector<double> contours;                            ///< W/m^2, of equal irradiance
    double glow = 80e-3;                                     ///< s of screen time
    double soma_diameter = 15e-6;                            ///< m
    std::optional<glm::dvec2> limits_x, limits_y, limits_z;  ///< m
    std::vector<std::size_t> populations;                    ///< shown
    std::vector<std::size_t> lights;                         ///< shown
    bool axes = true, raster = true, stimulus = true, time = true, legend = true, scale_bar = true;
    bool z_down = true;
    CameraSettings camera;
    bool operator==(const VideoSettings&) const = default;
};

struct Scenario {
    std::filesystem::path file;
    std::string title;
    std::uint64_t seed = 0;
    SimulationSettings simulation;
    std::vector<Population> populations;
    std::vector<Projection> projections;
    std::vector<Light> lights;
    std::vector<Opsin> opsins;
    LoopSettings loop;
    std::vector<Observable> observables;
    std::vector<Controller> controllers;
    RecordSettings record;
    std::optional<VideoSettings> video;

    /// Sources of all lights, in file order: light l's sources begin at first_source(l).
    std::size_t first_source(std::size_t light) const;
    std::size_t source_count() const;
    std::vector<const Light*> lights_of(const Controller& controller) const;
    /// Neurons of all populations, in file order: population p's neurons begin at first_neuron(p).
    std::int64_t first_neuron(std::size_t population) const;
    std::int64_t neuron_count() const;
    /// What a sample holds: the populations' spike counts, then the observables' channels.
    std::vector<Signal> signals() const;
    bool operator==(const Scenario&) const = default;
};

}  // namespace spikelight
