// fault-bench CLIP…: faults and nuisances put into real footage, what was said of them and after how long; then hours of untouched
// footage with the false alarms in them. The figures of docs/camera-health.md.

#include <chrono>
#include <cstdio>
#include <map>

#include "fault_footage.h"
#include "perception/alert_score.h"

namespace {

using namespace vigie;
using namespace vigie::perception;
using video::CameraFault;

struct Row {
  int tries = 0, hits = 0, late = 0, others = 0;
  double worst_s = 0;
  std::map<std::string, int> said;
};

constexpr double kInTime_s = 10;

void note(Row& row, const std::vector<FaultAlert>& told, std::optional<CameraFault> wanted, double begin_s) {
  ++row.tries;
  bool hit = false;
  for (const auto& alert : told) {
    if (alert.ended) continue;
    if (wanted == alert.fault && !hit && alert.raised_at_s >= begin_s) {
      hit = true;
      const double delay_s = alert.raised_at_s - begin_s;
      row.worst_s = std::max(row.worst_s, delay_s);
      delay_s <= kInTime_s ? ++row.hits : ++row.late;
    } else {
      ++row.others;
      ++row.said[std::string(video::kind_of(alert.fault))];
    }
  }
}

void print(const std::string& name, const Row& row, bool fault) {
  if (fault)
    std::printf("%-36s in time %2d of %2d, late %d, slowest %4.1f s, others %d", name.c_str(), row.hits, row.tries, row.late, row.worst_s,
                row.others);
  else
    std::printf("%-36s false %2d in %2d", name.c_str(), row.others, row.tries);
  for (const auto& [kind, count] : row.said) std::printf("  %s %d", kind.c_str(), count);
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::vector<footage::Frame>> clips;
  for (int i = 1; i < count; ++i) {
    auto frames = footage::read(words[i]);
    if (!frames) return std::fprintf(stderr, "fault-bench: %s\n", frames.error().message.c_str()), 1;
    clips.push_back(std::move(*frames));
  }
  if (clips.empty()) return std::fprintf(stderr, "fault-bench: name the clips\n"), 2;

  double hours = 0;
  int false_alarms = 0;
  for (std::size_t c = 0; c < clips.size(); ++c) {
    Row row;
    const auto begun = std::chrono::steady_clock::now();
    note(row, footage::watch(clips[c], nullptr, 0, 0, 1), std::nullopt, 0);
    const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    print(std::string("untouched ") + words[c + 1], row, false);
    std::printf("  %.3f ms a picture of %dx%d\n", 1000 * took_s / static_cast<double>(clips[c].size()), clips[c][0].luminance.cols,
                clips[c][0].luminance.rows);
    hours += clips[c].back().at_s / 3600;
    false_alarms += row.others;
  }
  std::printf("distinct hours %.4f, false alarms %d, upper 95 %% bound per hour %.0f\n", hours, false_alarms,
              poisson_upper95(static_cast<std::size_t>(false_alarms)) / hours);

  // Beginnings differ by clip, drawn once.
  cv::RNG random(20261125);
  const auto begin_in = [&](const auto& frames, double tail_s) { return random.uniform(7.0, std::max(7.5, frames.back().at_s - tail_s)); };
  const auto pictures = [](const auto& frames) { return static_cast<double>(frames.size() - 1) / frames.back().at_s; };
  for (const auto& one : footage::picture_faults()) {
    Row row;
    for (const auto& frames : clips)
      for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        const double begin_s = begin_in(frames, 13);
        note(row, footage::watch(frames, one.change, begin_s, begin_s + 12, seed), one.fault, begin_s);
      }
    print(one.name, row, true);
  }
  for (const double noise : {0.0, 1.0, 3.0}) {
    Row row;
    for (const auto& frames : clips)
      for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        const double begin_s = std::max(10.0, begin_in(frames, 1));
        const auto at = static_cast<std::size_t>(begin_s * pictures(frames));
        std::vector<std::size_t> source;
        for (std::size_t i = 0; i < at; ++i) source.push_back(std::min(i, frames.size() - 1));
        for (std::size_t i = 0; i < static_cast<std::size_t>(12 * pictures(frames)); ++i) source.push_back(source[at - 1]);
        note(row, footage::watch_rearranged(frames, source, noise, at, seed), CameraFault::frozen, begin_s);
      }
    print("frozen, noise of " + std::to_string(noise).substr(0, 3), row, true);
  }
  for (const double noise : {0.0, 3.0})
    for (const double length_s : {4.0, 12.0}) {
      Row row;
      for (const auto& frames : clips)
        for (std::uint64_t seed = 1; seed <= 2; ++seed) {
          const double begin_s = random.uniform(4.0, std::max(4.5, frames.back().at_s - length_s - 1));
          const auto first = static_cast<std::size_t>(begin_s * pictures(frames)),
                     length = static_cast<std::size_t>(length_s * pictures(frames));
          std::vector<std::size_t> source;
          for (std::size_t i = 0; i < first + length; ++i) source.push_back(std::min(i, frames.size() - 1));
          const std::size_t second = source.size();
          for (int round = 0; round < 3; ++round)
            for (std::size_t i = 0; i < length; ++i) source.push_back(std::min(first + i, frames.size() - 1));
          note(row, footage::watch_rearranged(frames, source, noise, second, seed), CameraFault::looped,
               static_cast<double>(second) / pictures(frames));
        }
      print("looped, " + std::to_string(length_s).substr(0, 4) + " s, noise of " + std::to_string(noise).substr(0, 3), row, true);
    }
  for (const auto& [name, change] : footage::nuisances()) {
    Row row;
    for (const auto& frames : clips) {
      const double begin_s = begin_in(frames, 16);
      note(row, footage::watch(frames, change, begin_s, begin_s + 15, 1), std::nullopt, 0);
      note(row, footage::watch(frames, change, 0, 1e9, 2), std::nullopt, 0);
    }
    print("nuisance: " + name, row, false);
  }
  return 0;
}
