// A disk that fills up, played by a limit on the size of a file in a process of its own.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <sstream>

#include "engine/recording/output_file.h"
#include "engine/recording/run_log.h"
#include "tests/recording/fixture.h"
#include "tests/support/temporary_directory.h"

/// What HDF5 keeps of a file that it could not close is nobody's to free: the leak sanitizer asks this.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libhdf5";
}

namespace spikelight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;
namespace fs = std::filesystem;

void limit_file_size(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &limit);
}

/// Runs `body` in a child process, which must also end by itself, and returns what it says.
std::string in_child(const std::function<std::string()>& body) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        alarm(60);
        std::string words;
        try {
            words = body();
        } catch (const std::exception& error) {
            words = error.what();
        }
        [[maybe_unused]] ssize_t written = write(ends[1], words.data(), words.size());
        // Not _exit: HDF5's own clean-up at exit must cope with files that could not be written.
        std::exit(0);
    }
    close(ends[1]);
    std::string words;
    char buffer[4096];
    for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
        words.append(buffer, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) words += " [the child did not end well]";
    return words;
}

TEST(DiskFull, is_told_by_file_bytes_needed_and_what_is_kept_and_the_log_stays_whole) {
    testing::TemporaryDirectory directory;
    const fs::path run = directory.path() / "run";
    const std::string words = in_child([&] {
        ReadResult read = testing::make_read_result();
        RunRecorder recorder(run, read, {{}, {}, {}}, false);
        limit_file_size(600'000);
        // 32,768 spikes are a block: two fit, the third does not.
        recorder.spikes(0, 1, std::vector<Spike>(2 * 32768));
        try {
            recorder.spikes(1, 2, std::vector<Spike>(32768));
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string("no error");
    });
    EXPECT_THAT(words, AllOf(HasSubstr("cannot write " + run.string() + ".partial/recording.log"),
                             HasSubstr("File too large: 262 kB more were needed after 524 kB"),
                             HasSubstr(run.string() + ".partial keeps what was recorded")));

    LogReader log(run.string() + ".partial/recording.log");
    std::size_t blocks = 0;
    for (LogBlock block; log.next(block);) ++blocks;
    EXPECT_EQ(blocks, 2u);
    EXPECT_TRUE(log.whole());
}

TEST(DiskFull, while_hdf5_files_are_written_loses_nothing_and_finish_can_be_repeated) {
    testing::TemporaryDirectory directory;
    const fs::path run = directory.path() / "run";
    const std::string words = in_child([&] {
        ReadResult read = testing::make_read_result();
        RunRecorder recorder(run, read, {{}, {}, {}}, false);
        testing::feed(recorder, read.scenario, 0, 11);
        // The log of 11 steps takes less than 600 bytes, the HDF5 files some kB: they fail early,
        // in between and late.
        std::string problems;
        for (rlim_t limit : {600, 1200, 2400, 3600, 4800}) {
            limit_file_size(limit);
            try {
                recorder.finish(testing::make_facts(11));
            } catch (const std::runtime_error& error) {
                problems += std::string(error.what()) + "\n";
            }
        }
        // Make room, and try again.
        limit_file_size(RLIM_INFINITY);
        recorder.finish(testing::make_facts(11));
        recorder.publish();
        return problems;
    });
    const auto problem = ::testing::ContainsRegex(
        "partial/[a-z_]*[.]h5:/.*File too large.*need up to 96.2 kB.*free.*partial keeps what "
        "was recorded");
    std::istringstream lines(words);
    for (int i = 0; i < 5; ++i) {
        std::string line;
        std::getline(lines, line);
        EXPECT_THAT(line, problem);
    }
    EXPECT_THAT(words, Not(HasSubstr("did not end well")));
    int status = 0;
    const std::string shape = testing::run_command(
        "/usr/bin/python3 -c \"import h5py; d = h5py.File('" + (run / "spikes.h5").string() +
            "')['spikes/inh/timestamps']; print(d.shape, d.maxshape)\"",
        status);
    EXPECT_EQ(shape, "(3,) (None,)\n");
    EXPECT_FALSE(fs::exists(run / "recording.log"));
}

TEST(DiskFull, is_told_by_the_device_that_is_always_full) {
    OutputFile file("/dev/full");
    file.write("anything");
    EXPECT_THAT([&] { file.close(); },
                ThrowsMessage<std::runtime_error>(
                    AllOf(HasSubstr("/dev/full"), HasSubstr("No space left on device"))));
}

}  // namespace
}  // namespace spikelight
