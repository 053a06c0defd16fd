#include "tools/report/traces.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "engine/recording/hdf5_file.h"
#include "engine/recording/sonata.h"
#include "tools/report/stimulus.h"

namespace spikelight {
namespace {

constexpr std::array line_colors = {"#2a8fd6", "#e69f00", "#009e73", "#cc79a7"};
static_assert(line_colors.size() == most_trace_lines);
/// Rows read of one neuron: a spike in a trace of this length is still seen.
constexpr hsize_t most_rows = 200'000;

/// A matrix [row][neuron] in an open file.
struct Matrix {
    hdf5::Identifier dataset, space;
    hsize_t rows = 0, columns = 0;
};

[[noreturn]] void fail(const std::filesystem::path& file, const char* why) {
    throw std::runtime_error(fmt::format(
        "{} ({}). Run the scenario again, or delete the file and try again", file.string(), why));
}

Matrix open_matrix(hid_t file, const std::string& population, const std::filesystem::path& path) {
    Matrix matrix{
        {H5Dopen2(file, ("/report/" + population + "/data").c_str(), H5P_DEFAULT), H5Dclose},
        {},
        0,
        0};
    if (matrix.dataset.get() < 0) fail(path, "it holds no trace of its population");
    matrix.space = {H5Dget_space(matrix.dataset.get()), H5Sclose};
    hsize_t sizes[2] = {};
    if (H5Sget_simple_extent_ndims(matrix.space.get()) != 2) fail(path, "its data are no matrix");
    H5Sget_simple_extent_dims(matrix.space.get(), sizes, nullptr);
    matrix.rows = sizes[0];
    matrix.columns = sizes[1];
    return matrix;
}

/// Every `stride`-th row of a column.
std::vector<double> read_column(const Matrix& matrix, hsize_t column, hsize_t stride,
                                const std::filesystem::path& path) {
    hsize_t start[2] = {0, column}, step[2] = {stride, 1},
            count[2] = {(matrix.rows + stride - 1) / stride, 1};
    std::vector<double> values(count[0]);
    if (values.empty()) return values;
    hdf5::Identifier memory(H5Screate_simple(1, count, nullptr), H5Sclose);
    if (H5Sselect_hyperslab(matrix.space.get(), H5S_SELECT_SET, start, step, count, nullptr) < 0 ||
        H5Dread(matrix.dataset.get(), H5T_NATIVE_DOUBLE, memory.get(), matrix.space.get(),
                H5P_DEFAULT, values.data()) < 0)
        fail(path, "its numbers cannot be read");
    return values;
}

}  // namespace

std::vector<std::size_t> spread(std::size_t all, std::size_t count) {
    std::vector<std::size_t> places;
    count = std::min(all, count);
    for (std::size_t i = 0; i < count; ++i)
        places.push_back(count == 1 ? 0 : i * (all - 1) / (count - 1));
    return places;
}

std::optional<TraceSample> sample_trace(const Recording& recording, const Trace& trace,
                                        const std::string& variable, double end_ms) {
    std::filesystem::path path = recording.directory / ("traces_" + variable + ".h5");
    if (!std::filesystem::exists(path)) return std::nullopt;
    const std::string& population = recording.scenario.populations[trace.population].name;
    hdf5::Identifier file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (file.get() < 0) fail(path, "it is no HDF5 file");
    Matrix matrix = open_matrix(file.get(), population, path);
    if (matrix.columns != trace.neurons.size())
        fail(path, "it has not as many neurons as its scenario says");

    TraceSample sample{population, variable, unit_of(variable).name, trace.neurons.size(), {}};
    hsize_t stride = std::max<hsize_t>(1, matrix.rows / most_rows);
    double row_ms = double(trace.every_steps) * recording.scenario.simulation.dt * 1e3;
    // The first row is of the first multiple of its interval.
    std::int64_t late =
        (trace.every_steps - recording.beginning.step % trace.every_steps) % trace.every_steps;
    double first_ms = double(late) * recording.scenario.simulation.dt * 1e3;
    for (std::size_t place : spread(trace.neurons.size(), most_trace_lines)) {
        ThinLine line(fmt::format("neuron {}", trace.neurons[place]),
                      line_colors[sample.lines.size()], end_ms);
        const std::vector<double> values = read_column(matrix, place, stride, path);
        // Rows beyond the plot's end would lie outside the picture.
        for (std::size_t row = 0; row < values.size(); ++row)
            if (const double x = first_ms + double(row * stride) * row_ms; x < end_ms)
                line.add(x, values[row]);
        sample.lines.push_back(line.take());
    }
    return sample;
}

}  // namespace spikelight
