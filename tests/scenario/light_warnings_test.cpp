// What a scenario is warned of: light that does nothing, or that steps cannot follow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::replace_once;
using testing::ScenarioWriter;
using testing::valid_scenario;

TEST(LightWarnings, WarnsOfOpticsThatDoNotFitTheWavelength) {
    ScenarioWriter writer;
    const std::string text =
        replace_once(valid_scenario, "direction =", "wavelength = \"550 nm\"\ndirection =");
    EXPECT_THAT(writer.read(text).warnings,
                ElementsAre(HasSubstr(
                    "s.toml:25:14: wavelength = \"550 nm\" (absorption and scattering keep their "
                    "values for 473 nm). Give those of this wavelength")));
    const std::vector<Override> measured = {{"light.fibers.absorption", "0.1 /mm"},
                                            {"light.fibers.scattering", "5 /mm"}};
    EXPECT_THAT(writer.read(text, measured).warnings, ElementsAre());
}

TEST(LightWarnings, WarnsOfALightThatAnOpsinCannotSee) {
    ScenarioWriter writer;
    const std::vector<Override> ultraviolet = {{"light.fibers.wavelength", "350 nm"},
                                               {"light.fibers.absorption", "1 /mm"},
                                               {"light.fibers.scattering", "20 /mm"}};
    EXPECT_THAT(writer.read(valid_scenario, ultraviolet).warnings,
                ElementsAre(HasSubstr(
                    "s.toml:30:9: model = \"chr2_4s\" (its one-photon spectrum from 400 to 560 nm "
                    "does not reach 350 nm of light fibers). That light does not excite it")));
}

TEST(LightWarnings, WarnsOfATwoPhotonLightBeyondWhatIsKnownOfAnOpsin) {
    ScenarioWriter writer;
    const auto with_focus = [](const std::string& wavelength) {
        return replace_once(valid_scenario, "[[opsin]]",
                            "[[light]]\nname = \"focus\"\nmodel = \"gaussian_ellipsoid\"\n"
                            "wavelength = \"" +
                                wavelength +
                                "\"\nsigma_axial = \"18 um\"\nsigma_lateral = \"8 um\"\n"
                                "positions = [[\"0 um\", \"0 um\", \"0 um\"]]\n[[opsin]]");
    };
    EXPECT_THAT(writer.read(with_focus("920 nm")).warnings, ElementsAre());
    EXPECT_THAT(
        writer.read(with_focus("600 nm")).warnings,
        ElementsAre(HasSubstr("(its two-photon spectrum from 800 to 1120 nm does not "
                              "reach 600 nm of light focus). That light does not excite it")));
    // As Cleo has it, one list goes over the gap.
    EXPECT_THAT(writer.read(with_focus("600 nm"), {{"opsin.0.spectrum", "cleo"}}).warnings,
                ElementsAre());
}

// tests/reference/README.md, defect 9: GtACR2 in Brian2 blows up above about 9 mW/mm^2 at 0.5 ms and 80 to 100 at 0.1 ms.
TEST(LightWarnings, WarnsOfLightThatEulerCannotFollow) {
    ScenarioWriter writer;
    const auto warnings = [&](const std::string& dt, const std::string& command) {
        return writer
            .read(valid_scenario, {{"simulation.dt", dt},
                                   {"opsin.0.model", "gtacr2_4s"},
                                   {"light.fibers.maximum", "1 W/mm^2"},
                                   {"controller.0.constant", command}})
            .warnings;
    };
    EXPECT_THAT(warnings("0.5 ms", "8.5 mW/mm^2"), ElementsAre());
    EXPECT_THAT(
        warnings("0.5 ms", "10 mW/mm^2"),
        ElementsAre(HasSubstr("(at the tip of light fibers with 10 mW/mm^2 its states change "
                              "by up to 4.22 /ms, and steps of 0.5 ms follow no more than 4 "
                              "/ms). Set integrator = \"exponential\", shorten dt, or lower the "
                              "light's maximum")));
    EXPECT_THAT(warnings("0.1 ms", "80 mW/mm^2"), ElementsAre());
    EXPECT_EQ(warnings("0.1 ms", "100 mW/mm^2").size(), 1u);
    // Where a walk is bounded by nothing, only its own speed is.
    EXPECT_THAT(writer
                    .read(replace_once(replace_once(valid_scenario, "constant = \"5 mW/mm^2\"",
                                                    "random_walk = { step = \"1 mW/mm^2\" }"),
                                       "maximum = \"30 mW/mm^2\"\n", ""),
                          {{"opsin.0.model", "gtacr2_4s"}})
                    .warnings,
                ElementsAre(HasSubstr("shorten dt, or give the light a maximum")));
    // The exponential integrator follows any light.
    EXPECT_THAT(writer
                    .read(valid_scenario, {{"simulation.dt", "0.5 ms"},
                                           {"opsin.0.model", "gtacr2_4s"},
                                           {"opsin.0.integrator", "exponential"},
                                           {"controller.0.constant", "30 mW/mm^2"}})
                    .warnings,
                ElementsAre());
}

}  // namespace
}  // namespace spikelight
