#include "engine/network/values.h"

#include "kernels/draw.h"

namespace spikelight {
namespace {

double nearest_whole(double x) {
    return math::floor(x + 0.5);
}

Moments moments_for(const Value& value) {
    return value.kind == Value::Kind::lognormal ? moments_of_logarithm(value.a, value.b)
                                                : Moments{};
}

double draw(const Value& value, const Moments& logarithm, std::uint32_t bits) {
    switch (value.kind) {
        case Value::Kind::uniform:
            return uniform(value.a, value.b, bits);
        case Value::Kind::normal:
            return normal(value.a, value.b, bits);
        case Value::Kind::lognormal:
            return lognormal(logarithm.mean, logarithm.sd, bits);
        default:
            return value.a;
    }
}

}  // namespace

std::vector<double> draw_per_neuron(const Value& value, std::int64_t size, std::uint64_t key) {
    if (value.kind == Value::Kind::constant) return {value.a};
    if (value.kind == Value::Kind::list) return value.list;
    const Moments logarithm = moments_for(value);
    std::vector<double> numbers(static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = draw(value, logarithm, philox(key, i, 0).w0);
    return numbers;
}

double draw_element(const Value& value, std::uint64_t key, std::uint64_t i) {
    if (value.kind == Value::Kind::list) return value.list[i % value.list.size()];
    return draw(value, moments_for(value), philox(key, i, 0).w0);
}

SynapseDraw make_synapse_draw(const Value& value, SynapseQuantity quantity, double dt,
                              std::uint64_t key) {
    const bool delay = quantity == SynapseQuantity::delay;
    const double unit = delay ? dt : 1.0;
    SynapseDraw draw;
    draw.key = key;
    draw.a = value.a / unit;
    draw.b = value.b / unit;
    switch (value.kind) {
        case Value::Kind::constant:
            draw.kind = SynapseDraw::Kind::constant;
            if (delay) draw.a = nearest_whole(draw.a);
            break;
        case Value::Kind::uniform:
            draw.kind = SynapseDraw::Kind::uniform;
            break;
        case Value::Kind::normal:
            draw.kind = SynapseDraw::Kind::normal;
            break;
        case Value::Kind::lognormal: {
            draw.kind = SynapseDraw::Kind::lognormal;
            const Moments logarithm = moments_of_logarithm(draw.a, draw.b);
            draw.a = logarithm.mean;
            draw.b = logarithm.sd;
            break;
        }
        case Value::Kind::list:
            draw.kind = SynapseDraw::Kind::list;
            draw.list = value.list;
            // A delay given per line goes to the nearest step, and not below 0.
            if (delay)
                for (double& x : draw.list) x = math::max(0.0, nearest_whole(x / dt));
            break;
    }
    return draw;
}

}  // namespace spikelight
