// What the interop programs of gRPC C++ use of its test harness, without the harness: times are not stretched, nothing is set up.
#include "test/core/util/test_config.h"

#include <grpc/support/time.h>

int64_t g_fixture_slowdown_factor = 1;
int64_t g_poller_slowdown_factor = 1;

int64_t grpc_test_slowdown_factor() { return 1; }

gpr_timespec grpc_timeout_seconds_to_deadline(int64_t seconds) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(seconds, GPR_TIMESPAN));
}

gpr_timespec grpc_timeout_milliseconds_to_deadline(int64_t milliseconds) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(milliseconds, GPR_TIMESPAN));
}

void grpc_test_init(int*, char**) {}

namespace grpc {
namespace testing {

TestEnvironment::TestEnvironment(int*, char**) {}
TestEnvironment::~TestEnvironment() {}

}  // namespace testing
}  // namespace grpc
