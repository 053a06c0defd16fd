#include "tests/ptx/counts.h"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/ptx/warp.h"

namespace spikelight::ptx {
namespace {

constexpr std::uint64_t sector_bytes = 32, banks = 32, bank_bytes = 4;

using Addresses = std::array<std::uint64_t, warp_lanes>;

std::vector<std::uint64_t> distinct(std::vector<std::uint64_t> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

std::vector<std::uint64_t> units(const Addresses& addresses, Lanes lanes, unsigned bytes,
                                 std::uint64_t unit) {
    std::vector<std::uint64_t> all;
    for (; lanes != 0; lanes &= lanes - 1) {
        std::uint64_t address = addresses[std::size_t(std::countr_zero(lanes))];
        for (std::uint64_t i = address / unit; i <= (address + bytes - 1) / unit; ++i)
            all.push_back(i);
    }
    return all;
}

/// Words of a bank come one after another; lanes that read the same word are served together, but change it in turn.
std::uint64_t turns(const std::vector<std::uint64_t>& words, bool change) {
    std::array<std::uint64_t, banks> of_bank{};
    for (std::uint64_t word : change ? words : distinct(words)) ++of_bank[word % banks];
    return *std::max_element(of_bank.begin(), of_bank.end());
}

struct KernelCounts {
    std::uint64_t launches = 0, threads = 0;
    std::vector<InstructionCount> of;
};

class Totals {
  public:
    void add(const Program& program, std::uint64_t threads, const LaunchCounts& counts) {
        std::lock_guard lock(mutex_);
        KernelCounts& kernel = of_[&program];
        ++kernel.launches;
        kernel.threads += threads;
        kernel.of.resize(program.code.size());
        for (std::size_t i = 0; i < kernel.of.size(); ++i) {
            const InstructionCount& one = counts.of_instructions()[i];
            kernel.of[i].warps += one.warps;
            kernel.of[i].lanes += one.lanes;
            kernel.of[i].parts += one.parts;
        }
    }

    void write(const std::filesystem::path& folder) {
        std::lock_guard lock(mutex_);
        std::filesystem::create_directories(folder);
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (const auto& [program, kernel] : of_) {
            all.push_back(summary(*program, kernel));
            std::ofstream listing(folder / (program->name + ".ptx"));
            list(*program, kernel, listing);
        }
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
            return a["instructions"] > b["instructions"];
        });
        std::ofstream file(folder / "counts.json");
        file << all.dump(1) << '\n';
        if (!file.flush()) throw std::runtime_error("cannot write " + folder.string());
    }

  private:
    static std::string readable(const std::string& name) {
        int status = 0;
        std::unique_ptr<char, decltype(&std::free)> text(
            abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
        return status == 0 ? text.get() : name;
    }

    static nlohmann::ordered_json summary(const Program& program, const KernelCounts& kernel) {
        std::uint64_t instructions = 0, lanes = 0;
        std::map<std::string, std::uint64_t> opcodes;
        std::map<std::string, std::uint64_t> lines;
        std::map<std::string, InstructionCount> memory;
        for (std::size_t i = 0; i < kernel.of.size(); ++i) {
            const Instruction& in = program.code[i];
            const InstructionCount& one = kernel.of[i];
            if (one.warps == 0) continue;
            instructions += one.warps;
            lanes += one.lanes;
            opcodes[opcode(program, in)] += one.warps;
            if (!program.lines[in.statement].empty())
                lines[program.lines[in.statement]] += one.warps;
            if (in.access == Access::none) continue;
            InstructionCount& sum = memory[name_of(in.access, in.space)];
            sum.warps += one.warps;
            sum.lanes += one.lanes;
            sum.parts += one.parts;
        }
        nlohmann::ordered_json of_memory;
        for (const auto& [name, sum] : memory)
            of_memory[name] = {
                {"instructions", sum.warps}, {"lanes", sum.lanes}, {"parts", sum.parts}};
        return {{"kernel", readable(program.name)},
                {"listing", program.name + ".ptx"},
                {"launches", kernel.launches},
                {"threads", kernel.threads},
                {"instructions", instructions},
                {"lanes", lanes},
                {"memory", of_memory},
                {"opcodes", opcodes},
                {"lines", lines}};
    }

    static std::string name_of(Access access, Space space) {
        static const char* const what[] = {"", "load", "store", "change"};
        static const char* const where[] = {"generic", "global", "shared", "local", "parameter"};
        return std::string(where[int(space)]) + " " + what[int(access)];
    }

    static std::string opcode(const Program& program, const Instruction& in) {
        std::string text = program.texts[in.statement];
        if (text[0] == '@') text.erase(0, text.find(' ') + 1);
        return text.substr(0, text.find(' '));
    }

    static void list(const Program& program, const KernelCounts& kernel, std::ostream& out) {
        out << "//      warps        lanes        parts  place\n";
        for (std::size_t i = 0; i < kernel.of.size(); ++i) {
            const Instruction& in = program.code[i];
            const InstructionCount& one = kernel.of[i];
            std::array<char, 100> line{};
            std::snprintf(line.data(), line.size(), "%12llu %12llu %12llu %6zu  ",
                          static_cast<unsigned long long>(one.warps),
                          static_cast<unsigned long long>(one.lanes),
                          static_cast<unsigned long long>(one.parts), i);
            out << line.data() << program.texts[in.statement];
            if (in.flow == Flow::branch) out << "  -> " << in.target;
            if (!program.lines[in.statement].empty()) out << "  // " << program.lines[in.statement];
            out << '\n';
        }
    }

    std::mutex mutex_;
    std::map<const Program*, KernelCounts> of_;
};

const char* wanted_folder() {
    static const char* const folder = std::getenv("SPIKELIGHT_PTX_COUNTS");
    return folder && *folder ? folder : nullptr;
}

/// Never destroyed: kernels may run until the end.
Totals& totals() {
    static Totals& all = []() -> Totals& {
        std::atexit([] {
            try {
                totals().write(wanted_folder());
            } catch (const std::exception& exception) {
                std::fprintf(stderr, "PTX: counts: %s\n", exception.what());
            }
        });
        return *new Totals;
    }();
    return all;
}

}  // namespace

void LaunchCounts::note(Warp& warp, const Instruction& in, std::uint32_t place, Lanes lanes) {
    InstructionCount& count = of_[place];
    ++count.warps;
    count.lanes += std::uint64_t(std::popcount(lanes));
    if (in.access == Access::none || lanes == 0) return;
    Addresses addresses{};
    bool is_shared = in.space == Space::shared;
    for (Lanes rest = lanes; rest != 0; rest &= rest - 1) {
        unsigned lane = unsigned(std::countr_zero(rest));
        std::uint64_t address = warp.address_of(in, lane);
        if (in.space == Space::generic) is_shared = (address & window_bits) == shared_window;
        addresses[lane] = address & ~window_bits;
    }
    if (is_shared)
        count.parts +=
            turns(units(addresses, lanes, in.bytes, bank_bytes), in.access == Access::change);
    else
        count.parts += distinct(units(addresses, lanes, in.bytes, sector_bytes)).size();
}

bool wants_counts() {
    return wanted_folder() != nullptr;
}

void add_counts(const Program& program, std::uint64_t threads, const LaunchCounts& counts) {
    totals().add(program, threads, counts);
}

}  // namespace spikelight::ptx
