// A small scenario built by hand, and a recorder fed with made-up data.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/recording/recorder.h"

namespace spikelight::testing {

/// Populations exc (5, with positions), inh (3) and silent (2); one light of two sources; 0.1 ms
/// steps, 1000 of them. Spikes of inh and silent are recorded; v and photocurrent of exc every ms,
/// v of inh every 0.5 ms.
ReadResult make_read_result();
std::vector<std::vector<glm::dvec3>> make_positions(const ReadResult& read);

/// Step s, neuron n: a spike where (7 s + 3 n) % 11 == 0 for n < 8; the two silent neurons never
/// fire.
std::vector<Spike> make_spikes(std::int64_t from, std::int64_t to);
/// The SI value given for row `step`, column `neuron` of a trace's variable.
double trace_value(std::size_t trace, std::size_t variable, std::int64_t step, std::size_t neuron);

/// Tells the recorder everything that happens in steps [from, to), in stretches of 15 steps.
void feed(RunRecorder& recorder, const Scenario& scenario, std::int64_t from, std::int64_t to);
RunFacts make_facts(std::int64_t steps_done, std::vector<std::uint64_t> synapses = {42});

/// A whole run into `directory`.
std::string record_run(const std::filesystem::path& directory, const ReadResult& read,
                       std::int64_t steps_done);

/// Standard output of a command; `status` gets its exit status.
std::string run_command(const std::string& command, int& status);

}  // namespace spikelight::testing
