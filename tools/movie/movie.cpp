#include "tools/movie/movie.h"

#include <fmt/format.h>

#include "render/movie.h"
#include "tools/errors.h"
#include "tools/movie/frames.h"

namespace spikelight {

FrameInput frame_input(const std::filesystem::path& run, FrameRate rate) {
    std::vector<std::int64_t> numbers = frame_numbers(run / "frames");
    if (numbers.empty())
        throw UserError(
            fmt::format("{} holds no frames (a movie is made of them). Run `spikelight render {}`",
                        (run / "frames").string(), run.string()));
    // A gap would end the movie there without a word.
    for (std::size_t i = 1; i < numbers.size(); ++i)
        if (numbers[i] != numbers[i - 1] + 1)
            throw UserError(fmt::format(
                "{}/{:06d}.png is missing (the movie would end there). Run `spikelight render {}`",
                (run / "frames").string(), numbers[i - 1] + 1, run.string()));
    return {{"-framerate", fmt::format("{}/{}", rate.numerator, rate.denominator), "-start_number",
             std::to_string(numbers.front()), "-i", "frames/%06d.png"},
            numbers.front(),
            std::int64_t(numbers.size())};
}

std::int64_t encode_movie(const std::filesystem::path& run, FrameRate rate,
                          const MovieRequest& request, const std::atomic<bool>& stop) {
    FrameInput input = frame_input(run, rate);
    MovieRequest settled = request;
    PictureSize size = png_size(run / "frames" / frame_file_name(int(input.first)));
    settled.encoder = choose_encoder(request.encoder, size.width, size.height, stop);
    MovieEncoding(settled, run, double(input.count) / rate.per_second(), stop)
        .encode(input.arguments);
    return input.count;
}

std::string movie_advice(const std::filesystem::path& run) {
    if (std::filesystem::exists(run / "frames"))
        return fmt::format(
            "The frames are kept in {}; `spikelight movie {}` makes the movie of them",
            (run / "frames").string(), run.string());
    return fmt::format(
        "The recording is whole; `spikelight render {0}` makes the frames and `spikelight movie "
        "{0}` the movie of them",
        run.string());
}

}  // namespace spikelight
