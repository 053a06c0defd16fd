// The figure of a sweep: what is written does not hide data, nor leave the picture.
#include <gtest/gtest.h>

#include <regex>

#include "render/font.h"
#include "tools/sweep/results.h"

namespace spikelight {
namespace {

/// The figure of one axis, of `populations` that fire at rates which rise along it.
std::string figure_over(const Axis& axis, std::size_t populations) {
    std::vector<PointResult> results;
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
        PointResult& result = results.emplace_back();
        for (std::size_t p = 0; p < populations; ++p)
            result.rates_hz.emplace_back("population " + std::to_string(p), double(5 * p + i));
    }
    return draw_sweep("A title", {axis}, points_of({axis}), results);
}

struct Word {
    double x, y;
    std::string anchor, text;
};

std::vector<Word> words_of(const std::string& svg) {
    const std::regex element(
        R"re(<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]*)</text>)re");
    std::vector<Word> words;
    for (std::sregex_iterator i(svg.begin(), svg.end(), element), end; i != end; ++i)
        words.push_back({std::stod((*i)[1]), std::stod((*i)[2]), (*i)[3], (*i)[4]});
    return words;
}

double width_said(const std::string& svg) {
    return std::stod(svg.substr(svg.find("viewBox=\"0 0 ") + 13));
}

TEST(SweepFigure, LinesHaveTheColoursOfTheirPopulations) {
    const Axis axis{"seed", {"1", "2"}};
    std::vector<PointResult> results(2);
    for (PointResult& result : results) result.rates_hz = {{"exc", 5}, {"inh", 9}};
    // Dark enough for paper as they are.
    const std::vector<Color> colors = {{0.4f, 0, 0}, {0, 0, 0.2f}};
    const std::string svg = draw_sweep("A title", {axis}, points_of({axis}), results, colors);
    for (const char* stroke : {"stroke=\"rgb(102,0,0)\"", "stroke=\"rgb(0,0,51)\""})
        EXPECT_NE(svg.find(stroke), std::string::npos) << stroke;
}

TEST(SweepFigure, NamesStandBesideTheData) {
    const std::string svg = figure_over({"light.fiber.maximum", {"1 mW/mm^2", "2 mW/mm^2"}}, 3);
    const std::regex circle(R"re(<circle cx="([\d.]+)")re");
    double rightmost = 0;
    for (std::sregex_iterator i(svg.begin(), svg.end(), circle), end; i != end; ++i)
        rightmost = std::max(rightmost, std::stod((*i)[1]));
    EXPECT_GT(rightmost, 0);
    std::size_t names = 0;
    for (const Word& word : words_of(svg))
        if (word.text.starts_with("population ")) {
            EXPECT_GT(word.x, rightmost + 10);
            ++names;
        }
    EXPECT_EQ(names, 3u);
}

TEST(SweepFigure, SaysHowManyNamesItLeavesOut) {
    std::size_t names = 0;
    bool told = false;
    for (const Word& word : words_of(figure_over({"seed", {"1", "2"}}, 40))) {
        names += word.text.starts_with("population ");
        told = told || word.text == "and " + std::to_string(40 - names) + " more lines";
    }
    EXPECT_GE(names, 12u);
    EXPECT_TRUE(told);
}

TEST(SweepFigure, WordsAlongTheAxisStayWithinThePictureAndApart) {
    Axis axis{"population.exc.model", {}};
    for (int i = 0; i < 6; ++i)
        axis.values.push_back("a model with a long name " + std::to_string(i));
    const std::string svg = figure_over(axis, 1);
    double end = 0;
    std::size_t labels = 0;
    for (const Word& word : words_of(svg)) {
        if (!word.text.starts_with("a model")) continue;
        const double half = text_width(FontFace::text, 13, word.text) / 2;
        EXPECT_GT(word.x - half, end);
        end = word.x + half;
        ++labels;
    }
    EXPECT_EQ(labels, 6u);
    EXPECT_LT(end, width_said(svg));
}

TEST(SweepFigure, TitleAndNameOfTheAxisDoNotTouchAndUnitsAreSet) {
    const std::string svg = figure_over({"light.fiber.maximum", {"1 mW/mm^2", "2 mW/mm^2"}}, 1);
    EXPECT_NE(svg.find("light.fiber.maximum (mW/mm²)"), std::string::npos);
    double title = 0, rate = 0;
    for (const Word& word : words_of(svg)) {
        if (word.text == "A title") title = word.y;
        if (word.text == "rate (Hz)") rate = word.y;
    }
    EXPECT_GE(rate - title, 13 * 1.6);
}

}  // namespace
}  // namespace spikelight
