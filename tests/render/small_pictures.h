// Pictures that tests make quickly, and of what matters alone.
#pragma once

#include "engine/recording/recording.h"
#include "render/renderer.h"

namespace spikelight::testing {

inline RenderOptions small(int threads = 1) {
    RenderOptions options;
    options.width = 480;
    options.height = 270;
    options.threads = threads;
    return options;
}

/// Without words and lines: only what the light and the neurons make.
inline Recording bare(Recording recording) {
    VideoSettings& video = *recording.scenario.video;
    video.axes = video.raster = video.stimulus = video.time = video.legend = video.scale_bar =
        false;
    recording.scenario.title = "";
    return recording;
}

}  // namespace spikelight::testing
