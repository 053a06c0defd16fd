#include <fmt/format.h>

#include <memory>

#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/report/report.h"

namespace spikelight {
namespace {

int report(const std::filesystem::path& run) {
    require_run(run);
    write_report(run, run);
    fmt::print("report     {}\n", (run / "report.html").string());
    return exit_done;
}

}  // namespace

void add_report_command(CLI::App& program, Action& action) {
    auto run = std::make_shared<std::string>();
    CLI::App* command = program.add_subcommand("report", "Write report.html of a run");
    command->add_option("RUN", *run, "The directory that a run has left")->required();
    command->footer("Example:\n  spikelight report runs/experiment");
    command->callback([run, &action] { action = [run] { return report(*run); }; });
}

}  // namespace spikelight
