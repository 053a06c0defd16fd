#include "engine/network/synapse_key.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <type_traits>

#include <fmt/format.h>

namespace spikelight {
namespace {

/// Takes in values one after the other. Every list is preceded by its length, so that no two sequences run together.
class Hash {
  public:
    Hash() : state_(XXH3_createState(), &XXH3_freeState) {
        if (!state_) throw std::bad_alloc();
        XXH3_128bits_reset(state_.get());
    }

    template <class Number>
    requires(std::is_arithmetic_v<Number> || std::is_enum_v<Number>) void add(Number number) {
        add_bytes(&number, sizeof(number));
    }
    void add(const glm::dvec3& point) {
        for (int axis = 0; axis < 3; ++axis) add(point[axis]);
    }
    void add(const std::string& text) {
        add(text.size());
        add_bytes(text.data(), text.size());
    }
    template <class Number>
    void add(const std::vector<Number>& numbers) {
        add(numbers.size());
        add_bytes(numbers.data(), numbers.size() * sizeof(Number));
    }

    std::string hexadecimal() const {
        const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
        return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
    }

  private:
    void add_bytes(const void* bytes, std::size_t size) {
        if (size > 0) XXH3_128bits_update(state_.get(), bytes, size);
    }
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

// Every member is named here, so that a new one cannot be forgotten: it does not compile.
void add_value(Hash& hash, const Value& value) {
    const auto& [kind, a, b, list] = value;
    hash.add(kind), hash.add(a), hash.add(b), hash.add(list);
}

void add_projection(Hash& hash, const Projection& projection) {
    const auto& [name, from, to, rule, probability, count, sigma, profile, pre, post, self,
                 multiple, weight, delay] = projection;
    hash.add(name), hash.add(from), hash.add(to), hash.add(rule), hash.add(probability);
    hash.add(count), hash.add(sigma), hash.add(profile), hash.add(pre), hash.add(post);
    hash.add(self), hash.add(multiple);
    add_value(hash, weight);
    add_value(hash, delay);
}

void add_placement(Hash& hash, const CylinderPlacement& placement) {
    const auto& [start, end, radius, random] = placement;
    hash.add(start), hash.add(end), hash.add(radius), hash.add(random);
}
void add_placement(Hash& hash, const BoxPlacement& placement) {
    const auto& [from, to] = placement;
    hash.add(from), hash.add(to);
}
void add_placement(Hash& hash, const GridPlacement& placement) {
    const auto& [from, to, shape_x, shape_y, shape_z] = placement;
    hash.add(from), hash.add(to), hash.add(shape_x), hash.add(shape_y), hash.add(shape_z);
}
void add_placement(Hash& hash, const ListedPlacement& placement) {
    const auto& [points] = placement;
    hash.add(points);
}
void add_placement(Hash&, std::monostate) {}

}  // namespace

std::string synapse_key(const Scenario& scenario) {
    Hash hash;
    hash.add(scenario.seed);
    hash.add(scenario.simulation.dt);  // delays are whole steps
    hash.add(scenario.simulation.precision);
    hash.add(scenario.populations.size());
    for (const Population& population : scenario.populations) hash.add(population.size);
    hash.add(scenario.projections.size());
    for (const Projection& projection : scenario.projections) add_projection(hash, projection);

    // Random positions are drawn under the population's name.
    const bool by_distance =
        std::any_of(scenario.projections.begin(), scenario.projections.end(),
                    [](const Projection& rule) { return rule.rule == ConnectRule::distance; });
    if (!by_distance) return hash.hexadecimal();
    for (const Population& population : scenario.populations) {
        hash.add(population.name);
        hash.add(population.placement.index());
        std::visit([&](const auto& placement) { add_placement(hash, placement); },
                   population.placement);
    }
    return hash.hexadecimal();
}

}  // namespace spikelight
