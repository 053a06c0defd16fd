// The log of a run: as it lies on the disk, and blocks of any content whose checksums are right, made into the files of a run.
#include <algorithm>

#include "engine/recording/finish.h"
#include "engine/recording/run_buffers.h"
#include "engine/scenario/reader.h"
#include "tests/fuzz/file.h"
#include "tests/fuzz/rich_scenario.h"

using namespace spikelight;
namespace fs = std::filesystem;

namespace {

void read_raw(std::string_view bytes) {
    LogReader reader(fuzz::put("raw.log", bytes));
    for (LogBlock block; reader.next(block);) {
    }
    fuzz::expect(reader.offset() <= bytes.size(), "a log is not longer than its file");
}

/// A block is a byte of kind, a byte of length and its payload.
std::uint64_t write_blocks(const fs::path& log, std::string_view bytes) {
    fs::remove(log);
    LogWriter writer(log);
    while (bytes.size() > 2) {
        const auto kind = static_cast<BlockKind>(bytes[0]);
        const std::size_t length = static_cast<unsigned char>(bytes[1]);
        const std::string_view payload = bytes.substr(2, length);
        writer.append(kind, payload);
        bytes.remove_prefix(2 + payload.size());
    }
    return writer.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Scenario scenario =
        read_scenario(fuzz::put("scenario.toml", fuzz::rich_scenario)).scenario;
    const std::string_view bytes = fuzz::text_of(data, size);
    read_raw(bytes);
    const fs::path log = fuzz::directory() / "recording.log";
    const std::uint64_t length = write_blocks(log, bytes);
    try {
        RunBuffers buffers(log, scenario, 0, length, [](std::span<const Spike>) {});
        fs::create_directories(fuzz::directory() / "run");
        write_recorded_files(log, fuzz::directory() / "run", scenario, buffers,
                             scenario.simulation.steps);
    } catch (const std::runtime_error& error) {
        fuzz::expect(std::string_view(error.what()).size() > 20, "a problem is told in words");
    }
    return 0;
}
