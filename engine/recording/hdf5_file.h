// HDF5 files through the C API: identifiers that close themselves, errors as exceptions.
#pragma once

#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace spikelight::hdf5 {

/// An HDF5 identifier, closed when it goes out of scope.
class Identifier {
  public:
    using Close = herr_t (*)(hid_t);
    Identifier() = default;
    Identifier(hid_t id, Close close) : id_(id), close_(close) {}
    Identifier(Identifier&& other) noexcept { *this = std::move(other); }
    Identifier& operator=(Identifier&& other) noexcept {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }
    ~Identifier() {
        if (id_ >= 0) close_(id_);
    }
    hid_t get() const { return id_; }
    hid_t release() { return std::exchange(id_, -1); }

  private:
    hid_t id_ = -1;
    Close close_ = nullptr;
};

/// HDF5's type for a C++ number, in memory and in the file: little-endian, IEEE 754.
template <class T>
hid_t number_type();
template <>
hid_t number_type<std::uint8_t>();
template <>
hid_t number_type<std::int32_t>();
template <>
hid_t number_type<std::int64_t>();
template <>
hid_t number_type<std::uint32_t>();
template <>
hid_t number_type<std::uint64_t>();
template <>
hid_t number_type<float>();
template <>
hid_t number_type<double>();

/// A group or a dataset: something that has attributes. All functions throw std::runtime_error with
/// the file, the path inside it, and HDF5's own words.
class Node {
  public:
    /// Scalar, variable-length UTF-8.
    void set_text(const std::string& name, const std::string& value);
    /// A list of such.
    void set_texts(const std::string& name, std::span<const std::string> values);
    /// A reference to another object of the same file.
    void set_reference(const std::string& name, const Node& target);
    void remove_attribute(const std::string& name);
    template <class T>
    void set_number(const std::string& name, T value) {
        set_attribute(name, number_type<T>(), nullptr, &value);
    }
    template <class T>
    void set_numbers(const std::string& name, std::span<const T> values) {
        hsize_t size = values.size();
        set_attribute(name, number_type<T>(), &size, values.data());
    }
    /// Scalar enumeration over int8: member i of `names` has the value i.
    void set_choice(const std::string& name, std::span<const std::string> names, int chosen);

    const std::string& where() const { return where_; }

  protected:
    Node(Identifier id, std::string where) : id_(std::move(id)), where_(std::move(where)) {}
    void set_attribute(const std::string& name, hid_t type, const hsize_t* size, const void* data);

    Identifier id_;
    std::string where_;  ///< "spikes.h5:/spikes/exc", for messages
};

/// Shape of a dataset that grows by rows.
struct Layout {
    hsize_t rows_per_chunk = 65536;
    hsize_t columns = 0;  ///< 0: one-dimensional
    enum class Compression { none, shuffle_deflate } compression = Compression::none;
};

class Dataset : public Node {
  public:
    hsize_t rows() const { return rows_; }
    /// Of a table; 0 of a list.
    hsize_t columns() const { return columns_; }
    /// Adds `rows` rows of the number type `type` at the end.
    void append(const void* data, hsize_t rows, hid_t type);
    /// Adds rows of zeros, which take no room in the file.
    void append_zeros(hsize_t rows);
    /// Reads `count` rows of a one-dimensional dataset from row `first` on; numbers are converted, and
    /// clipped where they do not fit.
    template <class T>
    std::vector<T> read(hsize_t first, hsize_t count) const {
        std::vector<T> values(count);
        read_rows(number_type<T>(), first, count, values.data());
        return values;
    }

  private:
    friend class Group;
    Dataset(Identifier id, std::string where);
    void read_rows(hid_t type, hsize_t first, hsize_t count, void* data) const;

    hsize_t rows_ = 0;
    hsize_t columns_ = 0;  ///< 0: one-dimensional
};

/// A single number or text.
class Scalar : public Node {
    friend class Group;
    using Node::Node;
};

class Group : public Node {
  public:
    Group create_group(const std::string& name);
    Group open_group(const std::string& name) const;
    bool has(const std::string& name) const;
    /// A one-dimensional dataset of fixed size.
    template <class T>
    Dataset write(const std::string& name, std::span<const T> values) {
        return write_fixed(name, values.data(), values.size(), number_type<T>());
    }
    /// A single number.
    template <class T>
    Scalar write_number(const std::string& name, T value) {
        return write_scalar(name, &value, number_type<T>());
    }
    /// A single text, and a list of them: variable-length UTF-8.
    Scalar write_text(const std::string& name, const std::string& value);
    Dataset write_texts(const std::string& name, std::span<const std::string> values);
    Dataset create_dataset(const std::string& name, hid_t type, const Layout& layout);
    Dataset open_dataset(const std::string& name) const;
    /// A second name for something in this group.
    void create_hard_link(const std::string& name, const std::string& existing);
    /// A name that leads to a path of the file.
    void create_soft_link(const std::string& name, const std::string& path);
    /// A copy of a dataset of another file, as it is stored there, attributes included.
    Dataset copy_dataset(const std::string& name, const Group& from, const std::string& path);

  protected:
    using Node::Node;

  private:
    Dataset write_fixed(const std::string& name, const void* data, hsize_t size, hid_t type);
    Scalar write_scalar(const std::string& name, const void* data, hid_t type);
    Identifier write_all(const std::string& name, const void* data, hid_t type, Identifier space);
};

/// A file, which is its own root group.
class File : public Group {
  public:
    enum class Mode { create, read };
    File(const std::filesystem::path& path, Mode mode);
    /// Closes the root group and the file. Errors appear here where the library had kept data back;
    /// the destructor is silent about them. Groups and datasets of the file must be gone by then.
    void close();

  private:
    Identifier file_;
};

/// Collects rows until a chunk is full, so that each chunk is compressed and written once.
template <class T>
class Appender {
  public:
    Appender(Group& group, const std::string& name, const Layout& layout)
        : dataset_(group.create_dataset(name, number_type<T>(), layout)),
          columns_(layout.columns > 0 ? layout.columns : 1),
          capacity_(layout.rows_per_chunk * columns_) {
        buffer_.reserve(capacity_);
    }
    void push(T value) {
        buffer_.push_back(value);
        if (buffer_.size() == capacity_) flush();
    }
    void append(std::span<const T> values) {
        while (!values.empty()) {
            std::size_t count = std::min(values.size(), capacity_ - buffer_.size());
            buffer_.insert(buffer_.end(), values.begin(), values.begin() + count);
            values = values.subspan(count);
            if (buffer_.size() == capacity_) flush();
        }
    }
    void flush() {
        if (!buffer_.empty())
            dataset_.append(buffer_.data(), buffer_.size() / columns_, number_type<T>());
        buffer_.clear();
    }
    Dataset& dataset() { return dataset_; }
    std::size_t columns() const { return columns_; }
    /// Rows given so far, flushed or not.
    hsize_t rows() const { return dataset_.rows() + buffer_.size() / columns_; }

  private:
    Dataset dataset_;
    std::size_t columns_;
    std::size_t capacity_;
    std::vector<T> buffer_;
};

}  // namespace spikelight::hdf5
