#include "engine/recording/finish.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <stdexcept>

#include "engine/recording/log_blocks.h"
#include "engine/recording/loop_files.h"
#include "engine/recording/signals.h"
#include "engine/recording/sonata.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

/// All trace files of a run: one per variable, each with the populations that record it.
class TraceFiles {
  public:
    TraceFiles(const fs::path& folder, const Scenario& scenario, const RunBuffers& recorded,
               std::int64_t steps_done)
        : scenario_(scenario) {
        std::map<std::string, std::vector<RecordedTrace>> traces;
        for (std::size_t t = 0; t < scenario.record.traces.size(); ++t) {
            const Trace& trace = scenario.record.traces[t];
            for (std::size_t v = 0; v < trace.variables.size(); ++v) {
                // No file claims a row that was never given.
                const std::uint64_t first_row = recorded.first_row(t);
                const std::int64_t covered =
                    static_cast<std::int64_t>(first_row + recorded.row_count(t, v)) *
                    trace.every_steps;
                traces[trace.variables[v]].push_back({t, first_row, std::min(steps_done, covered)});
            }
        }
        for (const auto& [variable, list] : traces) {
            const fs::path path = folder / fmt::format("traces_{}.h5", variable);
            paths_.push_back(path);
            files_.try_emplace(variable, path, variable, scenario, list);
        }
    }
    void append(const LogBlock& block) {
        TraceBlockHeader header;
        std::memcpy(&header, block.payload.data(), sizeof header);
        const std::string& variable =
            scenario_.record.traces.at(header.trace).variables.at(header.variable);
        files_.at(variable).append(header.trace,
                                   std::span<const char>(block.payload).subspan(sizeof header));
    }
    void close() {
        for (auto& [variable, file] : files_) file.close();
        for (const fs::path& path : paths_) synchronise(path);
    }

  private:
    const Scenario& scenario_;
    std::map<std::string, TraceFile> files_;
    std::vector<fs::path> paths_;
};

/// Hands each row of a block, a step and `count` numbers, to `take`.
template <class Take>
void for_each_row(const LogBlock& block, std::size_t count, Take take) {
    const std::size_t size = sizeof(std::int64_t) + count * sizeof(double);
    std::vector<double> values(count);
    for (std::size_t at = 0; at + size <= block.payload.size(); at += size) {
        std::int64_t step = 0;
        std::memcpy(&step, block.payload.data() + at, sizeof step);
        if (count > 0)
            std::memcpy(values.data(), block.payload.data() + at + sizeof step,
                        count * sizeof(double));
        take(step, values);
    }
}

/// Bytes the files may take, uncompressed: the numbers, and some kB of structure per population and
/// trace.
double estimate_bytes(const Scenario& scenario, const RunBuffers& recorded) {
    const double structure = 16e3;
    double bytes = 16.0 * static_cast<double>(recorded.spike_count()) +
                   structure * static_cast<double>(1 + scenario.record.spikes.size());
    const double real = scenario.simulation.precision == Precision::float64 ? 8 : 4;
    for (std::size_t t = 0; t < scenario.record.traces.size(); ++t)
        for (std::size_t v = 0; v < scenario.record.traces[t].variables.size(); ++v)
            bytes += structure + static_cast<double>(recorded.row_count(t, v)) * real *
                                     static_cast<double>(scenario.record.traces[t].neurons.size());
    return bytes;
}

}  // namespace

std::vector<std::uint64_t> write_recorded_files(const fs::path& log, const fs::path& folder,
                                                const Scenario& scenario,
                                                const RunBuffers& recorded,
                                                std::int64_t steps_done) {
    try {
        SpikeFile spikes(folder / "spikes.h5", scenario);
        TraceFiles traces(folder, scenario, recorded, steps_done);
        SignalsFile signals(folder / "signals.csv", scenario);
        LoopFiles loop(folder, scenario);

        // Hand out the blocks in the order they were written.
        LogReader reader(log);
        for (LogBlock block; reader.next(block);) {
            check_block(block, scenario);
            if (block.kind == BlockKind::spikes) spikes.append(block.values<Spike>());
            if (block.kind == BlockKind::trace) traces.append(block);
            if (block.kind == BlockKind::command)
                for_each_row(block, scenario.source_count(), [&](std::int64_t step, auto& values) {
                    signals.append(step, values);
                });
            if (block.kind == BlockKind::decision) loop.append(block.values<Decision>());
            if (block.kind == BlockKind::observables)
                for_each_row(block, loop.channels(),
                             [&](std::int64_t step, auto& values) { loop.append(step, values); });
        }
        const std::uint64_t counted =
            std::accumulate(spikes.counts().begin(), spikes.counts().end(), std::uint64_t{0});
        if (!reader.whole() || counted != recorded.spike_count())
            throw std::runtime_error(fmt::format(
                "{} is damaged after byte {} ({} of {} spikes are whole). Check the disk",
                log.string(), reader.offset(), counted, recorded.spike_count()));

        spikes.close();
        synchronise(folder / "spikes.h5");
        traces.close();
        signals.close();
        loop.close();
        return spikes.counts();
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(fmt::format("{} (the recorded files need up to {}, {} free)",
                                             error.what(),
                                             describe_bytes(estimate_bytes(scenario, recorded)),
                                             describe_free_space(folder / "spikes.h5")));
    }
}

}  // namespace spikelight
