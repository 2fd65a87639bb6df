#include "placing/covering.h"

#include <glpk.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

namespace vigie::foresight {
namespace {

// Places that the same sites reach are one place: the program stays small where a city has thousands of cells.
std::map<std::vector<std::size_t>, double> merged(const CoveringProblem& problem) {
  std::map<std::vector<std::size_t>, double> out;
  for (std::size_t place = 0; place < problem.weight.size(); ++place)
    if (problem.weight[place] > 0 && !problem.near[place].empty()) out[problem.near[place]] += problem.weight[place];
  return out;
}

}  // namespace

Result<Covering> solve_covering(const CoveringProblem& problem) {
  const bool sound = std::all_of(problem.weight.begin(), problem.weight.end(), [](double one) { return std::isfinite(one) && one >= 0; });
  if (problem.chosen == 0 || problem.chosen > problem.sites || problem.near.size() != problem.weight.size() || !sound)
    return fail(ErrorKind::invalid_input, fmt::format("{} of {} sites cannot be chosen", problem.chosen, problem.sites));
  const auto places = merged(problem);
  glp_term_out(GLP_OFF);
  const std::unique_ptr<glp_prob, void (*)(glp_prob*)> model(glp_create_prob(), glp_delete_prob);
  glp_set_obj_dir(model.get(), GLP_MAX);
  const int sites = static_cast<int>(problem.sites);
  glp_add_cols(model.get(), sites + static_cast<int>(places.size()));
  glp_add_rows(model.get(), 1 + static_cast<int>(places.size()));
  std::vector<int> columns{0};
  std::vector<double> values{0};
  for (int site = 1; site <= sites; ++site) {
    glp_set_col_kind(model.get(), site, GLP_BV);
    columns.push_back(site);
    values.push_back(1);
  }
  glp_set_row_bnds(model.get(), 1, GLP_FX, static_cast<double>(problem.chosen), static_cast<double>(problem.chosen));
  glp_set_mat_row(model.get(), 1, sites, columns.data(), values.data());
  int row = 1;
  for (const auto& [near, weight] : places) {  // covered ≤ the sum of its chosen sites
    const int covered = sites + row;
    ++row;
    glp_set_col_bnds(model.get(), covered, GLP_DB, 0, 1);
    glp_set_obj_coef(model.get(), covered, weight);
    columns.assign({0, covered});
    values.assign({0, 1});
    for (const std::size_t site : near) {
      columns.push_back(static_cast<int>(site) + 1);
      values.push_back(-1);
    }
    glp_set_row_bnds(model.get(), row, GLP_UP, 0, 0);
    glp_set_mat_row(model.get(), row, static_cast<int>(columns.size()) - 1, columns.data(), values.data());
  }
  glp_iocp how;
  glp_init_iocp(&how);
  how.presolve = GLP_ON;
  how.msg_lev = GLP_MSG_OFF;
  how.tm_lim = static_cast<int>(problem.most_seconds * 1000);
  const int ended = glp_intopt(model.get(), &how);
  const int status = glp_mip_status(model.get());
  if ((ended != 0 && ended != GLP_ETMLIM) || (status != GLP_OPT && status != GLP_FEAS))
    return fail(ErrorKind::unavailable, "no placement was found in the time given");
  Covering out{{}, glp_mip_obj_val(model.get()), ended == 0 && status == GLP_OPT};
  for (int site = 1; site <= sites; ++site)
    if (glp_mip_col_val(model.get(), site) > 0.5) out.sites.push_back(static_cast<std::size_t>(site - 1));
  return out;
}

}  // namespace vigie::foresight
