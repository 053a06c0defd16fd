// docs/scenario.md against the reader: every key that a table may have is there, no other is, and defaults are as it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/scenario/scenario_writer.h"
#include "tests/support/reference.h"

namespace spikelight::testing {
namespace {

struct Documented {
    std::set<std::string> keys;
    std::map<std::string, std::string> defaults;  ///< as TOML
};

/// What stands between backticks.
std::vector<std::string> between_backticks(const std::string& text) {
    std::vector<std::string> found;
    static const std::regex pattern("`([^`]+)`");
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
        found.push_back((*at)[1]);
    return found;
}

/// The page's tables by the title that the reader gives them: it stands in the heading, between backticks.
std::map<std::string, Documented> documented_tables() {
    std::map<std::string, Documented> tables;
    std::ifstream page(source_directory() / "docs/scenario.md");
    std::string title;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("#")) {
            const std::vector<std::string> names = between_backticks(line);
            title = names.empty() ? "" : names[0];
        }
        if (!line.starts_with("| `")) continue;
        std::vector<std::string> cells;
        std::istringstream row(line.substr(1));
        for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
        const std::vector<std::string> defaults = between_backticks(cells.at(1));
        for (const std::string& key : between_backticks(cells.at(0))) {
            EXPECT_TRUE(tables[title].keys.insert(key).second) << title << " " << key << " twice";
            if (!defaults.empty()) tables[title].defaults[key] = defaults[0];
        }
    }
    return tables;
}

/// A scenario in which one table is open: `@` stands where another key of it may be.
struct OpenTable {
    const char* title;
    std::string text;
};

const std::string network = R"(format = 1
[[population]]
name = "exc"
size = 8
position = { box = { from = ["0 mm", "0 mm", "0 mm"], to = ["1 mm", "1 mm", "1 mm"] } }
[[light]]
name = "lamp"
positions = [["0 um", "0 um", "0 um"]]
[[opsin]]
population = "exc"
model = "chr2_4s"
)";

std::string population(const std::string& rest) {
    return "format = 1\n[[population]]\nname = \"exc\"\nsize = 8\n" + rest;
}
std::string placed(const std::string& position) {
    return population("position = { " + position + " }\n");
}
std::string projection(const std::string& rest) {
    return network + "[[projection]]\nfrom = \"exc\"\nto = \"exc\"\nweight = \"1 mV\"\n" + rest;
}
std::string light(const std::string& rest) {
    return network + "[[light]]\nname = \"other\"\npositions = [[\"0 um\", \"0 um\", \"0 um\"]]\n" +
           rest;
}
std::string opsin(const std::string& rest) {
    return population(
               "position = { box = { from = [\"0 mm\", \"0 mm\", \"0 mm\"], to = [\"1 mm\", \"1 "
               "mm\", \"1 mm\"] } }\n[[opsin]]\npopulation = \"exc\"\n") +
           rest;
}
std::string observable(const std::string& rest) {
    return network + "[[observable]]\nname = \"seen\"\n" + rest;
}
std::string controller(const std::string& rest) {
    return network + "[[controller]]\ndrives = \"lamp\"\n" + rest;
}
std::string record(const std::string& rest) {
    return network + "[record]\n" + rest;
}
std::string video(const std::string& rest) {
    return network + "[video]\n" + rest;
}

const std::string feedback =
    R"(observes = "exc", target = "20 Hz", filter = "30 ms", integral_time = "50 ms")";

/// Every table that the reader knows; those whose keys depend on a model, once for each.
const std::vector<OpenTable>& open_tables() {
    static const std::vector<OpenTable> tables = {
        {"the scenario", "@" + network},
        {"[simulation]", network + "[simulation]\n@"},
        {"[[population]]", population("@")},
        {"[[population]]", population("model = \"adex\"\n@")},
        {"[[population]]", population("model = \"poisson\"\nrate = \"1 Hz\"\n@")},
        {"I_e", population("I_e = { normal = [\"1 pA\", \"1 pA\"]@ }\n")},
        {"position",
         placed(
             R"(cylinder = { start = ["0 mm", "0 mm", "0 mm"], end = ["0 mm", "0 mm", "1 mm"], radius = "1 mm" }@)")},
        {"position.cylinder",
         placed(
             R"(cylinder = { start = ["0 mm", "0 mm", "0 mm"], end = ["0 mm", "0 mm", "1 mm"], radius = "1 mm"@ })")},
        {"position.box",
         placed(R"(box = { from = ["0 mm", "0 mm", "0 mm"], to = ["0 mm", "0 mm", "1 mm"]@ })")},
        {"position.grid",
         placed(
             R"(grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["0 mm", "0 mm", "1 mm"], shape = [2, 2, 2]@ })")},
        {"[[projection]]", projection("connect = { in_degree = 2 }\n@")},
        {"connect", projection("connect = { in_degree = 2@ }\n")},
        {"connect.distance",
         projection("connect = { distance = { p0 = 0.5, sigma = \"1 mm\"@ } }\n")},
        {"[[light]]", light("@")},
        {"[[light]]", light("model = \"koehler\"\nradius = \"1 mm\"\ndepth = \"1 mm\"\n@")},
        {"[[light]]", light("model = \"gaussian_ellipsoid\"\nwavelength = \"920 nm\"\nsigma_axial "
                            "= \"18 um\"\nsigma_lateral = \"8 um\"\n@")},
        {"[[light]]", light("model = \"field\"\nfield = { file = \"field.csv\" }\n@")},
        {"field", light("model = \"field\"\nfield = { file = \"field.csv\"@ }\n")},
        {"path", light("path = { to = [[\"0 um\", \"0 um\", \"1 mm\"]], stop = \"1 ms\"@ }\n")},
        {"[[opsin]]", opsin("model = \"chr2_4s\"\n@")},
        {"[[opsin]]", opsin("model = \"enphr3_3s\"\n@")},
        {"[[opsin]]", opsin("model = \"proportional\"\nI_per_irradiance = \"10 pA/(mW/mm^2)\"\n@")},
        {"expression", opsin("model = \"chr2_4s\"\nexpression = { value = 1.0@ }\n")},
        {"expression", opsin("model = \"chr2_4s\"\nexpression = { fraction = 1.0@ }\n")},
        {"[loop]", network + "[loop]\n@"},
        {"[[observable]]", observable("mean_v = { of = \"exc\" }\n@")},
        {"spikes", observable("spikes = { of = \"exc\"@ }\n")},
        {"rate", observable("rate = { of = \"exc\", filter = \"1 ms\"@ }\n")},
        {"mean_v", observable("mean_v = { of = \"exc\"@ }\n")},
        {"photocurrent", observable("photocurrent = { of = \"exc\"@ }\n")},
        {"electrode",
         observable(
             R"(electrode = { of = "exc", sites = [["0 um", "0 um", "0 um"]], r_perfect_detection = "1 um", r_half_detection = "2 um"@ })")},
        {"rate.within",
         observable(
             R"(rate = { of = "exc", filter = "1 ms", within = { point = ["0 um", "0 um", "0 um"], radius = "1 mm"@ } })")},
        {"[[controller]]", controller("constant = \"1 mW/mm^2\"\n@")},
        {"pulses", controller("pulses = { value = \"1 mW/mm^2\", width = \"1 ms\"@ }\n")},
        {"random_walk", controller("random_walk = { step = \"1 mW/mm^2\"@ }\n")},
        {"table", controller("table = { file = \"table.csv\"@ }\n")},
        {"on_off", controller("on_off = { observes = \"exc\", window = \"1 ms\", below = \"5 Hz\", "
                              "value = \"1 mW/mm^2\"@ }\n")},
        {"pi", controller("pi = { " + feedback + ", gain = \"0.2 mW/mm^2/Hz\"@ }\n")},
        {"pi.target",
         controller("pi = { observes = \"exc\", target = { file = \"target.csv\"@ }, filter = \"1 "
                    "ms\", integral_time = \"1 ms\", gain = \"0.2 mW/mm^2/Hz\" }\n")},
        {"train",
         controller(
             "train = { value = \"1 mW/mm^2\", width = \"1 ms\", frequency = \"9 Hz\"@ }\n")},
        {"train.frequency",
         controller("train = { value = \"1 mW/mm^2\", width = \"1 ms\", frequency = { table = { "
                    "file = \"frequency.csv\" }@ } }\n")},
        {"train.frequency.table",
         controller("train = { value = \"1 mW/mm^2\", width = \"1 ms\", frequency = { table = { "
                    "file = \"frequency.csv\"@ } } }\n")},
        {"train.frequency.pi",
         controller("train = { value = \"1 mW/mm^2\", width = \"1 ms\", frequency = { pi = { " +
                    feedback + ", gain = 0.5, maximum = \"100 Hz\"@ } } }\n")},
        {"trigger", controller("trigger = { observes = \"exc\", synchronous = 4, window = \"1 "
                               "ms\", pulses = { value = \"1 mW/mm^2\", width = \"1 ms\" }@ }\n")},
        {"lqr",
         controller(
             R"(lqr = { observes = "exc", target = "20 Hz", A = [[0.9]], B = [[0.5]], C = [[1.0]], Q = [[1.0]], R = [[0.1]], process_noise = [[0.1]], measurement_noise = [[4.0]]@ })")},
        {"custom", controller("custom = { name = \"nobody\"@ }\n")},
        {"external", controller("external = { command = [\"true\"]@ }\n")},
        {"[record]", record("@")},
        {"[[record.trace]]",
         record("[[record.trace]]\npopulation = \"exc\"\nvariables = [\"v\"]\n@")},
        {"[video]", video("@")},
        {"limits", video("limits = { x = [\"0 mm\", \"1 mm\"]@ }\n")},
        {"show", video("show = { axes = true@ }\n")},
        {"show", video("show = { time = true@ }\n")},
        {"[video.camera]", video("[video.camera]\n@")},
        {"[[video.camera.keyframe]]", video("[[video.camera.keyframe]]\nat = \"1 ms\"\n@")},
    };
    return tables;
}

class Documentation : public ::testing::Test {
  protected:
    void SetUp() override {
        files_.write("field.csv", "r_mm,z_mm,transmittance_1\n0,0,1\n0,1,0.5\n1,0,0.5\n1,1,0.1\n");
        files_.write("table.csv", "t_ms,lamp_0_mW_per_mm2\n0,1\n");
        files_.write("target.csv", "t_ms,target_Hz\n0,10\n");
        files_.write("frequency.csv", "t_ms,frequency_Hz\n0,10\n");
    }

    /// The scenario with a key added to the open table, or without.
    std::string with(const OpenTable& table, const std::string& assignment = "") const {
        std::string text = table.text;
        const std::size_t at = text.find('@');
        // Within braces a comma goes before it, else a line ends with it.
        const bool within_braces = at > 0 && text[at - 1] != '\n';
        if (assignment.empty()) return text.replace(at, 1, "");
        return text.replace(at, 1, within_braces ? ", " + assignment : assignment + "\n");
    }

    /// What the reader says of a key that no table has.
    std::set<std::string> known_keys(const OpenTable& table) const {
        const std::string nonsense = "zzzzzzzzzzzzzzzzzzzzzzzz";
        std::set<std::string> keys;
        const std::string begin = "(unknown key in " + std::string(table.title) + "). Known are ";
        for (const std::string& problem : files_.problems(with(table, nonsense + " = 1"))) {
            const std::size_t at = problem.find(begin);
            if (at == std::string::npos) continue;
            std::istringstream list(problem.substr(at + begin.size()));
            for (std::string key; std::getline(list, key, ',');)
                keys.insert(key.starts_with(' ') ? key.substr(1) : key);
        }
        // Any key is a parameter of a custom controller.
        if (std::string(table.title) == "custom") keys = {"name", "observes"};
        EXPECT_FALSE(keys.empty()) << table.title << "\n" << table.text;
        return keys;
    }

    /// Whether a key stands in the open table already.
    static bool has(const OpenTable& table, const std::string& key) {
        const std::size_t end = table.text.find('@');
        const std::size_t brace = table.text.rfind('{', end), header = table.text.rfind("\n[", end);
        const bool within_braces = end > 0 && table.text[end - 1] != '\n';
        const std::size_t begin = within_braces ? brace : header == std::string::npos ? 0 : header;
        const std::string written = table.text.substr(begin, end - begin);
        return written.find("\n" + key + " =") != std::string::npos ||
               written.find(" " + key + " =") != std::string::npos;
    }

    ScenarioWriter files_;
};

TEST_F(Documentation, names_every_key_that_the_reader_knows_and_no_other) {
    std::map<std::string, std::set<std::string>> known;
    for (const OpenTable& table : open_tables()) known[table.title].merge(known_keys(table));
    const std::map<std::string, Documented> documented = documented_tables();
    for (const auto& [title, keys] : known) {
        ASSERT_TRUE(documented.contains(title)) << title << " is not in docs/scenario.md";
        EXPECT_EQ(documented.at(title).keys, keys) << title;
    }
    for (const auto& [title, table] : documented)
        EXPECT_TRUE(known.contains(title)) << title << " is no table of the reader's";
}

TEST_F(Documentation, says_what_stands_where_a_key_is_left_out) {
    const std::map<std::string, Documented> documented = documented_tables();
    std::set<std::pair<std::string, std::string>> checked;
    for (const OpenTable& table : open_tables()) {
        if (std::string(table.title) == "custom") continue;
        const Scenario without = files_.read(with(table)).scenario;
        const std::set<std::string> known = known_keys(table);
        for (const auto& [key, value] : documented.at(table.title).defaults) {
            // Keys of another model, and those that stand there already.
            if (!known.contains(key) || has(table, key)) continue;
            SCOPED_TRACE(std::string(table.title) + " " + key + " = " + value);
            EXPECT_EQ(files_.read(with(table, key + " = " + value)).scenario, without);
            checked.emplace(table.title, key);
        }
    }
    for (const auto& [title, table] : documented)
        for (const auto& [key, value] : table.defaults)
            EXPECT_TRUE(checked.contains({title, key}))
                << title << " " << key << " was given in no scenario of this test";
}

TEST_F(Documentation, begins_with_a_scenario_that_is_one) {
    for (const char* name : {"docs/scenario.md", "docs/from_cleo.md"}) {
        SCOPED_TRACE(name);
        std::ifstream page(source_directory() / name);
        std::string text, line;
        while (std::getline(page, line) && line != "```toml") {
        }
        while (std::getline(page, line) && line != "```") text += line + "\n";
        EXPECT_EQ(files_.problems(text), std::vector<std::string>());
        EXPECT_EQ(files_.read(text).scenario.controllers.size(), 1u);
    }
}

TEST_F(Documentation, names_only_keys_that_there_are_to_those_who_come_from_Cleo) {
    // The page's snippets that are no scenario: a light that is added to one.
    std::ifstream page(source_directory() / "docs/from_cleo.md");
    files_.write("targets.csv", "population,index,x_mm,y_mm,z_mm\nng,3,0,0,0.1\n");
    std::size_t lights = 0;
    for (std::string line; std::getline(page, line);) {
        if (line != "```toml") continue;
        std::string text;
        while (std::getline(page, line) && line != "```") text += line + "\n";
        if (!text.starts_with("[[light]]")) continue;
        EXPECT_EQ(files_.problems(network + text), std::vector<std::string>());
        ++lights;
    }
    EXPECT_EQ(lights, 1u);
}

}  // namespace
}  // namespace spikelight::testing
