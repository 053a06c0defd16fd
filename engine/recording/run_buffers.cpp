#include "engine/recording/run_buffers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "engine/recording/log_blocks.h"
#include "engine/recording/sonata.h"

namespace spikelight {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;
constexpr std::chrono::seconds flush_interval(1);

template <class T>
void append_all(std::vector<char>& bytes, std::span<const T> values) {
    const std::string_view view = bytes_of(values);
    bytes.insert(bytes.end(), view.begin(), view.end());
}

template <class T>
void append_bytes(std::vector<char>& bytes, const T& value) {
    append_all(bytes, std::span<const T>(&value, 1));
}

template <class Real>
void append_values(std::vector<char>& bytes, std::span<const double> values, double factor,
                   double divisor) {
    const std::size_t end = bytes.size();
    bytes.resize(end + values.size() * sizeof(Real));
    char* to = bytes.data() + end;
    for (double value : values) {
        const Real converted = static_cast<Real>(value * factor / divisor);
        std::memcpy(to, &converted, sizeof converted);
        to += sizeof converted;
    }
}

}  // namespace

RunBuffers::RunBuffers(const std::filesystem::path& log, const Scenario& scenario,
                       std::int64_t first_step)
    : scenario_(scenario), log_(log), first_step_(first_step) {
    make_traces();
}

RunBuffers::RunBuffers(const std::filesystem::path& log, const Scenario& scenario,
                       std::int64_t first_step, std::uint64_t bytes,
                       const std::function<void(std::span<const Spike>)>& take_spikes)
    : scenario_(scenario), first_step_(first_step) {
    make_traces();
    // Read what is kept, to know how many spikes and rows there are.
    LogReader reader(log);
    for (LogBlock block; reader.offset() < bytes && reader.next(block);) {
        check_block(block, scenario);
        if (block.kind == BlockKind::trace) count_rows(block);
        if (block.kind != BlockKind::spikes) continue;
        const std::vector<Spike> spikes = block.values<Spike>();
        spike_count_ += spikes.size();
        take_spikes(spikes);
    }
    if (reader.offset() != bytes)
        throw std::runtime_error(
            fmt::format("{} is not whole (the checkpoint counts on {}, {} can be read). Take an "
                        "earlier checkpoint, or run from the beginning",
                        log.string(), describe_bytes(static_cast<double>(bytes)),
                        describe_bytes(static_cast<double>(reader.offset()))));
    log_.emplace(log, bytes, reader.blocks());
}

void RunBuffers::count_rows(const LogBlock& block) {
    TraceBlockHeader header;
    std::memcpy(&header, block.payload.data(), sizeof header);
    const std::size_t value =
        scenario_.simulation.precision == Precision::float64 ? sizeof(double) : sizeof(float);
    const std::size_t row = value * scenario_.record.traces.at(header.trace).neurons.size();
    traces_.at(header.trace).at(header.variable).rows +=
        (block.payload.size() - sizeof header) / row;
}

std::uint64_t RunBuffers::first_row(std::size_t trace) const {
    const std::int64_t every = scenario_.record.traces.at(trace).every_steps;
    return static_cast<std::uint64_t>((first_step_ + every - 1) / every);
}

void RunBuffers::make_traces() {
    spikes_.reserve(block_bytes / sizeof(Spike));
    for (std::uint32_t t = 0; t < scenario_.record.traces.size(); ++t) {
        const Trace& trace = scenario_.record.traces[t];
        if (trace.neurons.empty() || trace.every_steps < 1)
            throw std::logic_error(fmt::format("trace {} has no neurons or no interval", t));
        std::vector<TraceBuffer>& variables = traces_.emplace_back();
        for (std::uint32_t v = 0; v < trace.variables.size(); ++v) {
            const TraceUnit unit = unit_of(trace.variables[v]);
            variables.push_back({{t, v, 0}, 0, unit.factor, unit.divisor, {}});
        }
    }
}

void RunBuffers::append_spikes(std::span<const Spike> spikes) {
    spike_count_ += spikes.size();
    while (!spikes.empty()) {
        const std::size_t count =
            std::min(spikes.size(), block_bytes / sizeof(Spike) - spikes_.size());
        spikes_.insert(spikes_.end(), spikes.begin(),
                       spikes.begin() + static_cast<std::ptrdiff_t>(count));
        spikes = spikes.subspan(count);
        if (spikes_.size() == block_bytes / sizeof(Spike)) flush_spikes();
    }
    flush_if_old();
}

void RunBuffers::append_trace_row(std::size_t trace, std::size_t variable, std::int64_t step,
                                  std::span<const double> values) {
    const Trace& settings = scenario_.record.traces.at(trace);
    TraceBuffer& buffer = traces_.at(trace).at(variable);
    if (values.size() != settings.neurons.size() ||
        step != static_cast<std::int64_t>(first_row(trace) + buffer.rows) * settings.every_steps)
        throw std::logic_error(fmt::format(
            "trace {} variable {}: row of step {} with {} values does not follow row {}", trace,
            variable, step, values.size(), buffer.rows));

    // A block begins with what its rows are.
    if (buffer.bytes.empty()) {
        buffer.header.first_row = buffer.rows;
        append_bytes(buffer.bytes, buffer.header);
    }
    // Convert to the file's unit and precision here, so that the log is no larger than the file.
    if (scenario_.simulation.precision == Precision::float64)
        append_values<double>(buffer.bytes, values, buffer.factor, buffer.divisor);
    else
        append_values<float>(buffer.bytes, values, buffer.factor, buffer.divisor);
    ++buffer.rows;
    if (buffer.bytes.size() >= block_bytes) flush_trace(buffer);
}

void RunBuffers::append_command(std::int64_t step, std::span<const double> irradiance) {
    append_bytes(commands_, step);
    append_all(commands_, irradiance);
    if (commands_.size() >= block_bytes) flush_rows(BlockKind::command, commands_);
}

void RunBuffers::append_decisions(std::span<const Decision> decisions) {
    append_all(decisions_, decisions);
    if (decisions_.size() >= block_bytes) flush_rows(BlockKind::decision, decisions_);
}

void RunBuffers::append_observables(std::int64_t step, std::span<const double> values) {
    append_bytes(observables_, step);
    append_all(observables_, values);
    if (observables_.size() >= block_bytes) flush_rows(BlockKind::observables, observables_);
}

void RunBuffers::flush() {
    flush_spikes();
    for (std::vector<TraceBuffer>& variables : traces_)
        for (TraceBuffer& buffer : variables) flush_trace(buffer);
    flush_rows(BlockKind::command, commands_);
    flush_rows(BlockKind::decision, decisions_);
    flush_rows(BlockKind::observables, observables_);
    flushed_ = std::chrono::steady_clock::now();
}

void RunBuffers::flush_if_old() {
    if (std::chrono::steady_clock::now() - flushed_ >= flush_interval) flush();
}

void RunBuffers::flush_spikes() {
    if (!spikes_.empty()) write_block(BlockKind::spikes, bytes_of(std::span<const Spike>(spikes_)));
    spikes_.clear();
}

void RunBuffers::flush_trace(TraceBuffer& buffer) {
    if (!buffer.bytes.empty())
        write_block(BlockKind::trace, {buffer.bytes.data(), buffer.bytes.size()});
    buffer.bytes.clear();
}

void RunBuffers::flush_rows(BlockKind kind, std::vector<char>& rows) {
    if (!rows.empty()) write_block(kind, {rows.data(), rows.size()});
    rows.clear();
}

void RunBuffers::write_block(BlockKind kind, std::string_view payload) {
    if (!failure_.empty()) throw std::runtime_error(failure_);
    try {
        log_->append(kind, payload);
    } catch (const std::runtime_error& error) {
        failure_ = error.what();
        throw;
    }
}

}  // namespace spikelight
