#include <fmt/format.h>

#include "tools/report/html.h"
#include "tools/report/report.h"
#include "tools/report/sections.h"

namespace spikelight {

std::string picture_section(const std::filesystem::path& run) {
    bool movie = std::filesystem::exists(run / "movie.mp4"),
         still = std::filesystem::exists(run / "still.png");
    std::string poster = still ? data_uri("image/png", run / "still.png") : "";
    // What no browser plays stays a file, too.
    std::string others;
    for (const char* name : {"movie.mkv", "movie.mov"})
        if (std::filesystem::exists(run / name))
            others += fmt::format("<p>For other programs: <a href=\"{0}\">{0}</a></p>", name);
    if (!movie)
        return still ? fmt::format(
                           "<section class=\"picture\"><img alt=\"Still of the network\" "
                           "src=\"{}\">{}</section>\n",
                           poster, others)
                     : "";
    // A movie too large for a page stays a file beside it.
    bool embed = std::filesystem::file_size(run / "movie.mp4") <= largest_embedded_movie_bytes;
    std::string source = embed ? data_uri("video/mp4", run / "movie.mp4") : "movie.mp4";
    return fmt::format(
        "<section class=\"picture\"><video controls loop playsinline preload=\"metadata\"{} "
        "src=\"{}\"></video>{}{}"
        "</section>\n",
        still ? fmt::format(" poster=\"{}\"", poster) : "", source,
        embed
            ? ""
            : "<p>The movie is the file <a href=\"movie.mp4\">movie.mp4</a> beside this page.</p>",
        others);
}

}  // namespace spikelight
