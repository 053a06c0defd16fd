// The renderer's march through a fiber's light.
#include <string>

#include "benchmarks/kernels/limits.h"
#include "kernels/cpu/march_loops.h"

namespace spikelight::benchmarks {
namespace {

/// Operations per sample, counted in the source: three exponentials, two divisions, a root and 36 others.
constexpr double operations_per_sample = 99;

void march_fiber(benchmark::State& state, Isa isa, int samples) {
    // Rays that pass the tip of the tutorial's fiber at up to 1 mm.
    MarchBatch batch;
    batch.count = MarchBatch::capacity;
    for (int i = 0; i < batch.count; ++i) {
        batch.closest_squared[i] = 1e-6f * float(i) / float(batch.count);
        batch.z_closest[i] = 0.3e-3f;
        batch.cosine[i] = 0.1f;
        batch.s0[i] = -1e-3f;
        batch.s1[i] = 1e-3f;
        batch.jitter[i] = 0.5f;
    }
    FiberGlow glow{cast_field<float>(make_fiber_field(100e-6, 0.37, 125, 7370, 1.36, 1)), 1e-4f,
                   100e-6f};
    for (auto _ : state) {
        march(isa, batch, glow, 100.0f, samples);
        benchmark::DoNotOptimize(batch.integral);
    }
    report(state, isa, double(batch.count) * samples,
           {0, operations_per_sample, 0, false, sizeof(MarchBatch)});
}

}  // namespace

void register_light() {
    for (Isa isa : measured_isas())
        for (int samples : {16, 64}) {
            std::string name =
                "march_fiber/" + std::string(isa_name(isa)) + "/samples:" + std::to_string(samples);
            benchmark::RegisterBenchmark(
                name.c_str(), [=](benchmark::State& s) { march_fiber(s, isa, samples); });
        }
}

}  // namespace spikelight::benchmarks
