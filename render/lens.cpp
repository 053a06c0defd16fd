#include "render/lens.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "render/gaussian.h"

namespace spikelight {
namespace {

using std::numbers::pi;
constexpr int ratios = 32;  // of blur to blur + radius that are tabulated
using Profile = std::array<float, BlurredDisc::places + 1>;

/// Area common to discs of radii a and b whose middles are `distance` apart.
double common_area(double a, double b, double distance) {
    if (distance >= a + b) return 0;
    double smaller = std::min(a, b);
    if (distance <= std::abs(a - b)) return pi * smaller * smaller;
    double to_chord = (distance * distance + a * a - b * b) / (2 * distance);
    double from_chord = distance - to_chord;
    auto segment = [](double radius, double height) {
        double share = std::clamp(height / radius, -1.0, 1.0);
        return radius * radius * (std::acos(share) - share * std::sqrt(1 - share * share));
    };
    return segment(a, to_chord) + segment(b, from_chord);
}

/// Profiles of blurred discs over the distance relative to blur + radius, one per ratio.
const std::array<Profile, ratios + 1>& disc_profiles() {
    static const auto profiles = [] {
        std::array<Profile, ratios + 1> table{};
        for (int k = 0; k <= ratios; ++k) {
            double blur = std::clamp(double(k) / ratios, 1e-3, 1 - 1e-3), radius = 1 - blur;
            // Normalised to 1 in the middle; the lookup scales it.
            double most = common_area(radius, blur, 0);
            for (int i = 0; i <= BlurredDisc::places; ++i)
                table[std::size_t(k)][std::size_t(i)] =
                    float(common_area(radius, blur, double(i) / BlurredDisc::places) / most);
        }
        return table;
    }();
    return profiles;
}

}  // namespace

BlurredDisc::BlurredDisc(float radius, float blur)
    : reach_(radius + blur), places_per_pixel_(float(places) / (radius + blur)) {
    float at = blur / reach_ * float(ratios);
    auto below = std::size_t(std::min(int(at), ratios - 1));
    float t = at - float(below);
    const Profile &lower = disc_profiles()[below], &upper = disc_profiles()[below + 1];
    // A circle of confusion wider than the disc spreads the same light thinner.
    float most = std::min(1.0f, radius * radius / (blur * blur));
    for (std::size_t i = 0; i < profile_.size(); ++i)
        profile_[i] = most * (lower[i] + t * (upper[i] - lower[i]));
}

std::vector<float> gaussian_weights(float sigma) {
    int reach = std::max(1, int(std::ceil(2.6f * sigma)));
    std::vector<float> weights;
    float total = 0;
    for (int i = -reach; i <= reach; ++i) {
        weights.push_back(std::exp(-0.5f * float(i * i) / (sigma * sigma)));
        total += weights.back();
    }
    for (float& w : weights) w /= total;
    return weights;
}

LightImage blurred(const LightImage& image, float radius, int columns, int rows) {
    if (image.width <= 0 || image.height <= 0) return image;
    std::vector<float> weights = gaussian_weights(std::max(radius / 2, 0.3f));
    int reach = int(weights.size()) / 2;
    LightImage result;
    result.left = std::max(0, image.left - reach);
    result.top = std::max(0, image.top - reach);
    result.width = std::min(columns, image.left + image.width + reach) - result.left;
    result.height = std::min(rows, image.top + image.height + reach) - result.top;
    // What a picture's edge cuts off goes on beyond it; what ends within the picture ends.
    auto source_row = [&](int y) -> const float* {
        if (image.top == 0) y = std::max(y, 0);
        if (image.top + image.height == rows) y = std::min(y, rows - 1);
        if (y < image.top || y >= image.top + image.height) return nullptr;
        return image.brightness.data() + std::size_t(y - image.top) * std::size_t(image.width);
    };
    // Down the columns, a whole row at a time.
    std::vector<float> down(std::size_t(image.width) * std::size_t(result.height), 0.0f);
    for (int y = 0; y < result.height; ++y) {
        float* to = down.data() + std::size_t(y) * std::size_t(image.width);
        for (int k = -reach; k <= reach; ++k)
            if (const float* from = source_row(result.top + y + k)) {
                float weight = weights[std::size_t(k + reach)];
                for (int x = 0; x < image.width; ++x) to[x] += weight * from[x];
            }
    }
    // Along the rows.
    result.brightness.assign(std::size_t(result.width) * std::size_t(result.height), 0.0f);
    std::vector<float> padded(std::size_t(result.width + 2 * reach));
    for (int y = 0; y < result.height; ++y) {
        const float* from = down.data() + std::size_t(y) * std::size_t(image.width);
        std::fill(padded.begin(), padded.end(), 0.0f);
        auto begin = padded.begin() + (image.left - result.left + reach);
        std::copy_n(from, image.width, begin);
        if (image.left == 0) std::fill(padded.begin(), begin, from[0]);
        if (image.left + image.width == columns)
            std::fill(begin + image.width, padded.end(), from[image.width - 1]);
        float* to = result.brightness.data() + std::size_t(y) * std::size_t(result.width);
        for (std::size_t k = 0; k < weights.size(); ++k)
            for (int x = 0; x < result.width; ++x) to[x] += weights[k] * padded[std::size_t(x) + k];
    }
    return result;
}

}  // namespace spikelight
