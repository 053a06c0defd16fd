#include "engine/scenario/units.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <udunits2.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace spikelight {
namespace {

using UnitPointer = std::unique_ptr<ut_unit, decltype(&ut_free)>;

// udunits2 is the oracle: written by others, with its own tables.
class Udunits : public ::testing::Test {
  protected:
    Udunits() : system_((ut_set_error_message_handler(ut_ignore), ut_read_xml(nullptr))) {}
    ~Udunits() override { ut_free_system(system_); }

    UnitPointer parse(const std::string& text) {
        return {ut_parse(system_, text.c_str(), UT_UTF8), ut_free};
    }

    /// What one of the unit is in the base units of `dimension`; 0 where it has another dimension.
    double in_base_units(const std::string& text, const Dimension& dimension) {
        UnitPointer unit = parse(text);
        EXPECT_TRUE(unit) << "udunits2 does not know " << text;
        UnitPointer base = parse(fmt::format("m{} kg{} s{} A{} degree{} mol{}", dimension.metre,
                                             dimension.kilogram, dimension.second, dimension.ampere,
                                             dimension.degree, dimension.mole));
        if (!unit || !base || !ut_are_convertible(unit.get(), base.get())) return 0;
        cv_converter* converter = ut_get_converter(unit.get(), base.get());
        const double one = cv_convert_double(converter, 1.0);
        cv_free(converter);
        return one;
    }

    void expect_same(const std::string& ours, const std::string& theirs) {
        const auto parsed = parse_quantity("1 " + ours);
        ASSERT_TRUE(std::holds_alternative<Quantity>(parsed)) << ours;
        const Quantity& quantity = std::get<Quantity>(parsed);
        // udunits2 multiplies factors in binary: a few roundings per prefix and power.
        const double expected = in_base_units(theirs, quantity.dimension);
        EXPECT_NEAR(quantity.value / expected, 1, 1e-14) << ours;
    }

    ut_system* system_;
};

double value_of(const std::string& text) {
    const auto parsed = parse_quantity(text);
    EXPECT_TRUE(std::holds_alternative<Quantity>(parsed))
        << text << ": " << std::get<std::string>(parsed);
    return std::holds_alternative<Quantity>(parsed) ? std::get<Quantity>(parsed).value : 0;
}

TEST_F(Udunits, AgreesOnEveryPrefixOfEveryUnit) {
    for (const std::string symbol :
         {"m", "g", "s", "A", "V", "S", "W", "J", "Hz", "C", "F", "N", "mol", "\u2126"})
        for (const std::string prefix :
             {"", "a", "f", "p", "n", "u", "m", "c", "d", "da", "h", "k", "M", "G", "T", "P", "E"})
            if (prefix + symbol != "h") expect_same(prefix + symbol, prefix + symbol);
}

TEST_F(Udunits, AgreesOnEveryWayToWritePowersAndDivisions) {
    for (const std::string unit : {"mW/mm^2", "mW/mm2", "mm^-1", "mm-1", "V*s", "V s", "W m^-2",
                                   "kg m2 s-3 A-1", "N m", "mW/mm^2/Hz", "m s-1", "1/ms", "A/V/s",
                                   "V/(A s)", "m\u00b3", "\u00b5m", "\u03bcm", "min", "rad"})
        expect_same(unit, unit);
    // udunits2 reads no leading slash and spells these otherwise.
    expect_same("/mm", "mm-1");
    expect_same("Mohm", "M\u2126");
    expect_same("M\u03a9", "M\u2126");
    expect_same("k\u2126", "k\u2126");
    expect_same("kOhm", "k\u2126");
    expect_same("h", "hour");
    expect_same("deg", "degree");
    expect_same("\u00b0", "degree");
    expect_same("photons/(m^2 s)", "m-2 s-1");
    expect_same("mW mm\u207b\u00b2", "mW mm-2");
    expect_same("mm**2", "mm2");
    expect_same("%", "0.01");
}

TEST_F(Udunits, AgreesOnColumnsOfCsvFiles) {
    const std::vector<std::pair<std::string, std::string>> columns = {
        {"I_pA", "pA"},
        {"irradiance_mW_per_mm2", "mW mm-2"},
        {"fibers_0_mW_per_mm2", "mW mm-2"},
        {"x_mm", "mm"},
        {"rate_per_s", "s-1"},
        {"weight_mV", "mV"},
        {"gain_1", "1"},
        {"t_ms", "ms"},
        {"flux_per_m2_per_s", "m-2 s-1"},
        {"a_m_s_W_per_m2", "W m-2"}};
    for (const auto& [column, unit] : columns) {
        const std::optional<Unit> parsed = parse_column_unit(column);
        ASSERT_TRUE(parsed) << column;
        const double one = *parse_decimal("1", parsed->decimal_exponent) * parsed->factor;
        EXPECT_NEAR(one / in_base_units(unit, parsed->dimension), 1, 1e-14) << column;
    }
    EXPECT_FALSE(parse_column_unit("irradiance"));
    EXPECT_FALSE(parse_column_unit("I_amps"));
    EXPECT_FALSE(parse_column_unit("pA"));
}

TEST(Units, GiveTheDoubleThatCxxGivesForTheSameDecimal) {
    // The compiler rounds each literal once; so do we, however number and prefix share the power of ten.
    EXPECT_EQ(value_of("473 nm"), 473e-9);
    EXPECT_EQ(value_of("0.1 ms"), 1e-4);
    EXPECT_EQ(value_of("0.3 um"), 0.3e-6);
    EXPECT_EQ(value_of("500 Mohm"), 5e8);
    EXPECT_EQ(value_of("-70 mV"), -0.07);
    EXPECT_EQ(value_of("0.625 mV"), 0.000625);
    EXPECT_EQ(value_of("30 mW/mm^2"), 30000.0);
    EXPECT_EQ(value_of("0.125 /mm"), 125.0);
    EXPECT_EQ(value_of("7.37 /mm"), 7370.0);
    EXPECT_EQ(value_of("87.75809999999998 pA"), 87.75809999999998e-12);
    EXPECT_EQ(value_of("4.2022706131078223e-19 J"), 4.2022706131078223e-19);
    EXPECT_EQ(value_of("+1.5E3 us"), 1.5e-3);
    EXPECT_EQ(value_of(".5 s"), 0.5);
    EXPECT_EQ(value_of("20ms"), 0.02);
    EXPECT_EQ(value_of("2 min"), 120.0);
    EXPECT_EQ(value_of("\u22122 pA"), -2e-12);
    EXPECT_EQ(value_of("90 deg"), 90.0);
}

TEST(Units, RoundRandomDecimalsOnce) {
    // strtod of the joined text is the reference; scaling in binary differs in a quarter of the cases.
    std::mt19937_64 random(1);
    const std::pair<const char*, int> units[] = {
        {"nm", -9}, {"pA", -12}, {"mV", -3}, {"Mohm", 6}, {"mW/mm^2", 3}};
    for (int i = 0; i < 20000; ++i) {
        const auto& [unit, exponent] = units[random() % 5];
        const std::string digits = fmt::format("{}.{}", random() % 1000, random() % 1000000);
        const double expected =
            std::strtod(fmt::format("{}e{}", digits, exponent).c_str(), nullptr);
        ASSERT_EQ(value_of(digits + " " + unit), expected) << digits << " " << unit;
    }
}

TEST(Units, SayWhatIsWrongWithAText) {
    const auto problem = [](const std::string& text) {
        const auto parsed = parse_quantity(text);
        return std::holds_alternative<std::string>(parsed) ? std::get<std::string>(parsed)
                                                           : "no problem";
    };
    EXPECT_EQ(problem("ms"), "does not begin with a number");
    EXPECT_EQ(problem(""), "does not begin with a number");
    EXPECT_EQ(problem("nan mV"), "does not begin with a number");
    EXPECT_EQ(problem("20 sm"), "'sm' is no unit known here");
    EXPECT_EQ(problem("20 ms extra!"), "'ms extra!' is no unit known here");
    EXPECT_EQ(problem("20 mm^"), "'mm^' is no unit known here");
    EXPECT_EQ(problem("20 mm^20"), "'mm^20' is no unit known here");
    EXPECT_EQ(problem("20 m//s"), "'m//s' is no unit known here");
    EXPECT_EQ(problem("20 (m"), "'(m' is no unit known here");
    EXPECT_EQ(problem("1.2.3 m"), "'.3 m' is no unit known here");
    EXPECT_EQ(problem("1e400 V"), "is too large or too small for a double");
    EXPECT_EQ(problem("1e99999999999 V"), "is too large or too small for a double");
}

TEST(Units, NameDimensions) {
    EXPECT_EQ(describe(kinds::voltage.dimension), "a voltage");
    EXPECT_EQ(describe(Dimension{}), "a number without unit");
    EXPECT_EQ(describe(Dimension{3, 0, -1, 0, 0}), "in m^3 s^-1");
}

}  // namespace
}  // namespace spikelight
