// Parts of an NWB file that a small run does not reach.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>

#include "tests/render/recordings.h"
#include "tests/support/temporary_directory.h"
#include "tools/nwb/parts.h"

namespace spikelight {
namespace {

using testing::TemporaryDirectory;

struct Units {
    std::vector<double> times;
    std::vector<std::uint64_t> ends;
};

Units units_of(const Recording& recording, std::uint64_t spikes_at_once) {
    TemporaryDirectory directory;
    NwbContent content;
    {
        hdf5::File file(directory.path() / "units.nwb", hdf5::File::Mode::create);
        NwbSorting sorting;
        sorting.spikes_at_once = spikes_at_once;
        nwb::write_units(file, recording, sorting, content);
        file.close();
    }
    hdf5::File file(directory.path() / "units.nwb", hdf5::File::Mode::read);
    hdf5::Group group = file.open_group("units");
    return {group.open_dataset("spike_times").read<double>(0, content.spikes),
            group.open_dataset("spike_times_index").read<std::uint64_t>(0, content.units)};
}

TEST(NwbUnits, are_the_same_however_many_spikes_are_sorted_at_once) {
    Recording recording = testing::varied_recording(90, 3, 1);
    recording.scenario.record.spikes = {0, 1, 2};
    const Units whole = units_of(recording, 1 << 20);
    ASSERT_EQ(whole.ends.size(), 90u);
    ASSERT_GT(whole.ends.back(), 50u);
    for (std::uint64_t at_once : {1, 3, 20}) {
        const Units parts = units_of(recording, at_once);
        EXPECT_EQ(parts.times, whole.times) << at_once;
        EXPECT_EQ(parts.ends, whole.ends) << at_once;
    }
    // Each neuron's own, ascending.
    for (std::size_t i = 0; i < whole.ends.size(); ++i)
        EXPECT_TRUE(
            std::is_sorted(whole.times.begin() + std::ptrdiff_t(i == 0 ? 0 : whole.ends[i - 1]),
                           whole.times.begin() + std::ptrdiff_t(whole.ends[i])))
            << i;
}

TEST(NwbFile, that_is_given_up_leaves_the_one_of_before) {
    TemporaryDirectory directory;
    std::ofstream(directory.path() / "scenario.toml") << "format = 1\n";
    Recording recording = testing::varied_recording(90, 3, 2);
    recording.scenario.record.spikes = {0, 1, 2};
    recording.directory = directory.path();
    recording.summary_json = "{}";
    const std::filesystem::path file = directory.path() / "run.nwb";
    std::ofstream(file) << "of before";
    NwbRequest request{"2026-11-27T21:30:00Z", {}};
    int told = 0;
    request.sorting.progress = [&](std::uint64_t) {
        if (++told == 4) throw std::runtime_error("enough");
    };
    EXPECT_THROW(write_nwb(recording, file, request), std::runtime_error);
    EXPECT_EQ(told, 4);
    EXPECT_EQ(std::filesystem::file_size(file), 9u);
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "run.nwb.partial"));

    EXPECT_EQ(write_nwb(recording, file, {"2026-11-27T21:30:00Z", {}}).units, 90u);
    EXPECT_GT(std::filesystem::file_size(file), 1000u);
}

TEST(NwbTime, is_a_date_and_a_time_with_its_offset) {
    for (const char* good : {"2026-11-27T21:30:00+01:00", "2026-11-27T21:30:00.25-08:00",
                             "1999-02-28T00:00:00Z", "2026-11-27T21:30:00+00:00"})
        EXPECT_TRUE(is_iso_time(good)) << good;
    for (const char* bad : {"", "2026-11-27", "2026-11-27T21:30:00", "2026-11-27 21:30:00+01:00",
                            "2026-13-27T21:30:00Z", "2026-11-27T24:30:00Z", "27.11.2026T21:30:00Z",
                            "2026-11-27T21:30:00+01:00\n"})
        EXPECT_FALSE(is_iso_time(bad)) << bad;
    EXPECT_TRUE(is_iso_time(iso_time(std::filesystem::file_time_type::clock::now())));
    const std::chrono::sys_seconds leap_day{std::chrono::seconds(1709190000)};
    EXPECT_EQ(iso_time(std::chrono::file_clock::from_sys(leap_day)), "2024-02-29T07:00:00+00:00");
}

}  // namespace
}  // namespace spikelight
