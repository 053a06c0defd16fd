// lqr: a linear-quadratic regulator with a Kalman filter, from a linear model of the scenario.
//
//   x(k+1) = A x(k) + B u(k) + w,  y(k) = C x(k) + offset + v      per sample period
//
//   estimate   x = A x + B u(k-1-d),  x += L (y - C x - offset)    at every sample from t = 0
//   decide     x is led d periods ahead under the commands under way, then
//              u = u_rest - K (x - x_rest), clipped to [0, maximum]
//
// y in Hz (of counts, per neuron), mV or pA, u in mW/mm^2; d is compute delay and latency in whole
// periods, rounded up: a command acts d periods after its sample. Of a compute delay that varies it
// is the mean, and that computations may wait for each other is not foreseen. Before it first
// decides, the controller takes the light to be at `initial`. L, K and the state of rest are those
// of engine/scenario.
#pragma once

#include <deque>

#include "engine/control/control_law.h"

namespace spikelight {

class LqrLaw : public ControlLaw {
  public:
    /// `signals`: those observed; `limits` of the sources; `delay` d; dt in s.
    LqrLaw(const LqrCommand& command, std::vector<ObservedSignal> signals,
           const SourceLimits& limits, std::int64_t delay, double dt);

    bool observes() const override { return true; }
    void observe(const SampleTime& time, const Sample& sample) override;
    void decide(const SampleTime& time, const Sample&, std::span<double> command) override;

    void save(ArchiveWriter& archive) const override;
    void restore(ArchiveReader& archive) override;

  private:
    void advance(std::vector<double>& x, const std::vector<double>& u) const;

    LqrCommand command_;
    std::vector<ObservedSignal> signals_;
    std::vector<double> maximum_;  ///< per input, mW/mm^2; of all alike the largest
    std::size_t delay_;
    double dt_;              ///< s
    std::vector<double> x_;  ///< the estimate
    /// Decided inputs, mW/mm^2, the last first: u(k-1), u(k-2), ..., u(k-1-d).
    std::deque<std::vector<double>> inputs_;
    std::vector<double> last_;  ///< the input decided at this sample, or held
    bool begun_ = false;
};

}  // namespace spikelight
