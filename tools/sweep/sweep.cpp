#include "tools/sweep/sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <thread>

#include "engine/network/network.h"
#include "tools/backend_choice.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/external_programs.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/progress.h"
#include "tools/report/html.h"
#include "tools/sweep/results.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

/// Room that a point may take of what the machine has.
constexpr double usable_memory = 0.8;

double machine_memory() {
    return double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGESIZE));
}

bool same_content(const fs::path& a, const fs::path& b) {
    return fs::exists(a) && fs::exists(b) && read_file(a) == read_file(b);
}

/// Whether a directory holds the finished run of this very scenario.
bool is_finished(const fs::path& run, const ReadResult& read) {
    if (!fs::exists(run / "summary.json") || !fs::exists(run / "scenario.toml")) return false;
    if (read_file(run / "scenario.toml") != read.repeatable_text) return false;
    return std::all_of(read.inputs.begin(), read.inputs.end(), [&](const auto& input) {
        return same_content(input.first, run / "inputs" / input.second);
    });
}

class Sweep {
  public:
    Sweep(fs::path scenario, fs::path out, const SweepOptions& options)
        : scenario_(std::move(scenario)),
          out_(std::move(out)),
          options_(options),
          points_(points_of(options.axes)),
          results_(points_.size()) {}

    int run();

  private:
    void read_points();
    void plan(const std::vector<Scenario>& scenarios);
    void run_waiting();
    void run_point(std::size_t point);
    void fail(std::size_t point, const std::string& problem);
    std::string name_of(std::size_t point) const;
    void write_results() const;
    std::size_t count_done() const {
        return std::size_t(std::count_if(results_.begin(), results_.end(),
                                         [](const PointResult& r) { return r.done; }));
    }

    fs::path scenario_, out_;
    SweepOptions options_;
    std::vector<std::vector<Override>> points_;
    std::vector<PointResult> results_;
    std::vector<std::size_t> waiting_;  ///< points that have to be run
    std::string title_;
    int jobs_ = 1, threads_per_job_ = 1;
    std::mutex mutex_;  ///< of what the jobs write: results, messages, progress
    std::size_t failed_ = 0;
};

int Sweep::run() {
    read_points();
    fs::create_directories(out_);
    if (!options_.quiet)
        fmt::print("{} points, {} of them finished; {} at a time, {} thread{} each\n",
                   points_.size(), count_done(), jobs_, threads_per_job_,
                   threads_per_job_ == 1 ? "" : "s");
    std::fflush(stdout);
    run_waiting();
    write_results();
    if (stop_requested())
        throw Interrupted(fmt::format(
            "interrupted: {} of {} points are in {}. The same command goes on with the others",
            count_done(), points_.size(), out_.string()));
    if (!options_.quiet)
        fmt::print("table      {}\nfigure     {}\n", (out_ / "sweep.csv").string(),
                   (out_ / "sweep.svg").string());
    return failed_ ? exit_failed : exit_done;
}

/// Reads every point's scenario before any runs; tells what is wrong with some, and throws where all are.
void Sweep::read_points() {
    std::vector<Scenario> scenarios;
    std::optional<ScenarioError> first_error;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        try {
            const ReadResult read = read_scenario(scenario_, points_[i]);
            if (i == 0) {
                print_warnings(read.warnings);
                announce_external(read.scenario);
            }
            title_ = read.scenario.title;
            const fs::path run = out_ / point_name(i);
            if (!options_.force && is_finished(run, read)) {
                results_[i] = read_point(run);
                continue;
            }
            if (!options_.force && fs::exists(run / "summary.json"))
                throw UserError(
                    fmt::format("{} (it holds another scenario's run). Choose another "
                                "directory with --out, or replace it with --force",
                                run.string()));
            waiting_.push_back(i);
            if (scenarios.empty()) scenarios.push_back(read.scenario);
        } catch (const ScenarioError& error) {
            if (!first_error) first_error = error;
            fail(i, fmt::format("{}", fmt::join(error.problems(), "; ")));
        }
    }
    if (failed_ == points_.size()) throw *first_error;
    plan(scenarios);
}

/// As many points at once as there are threads and as memory holds; a network that is one too many for a device or for
/// memory gets all threads.
void Sweep::plan(const std::vector<Scenario>& scenarios) {
    int threads = options_.threads > 0 ? options_.threads
                                       : int(std::max(1u, std::thread::hardware_concurrency()));
    double fitting = 1e9;
    if (!scenarios.empty())
        fitting = usable_memory * machine_memory() /
                  std::max(1.0, plan_network(scenarios.front()).memory_bytes);
    jobs_ = int(std::clamp(std::min(double(waiting_.size()), fitting), 1.0, double(threads)));
    // A GPU takes one network at a time.
    const bool on_gpu = options_.backend == "auto" && best_backend() == "cuda";
    if (options_.backend == "cuda" || on_gpu) jobs_ = 1;
    threads_per_job_ = std::max(1, threads / jobs_);
}

void Sweep::run_waiting() {
    ProgressLine progress(
        "sweeping", "points",
        [](double done, double seconds) {
            return fmt::format("{} per point", duration_text(seconds / std::max(done, 1.0)));
        },
        options_.quiet);
    std::size_t next = 0, ended = 0;
    std::vector<std::thread> jobs;
    for (int job = 0; job < jobs_; ++job)
        jobs.emplace_back([&] {
            while (true) {
                std::size_t point = 0;
                {
                    std::lock_guard lock(mutex_);
                    if (next == waiting_.size() || stop_requested()) return;
                    point = waiting_[next++];
                }
                run_point(point);
                std::lock_guard lock(mutex_);
                progress.update(double(++ended), double(waiting_.size()));
            }
        });
    for (std::thread& job : jobs) job.join();
}

/// Lets this program run the point as a process of its own.
void Sweep::run_point(std::size_t point) {
    const fs::path run = out_ / point_name(point);
    std::vector<std::string> arguments = {"run",       fs::absolute(scenario_).string(),
                                          "--out",     fs::absolute(run).string(),
                                          "--quiet",   "--force",
                                          "--backend", options_.backend,
                                          "--threads", std::to_string(threads_per_job_)};
    if (!options_.video) arguments.push_back("--no-video");
    for (const auto& [path, value] : points_[point]) {
        arguments.push_back("--set");
        arguments.push_back(path + "=" + value);
    }
    try {
        const ProgramOutcome outcome =
            run_program(fs::read_symlink("/proc/self/exe"), arguments, out_, stop_requested());
        if (stop_requested()) return;
        if (!outcome.succeeded())
            throw std::runtime_error(outcome.signal
                                         ? fmt::format("it was ended by signal {}", outcome.signal)
                                         : outcome.last_lines);
        PointResult result = read_point(run);
        std::lock_guard lock(mutex_);
        results_[point] = std::move(result);
    } catch (const std::exception& error) {
        std::lock_guard lock(mutex_);
        fail(point, error.what());
    }
}

void Sweep::fail(std::size_t point, const std::string& problem) {
    // One line, as it stands in one cell.
    std::string line = problem;
    while (!line.empty() && line.back() == '\n') line.pop_back();
    std::replace(line.begin(), line.end(), '\n', ' ');
    results_[point].problem = line;
    ++failed_;
    fmt::print(stderr, "point {}, {}: {}\n", point_name(point), name_of(point), line);
}

std::string Sweep::name_of(std::size_t point) const {
    std::string name;
    for (const auto& [path, value] : points_[point])
        name += fmt::format("{}{} = {}", name.empty() ? "" : ", ", path, value);
    return name;
}

void Sweep::write_results() const {
    write_table(out_ / "sweep.csv", options_.axes, points_, results_);
    std::ofstream(out_ / "sweep.svg") << draw_sweep(
        title_.empty() ? scenario_.stem().string() : title_, options_.axes, points_, results_);
}

}  // namespace

int run_sweep(const fs::path& scenario, const fs::path& out, const SweepOptions& options) {
    require_backend(options.backend);
    install_stop_handlers();
    return Sweep(scenario, out, options).run();
}

}  // namespace spikelight
