// external: another program decides, in lockstep, one line of JSON each way per sample.
//
// It is told once what there is, and answers that it is ready:
//
//   {"hello": {"protocol": 1, "version": "0.1.0", "title": "Rate clamp", "seed": 3,
//     "dt_s": 0.0001, "sample_period_s": 0.001, "latency_s": 0.003, "start_step": 3000,
//     "light": {"name": "fiber", "sources": 1, "maximum_mW_per_mm2": 50, "initial_mW_per_mm2": [0]},
//     "driven": [the same of every light that it drives], "lights": ["fiber"], "populations": [{"name": "exc", "size": 4000}],
//     "observables": [{"name": "mua", "unit": "1"}]}}
//   {"ready": true}
//
// Then at every sample from t = 0 on, before the controller's start with "active" false (the answer
// then counts for nothing), the spike counts since the sample before, the observables (Hz, mV, pA or
// a count) and what was last decided for its lights:
//
//   {"step": 3000, "t_ms": 300, "elapsed_s": 0.001, "active": true, "spikes": {"exc": 71},
//     "observables": {"mua": 3}, "irradiance": [0]}
//   {"irradiance": [2.5]}
//
// The answer is in mW/mm^2, one number for all sources or a list with one for each
// source of each light;
// "irradiance_W_per_m2" instead takes the SI unit, which passes through unchanged to the last bit.
// A program that keeps a state may say {"ready": true, "saves": true}; it is then asked for its state
// with {"save": true}, answers {"state": ...}, and is given it back in a resumed run with
// {"restore": ...}, to be answered with {"ready": true}. When its input ends, so should the program.
//
// A sample that is not answered in time is dealt with as `on_timeout` says; its answer is thrown
// away when it comes, and samples meanwhile are not sent.
#pragma once

#include <atomic>
#include <nlohmann/json_fwd.hpp>

#include "engine/control/control_law.h"
#include "engine/control/line_process.h"

namespace spikelight {

class ExternalLaw : public ControlLaw {
  public:
    /// Starts the program and greets it. Throws ControllerError.
    ExternalLaw(const ExternalCommand& command, const Scenario& scenario,
                const Controller& controller, const std::atomic<bool>& stop);
    ~ExternalLaw() override;

    bool observes() const override { return true; }
    /// Throws ControllerError: the program ended, answered what is no answer, or was too late and
    /// `on_timeout` is `stop`.
    void observe(const SampleTime& time, const Sample& sample) override;
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override;

    void save(ArchiveWriter& archive) const override;
    void restore(ArchiveReader& archive) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spikelight
