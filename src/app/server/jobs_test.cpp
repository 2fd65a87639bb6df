#include "server/jobs.h"

#include <gtest/gtest.h>

#include <latch>

namespace vigie::app {
namespace {

using State = city::JobStatus::State;
using namespace std::chrono_literals;

city::JobStatus wait_for_end(const JobRunner& jobs, const Uuid& id) {
  for (int i = 0; i < 1000; ++i) {
    const auto status = *jobs.status(id);
    if (status.ended != UtcTime{}) return status;
    std::this_thread::sleep_for(5ms);
  }
  return *jobs.status(id);
}

class JobsTest : public testing::Test {
 protected:
  SystemClock clock_;
  UuidSource ids_{clock_, 3};
};

TEST_F(JobsTest, TellsProgressResultAndFailure) {
  JobRunner jobs{clock_, ids_};
  const auto good = jobs.start("count", "account:a", [](city::JobContext& context) -> Result<Json> {
    context.progress(0.5, "half");
    return Json{{"n", 7}};
  });
  const auto bad = jobs.start("count", "account:a", [](city::JobContext&) -> Result<Json> { return fail(ErrorKind::full, "the disk is full"); });
  ASSERT_TRUE(good && bad);
  EXPECT_EQ(wait_for_end(jobs, *good).result["n"], 7);
  const auto failed = wait_for_end(jobs, *bad);
  EXPECT_EQ(failed.state, State::failed);
  EXPECT_EQ(failed.error, "the disk is full");
  EXPECT_EQ(jobs.list("account:a").size(), 2u);
  EXPECT_TRUE(jobs.list("account:b").empty());
}

TEST_F(JobsTest, CancelsWhatRunsAndWhatWaitsAndRefusesWhenFull) {
  JobRunner jobs{clock_, ids_, 1};
  std::latch running{1};
  const auto first = jobs.start("long", "a", [&](city::JobContext& context) -> Result<Json> {
    running.count_down();
    while (!context.stop().stop_requested()) std::this_thread::sleep_for(1ms);
    return fail(ErrorKind::cancelled, "cancelled");
  });
  running.wait();
  const auto second = jobs.start("waiting", "a", [](city::JobContext&) -> Result<Json> { return Json{}; });
  ASSERT_TRUE(second);
  EXPECT_EQ(jobs.start("third", "a", [](city::JobContext&) -> Result<Json> { return Json{}; }).error().kind, ErrorKind::full);
  ASSERT_TRUE(jobs.cancel(*second));
  ASSERT_TRUE(jobs.cancel(*first));
  EXPECT_EQ(wait_for_end(jobs, *first).state, State::cancelled);
  EXPECT_EQ(wait_for_end(jobs, *second).state, State::cancelled);
}

TEST_F(JobsTest, StopsWithWorkInHand) {
  JobRunner jobs{clock_, ids_};
  ASSERT_TRUE(jobs.start("long", "a", [](city::JobContext& context) -> Result<Json> {
    while (!context.stop().stop_requested()) std::this_thread::sleep_for(1ms);
    return fail(ErrorKind::cancelled, "cancelled");
  }));
}

}  // namespace
}  // namespace vigie::app
