// Probes of an engine: a kernel writes each row, between the steps, into pinned memory of the stretch or reading that it is of.
#pragma once

#include <algorithm>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "kernels/cuda/device_light.h"
#include "kernels/cuda/probe_kernel.h"

namespace spikelight {

/// A probe, where the device finds it.
template <class Real>
class DeviceProbe {
  public:
    DeviceProbe(Device& device, const DeviceLight<Real>& light, const Probe& probe)
        : observations_(device, probe.what.size()), neurons_(device, probe.size()) {
        std::vector<ObservationView> views;
        std::vector<std::uint32_t> neurons;
        for (const Observation& what : probe.what) {
            neurons.insert(neurons.end(), what.neurons.begin(), what.neurons.end());
            views.push_back({light.lit(what.population), what.population, what.variable,
                             std::uint32_t(what.opsin), neurons.size()});
        }
        observations_.upload(views.data(), views.size());
        neurons_.upload(neurons.data(), neurons.size());
    }

    std::uint64_t size() const { return neurons_.count(); }
    ProbeView view() const { return {observations_.array(), neurons_.array(), size()}; }

    /// Behind what was begun: writes a row to `values`.
    template <class Input>
    void read(Device& device, Grid grid, const NetworkView<Real, Input>& n,
              Array<double> irradiance, std::int64_t step, Array<double> values) const {
        if (size() == 0) return;
        std::uint64_t blocks = (size() + grid.threads - 1) / grid.threads;
        grid.blocks = unsigned(std::min<std::uint64_t>(grid.blocks, blocks));
        device.launch(grid, ReadProbe<Real, Input>{n, view(), irradiance, step, values});
    }

  private:
    Buffer<ObservationView> observations_;
    Buffer<std::uint32_t> neurons_;
};

/// What the device writes of a probe, and the host reads later. Kept and used again, as asking for it takes long.
struct ProbeRows {
    Pinned<double> values;
    std::uint64_t room = 0, count = 0;

    void make_room(Device& device, std::uint64_t values_needed) {
        count = values_needed;
        if (room >= count) return;
        values = Pinned<double>(device, count);
        room = count;
    }
    std::span<const double> span() const { return {values.data(), count}; }
};

/// Rows of a stretch, by probe.
struct StretchRows {
    std::int64_t from = 0;
    std::vector<ProbeRows> probes;
};

template <class Real, class Input>
class DeviceProbes {
  public:
    DeviceProbes(const DeviceEngineSetting& setting, const DeviceLight<Real>& light)
        : device_(setting.device), grid_(setting.layout.grid), light_(light) {}

    void set(std::vector<Probe> probes) {
        probes_ = std::move(probes);
        on_device_.clear();
        for (const Probe& probe : probes_) on_device_.emplace_back(device_, light_, probe);
    }

    /// The next step at which any is due, from `step` on.
    std::int64_t next(std::int64_t step) const { return next_due(probes_, step); }

    /// Room for the rows of a stretch.
    StretchRows begin(std::int64_t from, std::int64_t to) {
        StretchRows rows;
        if (!free_stretches_.empty()) {
            rows = std::move(free_stretches_.back());
            free_stretches_.pop_back();
        }
        rows.from = from;
        rows.probes.resize(probes_.size());
        for (std::size_t p = 0; p < probes_.size(); ++p)
            rows.probes[p].make_room(device_, probes_[p].rows(from, to) * on_device_[p].size());
        return rows;
    }

    /// Reads what is due at `step`, which is the next to be advanced.
    void read_due(const NetworkView<Real, Input>& n, std::int64_t step, const StretchRows& rows) {
        for (std::size_t p = 0; p < probes_.size(); ++p) {
            if (!probes_[p].due(step)) continue;
            std::uint64_t row = probes_[p].rows(rows.from, step);
            launch(on_device_[p], n, step,
                   rows.probes[p].values.array().from(row * on_device_[p].size()));
        }
    }

    /// Takes the rows of the stretch that was finished.
    void finish(StretchRows rows) {
        free_stretches_.push_back(std::exchange(finished_, std::move(rows)));
    }
    std::span<const double> rows(std::size_t probe) const { return finished_.probes[probe].span(); }

    /// Reads a whole probe for the host to take.
    void read(const NetworkView<Real, Input>& n, std::int64_t step, std::size_t probe) {
        Reading reading;
        if (free_readings_.empty()) {
            reading.read = Mark(device_);
        } else {
            reading = std::move(free_readings_.back());
            free_readings_.pop_back();
        }
        reading.rows.make_room(device_, on_device_[probe].size());
        launch(on_device_[probe], n, step, reading.rows.values.array());
        device_.set(reading.read);
        readings_.push_back(std::move(reading));
    }
    std::span<const double> take_reading() {
        if (taken_.rows.room > 0) free_readings_.push_back(std::move(taken_));
        taken_ = std::move(readings_.front());
        readings_.pop_front();
        device_.wait(taken_.read);
        return taken_.rows.span();
    }

  private:
    struct Reading {
        ProbeRows rows;
        Mark read;
    };

    void launch(const DeviceProbe<Real>& probe, const NetworkView<Real, Input>& n,
                std::int64_t step, Array<double> values) {
        probe.read(device_, grid_, n, light_.irradiance(), step, values);
    }

    Device& device_;
    Grid grid_;
    const DeviceLight<Real>& light_;
    std::vector<Probe> probes_;
    std::vector<DeviceProbe<Real>> on_device_;
    StretchRows finished_;
    std::vector<StretchRows> free_stretches_;
    std::deque<Reading> readings_;  ///< not taken yet
    Reading taken_;
    std::vector<Reading> free_readings_;
};

}  // namespace spikelight
