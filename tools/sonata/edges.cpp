#include <algorithm>
#include <deque>

#include "kernels/cpu/synapse_rows.h"
#include "tools/sonata/edge_index.h"
#include "tools/sonata/parts.h"

namespace spikelight::sonata {
namespace {

const hdf5::Layout rows{65536, 0, hdf5::Layout::Compression::shuffle_deflate};

struct Edge {
    RowSynapse synapse;
    std::size_t projection = 0;  ///< its place among those of the population
};

/// Draws the edges of one source after the other.
class EdgeDrawer {
  public:
    EdgeDrawer(const EdgePopulation& population, const NetworkData& network,
               const SonataRequest& request) {
        const SynapseRowsOptions options{request.synapses_at_once,
                                         [&request] { request.progress(0); }};
        for (std::size_t p : population.projections)
            rows_.emplace_back(network, network.projections[p], options);
    }

    /// Those of all projections, ascending by target, so that those of a pair lie together. Valid until the next call.
    std::span<const Edge> draw(std::uint32_t source) {
        edges_.clear();
        for (std::size_t p = 0; p < rows_.size(); ++p)
            for (const RowSynapse& synapse : rows_[p].draw(source)) edges_.push_back({synapse, p});
        // Each projection's do already.
        if (rows_.size() > 1)
            std::ranges::stable_sort(edges_, {},
                                     [](const Edge& edge) { return edge.synapse.target; });
        return edges_;
    }

  private:
    std::deque<SynapseRows> rows_;
    std::vector<Edge> edges_;
};

/// The datasets that have a row per edge.
class EdgeColumns {
  public:
    explicit EdgeColumns(hdf5::Group& population)
        : sources_(population, "source_node_id", rows),
          targets_(population, "target_node_id", rows),
          types_(population, "edge_type_id", rows),
          group_ids_(
              population.create_dataset("edge_group_id", hdf5::number_type<std::uint32_t>(), rows)),
          group_indices_(population, "edge_group_index", rows),
          attributes_(population.create_group("0")),
          weights_(attributes_, "syn_weight", rows),
          delays_(attributes_, "delay", rows) {
        weights_.dataset().set_text("units", "mV");
        delays_.dataset().set_text("units", "ms");
    }

    void push(std::uint32_t source, const RowSynapse& synapse, std::size_t type, double dt) {
        group_indices_.push(count_++);
        sources_.push(source);
        targets_.push(synapse.target);
        types_.push(std::int64_t(type));
        weights_.push(float(synapse.weight / 1e-3));
        delays_.push(float(synapse.delay * dt / 1e-3));
    }
    std::uint64_t count() const { return count_; }

    void close(const std::string& from, const std::string& to) {
        // All are of one group.
        group_ids_.append_zeros(count_);
        sources_.flush();
        targets_.flush();
        types_.flush();
        group_indices_.flush();
        weights_.flush();
        delays_.flush();
        sources_.dataset().set_text("node_population", from);
        targets_.dataset().set_text("node_population", to);
    }
    const hdf5::Dataset& targets() { return targets_.dataset(); }

  private:
    hdf5::Appender<std::uint64_t> sources_, targets_;
    hdf5::Appender<std::int64_t> types_;
    hdf5::Dataset group_ids_;
    hdf5::Appender<std::uint64_t> group_indices_;
    hdf5::Group attributes_;
    hdf5::Appender<float> weights_, delays_;
    std::uint64_t count_ = 0;
};

/// Tells of progress now and then.
class Tally {
  public:
    explicit Tally(const SonataRequest& request) : request_(request) {}
    void add(std::uint64_t more) {
        if ((untold_ += more) < 65536) return;
        tell();
    }
    void tell() {
        request_.progress(untold_);
        untold_ = 0;
    }

  private:
    const SonataRequest& request_;
    std::uint64_t untold_ = 0;
};

}  // namespace

std::vector<std::uint64_t> write_edges(hdf5::Group& edges, const EdgePopulation& population,
                                       const Scenario& scenario, const NetworkData& network,
                                       const SonataRequest& request) {
    hdf5::Group group = edges.create_group(population.name);
    hdf5::Group indices = group.create_group("indices");
    EdgeColumns columns(group);
    EdgeIndex by_source(indices, "source_to_target");
    EdgeDrawer drawer(population, network, request);
    std::vector<std::uint64_t> counts(population.projections.size(), 0);
    std::vector<std::uint64_t> in_degrees(network.populations[population.to].size, 0);

    // Write the edges source by source, so that those of a source are one range.
    Tally tally(request);
    for (std::uint32_t source = 0; source < network.populations[population.from].size; ++source) {
        const std::uint64_t begin = columns.count();
        for (const Edge& edge : drawer.draw(source)) {
            columns.push(source, edge.synapse, population.projections[edge.projection], network.dt);
            ++counts[edge.projection];
            ++in_degrees[edge.synapse.target];
        }
        if (columns.count() > begin) by_source.add_range(begin, columns.count());
        by_source.end_node();
        tally.add(columns.count() - begin);
    }
    tally.tell();
    columns.close(scenario.populations[population.from].name,
                  scenario.populations[population.to].name);
    by_source.close();

    // A network so large that eight passes would not do may take more memory.
    write_target_index(indices, columns.targets(), in_degrees,
                       std::max(request.synapses_at_once, columns.count() / 8), request.progress);
    return counts;
}

}  // namespace spikelight::sonata
