// The host's side of pictures on the device: what lies in its memory, and which kernels make a picture of it.
#include "kernels/cuda/march_device.h"

#include <algorithm>
#include <map>

#include "kernels/cuda/march_pixels.h"

namespace spikelight {
namespace {

using device::Buffer;
using device::Device;
using device::Grid;
using device::Pinned;

/// Makes room for `values` where there is too little, and copies them.
template <class T>
void put(Device& device, Buffer<T>& buffer, const T* values, std::uint64_t count) {
    if (buffer.count() < std::max<std::uint64_t>(count, 1))
        buffer = Buffer<T>(device, std::max<std::uint64_t>(count + count / 4, 1));
    buffer.upload(values, count);
}
template <class T>
void put(Device& device, Buffer<T>& buffer, const std::vector<T>& values) {
    put(device, buffer, values.data(), values.size());
}

struct TileBuffers {
    Buffer<std::uint32_t> begins, items;
    void take(Device& device, const TileLists& lists) {
        put(device, begins, lists.begins);
        put(device, items, lists.items);
    }
    TileView view() const { return {begins.array(), items.array()}; }
};

class CudaPictures final : public PictureDevice {
  public:
    explicit CudaPictures(int index) : device_(index), watch_(device_) {}

    void take(const PictureScene& scene) override {
        neuron_count_ = std::uint32_t(scene.neuron_colors.size());
        put(device_, neuron_colors_, scene.neuron_colors);
        put(device_, transmittance_, scene.transmittance);
        put(device_, tone_table_, scene.tone_table);
        fields_.clear();
    }

    void look(const PictureView& view) override {
        copy_numbers(view);
        put(device_, lines_, view.lines);
        lines_behind_.take(device_, view.lines_behind);
        lines_before_.take(device_, view.lines_before);
        put(device_, sprites_, view.sprites);
        sprite_tiles_.take(device_, view.sprite_tiles);
        put(device_, sources_, with_own_fields(view.sources));
        put(device_, glasses_, view.glasses);
        std::vector<Light3> colors;
        for (const PictureSource& source : view.sources) colors.push_back(source.color);
        put(device_, source_colors_, colors);
        put(device_, halo_weights_, view.halo_weights);
        // Room for what is made on the way.
        make_room(looks_, view.sprites.size());
        make_room(halo_energy_, 3 * frame_.halo_grid.cells());
        make_room(halo_across_, 3 * frame_.halo_grid.cells());
        make_room(halos_, 3 * frame_.halo_grid.cells());
        make_room(rgb_, 3 * std::uint64_t(frame_.width) * frame_.height);
        resting_ = view.resting;
        contrast_ = view.contrast;
        resting_opacity_ = view.resting_opacity;
        halo_strength_ = view.halo_strength;
        halo_reach_ = std::int32_t(view.halo_weights.size() / 2);
        point_at_buffers();
    }

    Shot shoot(const PictureMoment& moment) override {
        put(device_, glow_, moment.glow.data(), moment.glow.size());
        put(device_, commands_, moment.commands.data(), moment.commands.size());
        frame_.commands = commands_.array();
        frame_.light_gain = moment.light_gain;
        watch_.start();
        draw_halos();
        device_.launch({std::min(frame_.tiles, most_blocks), DrawPixels::most_threads},
                       DrawPixels{frame_});
        seconds_ = watch_.stop();
        std::uint64_t bytes = 3 * std::uint64_t(frame_.width) * frame_.height;
        std::size_t room = free_room(bytes);
        rgb_.download(rooms_[room].memory.data(), bytes);
        rooms_[room].taken = true;
        return {{rooms_[room].memory.data(), std::size_t(bytes)}, room};
    }

    void give_back(const Shot& shot) override { rooms_[shot.room].taken = false; }

    std::string device() const override { return device_.name(); }
    double seconds() const override { return seconds_; }

  private:
    static constexpr std::uint32_t most_blocks = 1u << 20;

    /// Pinned memory of the host for one picture. There are as many as pictures were under way at once.
    struct Room {
        Pinned<std::uint8_t> memory;
        std::uint64_t bytes = 0;
        bool taken = false;
    };
    std::size_t free_room(std::uint64_t bytes) {
        auto room =
            std::find_if(rooms_.begin(), rooms_.end(), [](const Room& r) { return !r.taken; });
        if (room == rooms_.end()) room = rooms_.emplace(room);
        if (room->bytes < bytes) {
            room->memory = {};
            room->memory = Pinned<std::uint8_t>(device_, bytes);
            room->bytes = bytes;
        }
        return std::size_t(room - rooms_.begin());
    }

    template <class T>
    void make_room(Buffer<T>& buffer, std::uint64_t count) {
        if (buffer.count() < std::max<std::uint64_t>(count, 1))
            buffer = Buffer<T>(device_, std::max<std::uint64_t>(count, 1));
    }

    /// The sources, with the values of measured fields in the device's memory. A scene's fields are taken once.
    std::vector<PictureSource> with_own_fields(std::vector<PictureSource> sources) {
        for (PictureSource& source : sources) {
            if (source.model != LightSource::Model::field) continue;
            LightField& field = source.field.field;
            Buffer<float>& values = fields_[field.values];
            std::uint64_t count = 1;
            for (int points : field.shape) count *= std::uint64_t(points);
            if (values.count() == 0) put(device_, values, field.values, count);
            field.values = values.array().data;
        }
        return sources;
    }

    void copy_numbers(const PictureView& view) {
        auto whole = [](auto value) { return std::uint32_t(value); };
        frame_.width = whole(view.width);
        frame_.height = whole(view.height);
        frame_.side = whole(view.side);
        frame_.tiles_across = (frame_.width + picture_tile - 1) / picture_tile;
        frame_.tiles = frame_.tiles_across * ((frame_.height + picture_tile - 1) / picture_tile);
        frame_.march_samples = whole(view.march_samples);
        frame_.source_count = whole(view.sources.size());
        frame_.glass_count = whole(view.glasses.size());
        frame_.ground = view.ground;
        frame_.glass_color = view.glass_color;
        std::copy_n(view.ray_base, 3, frame_.ray_base);
        std::copy_n(view.ray_per_column, 3, frame_.ray_per_column);
        std::copy_n(view.ray_per_row, 3, frame_.ray_per_row);
        frame_.halo_grid = {
            (frame_.width * frame_.side + halo_reduction - 1) / halo_reduction + 1,
            (frame_.height * frame_.side + halo_reduction - 1) / halo_reduction + 1};
        sprite_count_ = whole(view.sprites.size());
    }

    void point_at_buffers() {
        frame_.lines = lines_.array();
        frame_.lines_behind = lines_behind_.view();
        frame_.lines_before = lines_before_.view();
        frame_.sprite_tiles = sprite_tiles_.view();
        frame_.sprites = sprites_.array();
        frame_.looks = looks_.array();
        frame_.sources = sources_.array();
        frame_.glasses = glasses_.array();
        frame_.halos = halos_.array();
        frame_.tone_table = tone_table_.array();
        frame_.rgb = rgb_.array();
    }

    /// Enough blocks of 256 threads for `count` elements.
    static Grid grid_for(std::uint64_t count) {
        return {unsigned(std::clamp<std::uint64_t>((count + 255) / 256, 1, 4096)), 256};
    }

    void draw_halos() {
        device_.launch(grid_for(sprite_count_),
                       LookAtSomata{sprites_.array(), sprite_count_, frame_.source_count,
                                    neuron_count_, neuron_colors_.array(), source_colors_.array(),
                                    transmittance_.array(), commands_.array(), glow_.array(),
                                    resting_, contrast_, resting_opacity_, looks_.array()});
        halo_energy_.fill_zero();
        device_.launch(grid_for(sprite_count_),
                       SplatHalos{sprites_.array(), looks_.array(), sprite_count_, halo_strength_,
                                  frame_.halo_grid, halo_energy_.array()});
        Grid grid = grid_for(3 * frame_.halo_grid.cells());
        device_.launch(grid, BlurHalos<std::int64_t>{frame_.halo_grid, halo_energy_.array(),
                                                     halo_across_.array(), halo_weights_.array(),
                                                     halo_reach_, true, halo_quantum});
        device_.launch(grid,
                       BlurHalos<float>{frame_.halo_grid, halo_across_.array(), halos_.array(),
                                        halo_weights_.array(), halo_reach_, false, 1.0f});
    }

    Device device_;
    device::Stopwatch watch_;
    PictureFrame frame_{};
    std::uint32_t neuron_count_ = 0, sprite_count_ = 0;
    std::int32_t halo_reach_ = 0;
    float resting_ = 0, contrast_ = 1, resting_opacity_ = 1, halo_strength_ = 0;
    double seconds_ = 0;

    Buffer<Light3> neuron_colors_, source_colors_;
    Buffer<float> transmittance_, glow_, commands_, halo_weights_, halo_across_, halos_;
    Buffer<std::uint16_t> tone_table_;
    Buffer<PictureLine> lines_;
    TileBuffers lines_behind_, lines_before_, sprite_tiles_;
    Buffer<PictureSprite> sprites_;
    Buffer<PictureSource> sources_;
    std::map<const float*, Buffer<float>> fields_;  ///< by where the host has their values
    Buffer<std::uint32_t> glasses_;
    Buffer<SomaLook> looks_;
    Buffer<std::int64_t> halo_energy_;
    Buffer<std::uint8_t> rgb_;
    std::vector<Room> rooms_;
};

}  // namespace

std::unique_ptr<PictureDevice> make_cuda_picture_device(int device) {
    return std::make_unique<CudaPictures>(device);
}

}  // namespace spikelight
