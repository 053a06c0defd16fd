#include "tools/sweep/sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include "engine/network/network.h"
#include "engine/network/synapse_key.h"
#include "tools/backend_choice.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/external_programs.h"
#include "tools/interrupt.h"
#include "tools/message.h"
#include "tools/progress.h"
#include "tools/report/html.h"
#include "tools/run_directory.h"
#include "tools/sweep/job.h"
#include "tools/sweep/point_runner.h"
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

/// A point that has to be run, and what its synapses depend on.
struct WaitingPoint {
    std::size_t point = 0;
    std::string synapses;
};

struct RunningPoint {
    std::size_t point = 0;
    std::unique_ptr<Job> job;
};

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
    void read_point_at(std::size_t point, std::vector<Scenario>& scenarios);
    void plan(const std::vector<Scenario>& scenarios);
    std::size_t sort_by_synapses();
    void run_waiting();
    void start_next();
    void draw_for(std::size_t place);
    void take_result(const RunningPoint& ended);
    void fail(const std::vector<std::size_t>& points, const std::string& problem);
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
    std::vector<WaitingPoint> waiting_;  ///< those of the same synapses stand together
    std::size_t started_ = 0;            ///< of those that wait
    std::vector<RunningPoint> running_;
    std::shared_ptr<const DrawnSynapses> synapses_;  ///< of the points started last
    std::string title_;
    std::vector<Color> colors_;  ///< of the populations
    PointRunner runner_;
    int jobs_ = 1;
    std::size_t failed_ = 0;
};

int Sweep::run() {
    read_points();
    fs::create_directories(out_);
    const std::size_t networks = sort_by_synapses();
    if (!options_.quiet)
        fmt::print(
            "{} points, {} of them finished; {} network{} to draw; {} at a time, {} thread{} "
            "each\n",
            points_.size(), count_done(), networks, networks == 1 ? "" : "s", jobs_,
            runner_.threads, runner_.threads == 1 ? "" : "s");
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

/// Reads every point's scenario before any runs; tells what is wrong with some, once where it is the same of several, and
/// throws where all are.
void Sweep::read_points() {
    std::vector<Scenario> scenarios;
    std::vector<std::pair<ScenarioError, std::vector<std::size_t>>> wrong;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        try {
            read_point_at(i, scenarios);
        } catch (const ScenarioError& error) {
            auto same = std::find_if(wrong.begin(), wrong.end(), [&](const auto& other) {
                return other.first.problems() == error.problems();
            });
            if (same == wrong.end()) same = wrong.insert(same, {error, {}});
            same->second.push_back(i);
        }
    }
    // What is wrong with all of them alike has little to do with the points.
    if (wrong.size() == 1 && wrong[0].second.size() == points_.size()) throw wrong[0].first;
    for (const auto& [error, points] : wrong)
        fail(points, fmt::format("{}", fmt::join(error.problems(), "; ")));
    if (failed_ == points_.size())
        throw UserError("sweep (no point of it can run). Mend what is told of them above");
    plan(scenarios);
}

void Sweep::read_point_at(std::size_t point, std::vector<Scenario>& scenarios) {
    const ReadResult read = read_scenario(scenario_, points_[point]);
    if (!options_.external) refuse_external(read.scenario);
    if (point == 0) {
        print_warnings(read.warnings);
        announce_external(read.scenario);
    }
    title_ = read.scenario.title;
    colors_.clear();
    for (std::size_t p = 0; p < read.scenario.populations.size(); ++p)
        colors_.push_back(population_color(read.scenario, p));
    const fs::path run = out_ / point_name(point);
    if (!options_.force && is_finished(run, read)) {
        results_[point] = read_point(run);
        return;
    }
    if (!options_.force && fs::exists(run / "summary.json"))
        throw UserError(
            fmt::format("{} (it holds another scenario's run). Choose another "
                        "directory with --out, or replace it with --force",
                        run.string()));
    waiting_.push_back({point, synapse_key(read.scenario)});
    if (scenarios.empty()) scenarios.push_back(read.scenario);
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
    const bool on_gpu = options_.backend != "cpu" && best_backend() == "cuda";
    if (on_gpu) jobs_ = 1;
    runner_ = {scenario_, on_gpu ? options_.backend : "cpu", std::max(1, threads / jobs_),
               options_.video, options_.external};
}

/// Puts the points with the same synapses one after the other, in the order in which the first of each come. Returns how
/// many networks there are to draw.
std::size_t Sweep::sort_by_synapses() {
    if (!runner_.shares_synapses()) return waiting_.size();
    std::map<std::string, std::size_t> order;
    for (const WaitingPoint& waiting : waiting_) order.emplace(waiting.synapses, order.size());
    std::stable_sort(waiting_.begin(), waiting_.end(),
                     [&](const WaitingPoint& a, const WaitingPoint& b) {
                         return order.at(a.synapses) < order.at(b.synapses);
                     });
    return order.size();
}

void Sweep::run_waiting() {
    ProgressLine progress(
        "sweeping", "points",
        [](double done, double seconds) {
            return fmt::format("{} per point", duration_text(seconds / std::max(done, 1.0)));
        },
        options_.quiet);
    std::size_t ended = 0;
    while (!running_.empty() || (started_ < waiting_.size() && !stop_requested())) {
        while (int(running_.size()) < jobs_ && started_ < waiting_.size() && !stop_requested())
            start_next();
        std::vector<Job*> jobs;
        for (const RunningPoint& point : running_) jobs.push_back(point.job.get());
        Job::wait_for_any(jobs);
        if (stop_requested())
            for (Job* job : jobs) job->ask_to_end();
        ended += std::erase_if(running_, [&](const RunningPoint& point) {
            if (point.job->outcome()) take_result(point);
            return point.job->outcome().has_value();
        });
        progress.update(double(ended), double(waiting_.size()));
    }
}

void Sweep::start_next() {
    const std::size_t place = started_++, point = waiting_[place].point;
    if (runner_.shares_synapses()) draw_for(place);
    try {
        running_.push_back({point, std::make_unique<Job>(runner_.work(
                                       points_[point], out_ / point_name(point), synapses_))});
    } catch (const std::exception& error) {
        fail({point}, error.what());
    }
}

/// Sees to it that synapses_ are those of the point, or none if it has to draw them itself as nobody shares them.
void Sweep::draw_for(std::size_t place) {
    const auto alike = [&](std::size_t other) {
        return other < waiting_.size() && waiting_[other].synapses == waiting_[place].synapses;
    };
    if (place > 0 && alike(place - 1)) return;
    synapses_.reset();
    // The threads of the points that do not run yet have nothing else to do.
    const int idle_jobs = jobs_ - int(running_.size());
    if (alike(place + 1))
        synapses_ = runner_.draw(points_[waiting_[place].point], idle_jobs * runner_.threads);
}

void Sweep::take_result(const RunningPoint& ended) {
    const ProgramOutcome& outcome = *ended.job->outcome();
    if (stop_requested() && !outcome.succeeded()) return;
    try {
        if (!outcome.succeeded())
            throw std::runtime_error(outcome.signal
                                         ? fmt::format("it was ended by signal {}", outcome.signal)
                                         : outcome.last_lines);
        results_[ended.point] = read_point(out_ / point_name(ended.point));
    } catch (const std::exception& error) {
        fail({ended.point}, error.what());
    }
}

void Sweep::fail(const std::vector<std::size_t>& points, const std::string& problem) {
    // One line, as it stands in one cell.
    std::string line = problem;
    while (!line.empty() && line.back() == '\n') line.pop_back();
    std::replace(line.begin(), line.end(), '\n', ' ');
    for (std::size_t point : points) results_[point].problem = line;
    failed_ += points.size();
    const std::size_t first = points.front();
    print_message(
        points.size() == 1
            ? fmt::format("point {}, {}: {}", point_name(first), name_of(first), line)
            : fmt::format("point {} and {} more: {}", point_name(first), points.size() - 1, line));
}

std::string Sweep::name_of(std::size_t point) const {
    std::string name;
    for (const auto& [path, value] : points_[point])
        name += fmt::format("{}{} = {}", name.empty() ? "" : ", ", path, value);
    return name;
}

void Sweep::write_results() const {
    write_table(out_ / "sweep.csv", options_.axes, points_, results_);
    std::ofstream(out_ / "sweep.svg")
        << draw_sweep(title_.empty() ? scenario_.stem().string() : title_, options_.axes, points_,
                      results_, colors_);
}

}  // namespace

int run_sweep(const fs::path& scenario, const fs::path& out, const SweepOptions& options) {
    require_backend(options.backend);
    require_writable_place(out);
    install_stop_handlers();
    return Sweep(scenario, out, options).run();
}

}  // namespace spikelight
