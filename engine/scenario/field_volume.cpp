#include "engine/scenario/field_volume.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <cmath>
#include <stdexcept>
#include <utility>

namespace spikelight {
namespace {

/// An HDF5 identifier that closes itself.
class Handle {
  public:
    Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (id_ >= 0) close_(id_);
    }
    explicit operator bool() const { return id_ >= 0; }
    hid_t get() const { return id_; }

  private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

/// Three numbers of an attribute `stem`_m, _mm or _um, in m.
glm::dvec3 read_lengths(hid_t dataset, const std::string& stem) {
    const std::pair<const char*, double> units[] = {{"m", 1}, {"mm", 1e-3}, {"um", 1e-6}};
    for (const auto& [unit, metres] : units) {
        const std::string name = stem + "_" + unit;
        if (H5Aexists(dataset, name.c_str()) <= 0) continue;
        const Handle attribute(H5Aopen(dataset, name.c_str(), H5P_DEFAULT), H5Aclose);
        const Handle space(H5Aget_space(attribute.get()), H5Sclose);
        double values[3];
        if (H5Sget_simple_extent_npoints(space.get()) != 3 ||
            H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, values) < 0)
            throw std::runtime_error(fmt::format("its attribute {} is not three numbers", name));
        return glm::dvec3(values[0], values[1], values[2]) * metres;
    }
    throw std::runtime_error(fmt::format("it has no attribute {}_mm", stem));
}

/// Points along each axis; nothing is allocated for a shape that cannot be.
std::array<int, 3> read_shape(hid_t dataset, const std::string& name) {
    const Handle space(H5Dget_space(dataset), H5Sclose);
    hsize_t sizes[3] = {};
    if (H5Sget_simple_extent_ndims(space.get()) != 3)
        throw std::runtime_error(fmt::format("its dataset {} has not three dimensions", name));
    H5Sget_simple_extent_dims(space.get(), sizes, nullptr);
    std::size_t values = 1;
    std::array<int, 3> shape{};
    for (int axis = 0; axis < 3; ++axis) {
        if (sizes[axis] < 2)
            throw std::runtime_error(
                fmt::format("its dataset {} has fewer than 2 points along one axis", name));
        // Divide rather than multiply, lest the product overflow.
        if (sizes[axis] > most_field_values / values)
            throw std::runtime_error(
                fmt::format("its dataset {} has more than {} values", name, most_field_values));
        values *= sizes[axis];
        shape[static_cast<std::size_t>(axis)] = static_cast<int>(sizes[axis]);
    }
    return shape;
}

}  // namespace

MeasuredField read_field_volume(const std::filesystem::path& file, const std::string& name) {
    // Everything is closed here, and nothing at exit: see hdf5::File.
    static const bool once = (H5dont_atexit(), true);
    (void)once;
    // What is wrong is told by exceptions, not by HDF5's own print.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const Handle source(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!source) throw std::runtime_error("it is not an HDF5 file");
    const Handle dataset(H5Dopen2(source.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
    if (!dataset) throw std::runtime_error(fmt::format("it has no dataset {}", name));
    const Handle type(H5Dget_type(dataset.get()), H5Tclose);
    if (H5Tget_class(type.get()) != H5T_FLOAT)
        throw std::runtime_error(
            fmt::format("its dataset {} is not of floating-point numbers", name));

    MeasuredField field;
    field.shape = read_shape(dataset.get(), name);
    field.origin = read_lengths(dataset.get(), "origin");
    field.spacing = read_lengths(dataset.get(), "spacing");
    for (int axis = 0; axis < 3; ++axis)
        if (!(field.spacing[axis] > 0) || !std::isfinite(field.spacing[axis]) ||
            !std::isfinite(field.origin[axis]))
            throw std::runtime_error("its spacing is not above 0 along each axis");
    std::vector<float> values(static_cast<std::size_t>(field.shape[0]) *
                              static_cast<std::size_t>(field.shape[1]) *
                              static_cast<std::size_t>(field.shape[2]));
    if (H5Dread(dataset.get(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
        throw std::runtime_error(fmt::format("its dataset {} cannot be read", name));
    for (float value : values)
        if (!(value >= 0) || !std::isfinite(value))
            throw std::runtime_error(
                fmt::format("its dataset {} has values that are negative or not finite", name));
    field.values = std::make_shared<const std::vector<float>>(std::move(values));
    return field;
}

}  // namespace spikelight
