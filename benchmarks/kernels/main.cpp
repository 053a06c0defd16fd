// Single kernels of the CPU backend against the limits of the machine they run on. Takes Google Benchmark's options.
#include <benchmark/benchmark.h>

namespace spikelight::benchmarks {
void register_neurons();
void register_delivery();
void register_building();
void register_functions();
void register_light();
}  // namespace spikelight::benchmarks

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    spikelight::benchmarks::register_functions();
    spikelight::benchmarks::register_neurons();
    spikelight::benchmarks::register_delivery();
    spikelight::benchmarks::register_building();
    spikelight::benchmarks::register_light();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
