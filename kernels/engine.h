// The part of a backend that depends on number types, and the choice of those types: the same for every device.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/backend.h"
#include "kernels/fixed_point.h"

namespace spikelight {

/// A built network in motion. Its functions are those of Backend; begin() does the work unless an engine says otherwise.
class Engine {
  public:
    virtual ~Engine() = default;
    virtual void command(std::span<const double> irradiance) = 0;
    virtual void move(std::span<const LightSource> sources) = 0;
    virtual void observe(std::int64_t step, const Observation& what, std::span<double> values) = 0;
    virtual void set_probes(std::vector<Probe> probes) = 0;
    virtual void read(std::int64_t step, std::size_t probe) = 0;
    virtual std::span<const double> take_reading() = 0;
    virtual std::span<const double> rows(std::size_t probe) const = 0;
    virtual void begin(std::int64_t from, std::int64_t to) = 0;
    virtual void finish() {}
    virtual int most_begun() const { return 1; }
    virtual bool busy() const { return false; }
    virtual std::int64_t window() const = 0;
    virtual std::uint64_t bytes() const = 0;
    virtual std::int64_t longest_delay() const = 0;
    virtual void save(ArchiveWriter& archive) = 0;
    virtual void restore(ArchiveReader& archive, std::int64_t step,
                         std::span<const Spike> recent) = 0;
    virtual std::optional<BrokenState> find_broken() = 0;

    std::vector<Spike> spikes;  ///< of the stretch last finished
    std::uint64_t synaptic_events = 0;
};

/// A backend once it is built: its engine does the work.
class EngineBackend : public Backend {
  public:
    void command(std::span<const double> irradiance) override { engine_->command(irradiance); }
    void move(std::span<const LightSource> sources) override { engine_->move(sources); }
    void observe(std::int64_t step, const Observation& what, std::span<double> values) override {
        engine_->observe(step, what, values);
    }
    void set_probes(std::vector<Probe> probes) override { engine_->set_probes(std::move(probes)); }
    void read(std::int64_t step, std::size_t probe) override { engine_->read(step, probe); }
    std::span<const double> take_reading() override { return engine_->take_reading(); }
    std::span<const double> rows(std::size_t probe) const override { return engine_->rows(probe); }
    void advance(std::int64_t from, std::int64_t to) override {
        begin(from, to);
        finish();
    }
    void begin(std::int64_t from, std::int64_t to) override { engine_->begin(from, to); }
    void finish() override { engine_->finish(); }
    int most_begun() const override { return engine_->most_begun(); }
    bool busy() const override { return engine_->busy(); }
    std::span<const Spike> spikes() const override { return engine_->spikes; }
    std::uint64_t synaptic_events() const override { return engine_->synaptic_events; }
    std::int64_t window() const override { return engine_->window(); }
    std::int64_t longest_delay() const override { return engine_->longest_delay(); }
    void save(ArchiveWriter& archive) override {
        engine_->save(archive);
        archive.write(engine_->synaptic_events);
    }
    void restore(ArchiveReader& archive, std::int64_t step,
                 std::span<const Spike> recent) override {
        engine_->restore(archive, step, recent);
        archive.read(engine_->synaptic_events);
    }
    std::optional<BrokenState> find_broken() override { return engine_->find_broken(); }

  protected:
    std::unique_ptr<Engine> engine_;  ///< made by build()
};

/// Weights are stored in half the bits where the run is in float32.
template <class Real>
using StoredWeight = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;

/// The types of a run: of v, and of the fixed-point synaptic input.
template <class Real_, class Input_>
struct NumberTypes {
    using Real = Real_;
    using Input = Input_;
};

/// Calls function(NumberTypes) with the types that stored weights of this type and the accumulator ask for; the function
/// returns the same type for all.
template <class Weight, class Function>
auto with_number_types(const Accumulator& accumulator, Function&& function) {
    if constexpr (sizeof(Weight) == 8)
        return function(NumberTypes<double, std::int64_t>());
    else
        return accumulator.wide ? function(NumberTypes<float, std::int64_t>())
                                : function(NumberTypes<float, std::int32_t>());
}

}  // namespace spikelight
