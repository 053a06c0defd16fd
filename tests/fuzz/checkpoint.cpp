// A checkpoint file: as it lies on the disk, and its state given to a run as if its checksum were right. The state is that
// of a true checkpoint with changes: a byte says which, then three bytes each say where a byte changes, and how.
#include "engine/recording/checkpoint.h"

#include "engine/network/network.h"
#include "engine/scenario/reader.h"
#include "engine/simulation/simulation.h"
#include "tests/fuzz/file.h"
#include "tests/fuzz/rich_scenario.h"

using namespace spikelight;

namespace {

/// Keeps checkpoints.
class Keeper : public RunObserver {
  public:
    std::vector<std::vector<char>> states;
    void spikes(std::int64_t, std::int64_t, std::span<const Spike>) override {}
    void trace_row(std::size_t, std::size_t, std::int64_t, std::span<const double>) override {}
    void command(std::int64_t, std::span<const double>) override {}
    void checkpoint(std::int64_t, std::span<const char> state) override {
        states.emplace_back(state.begin(), state.end());
    }
};

struct Experiment {
    Scenario scenario = read_scenario(fuzz::put("scenario.toml", fuzz::rich_scenario)).scenario;
    NetworkData network = make_network(scenario, place_neurons(scenario));

    SimulationOutcome run(RunObserver& observer, const Checkpoints& checkpoints) {
        const std::unique_ptr<Backend> backend = make_cpu_backend(1);
        backend->build(network);
        const std::atomic<bool> stop = false;
        return simulate(scenario, *backend, observer, stop, {}, checkpoints);
    }
};

Experiment& experiment() {
    static Experiment only;
    return only;
}

const std::vector<std::vector<char>>& true_states() {
    static const std::vector<std::vector<char>> states = [] {
        Keeper keeper;
        Checkpoints often;
        often.every_steps = 5;
        experiment().run(keeper, often);
        return keeper.states;
    }();
    fuzz::expect(states.size() > 3, "a run leaves checkpoints");
    return states;
}

void go_on_from(std::span<const char> state) {
    Keeper keeper;
    Checkpoints checkpoints;
    checkpoints.resume = state;
    try {
        const SimulationOutcome outcome = experiment().run(keeper, checkpoints);
        // Numbers that end, and controllers that fail on them, end a run early, in words.
        fuzz::expect(outcome.steps_done == experiment().scenario.simulation.steps ||
                         outcome.failure.size() > 20,
                     "a run ends at its end, or says why not");
    } catch (const std::exception& error) {
        fuzz::expect(std::string_view(error.what()).size() > 20, "a problem is told in words");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::put("checkpoint-1.bin", fuzz::text_of(data, size));
    find_checkpoint(fuzz::directory());
    if (size == 0) return 0;
    std::vector<char> state = true_states()[data[0] % true_states().size()];
    for (std::size_t i = 1; i + 3 <= size; i += 3) {
        const std::size_t at = (data[i] * 256u + data[i + 1]) % state.size();
        state[at] = static_cast<char>(data[i + 2]);
    }
    // What is left over cuts the end off.
    if ((size - 1) % 3 == 1) state.resize(state.size() * data[size - 1] / 256);
    go_on_from(state);
    return 0;
}
