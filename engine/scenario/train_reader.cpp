// Trains of pulses whose frequency or beginning depends on what happens: train and trigger.
#include <fmt/format.h>

#include "engine/scenario/signal_fields.h"

namespace spikelight {
namespace {

// A table over time: t_<unit> and frequency_<unit>.
void read_frequency_table(Document& document, const Node& node, TrainCommand& train) {
    TableReader table(document, node, node.name(), {"file"});
    const Node* file = table.require("file", "\"frequency.csv\"");
    if (!file) return;
    CsvInput input(document, *file);
    if (!input.is_open()) return;
    train.times = read_times(input);
    if (const std::optional<std::size_t> column =
            input.require_quantity("frequency", kinds::firing_rate))
        train.frequencies = input.quantities(*column, kinds::firing_rate, ranges::not_negative)
                                .value_or(std::vector<double>(train.times.size()));
}

// Proportional and integral feedback to the frequency.
void read_frequency_feedback(Document& document, const Node& node, const Scenario& scenario,
                             TrainCommand& train) {
    TableReader table(document, node, node.name(),
                      {"observes", "target", "filter", "gain", "integral_time", "maximum"});
    train.feedback = read_regulator(table, scenario, &SignalUnits::frequency_gain, "0.5");
    if (table.require("maximum", "\"100 Hz\""))
        table.quantity("maximum", train.maximum_frequency, kinds::firing_rate, ranges::positive);
}

void read_frequency(Document& document, const Node& node, const Scenario& scenario,
                    TrainCommand& train) {
    if (!node.is(Node::Kind::table)) {
        train.frequency =
            read_quantity(document, node, kinds::firing_rate, ranges::not_negative).value_or(0);
        return;
    }
    TableReader table(document, node, node.name(), {"table", "pi"});
    const Node* form = table.require_one({"table", "pi"});
    if (form && form->key == "table")
        read_frequency_table(document, *form, train);
    else if (form)
        read_frequency_feedback(document, *form, scenario, train);
}

}  // namespace

void read_train(Document& document, const Node& node, const Scenario& scenario,
                Controller& controller) {
    TableReader table(document, node, "train", {"value", "width", "frequency"});
    TrainCommand train;
    if (const Node* value = table.require("value", "\"5 mW/mm^2\""))
        train.value = read_irradiances(document, *value, scenario.lights_of(controller))
                          .value_or(std::vector<double>());
    if (table.require("width", "\"5 ms\""))
        table.quantity("width", train.width, kinds::time, ranges::positive);
    if (const Node* frequency = table.require("frequency", "\"40 Hz\""))
        read_frequency(document, *frequency, scenario, train);
    controller.command = std::move(train);
}

void read_trigger(Document& document, const Node& node, const Scenario& scenario,
                  Controller& controller) {
    TableReader table(
        document, node, "trigger",
        {"observes", "window", "below", "above", "synchronous", "pulses", "refractory"});
    TriggerCommand trigger;
    trigger.condition = read_condition(table, scenario, {"below", "above", "synchronous"});
    const char* example = "{ value = \"5 mW/mm^2\", width = \"5 ms\" }";
    if (const Node* pulses = table.require("pulses", example)) {
        read_pulses(document, *pulses, scenario.lights_of(controller), trigger.pulses);
        if (trigger.pulses.period && !trigger.pulses.count)
            document.problem(*pulses, "a train that never ends", "Give a count");
    }
    table.quantity("refractory", trigger.refractory, kinds::time, ranges::not_negative);
    controller.command = std::move(trigger);
}

}  // namespace spikelight
