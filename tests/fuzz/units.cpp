// Quantities, units and decimal numbers, from any text.
#include "engine/scenario/units.h"

#include <cmath>
#include <cstdlib>

#include "tests/fuzz/file.h"

using namespace spikelight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const std::variant<Quantity, std::string> parsed = parse_quantity(text);
    if (const Quantity* quantity = std::get_if<Quantity>(&parsed)) {
        fuzz::expect(std::isfinite(quantity->value), "a quantity is finite");
        fuzz::expect(!describe(quantity->dimension).empty(), "a dimension can be told");
    } else {
        fuzz::expect(!std::get<std::string>(parsed).empty(), "a refusal says why");
    }
    parse_unit(text);
    parse_column_unit(text);
    for (int exponent : {0, -9, 3}) {
        const std::optional<double> number = parse_decimal(text, exponent);
        if (!number) continue;
        fuzz::expect(std::isfinite(*number), "a number is finite");
        // The C library reads the same decimal number to the same double.
        if (exponent == 0)
            fuzz::expect(std::strtod(std::string(text).c_str(), nullptr) == *number,
                         "a number is the double nearest to its digits");
    }
    return 0;
}
