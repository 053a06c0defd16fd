#include <algorithm>
#include <numeric>
#include <string>

#include "engine/recording/sonata.h"
#include "tools/sonata/parts.h"

namespace spikelight::sonata {
namespace {

/// A node is a row of every dataset.
hdf5::Layout rows_for(std::uint64_t nodes) {
    return {std::clamp<hsize_t>(nodes, 1, 65536), 0, hdf5::Layout::Compression::shuffle_deflate};
}

template <class T, class Value>
hdf5::Dataset write_column(hdf5::Group& group, const std::string& name, std::uint64_t nodes,
                           Value&& value) {
    hdf5::Appender<T> column(group, name, rows_for(nodes));
    for (std::uint64_t node = 0; node < nodes; ++node) column.push(value(node));
    column.flush();
    return std::move(column.dataset());
}

void write_zeros(hdf5::Group& group, const std::string& name, hid_t type, std::uint64_t nodes) {
    group.create_dataset(name, type, rows_for(nodes)).append_zeros(nodes);
}

/// dynamics_params: a dataset per parameter, in units that are easy to read.
class Parameters {
  public:
    Parameters(hdf5::Group& group, std::uint64_t nodes)
        : group_(group.create_group("dynamics_params")), nodes_(nodes) {}

    /// `values` has one element for all, or one each; what is written is value / unit.
    void write(const char* name, std::span<const double> values, double unit, const char* units) {
        write_column<double>(group_, name, nodes_, [&](std::uint64_t node) {
            return values[values.size() == 1 ? 0 : node] / unit;
        }).set_text("units", units);
    }
    void write(const char* name, double value, double unit, const char* units) {
        write(name, std::span(&value, 1), unit, units);
    }

  private:
    hdf5::Group group_;
    std::uint64_t nodes_;
};

constexpr double mV = 1e-3, ms = 1e-3, pA = 1e-12, Mohm = 1e6, nS = 1e-9;

bool has_exponential(NeuronModel model) {
    switch (model) {
        case NeuronModel::eif:
        case NeuronModel::adex:
            return true;
        case NeuronModel::lif:
        case NeuronModel::clamp:
        case NeuronModel::poisson:
            return false;
    }
    return false;
}

/// Only what the model has: a clamp is at v_init, and a lif has no exponential term.
void write_parameters(hdf5::Group& group, const Population& population, const PopulationData& data,
                      double dt) {
    Parameters parameters(group, data.size);
    if (population.model == NeuronModel::poisson)
        return parameters.write("rate", data.rate, 1, "Hz");
    parameters.write("v_init", data.v_init, mV, "mV");
    if (population.model == NeuronModel::clamp) return;
    parameters.write("I_e", data.I_e, pA, "pA");
    parameters.write("tau_m", data.tau_m, ms, "ms");
    parameters.write("R_m", data.R_m, Mohm, "Mohm");
    parameters.write("E_L", data.E_L, mV, "mV");
    parameters.write("V_peak", data.V_peak, mV, "mV");
    parameters.write("V_reset", data.V_reset, mV, "mV");
    parameters.write("t_ref", data.t_ref_steps * dt, ms, "ms");
    parameters.write("noise", population.noise, mV, "mV");
    if (!has_exponential(population.model)) return;
    parameters.write("V_T", data.V_T, mV, "mV");
    parameters.write("Delta_T", data.Delta_T, mV, "mV");
    if (population.model != NeuronModel::adex) return;
    parameters.write("a", data.a, nS, "nS");
    parameters.write("b", data.b, pA, "pA");
    parameters.write("tau_w", data.tau_w, ms, "ms");
}

void write_places(hdf5::Group& group, const PopulationData& data, const NetworkData& network) {
    const std::vector<double>* axes[] = {&network.x, &network.y, &network.z};
    for (int axis = 0; axis < 3; ++axis)
        write_column<float>(
            group, std::string(1, char('x' + axis)), data.size,
            [&](std::uint64_t node) { return float((*axes[axis])[data.first + node] / 1e-6); })
            .set_text("units", "um");
}

void write_population(hdf5::Group& nodes, const Population& population, std::size_t number,
                      const PopulationData& data, const NetworkData& network) {
    hdf5::Group group = nodes.create_group(population.name);
    auto identity = [](std::uint64_t node) { return node; };
    write_column<std::int64_t>(group, "node_type_id", data.size,
                               [&](std::uint64_t) { return std::int64_t(number); });
    write_column<std::uint64_t>(group, "node_id", data.size, identity);
    write_zeros(group, "node_group_id", hdf5::number_type<std::uint32_t>(), data.size);
    write_column<std::uint64_t>(group, "node_group_index", data.size, identity);

    // All are of one group, and of one model.
    hdf5::Group attributes = group.create_group("0");
    if (!std::holds_alternative<std::monostate>(population.placement))
        write_places(attributes, data, network);
    write_zeros(attributes, "model_type", hdf5::number_type<std::uint32_t>(), data.size);
    const std::string type = model_type(population.model);
    attributes.create_group("@library").write_texts("model_type", std::span(&type, 1));
    write_parameters(attributes, population, data, network.dt);
}

}  // namespace

const char* model_type(NeuronModel model) {
    return model == NeuronModel::poisson ? "virtual" : "point_neuron";
}

void write_nodes(const std::filesystem::path& path, const Scenario& scenario,
                 const NetworkData& network) {
    hdf5::File file(path, hdf5::File::Mode::create);
    begin_sonata(file);
    {
        hdf5::Group nodes = file.create_group("nodes");
        for (std::size_t p = 0; p < scenario.populations.size(); ++p)
            write_population(nodes, scenario.populations[p], p, network.populations[p], network);
    }
    file.close();
}

}  // namespace spikelight::sonata
