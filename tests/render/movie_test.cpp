// Frames on disk: whole, complete, and said when not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <random>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STB_IMAGE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image.h>
#pragma GCC diagnostic pop

#include "render/movie.h"
#include "tests/render/recordings.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryDirectory;
using ::testing::ThrowsMessage;

/// While it lives no file grows beyond `bytes`.
class SmallFiles {
  public:
    explicit SmallFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit small{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    void (*handler_)(int);
    rlimit before_{};
};

Image read_png(const std::filesystem::path& path) {
    int width = 0, height = 0, channels = 0;
    unsigned char* bytes = stbi_load(path.c_str(), &width, &height, &channels, 3);
    if (!bytes) throw std::runtime_error(path.string() + ": " + stbi_failure_reason());
    Image image(width, height);
    std::copy(bytes, bytes + image.rgb.size(), image.rgb.begin());
    stbi_image_free(bytes);
    return image;
}

MovieOptions tiny() {
    MovieOptions options;
    options.width = 160;
    options.height = 90;
    options.threads = 2;
    return options;
}

TEST(Png, ReadsBackAsWritten) {
    TemporaryDirectory directory;
    Recording recording = testing::tutorial_recording();
    Image image = MovieRenderer(recording, tiny()).render_at(50);
    write_png(image, directory.path() / "frame.png");
    Image back = read_png(directory.path() / "frame.png");
    EXPECT_EQ(back.width, 160);
    EXPECT_EQ(back.rgb, image.rgb);
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "frame.png.partial"));
}

TEST(Png, EveryKindOfPictureReadsBackAsWritten) {
    TemporaryDirectory directory;
    std::mt19937 generator(7);
    // Noise does not compress, a plain colour is one repetition, stripes repeat at the period looked for and at others.
    for (int width : {1, 2, 3, 8, 9, 257, 1024})
        for (int kind = 0; kind < 4; ++kind) {
            Image image(width, 1 + 200000 / width / 3);
            for (std::size_t i = 0; i < image.rgb.size(); ++i)
                image.rgb[i] = kind == 0   ? std::uint8_t(generator())
                               : kind == 1 ? 200
                               : kind == 2 ? std::uint8_t(i % 24 * 10)
                                           : std::uint8_t(i % 7 ? 3 : generator() % 100);
            write_png(image, directory.path() / "image.png");
            Image back = read_png(directory.path() / "image.png");
            EXPECT_EQ(back.rgb, image.rgb) << width << " kind " << kind;
        }
}

TEST(Png, SixteenBitsReadBackAndAgreeWithEight) {
    TemporaryDirectory directory;
    Recording recording = testing::tutorial_recording();
    MovieOptions options = tiny();
    options.depth = Depth::sixteen_bits;
    Image image = MovieRenderer(recording, options).render_at(50);
    ASSERT_EQ(image.rgb16.size(), image.rgb.size());
    EXPECT_EQ(image.rgb, MovieRenderer(recording, tiny()).render_at(50).rgb);
    // Eight bits are the sixteen and a dither of one step, and each word drawn over them is rounded again.
    for (std::size_t i = 0; i < image.rgb.size(); ++i)
        EXPECT_NEAR(image.rgb16[i] / 257.0, image.rgb[i], 2) << i;
    write_png(image, directory.path() / "still.png");
    int width = 0, height = 0, channels = 0;
    stbi_us* words =
        stbi_load_16((directory.path() / "still.png").c_str(), &width, &height, &channels, 3);
    ASSERT_TRUE(words);
    EXPECT_EQ(std::vector<std::uint16_t>(words, words + image.rgb16.size()), image.rgb16);
    stbi_image_free(words);
}

TEST(Png, AMissingDirectoryIsNamed) {
    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "missing" / "frame.png";
    EXPECT_THAT([&] { write_png(Image(4, 4), path); },
                ThrowsMessage<std::runtime_error>(
                    HasSubstr(path.string() + ".partial (cannot write the picture: No such file")));
}

TEST(Png, AFullDiskIsNoticedAndLeavesNoFile) {
    TemporaryDirectory directory;
    {
        // A limit on the size of files refuses what a full disk would.
        SmallFiles at_most(10);
        EXPECT_THAT([&] { write_png(Image(4, 4), directory.path() / "frame.png"); },
                    ThrowsMessage<std::runtime_error>(HasSubstr("File too large")));
    }
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(Movie, WritesEveryFrameAsRenderedAlone) {
    TemporaryDirectory directory;
    Recording recording = testing::plain_recording();
    std::vector<int> done;
    int frames = render_movie(recording, tiny(), directory.path() / "frames",
                              [&](const MovieProgress& p) { done.push_back(p.done); });
    MovieRenderer renderer(recording, tiny());
    ASSERT_EQ(frames, renderer.frame_count());
    ASSERT_EQ(done.size(), std::size_t(frames));
    for (int k = 0; k < frames; ++k) {
        EXPECT_EQ(done[std::size_t(k)], k + 1);
        EXPECT_EQ(read_png(directory.path() / "frames" / frame_file_name(k)).rgb,
                  renderer.render(k).rgb)
            << k;
    }
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "frames" / frame_file_name(frames)));
}

TEST(Movie, OneThreadWritesTheSameBytesAsThree) {
    TemporaryDirectory directory;
    Recording recording = testing::plain_recording();
    MovieOptions options = tiny();
    for (int threads : {1, 3}) {
        options.threads = threads;
        render_movie(recording, options, directory.path() / std::to_string(threads));
    }
    for (int k = 0; k < 30; ++k)
        EXPECT_EQ(read_png(directory.path() / "1" / frame_file_name(k)).rgb,
                  read_png(directory.path() / "3" / frame_file_name(k)).rgb);
}

TEST(Movie, StopsWithWholeFramesAndGoesOnLater) {
    TemporaryDirectory directory;
    Recording recording = testing::plain_recording();
    std::atomic<bool> stop = false;
    MovieOptions options = tiny();
    int written = render_movie(
        recording, options, directory.path(), [&](const MovieProgress& p) { stop = p.done >= 5; },
        &stop);
    EXPECT_GE(written, 5);
    EXPECT_LT(written, 12) << "at most the frames that were under way";
    // A frame that is there is not made again.
    std::ofstream(directory.path() / frame_file_name(0)) << "kept";
    options.keep_existing = true;
    EXPECT_EQ(render_movie(recording, options, directory.path()), 30);
    EXPECT_EQ(std::filesystem::file_size(directory.path() / frame_file_name(0)), 4u);
    EXPECT_NO_THROW(read_png(directory.path() / frame_file_name(29)));
}

TEST(Movie, RendersARangeOfFrames) {
    TemporaryDirectory directory;
    MovieOptions options = tiny();
    options.first_frame = 10;
    options.end_frame = 13;
    EXPECT_EQ(render_movie(testing::plain_recording(), options, directory.path()), 3);
    EXPECT_TRUE(std::filesystem::exists(directory.path() / "000012.png"));
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "000009.png"));
}

TEST(Movie, AFrameThatCannotBeWrittenEndsItWithTheReason) {
    TemporaryDirectory directory;
    // Where its unfinished file should come lies a directory that is not empty.
    std::filesystem::create_directories(directory.path() / "000007.png.partial" / "occupied");
    EXPECT_THAT([&] { render_movie(testing::plain_recording(), tiny(), directory.path()); },
                ThrowsMessage<std::runtime_error>(HasSubstr("000007.png")));
}

}  // namespace
}  // namespace spikelight
