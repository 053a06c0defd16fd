// What comes in between two blocks of the log: buffers of bounded size.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/control/loop.h"
#include "engine/recording/run_log.h"
#include "engine/scenario/scenario.h"
#include "kernels/backend.h"

namespace spikelight {

/// A trace block's payload begins with this; whole rows in the file's unit and precision follow.
struct TraceBlockHeader {
    std::uint32_t trace = 0, variable = 0;
    std::uint64_t first_row = 0;
};

/// Gathers spikes, trace rows and commands, and writes a block to the log whenever 256 KiB of one
/// kind are there or a second has passed. All functions throw std::runtime_error if the log cannot
/// be written; from then on they all do, since what comes later would leave a gap.
class RunBuffers {
  public:
    /// `first_step` is where the recording begins.
    RunBuffers(const std::filesystem::path& log, const Scenario& scenario, std::int64_t first_step);
    /// Goes on with the first `bytes` of a log; hands its spikes, block by block, to `take_spikes`. Throws
    /// std::runtime_error where the log is not whole up to there.
    RunBuffers(const std::filesystem::path& log, const Scenario& scenario, std::int64_t first_step,
               std::uint64_t bytes, const std::function<void(std::span<const Spike>)>& take_spikes);
    void append_spikes(std::span<const Spike> spikes);
    /// SI values of one recorded step. Throws std::logic_error if it is not the row that follows
    /// the last.
    void append_trace_row(std::size_t trace, std::size_t variable, std::int64_t step,
                          std::span<const double> values);
    void append_command(std::int64_t step, std::span<const double> irradiance);
    void append_decisions(std::span<const Decision> decisions);
    void append_observables(std::int64_t step, std::span<const double> values);
    /// Writes every buffer to the log.
    void flush();

    /// Bytes of the log, without what waits in the buffers.
    std::uint64_t log_bytes() const { return log_->size(); }
    std::uint64_t spike_count() const { return spike_count_; }
    /// The number of the first row of a trace: row r is that of step r every.
    std::uint64_t first_row(std::size_t trace) const;
    /// Rows of a trace's variable so far.
    std::uint64_t row_count(std::size_t trace, std::size_t variable) const {
        return traces_[trace][variable].rows;
    }

  private:
    struct TraceBuffer {
        TraceBlockHeader header;
        std::uint64_t rows = 0;  ///< including those in the log
        double factor = 1, divisor = 1;
        std::vector<char> bytes;  ///< header, then rows
    };
    void flush_spikes();
    void flush_trace(TraceBuffer& buffer);
    void flush_rows(BlockKind kind, std::vector<char>& rows);
    void flush_if_old();
    void write_block(BlockKind kind, std::string_view payload);

    void make_traces();
    void count_rows(const LogBlock& block);

    const Scenario& scenario_;
    std::optional<LogWriter> log_;
    std::vector<Spike> spikes_;
    std::int64_t first_step_;
    std::uint64_t spike_count_ = 0;
    std::vector<std::vector<TraceBuffer>> traces_;  ///< [trace][variable]
    std::vector<char> commands_;     ///< step int64, then one double per source, again and again
    std::vector<char> decisions_;    ///< one Decision after the other
    std::vector<char> observables_;  ///< step int64, then one double per channel, again and again
    std::chrono::steady_clock::time_point flushed_ = std::chrono::steady_clock::now();
    std::string failure_;
};

}  // namespace spikelight
