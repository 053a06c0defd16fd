// The least that the balanced EIF network of examples/balanced_*.toml needs: one loop that advances neurons, one that adds
// rows of 16-bit targets, and a barrier per synaptic delay. No scenario, no units, no recording, no second model: the
// yardstick beside which Spikelight's run loop is measured. Arguments: neurons, synapses per neuron, threads, steps.
#include <omp.h>
#include <sys/mman.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "kernels/elementary.h"

constexpr int delay = 16, slots = 3 * delay;  // 1.5 ms, and the step in which input takes effect
constexpr float quantum = 0x1p-32f;           // V

struct Block {
    std::vector<float> v, I_e;
    std::vector<std::int32_t> input;
    std::vector<std::uint32_t> begin;  // of each neuron's row
    std::vector<std::uint16_t> targets;
    std::vector<std::uint32_t> spikes[slots];  // indices in the whole network
};

void draw(Block& block, int first, int size, int neurons, double p) {
    std::mt19937 random(unsigned(first) + 1);
    std::uniform_real_distribution<float> uniform;
    for (int i = 0; i < size; ++i) block.v.push_back(-0.07f + 0.02f * uniform(random));
    for (int i = 0; i < size; ++i) block.I_e.push_back(50e-12f + 40e-12f * uniform(random));
    block.input.assign(std::size_t(size), 0);
    block.targets.reserve(std::size_t(1.02 * p * neurons * size) + 1000);
    madvise(block.targets.data(), block.targets.capacity() * 2, MADV_HUGEPAGE);
    double scale = 1 / std::log1p(-p);
    for (int row = 0; row < neurons; ++row) {
        block.begin.push_back(std::uint32_t(block.targets.size()));
        for (double t = std::floor(std::log(random() * 0x1p-32 + 0x1p-33) * scale); t < size;)
            block.targets.push_back(std::uint16_t(t)),
                t += 1 + std::floor(std::log(random() * 0x1p-32 + 0x1p-33) * scale);
    }
    block.begin.push_back(std::uint32_t(block.targets.size()));
}

void deliver(Block& block, std::vector<std::uint32_t> const& spikes, std::uint32_t excitatory) {
    for (std::size_t s = 0; s < spikes.size(); ++s) {
        std::uint32_t next = spikes[s + 1 < spikes.size() ? s + 1 : s];
        for (std::uint32_t k = block.begin[next]; k < block.begin[next + 1]; k += 32)
            __builtin_prefetch(&block.targets[k]);
        std::int32_t weight = std::int32_t((spikes[s] < excitatory ? 0.4e-3f : -2.4e-3f) / quantum);
        std::int32_t* input = block.input.data();
#pragma GCC unroll 8
        for (std::uint32_t k = block.begin[spikes[s]]; k < block.begin[spikes[s] + 1]; ++k)
            input[block.targets[k]] += weight;
    }
}

void advance(Block& block, int first, std::vector<std::uint32_t>& spikes) {
    constexpr int width = 128;
    float *v = block.v.data(), *I_e = block.I_e.data();
    std::int32_t* input = block.input.data();
    int size = int(block.v.size());
    spikes.clear();
    for (int start = 0; start < size; start += width) {
        int end = std::min(start + width, size);
        float highest = -1;
#pragma omp simd reduction(max : highest)
        for (int i = start; i < end; ++i) {
            float u = v[i] > 0.03f ? -0.055f : v[i] + float(input[i]) * quantum;
            input[i] = 0;
            float slope =
                0.002f * spikelight::math::exp(500.0f * (u + 0.05f)) - 0.07f - u + 5e8f * I_e[i];
            v[i] = u + 0.005f * slope;
            highest = v[i] > highest ? v[i] : highest;
        }
        for (int i = start; highest > 0.03f && i < end; ++i)
            if (v[i] > 0.03f) spikes.push_back(std::uint32_t(first + i));
    }
}

int main(int, char** argument) {
    int neurons = std::atoi(argument[1]), in_degree = std::atoi(argument[2]),
        threads = std::atoi(argument[3]), steps = std::atoi(argument[4]);
    int count = threads * ((neurons + 65536 * threads - 1) / (65536 * threads)),
        size = (neurons + count - 1) / count;
    std::vector<Block> blocks(static_cast<std::size_t>(count));
    std::uint64_t fired = 0;
    double run_s = 0, build_s = omp_get_wtime();
#pragma omp parallel num_threads(threads) reduction(+ : fired)
    {
        int me = omp_get_thread_num();
        for (int b = me; b < count; b += threads)
            draw(blocks[b], b * size, std::min(size, neurons - b * size), neurons,
                 double(in_degree) / neurons);
#pragma omp barrier
#pragma omp master
        build_s = omp_get_wtime() - build_s, run_s = -omp_get_wtime();
        for (int from = 0; from < steps; from += delay) {
            for (int b = me; b < count; b += threads)
                for (int k = from; k < std::min(from + delay, steps); ++k) {
                    for (Block& source : blocks)
                        if (k >= delay)
                            deliver(blocks[b], source.spikes[(k - delay) % slots],
                                    std::uint32_t(0.8 * neurons));
                    advance(blocks[b], b * size, blocks[b].spikes[k % slots]);
                    fired += blocks[b].spikes[k % slots].size();
                }
#pragma omp barrier
        }
#pragma omp master
        run_s += omp_get_wtime();
    }
    std::printf(
        "{\"neurons\": %d, \"threads\": %d, \"biological_s\": %g, \"build_s\": %.4f, \"run_s\": "
        "%.4f, \"rate_hz\": %.3f}\n",
        neurons, threads, steps * 1e-4, build_s, run_s, double(fired) / neurons / (steps * 1e-4));
}
