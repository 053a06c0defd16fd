// Neurons on a picture: a shaded sphere per soma, lit by what falls on it, glowing after a spike.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

/// Linear light of a pixel.
struct Light3 {
    float r = 0, g = 0, b = 0;
};

SPIKELIGHT_HD Light3 operator+(Light3 a, Light3 b) {
    return {a.r + b.r, a.g + b.g, a.b + b.b};
}
SPIKELIGHT_HD Light3 operator*(float k, Light3 a) {
    return {k * a.r, k * a.g, k * a.b};
}

namespace soma {

// The lamp, upper left, in front: x right, y down, z towards the viewer.
inline constexpr float lamp_x = -0.48f, lamp_y = -0.60f, lamp_z = 0.64f;
inline constexpr float lit_brightness = 0.55f;  // of the light that falls on it at light_maximum
inline constexpr float glow_brightness = 3.0f;  // of a fully glowing one
inline constexpr float glow_whiteness = 0.07f;
inline constexpr float light_tint = 0.55f;      // how much of the light's colour it takes on
inline constexpr float faintest_light = 1e-6f;  // relative to light_maximum

}  // namespace soma

/// What a soma shows in a frame.
struct SomaLook {
    Light3 body, glow;
    float opacity;
};

/// At rest: dim, dimmer behind; `nearness` 1 for the nearest, 0 for the farthest.
SPIKELIGHT_HD Light3 resting_body(Light3 own, float resting, float nearness) {
    return resting * (0.45f + 0.55f * nearness) * (own + Light3{0.03f, 0.03f, 0.03f});
}

/// What light of `relative` strength adds: some of its colour, by the square root so that the faint part shows.
SPIKELIGHT_HD Light3 lit_body(Light3 own, Light3 light, float relative) {
    if (!(relative > soma::faintest_light)) return {0.0f, 0.0f, 0.0f};
    Light3 mixed = (1.0f - soma::light_tint) * own + soma::light_tint * light;
    return soma::lit_brightness * math::sqrt(relative) * mixed;
}

/// A look from body, glow (0 to 1) and how much only the freshest spikes of a crowd stand out.
SPIKELIGHT_HD SomaLook glowing_look(Light3 own, Light3 body, float glow, float contrast,
                                    float resting_opacity) {
    float g = glow > 0.0f ? math::pow(glow, contrast) : 0.0f;
    Light3 white{soma::glow_whiteness, soma::glow_whiteness, soma::glow_whiteness};
    return {body, soma::glow_brightness * g * (own + g * white),
            resting_opacity + (1.0f - resting_opacity) * g};
}

/// The share of a pixel's middle that a disc covers, its edge softened over a pixel; `square` is the squared distance.
SPIKELIGHT_HD float disc_coverage(float radius, float square) {
    return math::clamp(radius + 0.5f - math::sqrt(square), 0.0f, 1.0f);
}

/// The light of a sphere where its surface's normal is (nx, ny) and the rest towards the viewer.
SPIKELIGHT_HD Light3 sphere_light(SomaLook const& look, float nx, float ny) {
    float nz = math::sqrt(math::max(0.0f, 1.0f - nx * nx - ny * ny));
    float diffuse = math::max(0.0f, nx * soma::lamp_x + ny * soma::lamp_y + nz * soma::lamp_z);
    return (0.25f + 1.15f * diffuse) * look.body + (0.40f + 0.60f * nz) * look.glow;
}

/// The soft halo around glowing somata is blurred at a fraction of the resolution: samples of a side of its cells.
inline constexpr int halo_reduction = 4;
inline constexpr float faintest_halo = 0.02f;  // of the sum of a glow's channels

SPIKELIGHT_HD bool has_halo(SomaLook const& look) {
    return look.glow.r + look.glow.g + look.glow.b > faintest_halo;
}

/// What a soma gives to the cells around it: its glow over its area.
SPIKELIGHT_HD Light3 halo_energy(SomaLook const& look, float radius, float strength) {
    return (strength * radius * radius / float(halo_reduction * halo_reduction)) * look.glow;
}

}  // namespace spikelight
