// When samples are taken, and in which step what is computed from them comes out of the computer.
//
// Commands take two delays. The computer thinks for `compute_delay`, drawn anew for every sample;
// then the wire takes the fixed latency (LatencyLine). Here is the computer:
//
//   sampling fixed      at every multiple of the period
//            when_idle  at a multiple of the period if the computer is idle, else as soon as it is:
//                       it owes one sample at most, and the schedule stays on its grid
//   processing parallel a computation takes its delay, however many are under way
//              serial   it begins when the one before has ended
//
// Results come out in the order of their samples and at most one per step, in the first step not
// before the computation's end. The computer is idle if nothing is under way, or the oldest result
// is due. These are the rules of Cleo's LatencyIOProcessor in exact arithmetic
// (tests/reference/latency): times are whole picoseconds here.
#pragma once

#include <cstdint>
#include <deque>

#include "engine/scenario/scenario.h"
#include "kernels/archive.h"

namespace spikelight {

class SampleSchedule {
  public:
    /// `dt` in s; `key` of the draws of the compute delay: sample k takes element k.
    SampleSchedule(const LoopSettings& loop, double dt, std::uint64_t key);

    /// True if a sample left out would change when later ones are taken or decided.
    bool needs_every_sample() const { return !plain_; }
    /// The first sample at or after `step`, as far as known at `step`.
    std::int64_t next_sample(std::int64_t step) const;
    /// Takes the sample at `step`, and says in which step its result comes out.
    std::int64_t take(std::int64_t step);
    /// Steps since the sample before; a period at the first one.
    std::int64_t elapsed(std::int64_t step) const {
        return last_sample_ < 0 ? loop_.sample_period_steps : step - last_sample_;
    }

    void save(ArchiveWriter& archive) const;
    void restore(ArchiveReader& archive);

  private:
    struct Result {
        std::int64_t end = 0;   ///< of the computation, ps
        std::int64_t step = 0;  ///< in which it comes out
    };
    std::int64_t draw_delay() const;
    std::int64_t first_step_from(std::int64_t time) const;
    std::int64_t first_idle(std::int64_t step) const;

    LoopSettings loop_;
    std::int64_t dt_;  ///< ps
    std::uint64_t key_;
    bool plain_;  ///< fixed, parallel, one delay for all
    std::deque<Result> under_way_;
    std::int64_t last_sample_ = -1, last_result_ = -1;  ///< steps
    std::uint64_t samples_ = 0;
};

}  // namespace spikelight
