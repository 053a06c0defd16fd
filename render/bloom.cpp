#include "render/bloom.h"

#include <algorithm>
#include <cmath>

#include "render/gaussian.h"

namespace spikelight {
namespace {

constexpr float plain_strength = 0.55f;
constexpr float halo_radii = 1.9f;  // standard deviation of the halo in soma radii

}  // namespace

float halo_strength(const SomaView& view) {
    // In a crowd each halo is weaker, so that they do not melt into one.
    return plain_strength / (1 + 2.5f * view.crowding);
}

std::vector<float> halo_weights(const SomaView& view) {
    return gaussian_weights(std::max(1.2f, halo_radii * view.mean_radius / float(halo_reduction)));
}

Bloom::Bloom(const SomaView& view, const std::vector<SomaLook>& looks, int columns, int rows)
    : width_((columns + halo_reduction - 1) / halo_reduction + 1),
      height_((rows + halo_reduction - 1) / halo_reduction + 1) {
    for (auto& plane : planes_) plane.assign(std::size_t(width_) * std::size_t(height_), 0.0f);
    float strength = halo_strength(view);
    first_lit_ = height_;
    for (const SomaSprite& sprite : view.sprites) {
        const SomaLook& look = looks[sprite.neuron];
        if (has_halo(look)) splat(sprite, halo_energy(look, sprite.radius, strength));
    }
    if (end_lit_ > first_lit_) blur(halo_weights(view));
}

void Bloom::splat(const SomaSprite& sprite, const Rgb& energy) {
    // Share the energy among the four nearest cells.
    float x = sprite.x / float(halo_reduction) - 0.5f, y = sprite.y / float(halo_reduction) - 0.5f;
    int x0 = int(std::floor(x)), y0 = int(std::floor(y));
    if (x0 < 0 || y0 < 0 || x0 + 1 >= width_ || y0 + 1 >= height_) return;
    float fx = x - float(x0), fy = y - float(y0);
    const float values[3] = {energy.r, energy.g, energy.b};
    std::size_t at = std::size_t(y0) * std::size_t(width_) + std::size_t(x0);
    for (int c = 0; c < 3; ++c) {
        float* plane = planes_[c].data() + at;
        plane[0] += values[c] * (1 - fx) * (1 - fy);
        plane[1] += values[c] * fx * (1 - fy);
        plane[width_] += values[c] * (1 - fx) * fy;
        plane[width_ + 1] += values[c] * fx * fy;
    }
    first_lit_ = std::min(first_lit_, y0);
    end_lit_ = std::max(end_lit_, y0 + 2);
}

void Bloom::blur(const std::vector<float>& weights) {
    int reach = int(weights.size()) / 2;
    int top = std::max(0, first_lit_ - reach), bottom = std::min(height_, end_lit_ + reach);
    std::vector<float> padded(std::size_t(width_ + 2 * reach)), across(planes_[0].size());
    for (auto& plane : planes_) {
        // Along the rows.
        for (int y = first_lit_; y < end_lit_; ++y) {
            float* row = plane.data() + std::size_t(y) * std::size_t(width_);
            std::copy(row, row + width_, padded.begin() + reach);
            std::fill(row, row + width_, 0.0f);
            for (std::size_t k = 0; k < weights.size(); ++k)
                for (int x = 0; x < width_; ++x) row[x] += weights[k] * padded[std::size_t(x) + k];
        }
        // Down the columns, a whole row at a time.
        std::fill(across.begin(), across.end(), 0.0f);
        for (int y = top; y < bottom; ++y) {
            float* to = across.data() + std::size_t(y) * std::size_t(width_);
            for (int k = -reach; k <= reach; ++k) {
                if (y + k < first_lit_ || y + k >= end_lit_) continue;
                const float* from = plane.data() + std::size_t(y + k) * std::size_t(width_);
                float weight = weights[std::size_t(k + reach)];
                for (int x = 0; x < width_; ++x) to[x] += weight * from[x];
            }
        }
        plane.swap(across);
    }
    first_lit_ = top;
    end_lit_ = bottom;
}

void Bloom::add_to(HdrRows& rows) const {
    if (end_lit_ <= first_lit_) return;
    std::vector<float> lines[3];
    for (auto& line : lines) line.resize(std::size_t(width_));
    float* targets[3] = {rows.r.data(), rows.g.data(), rows.b.data()};
    for (int y = rows.first_row; y < rows.end_row(); ++y) {
        // Between which two cells the row lies.
        float cell = (float(y) + 0.5f) / float(halo_reduction) - 0.5f;
        int y0 = std::clamp(int(std::floor(cell)), 0, height_ - 2);
        float fy = std::clamp(cell - float(y0), 0.0f, 1.0f);
        if (y0 + 1 < first_lit_ || y0 >= end_lit_) continue;
        for (int c = 0; c < 3; ++c) {
            const float* upper = planes_[c].data() + std::size_t(y0) * std::size_t(width_);
            const float* lower = upper + width_;
            float* line = lines[c].data();
            for (int x = 0; x < width_; ++x) line[x] = upper[x] + fy * (lower[x] - upper[x]);
            // Pixels 4 k + 2 ... 4 k + 5 lie between cells k and k + 1.
            float* to = targets[c] + rows.at(0, y);
            for (int x = 0; x < std::min(2, rows.width); ++x) to[x] += line[0];
            for (int k = 0, x = 2; x < rows.width; ++k) {
                float step = (line[k + 1] - line[k]) / halo_reduction, value = line[k] + step / 2;
                for (int i = 0; i < halo_reduction && x < rows.width; ++i, ++x, value += step)
                    to[x] += value;
            }
        }
    }
}

}  // namespace spikelight
