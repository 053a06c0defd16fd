#include "engine/recording/loop_files.h"

#include <fmt/format.h>

#include "engine/recording/csv.h"
#include "engine/scenario/observable_units.h"

namespace spikelight {

LoopFiles::LoopFiles(const std::filesystem::path& folder, const Scenario& scenario)
    : clock_(scenario.simulation.dt) {
    if (!scenario.controllers.empty()) {
        loop_.emplace(folder / "loop.csv");
        loop_->write("sampled_ms,controller,light,decided_ms,applied_ms,wall_us\n");
        for (const Light& light : scenario.lights) lights_.push_back(quote_cell(light.name));
    }
    if (scenario.observables.empty()) return;
    observables_.emplace(folder / "observables.csv");
    observables_->write("t_ms");
    for (const Signal& signal : scenario.signals()) {
        if (signal.observable == scenario.observables.size()) continue;
        const ObservableUnit unit = unit_of(signal.kind);
        factors_.push_back(unit.factor);
        observables_->write(
            fmt::format(",{}", quote_cell(fmt::format("{}_{}", signal.name, unit.name))));
    }
    observables_->write("\n");
}

void LoopFiles::append(std::span<const Decision> decisions) {
    for (const Decision& decision : decisions) {
        loop_->write_number(clock_.milliseconds(decision.sampled));
        loop_->write(fmt::format(",{},{},", decision.controller, lights_.at(decision.light)));
        loop_->write_number(clock_.milliseconds(decision.decided));
        loop_->write(",");
        loop_->write_number(clock_.milliseconds(decision.applied));
        loop_->write(fmt::format(",{:.3f}\n", decision.wall_s * 1e6));
    }
}

void LoopFiles::append(std::int64_t step, std::span<const double> values) {
    observables_->write_number(clock_.milliseconds(step));
    for (std::size_t i = 0; i < values.size(); ++i) {
        observables_->write(",");
        observables_->write_number(values[i] * factors_[i]);
    }
    observables_->write("\n");
}

void LoopFiles::close() {
    if (loop_) loop_->close();
    if (observables_) observables_->close();
}

}  // namespace spikelight
