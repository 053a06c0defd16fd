// Complete or absent: when a directory is refused, kept, replaced.
#include "engine/recording/run_directory.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
namespace fs = std::filesystem;

void put(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

/// A directory as an earlier run left it.
void leave_old_run(const fs::path& directory) {
    fs::create_directories(directory);
    put(directory / "summary.json", "old");
    put(directory / "scenario.toml", "old");
}

TEST(RunDirectory, appears_only_when_published) {
    testing::TemporaryDirectory temporary;
    const fs::path target = temporary.path() / "runs/a";
    RunDirectory directory(target, Existing::refuse);
    put(directory.path() / "summary.json", "new");
    EXPECT_EQ(directory.path(), target.string() + ".partial");
    EXPECT_FALSE(fs::exists(target));
    directory.publish();
    EXPECT_EQ(directory.path(), target);
    EXPECT_EQ(testing::read_text(target / "summary.json"), "new");
    EXPECT_FALSE(fs::exists(target.string() + ".partial"));
}

TEST(RunDirectory, takes_a_trailing_slash_for_nothing) {
    testing::TemporaryDirectory temporary;
    RunDirectory directory(temporary.path() / "a/", Existing::refuse);
    EXPECT_EQ(directory.path(), temporary.path() / "a.partial");
}

TEST(RunDirectory, refuses_one_that_exists) {
    testing::TemporaryDirectory temporary;
    leave_old_run(temporary.path() / "a");
    EXPECT_THAT(
        [&] { RunDirectory(temporary.path() / "a", Existing::refuse); },
        ThrowsMessage<std::runtime_error>(AllOf(HasSubstr("/a exists"), HasSubstr("--force"))));
    EXPECT_FALSE(fs::exists(temporary.path() / "a.partial"));
}

TEST(RunDirectory, keeps_the_old_one_until_the_new_one_is_published) {
    testing::TemporaryDirectory temporary;
    const fs::path target = temporary.path() / "a";
    leave_old_run(target);
    {
        RunDirectory fails(target, Existing::replace);
        put(fails.path() / "scenario.toml", "new");
    }
    EXPECT_EQ(testing::read_text(target / "summary.json"), "old");

    RunDirectory succeeds(target, Existing::replace);
    put(succeeds.path() / "summary.json", "new");
    EXPECT_EQ(testing::read_text(target / "summary.json"), "old");
    succeeds.publish();
    EXPECT_EQ(testing::read_text(target / "summary.json"), "new");
    EXPECT_FALSE(fs::exists(target / "scenario.toml"));
    EXPECT_EQ(std::distance(fs::directory_iterator(temporary.path()), {}), 1);
}

TEST(RunDirectory, refuses_what_a_living_run_writes_even_with_force) {
    testing::TemporaryDirectory temporary;
    RunDirectory first(temporary.path() / "a", Existing::refuse);
    put(first.path() / "scenario.toml", "first");
    for (Existing existing : {Existing::refuse, Existing::replace})
        EXPECT_THAT([&] { RunDirectory(temporary.path() / "a", existing); },
                    ThrowsMessage<std::runtime_error>(HasSubstr("a run that still goes on")));
    EXPECT_EQ(testing::read_text(first.path() / "scenario.toml"), "first");
}

TEST(RunDirectory, keeps_the_remains_of_an_interrupted_run_unless_forced) {
    testing::TemporaryDirectory temporary;
    leave_old_run(temporary.path() / "a.partial");
    EXPECT_THAT([&] { RunDirectory(temporary.path() / "a", Existing::refuse); },
                ThrowsMessage<std::runtime_error>(
                    AllOf(HasSubstr("a.partial exists"), HasSubstr("interrupted"))));
    EXPECT_TRUE(fs::exists(temporary.path() / "a.partial/summary.json"));
    RunDirectory replacing(temporary.path() / "a", Existing::replace);
    EXPECT_TRUE(fs::is_empty(replacing.path()));
}

TEST(RunDirectory, never_replaces_what_no_run_left) {
    testing::TemporaryDirectory temporary;
    fs::create_directory(temporary.path() / "home");
    put(temporary.path() / "home/thesis.tex", "years of work");
    EXPECT_THAT([&] { RunDirectory(temporary.path() / "home", Existing::replace); },
                ThrowsMessage<std::runtime_error>(HasSubstr("not a run's directory")));
    EXPECT_EQ(testing::read_text(temporary.path() / "home/thesis.tex"), "years of work");
}

TEST(RunDirectory, stays_under_its_first_name_where_another_run_was_quicker) {
    testing::TemporaryDirectory temporary;
    RunDirectory directory(temporary.path() / "a", Existing::refuse);
    put(directory.path() / "summary.json", "new");
    leave_old_run(temporary.path() / "a");
    EXPECT_THAT([&] { directory.publish(); },
                ThrowsMessage<std::runtime_error>(HasSubstr("a.partial to")));
    EXPECT_EQ(testing::read_text(temporary.path() / "a/summary.json"), "old");
    EXPECT_EQ(testing::read_text(temporary.path() / "a.partial/summary.json"), "new");
}

TEST(RunDirectory, that_is_a_link_replaces_what_the_link_points_to) {
    testing::TemporaryDirectory temporary;
    leave_old_run(temporary.path() / "b");
    fs::create_directory_symlink("b", temporary.path() / "a");
    RunDirectory directory(temporary.path() / "a", Existing::replace);
    put(directory.path() / "summary.json", "new");
    directory.publish();
    EXPECT_TRUE(fs::is_symlink(temporary.path() / "a"));
    EXPECT_EQ(testing::read_text(temporary.path() / "b/summary.json"), "new");
}

TEST(RunDirectory, is_had_by_one_of_several_that_ask_together) {
    testing::TemporaryDirectory temporary;
    constexpr int askers = 3;
    for (Existing existing : {Existing::refuse, Existing::replace, Existing::resume}) {
        for (int round = 0; round < 40 && !HasFailure(); ++round) {
            const fs::path target = temporary.path() / std::to_string(round);
            if (existing != Existing::refuse) leave_old_run(target.string() + ".partial");
            std::array<std::unique_ptr<RunDirectory>, askers> got;
            std::array<std::string, askers> told;
            std::barrier together(askers);
            {
                std::vector<std::jthread> threads;
                for (int k = 0; k < askers; ++k)
                    threads.emplace_back([&, k] {
                        together.arrive_and_wait();
                        try {
                            got[std::size_t(k)] = std::make_unique<RunDirectory>(target, existing);
                        } catch (const std::runtime_error& error) {
                            told[std::size_t(k)] = error.what();
                        }
                    });
            }
            EXPECT_EQ(std::count(got.begin(), got.end(), nullptr), askers - 1);
            for (int k = 0; k < askers; ++k) {
                if (got[std::size_t(k)]) continue;
                EXPECT_THAT(told[std::size_t(k)], ::testing::ContainsRegex("still go|exists"));
            }
            // It is that one's to write and to name.
            for (auto& directory : got) {
                if (!directory) continue;
                EXPECT_EQ(fs::is_empty(directory->path()), existing != Existing::resume);
                put(directory->path() / "summary.json", "new");
                directory->publish();
            }
            EXPECT_EQ(testing::read_text(target / "summary.json"), "new");
            EXPECT_FALSE(fs::exists(target.string() + ".partial"));
            fs::remove_all(target);
        }
    }
}

}  // namespace
}  // namespace spikelight
