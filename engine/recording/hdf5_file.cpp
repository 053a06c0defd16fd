#include "engine/recording/hdf5_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace spikelight::hdf5 {
namespace {

static_assert(std::endian::native == std::endian::little,
              "native types are written as little-endian");

herr_t keep_description(unsigned depth, const H5E_error2_t* error, void* text) {
    // The innermost entry holds the system's reason, the outermost what was wanted.
    auto& words = *static_cast<std::array<std::string, 2>*>(text);
    words[depth == 0 ? 0 : 1] = error->desc ? error->desc : "";
    return 0;
}

/// The system's reason out of HDF5's account of a failed read or write; other texts stay as they
/// are.
std::string extract_reason(const std::string& text) {
    const std::string before = "error message = '";
    const std::size_t begin = text.find(before);
    if (begin == std::string::npos) return text;
    const std::size_t from = begin + before.size();
    return text.substr(from, text.find('\'', from) - from);
}

[[noreturn]] void fail(const std::string& where, const std::string& what) {
    std::array<std::string, 2> words;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_description, &words);
    throw std::runtime_error(fmt::format("{}: cannot {} (HDF5: {}{}{})", where, what, words[1],
                                         words[1].empty() ? "" : "; ", extract_reason(words[0])));
}

Identifier checked(hid_t id, Identifier::Close close, const std::string& where,
                   const std::string& what) {
    if (id < 0) fail(where, what);
    return {id, close};
}

void check(herr_t status, const std::string& where, const std::string& what) {
    if (status < 0) fail(where, what);
}

/// Variable-length UTF-8.
Identifier make_text_type(const std::string& where) {
    Identifier type = checked(H5Tcopy(H5T_C_S1), H5Tclose, where, "make a text type");
    check(H5Tset_size(type.get(), H5T_VARIABLE), where, "make a text type");
    check(H5Tset_cset(type.get(), H5T_CSET_UTF8), where, "make a text type");
    return type;
}

/// As HDF5 takes texts.
std::vector<const char*> pointers_to(std::span<const std::string> texts) {
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    return pointers;
}

/// How datasets are made: without the time, so that the same data make the same file.
Identifier make_creation(const std::string& where) {
    Identifier creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where, "shape it");
    check(H5Pset_obj_track_times(creation.get(), false), where, "leave out its times");
    return creation;
}

std::string inside(const std::string& where, const std::string& name) {
    return where.ends_with('/') ? where + name : where + "/" + name;
}

}  // namespace

template <>
hid_t number_type<std::uint8_t>() {
    return H5T_NATIVE_UINT8;
}
template <>
hid_t number_type<std::int32_t>() {
    return H5T_NATIVE_INT32;
}
template <>
hid_t number_type<std::int64_t>() {
    return H5T_NATIVE_INT64;
}
template <>
hid_t number_type<std::uint32_t>() {
    return H5T_NATIVE_UINT32;
}
template <>
hid_t number_type<std::uint64_t>() {
    return H5T_NATIVE_UINT64;
}
template <>
hid_t number_type<float>() {
    return H5T_NATIVE_FLOAT;
}
template <>
hid_t number_type<double>() {
    return H5T_NATIVE_DOUBLE;
}

void Node::set_attribute(const std::string& name, hid_t type, const hsize_t* size,
                         const void* data) {
    const std::string what = "write attribute " + name;
    Identifier space = checked(size ? H5Screate_simple(1, size, nullptr) : H5Screate(H5S_SCALAR),
                               H5Sclose, where_, what);
    Identifier attribute =
        checked(H5Acreate2(id_.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                H5Aclose, where_, what);
    check(H5Awrite(attribute.get(), type, data), where_, what);
}

void Node::set_text(const std::string& name, const std::string& value) {
    const char* text = value.c_str();
    set_attribute(name, make_text_type(where_).get(), nullptr, &text);
}

void Node::set_texts(const std::string& name, std::span<const std::string> values) {
    const hsize_t size = values.size();
    set_attribute(name, make_text_type(where_).get(), &size, pointers_to(values).data());
}

void Node::set_reference(const std::string& name, const Node& target) {
    hobj_ref_t reference = 0;
    check(H5Rcreate(&reference, target.id_.get(), ".", H5R_OBJECT, -1), where_,
          "refer to " + target.where_);
    set_attribute(name, H5T_STD_REF_OBJ, nullptr, &reference);
}

void Node::remove_attribute(const std::string& name) {
    check(H5Adelete(id_.get(), name.c_str()), where_, "remove attribute " + name);
}

void Node::set_choice(const std::string& name, std::span<const std::string> names, int chosen) {
    Identifier type =
        checked(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose, where_, "make an enumeration");
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::int8_t value = static_cast<std::int8_t>(i);
        check(H5Tenum_insert(type.get(), names[i].c_str(), &value), where_, "make an enumeration");
    }
    std::int8_t value = static_cast<std::int8_t>(chosen);
    set_attribute(name, type.get(), nullptr, &value);
}

Dataset::Dataset(Identifier id, std::string where) : Node(std::move(id), std::move(where)) {
    // Learn the shape from the file.
    Identifier space = checked(H5Dget_space(id_.get()), H5Sclose, where_, "read its shape");
    hsize_t shape[2] = {0, 0};
    int rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 1 || rank > 2) fail(where_, "use a dataset that is neither a list nor a table");
    check(H5Sget_simple_extent_dims(space.get(), shape, nullptr), where_, "read its shape");
    rows_ = shape[0];
    columns_ = rank == 2 ? shape[1] : 0;
}

void Dataset::append(const void* data, hsize_t rows, hid_t type) {
    const int rank = columns_ > 0 ? 2 : 1;
    const hsize_t offset[2] = {rows_, 0}, count[2] = {rows, columns_};
    append_zeros(rows);

    // Write into the new rows.
    Identifier file_space = checked(H5Dget_space(id_.get()), H5Sclose, where_, "read its shape");
    check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, offset, nullptr, count, nullptr),
          where_, "select rows");
    Identifier memory_space =
        checked(H5Screate_simple(rank, count, nullptr), H5Sclose, where_, "select rows");
    check(H5Dwrite(id_.get(), type, memory_space.get(), file_space.get(), H5P_DEFAULT, data),
          where_, "write it");
}

void Dataset::append_zeros(hsize_t rows) {
    const hsize_t extent[2] = {rows_ + rows, columns_};
    check(H5Dset_extent(id_.get(), extent), where_, "grow it");
    rows_ += rows;
}

void Dataset::read_rows(hid_t type, hsize_t first, hsize_t count, void* data) const {
    if (columns_ > 0) throw std::runtime_error(where_ + ": a list was expected, this is a table");
    if (count == 0) return;
    const Identifier rows(H5Dget_space(id_.get()), H5Sclose);
    const Identifier memory(H5Screate_simple(1, &count, nullptr), H5Sclose);
    check(H5Sselect_hyperslab(rows.get(), H5S_SELECT_SET, &first, nullptr, &count, nullptr), where_,
          "find its rows");
    check(H5Dread(id_.get(), type, memory.get(), rows.get(), H5P_DEFAULT, data), where_, "read it");
}

Group Group::create_group(const std::string& name) {
    const std::string where = inside(where_, name);
    return {checked(H5Gcreate2(id_.get(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                    H5Gclose, where, "create this group"),
            where};
}

Group Group::open_group(const std::string& name) const {
    const std::string where = inside(where_, name);
    return {
        checked(H5Gopen2(id_.get(), name.c_str(), H5P_DEFAULT), H5Gclose, where, "open this group"),
        where};
}

bool Group::has(const std::string& name) const {
    htri_t found = H5Lexists(id_.get(), name.c_str(), H5P_DEFAULT);
    if (found < 0) fail(inside(where_, name), "look for it");
    return found > 0;
}

Dataset Group::write_fixed(const std::string& name, const void* data, hsize_t size, hid_t type) {
    const std::string where = inside(where_, name);
    Identifier space = checked(H5Screate_simple(1, &size, nullptr), H5Sclose, where, "shape it");
    return Dataset(write_all(name, size > 0 ? data : nullptr, type, std::move(space)), where);
}

Scalar Group::write_scalar(const std::string& name, const void* data, hid_t type) {
    const std::string where = inside(where_, name);
    Identifier space = checked(H5Screate(H5S_SCALAR), H5Sclose, where, "shape it");
    return Scalar(write_all(name, data, type, std::move(space)), where);
}

Scalar Group::write_text(const std::string& name, const std::string& value) {
    const char* text = value.c_str();
    return write_scalar(name, &text, make_text_type(inside(where_, name)).get());
}

Dataset Group::write_texts(const std::string& name, std::span<const std::string> values) {
    return write_fixed(name, pointers_to(values).data(), values.size(),
                       make_text_type(inside(where_, name)).get());
}

Identifier Group::write_all(const std::string& name, const void* data, hid_t type,
                            Identifier space) {
    const std::string where = inside(where_, name);
    Identifier creation = make_creation(where);
    Identifier id = checked(H5Dcreate2(id_.get(), name.c_str(), type, space.get(), H5P_DEFAULT,
                                       creation.get(), H5P_DEFAULT),
                            H5Dclose, where, "create it");
    if (data)
        check(H5Dwrite(id.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), where, "write it");
    return id;
}

Dataset Group::create_dataset(const std::string& name, hid_t type, const Layout& layout) {
    const std::string where = inside(where_, name);
    const int rank = layout.columns > 0 ? 2 : 1;
    // Start with no row, grow without limit.
    const hsize_t size[2] = {0, layout.columns}, maximum[2] = {H5S_UNLIMITED, layout.columns};
    Identifier space = checked(H5Screate_simple(rank, size, maximum), H5Sclose, where, "shape it");
    // Chunk, and compress.
    const hsize_t chunk[2] = {layout.rows_per_chunk, layout.columns};
    Identifier creation = make_creation(where);
    check(H5Pset_chunk(creation.get(), rank, chunk), where, "set its chunks");
    if (layout.compression == Layout::Compression::shuffle_deflate) {
        check(H5Pset_shuffle(creation.get()), where, "set its shuffle filter");
        check(H5Pset_deflate(creation.get(), 1), where, "set its deflate filter");
    }
    return Dataset(checked(H5Dcreate2(id_.get(), name.c_str(), type, space.get(), H5P_DEFAULT,
                                      creation.get(), H5P_DEFAULT),
                           H5Dclose, where, "create it"),
                   where);
}

Dataset Group::open_dataset(const std::string& name) const {
    const std::string where = inside(where_, name);
    return Dataset(checked(H5Dopen2(id_.get(), name.c_str(), H5P_DEFAULT), H5Dclose, where,
                           "open this dataset"),
                   where);
}

void Group::create_hard_link(const std::string& name, const std::string& existing) {
    check(H5Lcreate_hard(id_.get(), existing.c_str(), id_.get(), name.c_str(), H5P_DEFAULT,
                         H5P_DEFAULT),
          inside(where_, name), "link it");
}

void Group::create_soft_link(const std::string& name, const std::string& path) {
    check(H5Lcreate_soft(path.c_str(), id_.get(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
          inside(where_, name), "link it");
}

Dataset Group::copy_dataset(const std::string& name, const Group& from, const std::string& path) {
    check(H5Ocopy(from.id_.get(), path.c_str(), id_.get(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
          inside(where_, name), "copy " + from.where_ + path + " to it");
    return open_dataset(name);
}

File::File(const std::filesystem::path& path, Mode mode) : Group({}, path.string() + ":/") {
    // Files are closed here, and none at exit: what a full disk leaves behind, the library's own clean-up does not survive.
    // This must come before anything else of the library.
    static const bool once = (H5dont_atexit(), true);
    (void)once;
    // Errors become exceptions: the library's own printing is turned off.
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    // A link in a directory from a stranger could lead anywhere.
    std::error_code ignored;
    if (mode == Mode::create && std::filesystem::is_symlink(path, ignored))
        std::filesystem::remove(path, ignored);
    hid_t id = mode == Mode::create
                   ? H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)
                   : H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    file_ = checked(id, H5Fclose, path.string(),
                    mode == Mode::create ? "create this file" : "open this file");
    id_ = checked(H5Gopen2(id, "/", H5P_DEFAULT), H5Gclose, where_, "open the root group");
}

void File::close() {
    check(H5Fflush(file_.get(), H5F_SCOPE_LOCAL), where_, "write what was kept back");
    check(H5Gclose(id_.release()), where_, "close the root group");
    check(H5Fclose(file_.release()), where_, "close this file");
}

}  // namespace spikelight::hdf5
