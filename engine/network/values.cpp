#include "engine/network/values.h"

#include "kernels/draw.h"

namespace spikelight {
namespace {

double nearest_whole(double x) {
    return math::floor(x + 0.5);
}

}  // namespace

std::vector<double> draw_per_neuron(const Value& value, std::int64_t size, std::uint64_t key) {
    if (value.kind == Value::Kind::constant) return {value.a};
    if (value.kind == Value::Kind::list) return value.list;
    const Moments logarithm =
        value.kind == Value::Kind::lognormal ? moments_of_logarithm(value.a, value.b) : Moments{};
    std::vector<double> numbers(static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::uint32_t bits = philox(key, i, 0).w0;
        switch (value.kind) {
            case Value::Kind::uniform:
                numbers[i] = uniform(value.a, value.b, bits);
                break;
            case Value::Kind::normal:
                numbers[i] = normal(value.a, value.b, bits);
                break;
            default:
                numbers[i] = lognormal(logarithm.mean, logarithm.sd, bits);
        }
    }
    return numbers;
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
