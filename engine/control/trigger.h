// trigger: a train of pulses whenever a condition holds.
//
// An event is a sample at which the condition holds, the train of the event before has ended and
// its refractory time is over; the times of the pulses count from the event.
#pragma once

#include <algorithm>

#include "engine/control/control_law.h"
#include "engine/control/pulses.h"
#include "engine/control/saved_step.h"
#include "engine/control/watched_condition.h"
#include "engine/scenario/step_rounding.h"

namespace spikelight {

class TriggerLaw : public ControlLaw {
  public:
    /// dt in s.
    TriggerLaw(const TriggerCommand& command, const ObservedSignal& signal, double dt)
        : condition_(command.condition, signal, dt),
          pulses_(command.pulses, dt),
          rest_steps_(std::max(pulses_.end(), nearest_step(command.refractory, dt))) {}

    bool observes() const override { return true; }
    void observe(const SampleTime& time, const Sample& sample) override {
        condition_.observe(time.step, sample);
    }

    void decide(const SampleTime& time, const Sample& sample, std::span<double> command) override {
        const bool ready = event_ < 0 || time.step - event_ >= rest_steps_;
        if (ready && condition_.holds()) event_ = time.step;
        if (event_ < 0) {
            std::fill(command.begin(), command.end(), 0);
            return;
        }
        SampleTime since_event = time;
        since_event.step -= event_;
        pulses_.decide(since_event, sample, command);
    }

    void save(ArchiveWriter& archive) const override {
        condition_.save(archive);
        archive.write(event_);
    }
    void restore(ArchiveReader& archive) override {
        condition_.restore(archive);
        event_ = read_past_step(archive);
    }

  private:
    WatchedCondition condition_;
    PulsesLaw pulses_;
    std::int64_t rest_steps_;  ///< from one event to the next
    std::int64_t event_ = -1;  ///< step of the last event
};

}  // namespace spikelight
