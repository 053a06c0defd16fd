// A controller of one's own, in C++: two levels of light with hysteresis.
//
//   custom = { name = "two_levels", observes = "exc", low = "15 Hz", high = "25 Hz",
//              value = "4 mW/mm^2", filter = "20 ms" }
//
// switches the light on when the filtered rate falls below `low`, and off when it rises above
// `high`. The program built from this file is spikelight with one controller more:
//
//   cmake -S . -B build -G Ninja && cmake --build build
//   build/spikelight_with_two_levels run two_levels.toml
#include <algorithm>
#include <memory>

#include "engine/control/custom.h"
#include "tools/command_line.h"

namespace {

class TwoLevels : public spikelight::ControlLaw {
  public:
    // Parameters come in SI: 1/s, s, W/m^2.
    explicit TwoLevels(const spikelight::CustomSetting& setting)
        : observed_(setting.observes.at(0)),
          low_(setting.number("low")),
          high_(setting.number("high")),
          value_(setting.number("value")),
          filter_(setting.number("filter", 0)),
          dt_(setting.dt()) {}

    // Who observes is handed every sample from t = 0 on.
    bool observes() const override { return true; }
    void observe(const spikelight::SampleTime& time, const spikelight::Sample& sample) override {
        const double period = time.elapsed(dt_);
        rate_ += (observed_.value(sample, period) - rate_) * (period / (period + filter_));
    }

    // Called at the samples between the controller's start and stop. `command` has one element per
    // source; the loop clips it to [0, maximum].
    void decide(const spikelight::SampleTime&, const spikelight::Sample&,
                std::span<double> command) override {
        if (rate_ < low_) on_ = true;
        if (rate_ > high_) on_ = false;
        std::fill(command.begin(), command.end(), on_ ? value_ : 0);
    }

    // What is remembered from sample to sample belongs into checkpoints.
    void save(spikelight::ArchiveWriter& archive) const override {
        archive.write(rate_);
        archive.write(on_);
    }
    void restore(spikelight::ArchiveReader& archive) override {
        archive.read(rate_);
        archive.read(on_);
    }

  private:
    spikelight::ObservedSignal observed_;
    double low_, high_, value_, filter_, dt_;
    double rate_ = 0;
    bool on_ = false;
};

}  // namespace

int main(int argc, char** argv) {
    spikelight::register_controller("two_levels", [](const spikelight::CustomSetting& setting) {
        return std::make_unique<TwoLevels>(setting);
    });
    return spikelight::run_command_line(argc, argv);
}
