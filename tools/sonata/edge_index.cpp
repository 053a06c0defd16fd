#include "tools/sonata/edge_index.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace spikelight::sonata {
namespace {

const hdf5::Layout pairs{32768, 2, hdf5::Layout::Compression::shuffle_deflate};

/// The edges onto targets first ... end - 1, of each target ascending and one target after the other; `count` in all.
std::vector<std::uint64_t> sort_edges(const hdf5::Dataset& targets,
                                      std::span<const std::uint64_t> in_degrees, std::size_t first,
                                      std::size_t end, std::uint64_t count,
                                      const std::function<void(std::uint64_t)>& progress) {
    constexpr hsize_t block = hsize_t(1) << 18;
    std::vector<std::uint64_t> next(end - first), edges(count);
    std::exclusive_scan(in_degrees.begin() + std::ptrdiff_t(first),
                        in_degrees.begin() + std::ptrdiff_t(end), next.begin(), std::uint64_t(0));
    for (hsize_t row = 0; row < targets.rows(); row += block) {
        const auto ids = targets.read<std::uint64_t>(row, std::min(block, targets.rows() - row));
        std::uint64_t found = 0;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (ids[i] >= first && ids[i] < end) {
                edges[next[ids[i] - first]++] = row + i;
                ++found;
            }
        progress(found);
    }
    return edges;
}

}  // namespace

EdgeIndex::EdgeIndex(hdf5::Group& indices, const std::string& direction)
    : group_(indices.create_group(direction)),
      nodes_(group_, "node_id_to_ranges", pairs),
      ranges_(group_, "range_to_edge_id", pairs) {}

void EdgeIndex::add_range(std::uint64_t begin, std::uint64_t end) {
    ranges_.push(begin);
    ranges_.push(end);
}

void EdgeIndex::end_node() {
    nodes_.push(first_range_);
    nodes_.push(ranges_.rows());
    first_range_ = ranges_.rows();
}

void EdgeIndex::close() {
    nodes_.flush();
    ranges_.flush();
    // bmtk wants the singular.
    group_.create_hard_link("node_id_to_range", "node_id_to_ranges");
}

void write_target_index(hdf5::Group& indices, const hdf5::Dataset& targets,
                        std::span<const std::uint64_t> in_degrees, std::uint64_t at_once,
                        const std::function<void(std::uint64_t)>& progress) {
    EdgeIndex index(indices, "target_to_source");
    // As many targets at once as there is room for their edges; one at least.
    for (std::size_t first = 0, end; first < in_degrees.size(); first = end) {
        std::uint64_t count = in_degrees[first];
        for (end = first + 1; end < in_degrees.size() && count + in_degrees[end] <= at_once; ++end)
            count += in_degrees[end];
        const std::vector<std::uint64_t> edges =
            sort_edges(targets, in_degrees, first, end, count, progress);

        // Edges that follow one another are one range.
        std::size_t edge = 0;
        for (std::size_t target = first; target < end; ++target) {
            for (const std::size_t last = edge + in_degrees[target]; edge < last;) {
                const std::uint64_t begin = edges[edge];
                std::uint64_t next = begin;
                for (; edge < last && edges[edge] == next; ++edge) ++next;
                index.add_range(begin, next);
            }
            index.end_node();
        }
    }
    index.close();
}

}  // namespace spikelight::sonata
