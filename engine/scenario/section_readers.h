// One reader per section of a scenario. Each adds its part to the scenario and reports problems to
// the document; later sections rely on the names and sizes that earlier ones left, also where those
// had problems.
#pragma once

#include "engine/scenario/csv_columns.h"
#include "engine/scenario/fields.h"
#include "engine/scenario/scenario.h"

namespace spikelight {

/// format, title, seed and [simulation]; dt is NaN where it is unusable, so that nothing is counted
/// in steps.
void read_simulation(Document& document, Scenario& scenario);
void read_populations(Document& document, Scenario& scenario);
/// `position` of a population of `size` neurons, 0 where that is not known because of another
/// problem.
void read_placement(Document& document, const Node& node, std::int64_t size, Placement& placement);
/// Points one by one, [["0 um", "0 um", "0 um"]], or the name of a CSV file with the columns x_<unit>, y_<unit>, z_<unit>;
/// empty where they are no list. `needed` and `example` say what is missing then.
std::vector<glm::dvec3> read_point_list(Document& document, const Node& node, const char* needed,
                                        const char* example);
void read_projections(Document& document, Scenario& scenario);
void read_lights(Document& document, Scenario& scenario);
void read_opsins(Document& document, Scenario& scenario);
void read_loop(Document& document, Scenario& scenario);
void read_observables(Document& document, Scenario& scenario);
void read_controllers(Document& document, Scenario& scenario);
/// What a controller does, by its key: pulses, table, ... in one, what observes in the others.
void read_pulses(Document& document, const Node& node, const std::vector<const Light*>& lights,
                 PulsesCommand& pulses);
/// Column t_<unit>, s; reports where it does not ascend.
std::vector<double> read_times(CsvInput& input);
void read_on_off(Document& document, const Node& node, const Scenario& scenario,
                 Controller& controller);
void read_pi(Document& document, const Node& node, const Scenario& scenario,
             Controller& controller);
void read_train(Document& document, const Node& node, const Scenario& scenario,
                Controller& controller);
void read_trigger(Document& document, const Node& node, const Scenario& scenario,
                  Controller& controller);
void read_lqr(Document& document, const Node& node, const Scenario& scenario,
              Controller& controller);
void read_custom(Document& document, const Node& node, const Scenario& scenario,
                 Controller& controller);
void read_external(Document& document, const Node& node, Controller& controller);
void read_record(Document& document, Scenario& scenario);
void read_video(Document& document, Scenario& scenario);

/// `field` of a light of this model, and what belongs to it.
void read_field(TableReader& light_table, Light& light);
/// `path` of a light whose positions are known.
void read_path(TableReader& light_table, double dt, Light& light);

/// An irradiance, or a power divided by the area of one of the light's sources: W/m^2, not
/// negative.
std::optional<double> read_irradiance(Document& document, const Node& node, const Light& light);
/// One irradiance for all sources of these lights, or one per source, light by light.
std::optional<std::vector<double>> read_irradiances(Document& document, const Node& node,
                                                    const std::vector<const Light*>& lights);
std::size_t source_count(const std::vector<const Light*>& lights);

/// Reads the `name` of a table and reports one that is taken or cannot name a column or dataset.
std::string read_name(TableReader& table, const std::vector<std::string>& taken);
bool has_positions(const Population& population);
std::vector<std::string> population_names(const Scenario& scenario);
std::vector<std::string> light_names(const Scenario& scenario);
/// A list of names, or "all".
std::optional<std::vector<std::size_t>> read_names(Document& document, const Node& node,
                                                   const std::vector<std::string>& names,
                                                   const std::string& what);

}  // namespace spikelight
