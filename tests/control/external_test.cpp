// Controllers that are other programs: what they are told, and every way in which they can fail.
#include "engine/control/external.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/control/control_scenario.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Answers the hello, then runs `body` for every line.
std::string python(const std::string& body) {
    return "import sys, json, time\n"
           "def answer(text):\n"
           "    sys.stdout.write(text + '\\n')\n"
           "    sys.stdout.flush()\n"
           "sys.stdin.readline()\n"
           "answer('{\"ready\": true}')\n"
           "for line in sys.stdin:\n"
           "    sample = json.loads(line)\n" +
           body;
}

class External : public ::testing::Test {
  protected:
    External() {
        for (const char* name : {"exc", "inh"}) {
            scenario_.populations.emplace_back().name = name;
            scenario_.populations.back().size = 4;
        }
        scenario_.lights[0].maximum = 30e3;
    }

    std::filesystem::path write(const std::string& script) {
        std::ofstream(directory_.path() / "controller.py") << script;
        return directory_.path() / "controller.py";
    }

    /// One controller with this script, from step 20 on.
    ControlLoop& start(const std::string& script, double timeout = 20,
                       OnTimeout on_timeout = OnTimeout::stop) {
        write(script);
        testing::add_controller(
            scenario_,
            ExternalCommand{{"python3", "controller.py"}, directory_.path(), timeout, on_timeout},
            20);
        loop_.emplace(scenario_, stop_);
        return *loop_;
    }

    std::vector<double> respond(std::int64_t step, std::vector<std::uint64_t> spikes = {0, 0}) {
        loop_->sample({step, std::move(spikes), {}});
        loop_->apply(step);
        return {loop_->irradiance().begin(), loop_->irradiance().end()};
    }

    /// What a failing script is told to be.
    std::string failure(const std::string& script, double timeout = 20) {
        try {
            start(script, timeout);
            for (std::int64_t step : {0, 10, 20, 30}) respond(step);
        } catch (const ControllerError& error) {
            return error.what();
        }
        return "no failure";
    }

    Scenario scenario_ = testing::lit_scenario({3000, 5000}, 10, 0);
    std::atomic<bool> stop_ = false;
    testing::TemporaryDirectory directory_;
    std::optional<ControlLoop> loop_;
};

using Values = std::vector<double>;

TEST_F(External, IsAskedAtEverySampleAndDecidesFromItsStartOn) {
    start(python("    answer(json.dumps({'irradiance': [sample['spikes']['exc'], 2.5]}))\n"));
    EXPECT_EQ(respond(0, {7, 1}), (Values{3000, 5000}));
    EXPECT_EQ(respond(10, {8, 1}), (Values{3000, 5000})) << "it starts at step 20";
    EXPECT_EQ(respond(20, {9, 1}), (Values{9000, 2500}));
    EXPECT_EQ(respond(30, {99, 1}), (Values{30000, 2500})) << "clipped to the maximum";
}

TEST_F(External, OneNumberIsForAllSourcesAndSiUnitsPassUnchanged) {
    start(
        python("    answer('{\"irradiance\": 1.25}' if sample['step'] == 20 else\n"
               "           '{\"irradiance_W_per_m2\": [1234.5678901234567, -1]}')\n"));
    for (std::int64_t step : {0, 10}) respond(step);
    EXPECT_EQ(respond(20), (Values{1250, 1250}));
    EXPECT_EQ(respond(30), (Values{1234.5678901234567, 0}));
}

TEST_F(External, IsToldWhatThereIsAndWhatHappened) {
    Observable observable;
    observable.name = "v";
    observable.kind = ObservableKind::mean_v;
    observable.populations = {0};
    scenario_.observables.push_back(observable);
    scenario_.title = "A \"test\"";
    write(
        "import sys\nwith open('heard', 'w') as heard:\n"
        "    for line in sys.stdin:\n"
        "        heard.write(line)\n        heard.flush()\n"
        "        print('{\"ready\": true, \"irradiance\": 1.5}', flush=True)\n");
    testing::add_controller(scenario_,
                            ExternalCommand{{"python3", "controller.py"}, directory_.path()}, 20);
    ControlLoop loop(scenario_);
    loop.sample({20, {3, 4}, {-0.0625}});
    loop.sample({33, {0, 0}, {-0.0625}});

    std::ifstream heard(directory_.path() / "heard");
    std::string line;
    std::getline(heard, line);
    EXPECT_EQ(json::parse(line),
              json::parse(R"({"hello": {"protocol": 1, "version": ")" +
                          json::parse(line)["hello"]["version"].get<std::string>() +
                          R"(", "title": "A \"test\"", "seed": 17, "dt_s": 0.0001,
        "sample_period_s": 0.001, "latency_s": 0, "start_step": 20,
        "light": {"name": "fibers", "sources": 2, "maximum_mW_per_mm2": 30, "initial_mW_per_mm2": [3, 5]},
        "driven": [{"name": "fibers", "sources": 2, "maximum_mW_per_mm2": 30, "initial_mW_per_mm2": [3, 5]}],
        "lights": ["fibers"],
        "populations": [{"name": "exc", "size": 4}, {"name": "inh", "size": 4}],
        "observables": [{"name": "v", "unit": "mV"}]}})"));
    std::getline(heard, line);
    EXPECT_EQ(json::parse(line),
              json::parse(R"({"step": 20, "t_ms": 2, "elapsed_s": 0.001, "active": true,
        "spikes": {"exc": 3, "inh": 4}, "observables": {"v": -62.5}, "irradiance": [3, 5]})"));
    std::getline(heard, line);
    EXPECT_EQ(json::parse(line)["t_ms"], 3.3);
    EXPECT_EQ(json::parse(line)["elapsed_s"], 13 * 0.1e-3);
    EXPECT_EQ(json::parse(line)["irradiance"], (json{1.5, 1.5}));
}

TEST_F(External, ThatCannotBeStartedIsTold) {
    testing::add_controller(scenario_, ExternalCommand{{"no-such-program"}, directory_.path()});
    try {
        ControlLoop loop(scenario_);
        FAIL();
    } catch (const ControllerError& error) {
        EXPECT_STREQ(error.what(),
                     "external controller no-such-program: cannot start no-such-program (No such "
                     "file or directory). Correct command");
    }
}

TEST_F(External, ThatEndsIsToldWithItsExitStatus) {
    EXPECT_THAT(failure(python("    sys.exit(3)\n")),
                StartsWith("external controller python3 controller.py ended with exit status 3 "));
}

TEST_F(External, ThatDiesIsToldWithItsSignal) {
    EXPECT_THAT(failure(python("    import os\n    os.kill(os.getpid(), 9)\n")),
                HasSubstr("was ended by signal 9 (Killed)"));
}

TEST_F(External, ThatClosesItsOutputIsTold) {
    EXPECT_THAT(failure(python("    import os\n    os.close(1)\n    time.sleep(60)\n")),
                HasSubstr("closed its output"));
}

TEST_F(External, ThatAnswersRubbishIsQuoted) {
    EXPECT_EQ(failure(python("    answer('Hello, world')\n")),
              "external controller python3 controller.py answered \"Hello, world\" (this is no "
              "object of JSON). Answer one line such as {\"irradiance\": [2.5]}, and write "
              "everything else to the error stream");
}

TEST_F(External, ThatAnswersWithHalfAMegabyteOfBracketsIsRefused) {
    // Writing out what was read would take a level of the stack for each.
    EXPECT_THAT(failure(python("    answer('{\"light\": ' + '[' * 250000 + ']' * 250000 + '}')\n")),
                HasSubstr("(it is nested deeper than 64 levels)"));
    scenario_.controllers.clear();
    EXPECT_THAT(failure(python("    answer('{\"irradiance\": 1e308}')\n")),
                HasSubstr("(an irradiance must be a finite number)"));
    scenario_.controllers.clear();
    EXPECT_THAT(failure(python("    answer('\\x1b[31mred')\n")), HasSubstr("\"\\x1b[31mred\""));
}

TEST_F(External, ThatAnswersForAnotherNumberOfSourcesIsTold) {
    EXPECT_THAT(failure(python("    answer('{\"irradiance\": [1, 2, 3]}')\n")),
                HasSubstr("(it commands 2 sources)"));
    scenario_.controllers.clear();
    EXPECT_THAT(failure(python("    answer('{\"irradiance\": [1, null]}')\n")),
                HasSubstr("(an irradiance must be a finite number)"));
    scenario_.controllers.clear();
    EXPECT_THAT(failure(python("    answer('{\"light\": 1}')\n")),
                HasSubstr("(it has no irradiance)"));
}

TEST_F(External, ThatWritesAGigabyteIsStoppedAtOneMebibyte) {
    EXPECT_THAT(failure(python("    for i in range(1024):\n"
                               "        sys.stdout.write('x' * 1048576)\n")),
                HasSubstr("wrote a line longer than 1048576 bytes (\"xxxxxxxx"));
}

TEST_F(External, ThatHangsEndsTheRunAfterItsTimeout) {
    EXPECT_EQ(
        failure(python("    time.sleep(60)\n"), 0.2),
        "external controller python3 controller.py has not answered the sample at 0 ms (its "
        "timeout is 0.2 s). Make it faster, raise timeout, or choose on_timeout = \"hold\" or "
        "\"zero\"");
}

/// Answers 2 mW/mm^2, but sleeps at step 30 until a file appears.
const char* const late =
    "    import os\n"
    "    while sample['step'] == 30 and not os.path.exists('wake'):\n"
    "        time.sleep(0.01)\n"
    "    answer('{\"irradiance\": %g}' % (9 if sample['step'] == 30 else 2))\n";

TEST_F(External, WhatComesTooLateIsThrownAwayAndTheLightHolds) {
    start(python(late), 0.5, OnTimeout::hold);
    for (std::int64_t step : {0, 10, 20}) respond(step);
    EXPECT_EQ(respond(30), (Values{2000, 2000}));
    EXPECT_EQ(respond(40), (Values{2000, 2000})) << "nothing is sent while an answer is owed";
    std::ofstream(directory_.path() / "wake") << "now";
    EXPECT_EQ(respond(50), (Values{2000, 2000})) << "the 9 of step 30 does not count";
    EXPECT_EQ(respond(60), (Values{2000, 2000}));
}

TEST_F(External, OrTheLightGoesOff) {
    start(python(late), 0.5, OnTimeout::zero);
    for (std::int64_t step : {0, 10, 20}) respond(step);
    EXPECT_EQ(respond(30), (Values{0, 0}));
    std::ofstream(directory_.path() / "wake") << "now";
    EXPECT_EQ(respond(50), (Values{2000, 2000}));
}

TEST_F(External, IsNotWaitedForWhenTheUserStopsTheRun) {
    start(python("    time.sleep(60)\n"), 60);
    stop_ = true;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(respond(20), (Values{3000, 5000}));
    // A glance at the flag takes 50 ms.
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(External, ThatSavesItsStateContinuesExactly) {
    const std::string counter =
        "import sys, json\ncount = 0\n"
        "for line in sys.stdin:\n"
        "    message = json.loads(line)\n"
        "    if 'hello' in message:\n        answer = {'ready': True, 'saves': True}\n"
        "    elif 'save' in message:\n        answer = {'state': {'count': count}}\n"
        "    elif 'restore' in message:\n"
        "        count = message['restore']['count']\n        answer = {'ready': True}\n"
        "    else:\n        count += 1\n        answer = {'irradiance': count}\n"
        "    print(json.dumps(answer), flush=True)\n";
    start(counter);
    for (std::int64_t step : {0, 10, 20}) respond(step);
    ArchiveWriter saved;
    loop_->save(saved);
    loop_.emplace(scenario_);
    ArchiveReader archive(saved.bytes());
    loop_->restore(archive);
    EXPECT_EQ(respond(30), (Values{4000, 4000}));
}

TEST_F(External, WithoutAStateCannotBeResumed) {
    start(python("    answer('{\"irradiance\": 2}')\n"));
    respond(0);
    ArchiveWriter saved;
    loop_->save(saved);
    ArchiveReader archive(saved.bytes());
    EXPECT_THROW(loop_->restore(archive), ControllerError);
}

TEST_F(External, TheHelperForPythonHasAtMostSixtyLines) {
    std::ifstream helper(testing::example("external_controller/spikelight_controller.py"));
    int lines = 0;
    for (std::string line; std::getline(helper, line);) ++lines;
    EXPECT_GT(lines, 10);
    EXPECT_LE(lines, 60);
}

}  // namespace
}  // namespace spikelight
