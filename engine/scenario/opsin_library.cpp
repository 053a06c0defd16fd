#include "engine/scenario/opsin_library.h"

#include <algorithm>
#include <stdexcept>

#include "kernels/spectrum.h"

namespace spikelight {
namespace {

struct SpectrumPoint {
    double wavelength_nm, epsilon;
};

constexpr double last_one_photon_nm = 700;

// Cleo 0.19's tables, digitised by its author: ChR2 and ChR2(H134R) from Nagel et al. 2003, the Chrimsons from Mager et
// al. 2018, GtACR2 from Govorunova et al. 2015.
const std::vector<SpectrumPoint> chr2_spectrum = {{400, 0.34},
                                                  {422, 0.65},
                                                  {460, 0.96},
                                                  {470, 1},
                                                  {473, 1},
                                                  {500, 0.57},
                                                  {520, 0.22},
                                                  {540, 0.06},
                                                  {560, 0.01},
                                                  {800, 1.257478763901864e-06},
                                                  {844, 2.404003519224151e-06},
                                                  {920, 3.5505282745464387e-06},
                                                  {940, 3.6984669526525404e-06},
                                                  {946, 3.6984669526525404e-06},
                                                  {1000, 2.1081261630119477e-06},
                                                  {1040, 8.136627295835588e-07},
                                                  {1080, 2.2190801715915242e-07},
                                                  {1120, 3.69846695265254e-08}};
const std::vector<SpectrumPoint> h134r_spectrum = {{380, 0.34},
                                                   {402, 0.65},
                                                   {440, 0.96},
                                                   {450, 1},
                                                   {480, 0.57},
                                                   {500, 0.22},
                                                   {520, 0.06},
                                                   {540, 0.01},
                                                   {760, 1.257478763901864e-06},
                                                   {804, 2.404003519224151e-06},
                                                   {880, 3.5505282745464387e-06},
                                                   {900, 3.6984669526525404e-06},
                                                   {960, 2.1081261630119477e-06},
                                                   {1000, 8.136627295835588e-07},
                                                   {1040, 2.2190801715915242e-07},
                                                   {1080, 3.69846695265254e-08}};
const std::vector<SpectrumPoint> vfchrimson_spectrum = {
    {470, 0.4123404255319149},      {490, 0.593265306122449},       {510, 0.7935294117647058},
    {530, 0.8066037735849055},      {550, 0.8912727272727272},      {570, 1},
    {590, 0.9661016949152542},      {610, 0.7475409836065574},      {630, 0.4342857142857143},
    {940, 7.625137185362367e-07},   {980, 1.0970860644245853e-06},  {1020, 1.4674211526847874e-06},
    {1060, 1.4915987002443027e-06}, {1100, 1.6481713638093412e-06}, {1140, 1.8492334763262702e-06},
    {1180, 1.7865475957728372e-06}, {1220, 1.3823778118111134e-06}, {1260, 8.030956811474087e-07}};
const std::vector<SpectrumPoint> chrimson_spectrum = {
    {470, 0.38758499670980484},     {490, 0.5636440143067537},      {510, 0.795027289266222},
    {530, 0.8315502820462946},      {550, 0.9402061855670104},      {570, 1},
    {590, 0.9959811287786127},      {610, 0.847726888625993},       {630, 0.5130093274423172},
    {940, 7.167351508375782e-07},   {980, 1.042309379986972e-06},   {1020, 1.4701910779040269e-06},
    {1060, 1.5377306188085597e-06}, {1100, 1.7386607529995447e-06}, {1140, 1.8492334763262704e-06},
    {1180, 1.8418016451266365e-06}, {1220, 1.5676449412290977e-06}, {1260, 9.48674021973958e-07}};
const std::vector<SpectrumPoint> gtacr2_spectrum = {{400, 0.4},
                                                    {410, 0.49},
                                                    {420, 0.56},
                                                    {430, 0.65},
                                                    {440, 0.82},
                                                    {450, 0.88},
                                                    {460, 0.88},
                                                    {470, 1},
                                                    {480, 0.91},
                                                    {490, 0.67},
                                                    {500, 0.41},
                                                    {510, 0.21},
                                                    {520, 0.12},
                                                    {530, 0.06},
                                                    {540, 0.02},
                                                    {550, 0},
                                                    {560, 0},
                                                    {800, 1.4793867810610162e-06},
                                                    {820, 1.8122488067997448e-06},
                                                    {840, 2.0711414934854227e-06},
                                                    {860, 2.404003519224151e-06},
                                                    {880, 3.032742901175083e-06},
                                                    {900, 3.2546509183342354e-06},
                                                    {920, 3.2546509183342354e-06},
                                                    {940, 3.6984669526525404e-06},
                                                    {960, 3.3656049269138116e-06},
                                                    {980, 2.4779728582772024e-06},
                                                    {1000, 1.5163714505875414e-06},
                                                    {1020, 7.766780600570334e-07},
                                                    {1040, 4.4381603431830484e-07},
                                                    {1060, 2.2190801715915242e-07},
                                                    {1080, 7.39693390530508e-08},
                                                    {1100, 0},
                                                    {1120, 0}};

// eNpHR3.0 from Gradinaru et al. 2010.
const std::vector<SpectrumPoint> enphr3_spectrum = {{390, 0.162},
                                                    {405, 0.239},
                                                    {430, 0.255},
                                                    {445, 0.255},
                                                    {470, 0.371},
                                                    {495, 0.554},
                                                    {520, 0.716},
                                                    {542.5, 0.84},
                                                    {560, 0.93},
                                                    {590, 1},
                                                    {630, 0.385},
                                                    {780, 5.991516463297115e-07},
                                                    {810, 8.839336016839571e-07},
                                                    {860, 9.431090729263978e-07},
                                                    {890, 9.431090729263978e-07},
                                                    {940, 1.3721312394340924e-06},
                                                    {990, 2.0489506917695076e-06},
                                                    {1040, 2.648102338099219e-06},
                                                    {1085, 3.1067122402281337e-06},
                                                    {1120, 3.439574265966863e-06},
                                                    {1180, 3.6984669526525404e-06},
                                                    {1260, 1.423909776771228e-06}};

/// What the source of a table counted light in, before Cleo's conversion.
enum class Published { per_power, per_photon };

struct FourStateModel {
    const char* name;
    FourStateOpsin parameters;
    const std::vector<SpectrumPoint>& spectrum;
    Published published;
};

// clang-format off
const std::vector<FourStateModel> four_state_models = {
    {"chr2_4s",
     {.g0 = 1.14e-07, .gamma = 0.00742, .phim = 2.33e+23, .k1 = 4150, .k2 = 868, .p = 0.833, .q = 1.94, .Gf0 = 37.3, .kf = 58.099999999999994, .Gb0 = 16.099999999999998, .kb = 63, .Gd1 = 105, .Gd2 = 13.799999999999999, .Gr0 = 0.33, .E = 0, .v0 = 0.043000000000000003, .v1 = 0.0171, .rectifying = true},
     chr2_spectrum,
     Published::per_power},
    {"chr2_b4s",
     {.g0 = 3.2000000000000005e-09, .gamma = 0.05, .phim = 1e+22, .k1 = 400, .k2 = 120, .p = 1, .q = 1, .Gf0 = 18, .kf = 10, .Gb0 = 8, .kb = 8, .Gd1 = 66, .Gd2 = 10, .Gr0 = 0.333, .E = 0},
     chr2_spectrum,
     Published::per_power},
    {"chr2_h134r_4s",
     {.g0 = 3.72e-08, .gamma = 0.05, .phim = 1e+22, .k1 = 300, .k2 = 120, .p = 1, .q = 1, .Gf0 = 14, .kf = 10, .Gb0 = 10, .kb = 10, .Gd1 = 45, .Gd2 = 10, .Gr0 = 0.1, .E = 0},
     h134r_spectrum,
     Published::per_power},
    {"vfchrimson_4s",
     {.g0 = 1.75e-08, .gamma = 0.05, .phim = 1.5e+22, .k1 = 3000, .k2 = 200, .p = 1, .q = 1, .Gf0 = 20, .kf = 10, .Gb0 = 3.2, .kb = 10, .Gd1 = 370, .Gd2 = 174.99999999999997, .Gr0 = 0.0006670000000000001, .E = 0},
     vfchrimson_spectrum,
     Published::per_photon},
    {"chrimson_4s",
     {.g0 = 2.2000000000000002e-08, .gamma = 0.05, .phim = 2e+20, .k1 = 50, .k2 = 500, .p = 1, .q = 1, .Gf0 = 1, .kf = 10, .Gb0 = 10, .kb = 4, .Gd1 = 41, .Gd2 = 10, .Gr0 = 0.0006670000000000001, .E = 0},
     chrimson_spectrum,
     Published::per_photon},
    {"gtacr2_4s",
     {.g0 = 4.4000000000000004e-08, .gamma = 0.05, .phim = 2.0000000000000002e+23, .k1 = 40000, .k2 = 20000, .p = 1, .q = 0.1, .Gf0 = 1, .kf = 1, .Gb0 = 3, .kb = 5, .Gd1 = 17, .Gd2 = 10, .Gr0 = 0.58, .E = -0.0695},
     gtacr2_spectrum,
     Published::per_power},
};
// clang-format on

constexpr std::string_view pump_model = "enphr3_3s";
constexpr std::string_view proportional_model = "proportional";

const FourStateModel* find_four_state(std::string_view name) {
    for (const FourStateModel& model : four_state_models)
        if (model.name == name) return &model;
    return nullptr;
}

/// A table and what its source counted light in.
std::pair<const std::vector<SpectrumPoint>&, Published> find_spectrum(std::string_view name) {
    if (const FourStateModel* model = find_four_state(name))
        return {model->spectrum, model->published};
    if (name == pump_model) return {enphr3_spectrum, Published::per_power};
    throw std::out_of_range("no opsin with a spectrum is called " + std::string(name));
}

}  // namespace

const std::vector<std::string>& opsin_models() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const FourStateModel& model : four_state_models) list.emplace_back(model.name);
        list.emplace_back(pump_model);
        list.emplace_back(proportional_model);
        return list;
    }();
    return names;
}

OpsinKind opsin_kind(std::string_view model) {
    if (find_four_state(model)) return OpsinKind::four_state;
    if (model == pump_model) return OpsinKind::pump;
    if (model == proportional_model) return OpsinKind::proportional;
    throw std::out_of_range("no opsin is called " + std::string(model));
}

const std::vector<std::string>& opsin_states(OpsinKind kind) {
    static const std::vector<std::string> four_state = {"C1", "O1", "O2"}, none,
                                          pump = {"P0", "P4", "Cl_in"};
    switch (kind) {
        case OpsinKind::four_state:
            return four_state;
        case OpsinKind::pump:
            return pump;
        case OpsinKind::proportional:
            return none;
    }
    throw std::out_of_range("no such kind of opsin");
}

const std::vector<OpsinParameter>& four_state_parameters() {
    using P = FourStateOpsin;
    static const std::vector<OpsinParameter> parameters = {{"g0", kinds::conductance, &P::g0},
                                                           {"gamma", kinds::number, &P::gamma},
                                                           {"phim", kinds::photon_flux, &P::phim},
                                                           {"k1", kinds::rate, &P::k1},
                                                           {"k2", kinds::rate, &P::k2},
                                                           {"p", kinds::number, &P::p},
                                                           {"q", kinds::number, &P::q},
                                                           {"Gf0", kinds::rate, &P::Gf0},
                                                           {"kf", kinds::rate, &P::kf},
                                                           {"Gb0", kinds::rate, &P::Gb0},
                                                           {"kb", kinds::rate, &P::kb},
                                                           {"Gd1", kinds::rate, &P::Gd1},
                                                           {"Gd2", kinds::rate, &P::Gd2},
                                                           {"Gr0", kinds::rate, &P::Gr0},
                                                           {"E", kinds::voltage, &P::E},
                                                           {"v0", kinds::voltage, &P::v0},
                                                           {"v1", kinds::voltage, &P::v1}};
    return parameters;
}

const std::vector<PumpParameter>& pump_parameters() {
    using P = ChloridePump;
    static const std::vector<PumpParameter> parameters = {
        {"g0", kinds::conductance, &P::g0},
        {"E", kinds::voltage, &P::E},
        {"phim", kinds::photon_flux, &P::phim},
        {"p", kinds::number, &P::p},
        {"ka", kinds::rate, &P::ka},
        {"Gd", kinds::rate, &P::Gd},
        {"Gr", kinds::rate, &P::Gr},
        {"a", kinds::concentration_per_charge, &P::a},
        {"b", kinds::number, &P::b},
        {"vartheta_max", kinds::number, &P::vartheta_max},
        {"kd", kinds::concentration, &P::kd},
        {"Psi0", kinds::number, &P::Psi0},
        {"g_Cl", kinds::conductance, &P::g_Cl},
        {"Cl_out", kinds::concentration, &P::Cl_out},
        {"E_Cl0", kinds::voltage, &P::E_Cl0},
        {"vmin", kinds::voltage, &P::vmin},
        {"vmax", kinds::voltage, &P::vmax}};
    return parameters;
}

FourStateOpsin default_parameters(std::string_view model) {
    if (const FourStateModel* found = find_four_state(model)) return found->parameters;
    throw std::out_of_range("no four-state opsin is called " + std::string(model));
}

ChloridePump default_pump() {
    return {.g0 = 2.234e-08,
            .E = -0.4,
            .phim = 1.2e+24,
            .p = 0.7,
            .ka = 1000,
            .Gd = 25,
            .Gr = 50,
            .a = 2e8,
            .b = 12,
            .vartheta_max = 5,
            .kd = 16,
            .Psi0 = 4.4286,
            .g_Cl = 2.3e-09,
            .Cl_out = 124,
            .E_Cl0 = -0.07,
            .vmin = -0.4,
            .vmax = 0.05};
}

OpsinSpectrum spectrum_points(std::string_view model, SpectrumKind kind, Photons photons) {
    const auto [points, published] = find_spectrum(model);
    OpsinSpectrum spectrum;
    double best = 0;
    for (const SpectrumPoint& point : points) {
        double epsilon = point.epsilon;
        // Turn the table into effectiveness per photon.
        if (kind == SpectrumKind::photon)
            epsilon = published == Published::per_photon ? epsilon * point.wavelength_nm
                                                         : epsilon / point.wavelength_nm;
        const bool one_photon = point.wavelength_nm < last_one_photon_nm;
        if (one_photon) best = std::max(best, epsilon);
        // Keep the two ranges apart.
        if (kind == SpectrumKind::photon && one_photon != (photons == Photons::one)) continue;
        spectrum.wavelengths_nm.push_back(point.wavelength_nm);
        spectrum.epsilon.push_back(epsilon);
    }
    // Normalise by the best one-photon wavelength.
    if (kind == SpectrumKind::photon)
        for (double& epsilon : spectrum.epsilon) epsilon /= best;
    return spectrum;
}

double effectiveness(const Opsin& opsin, const Light& light) {
    const OpsinSpectrum table = spectrum_points(opsin.model, opsin.spectrum,
                                                light.two_photon ? Photons::two : Photons::one);
    // A wavelength in nm, to the millionth: 400 nm came as 400 * 1e-9 m, which is not quite 400 nm
    // again, and just outside a spectrum that begins there nothing is absorbed.
    const double nanometres = math::floor(light.wavelength * 1e15 + 0.5) / 1e6;
    return interpolate_spectrum(table.wavelengths_nm, table.epsilon, nanometres);
}

}  // namespace spikelight
