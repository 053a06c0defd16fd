#include "kernels/cuda/cuda_backend.h"

#include <algorithm>
#include <stdexcept>

#include "kernels/cuda/carry_out.h"
#include "kernels/cuda/device_engine.h"
#include "kernels/run_constants.h"

namespace spikelight {
namespace {

/// A block has four schedulers of a warp each; more neurons than this would keep the other processors waiting.
constexpr std::uint32_t most_places_of_one_block = 2048;
/// One block lists the spikes of so many neurons sooner than a grid's kernels follow each other.
constexpr std::uint32_t most_places_listed_by_one_block = 1024;
/// Targets are 16-bit offsets within a share.
constexpr std::uint64_t most_places_of_a_share = 1 << 16;
/// A lane of a warp keeps a step's spikes.
constexpr std::uint32_t longest_window = 32;
/// What the driver and the launches need beyond what is planned; and stacks, which the driver keeps for as many threads as
/// the processors can have.
constexpr std::uint64_t reserve_bytes = std::uint64_t(64) << 20;
constexpr std::uint64_t stacks_per_processor = 2048 * 640;

std::string in_gigabytes(std::uint64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f GB", double(bytes) * 1e-9);
    return text;
}

class CudaBackend : public EngineBackend {
  public:
    CudaBackend(int device, const CudaLayout& layout) : device_(device), asked_(layout) {
        layout_.grid.threads = asked_.threads ? asked_.threads : 256;
        layout_.grid.blocks = asked_.blocks ? asked_.blocks : 8 * device_.processors();
        layout_.spikes_per_copy = asked_.spikes_per_copy ? asked_.spikes_per_copy : 1 << 18;
        // Pinned memory is dear: 4 MB of it for each order under way.
        layout_.values_per_copy = asked_.values_per_copy ? asked_.values_per_copy : 1 << 19;
        if (layout_.grid.threads % 32 != 0 || layout_.grid.threads > 256)
            throw std::invalid_argument(
                "threads per block = " + std::to_string(layout_.grid.threads) +
                " (kernels take 32, 64, ... 256). Choose one of these");
    }

    /// The engine goes before the device that it is on.
    ~CudaBackend() override { engine_.reset(); }

    BuildSummary build(const NetworkData& network) override {
        if (network.populations.empty()) throw std::runtime_error("the network has no population");
        places_ = place_by_warps(network);
        layout_.opsins = !network.opsins.empty();
        most_resident_threads_ = most_resident_threads(layout_.opsins, network.float64);
        bool placed = !network.sources.empty();
        for (const ProjectionData& p : network.projections)
            placed = placed || p.rule == ProjectionData::Rule::distance;
        if (placed) positions_ = DevicePositions(device_, network);
        return network.float64 ? build_with<std::int64_t>(network)
                               : build_with<std::int32_t>(network);
    }

    std::string name() const override { return "cuda"; }
    std::string device() const override { return device_.name(); }
    int threads() const override { return 1; }

  private:
    template <class Weight>
    BuildSummary build_with(const NetworkData& network) {
        // Count all synapses, so that all memory is known before most of it is taken.
        DeviceConnectivity<Weight> connectivity(device_, layout_.grid, network, places_,
                                                positions_);
        DrawnNetwork<Weight> drawn;
        drawn.out_degree = Buffer<std::uint32_t>(device_, places_.places());
        drawn.out_degree.fill_zero();
        BuildSummary summary;
        std::vector<std::uint32_t> max_in_degree;
        std::uint64_t to_place = 0;
        for (std::size_t p = 0; p < network.projections.size(); ++p) {
            drawn.projections.push_back(connectivity.count(p, drawn.out_degree));
            summary.synapses.push_back(drawn.projections[p].synapses);
            max_in_degree.push_back(drawn.projections[p].max_in_degree);
            to_place += connectivity.bytes_to_place(p, drawn.projections[p]);
        }
        Accumulator accumulator = choose_accumulator(network, max_in_degree);
        summary.quantum_V = accumulator.quantum;
        choose_layout(network, delays_of(network, drawn), accumulator.wide ? 8 : 4);
        std::uint64_t of_engine = with_number_types<Weight>(accumulator, [&](auto types) {
            using Types = decltype(types);
            return bytes_of_engine<typename Types::Real, typename Types::Input>(network, places_,
                                                                                layout_, drawn);
        });
        // While rows are cut, they are there twice.
        if (layout_.resident)
            for (std::uint64_t synapses : summary.synapses) to_place += 4 * synapses;
        require_memory(to_place + of_engine);

        // Draw them.
        for (std::size_t p = 0; p < network.projections.size(); ++p)
            connectivity.place(p, drawn.projections[p]);
        for (const auto& projection : drawn.projections) summary.memory_bytes += projection.bytes();
        summary.memory_bytes += positions_.bytes();
        DeviceEngineSetting setting{device_, network, places_, positions_, layout_, accumulator};
        engine_ = with_number_types<Weight>(accumulator, [&](auto types) {
            using Types = decltype(types);
            return make_device_engine<typename Types::Real, typename Types::Input>(
                setting, std::move(drawn));
        });
        summary.memory_bytes += engine_->bytes();
        return summary;
    }

    /// What delays allow and ask for, steps.
    struct Delays {
        std::uint64_t window = longest_window;  ///< at most
        std::uint64_t ring = 1;                 ///< slots of inputs, at least
        std::uint64_t longest = 0;
    };

    template <class Weight>
    static Delays delays_of(const NetworkData& network, const DrawnNetwork<Weight>& drawn) {
        Delays delays;
        for (std::size_t p = 0; p < network.projections.size(); ++p) {
            const DeviceProjection<Weight>& way = drawn.projections[p];
            if (way.synapses == 0) continue;
            delays.window = std::min<std::uint64_t>(delays.window, way.least_delay + 1);
            delays.longest = std::max<std::uint64_t>(delays.longest, way.longest_delay);
            if (delays_differ(network.projections[p]))
                delays.ring = std::max<std::uint64_t>(delays.ring, way.longest_delay + 1);
        }
        return delays;
    }

    void choose_layout(const NetworkData& network, const Delays& delays,
                       std::uint64_t input_bytes) {
        layout_.patience_ns = asked_.patience_ns;
        layout_.longest_launch_ns = asked_.longest_launch_ns;
        layout_.resident = asked_.engine != CudaLayout::Engine::graph &&
                           choose_resident(network, delays, input_bytes);
        if (!layout_.resident && asked_.engine == CudaLayout::Engine::resident)
            throw std::invalid_argument(
                "engine resident (the input of " + std::to_string(places_.places()) +
                " neurons over " + std::to_string(delays.ring) +
                " steps does not fit the processors' own memory, or their spikes over " +
                std::to_string(delays.longest) +
                " steps would fill the GPU's). Leave the choice of engine to the size");
        if (!layout_.resident) layout_.window = graph_window(delays, input_bytes);
        layout_.lists_in_one_block =
            !asked_.lists_by_grid && places_.places() <= most_places_listed_by_one_block;
        layout_.steps_at_once = asked_.steps_per_graph ? asked_.steps_per_graph
                                : places_.places() <= most_places_of_one_block ? 1024
                                : layout_.resident                             ? 128
                                                                               : 64;
        layout_.steps_at_once =
            std::min(layout_.steps_at_once, most_recorded_elements / places_.words());
    }

    /// As long as delays allow, unless the ring of inputs grows by it beyond what is near the processors: it is added to at
    /// random.
    std::uint32_t graph_window(const Delays& delays, std::uint64_t input_bytes) const {
        std::uint64_t near = device_.near_memory() / 2 / (input_bytes * places_.places());
        std::uint64_t window = asked_.window ? asked_.window : std::max(delays.ring, near);
        return std::uint32_t(std::clamp<std::uint64_t>(window, 1, delays.window));
    }

    /// Shares neurons out to processors if their inputs fit there; a small network runs on one, where it fits that one.
    /// Returns whether it is worth while.
    bool choose_resident(const NetworkData& network, const Delays& delays,
                         std::uint64_t input_bytes) {
        if (asked_.blocks)
            return share_out(std::min(asked_.blocks, device_.processors()), network, delays,
                             input_bytes);
        bool small = places_.places() <= most_places_of_one_block;
        return (small && share_out(1, network, delays, input_bytes)) ||
               share_out(device_.processors(), network, delays, input_bytes);
    }

    bool share_out(std::uint32_t blocks, const NetworkData& network, const Delays& delays,
                   std::uint64_t input_bytes) {
        std::uint32_t words = places_.words();
        layout_.shares.words = (words + blocks - 1) / blocks;
        layout_.shares.blocks = (words + layout_.shares.words - 1) / layout_.shares.words;
        std::uint64_t places = layout_.shares.places();
        layout_.resident_threads =
            asked_.threads ? asked_.threads
                           : unsigned(std::min<std::uint64_t>(places, most_resident_threads_));

        // Windows are as long as the ring has room, beside the orders.
        std::uint64_t of_orders = work_memory(network, layout_.resident_threads).bytes();
        if (of_orders > device_.most_shared_bytes()) return false;
        std::uint64_t room = (device_.most_shared_bytes() - of_orders) / (input_bytes * places);
        if (room < delays.ring || places > most_places_of_a_share) return false;
        std::uint64_t window = asked_.window ? asked_.window : delays.window;
        layout_.window =
            std::uint32_t(std::clamp<std::uint64_t>(std::min(window, room), 1, delays.window));
        // Spikes that wait for long need lists in which all might be, where a graph has a bit for each.
        std::uint64_t lists = sizeof(std::uint32_t) * places_.places() *
                              spike_list_slots(delays.longest, layout_.window);
        if (lists > device_.memory().free / 4) return false;
        // To meet after every step costs more than a graph's nodes.
        return layout_.shares.blocks == 1 || layout_.window > 1 ||
               asked_.engine == CudaLayout::Engine::resident;
    }

    /// Refuses what would not fit, while nothing much has been taken.
    void require_memory(std::uint64_t need) {
        Memory memory = device_.memory();
        need += reserve_bytes + device_.processors() * stacks_per_processor;
        if (need <= memory.free) return;
        throw std::runtime_error(
            "the network needs " + in_gigabytes(need) + " of GPU memory (" + device_.name() +
            " has " + in_gigabytes(memory.free) + " free of " + in_gigabytes(memory.total) +
            "). Use fewer synapses or float32, a larger GPU, or --backend cpu");
    }

    using Memory = device::Memory;

    Device device_;
    CudaLayout asked_;
    ChosenLayout layout_;
    unsigned most_resident_threads_ = 32;
    NeuronPlaces places_;
    DevicePositions positions_;
};

}  // namespace

std::unique_ptr<Backend> make_cuda_backend(int device, const CudaLayout& layout) {
    return std::make_unique<CudaBackend>(device, layout);
}

}  // namespace spikelight
