// The same messages and bytes in C++: `bench <folder>` reads NAME.bin files that the C# side wrote and prints nanoseconds of thread time.
#include <google/protobuf/arena.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "shapes.pb.h"

namespace {

double Now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

double Measure(const std::function<void()>& action) {
  double start = Now();
  int count = 0;
  while (Now() - start < 100e6) { action(); count++; }
  int runs = std::max(20, static_cast<int>(count * 0.15));
  std::vector<double> rounds;
  for (int r = 0; r < 11; r++) {
    start = Now();
    for (int i = 0; i < runs; i++) action();
    rounds.push_back((Now() - start) / runs);
  }
  std::sort(rounds.begin(), rounds.end());
  return rounds[rounds.size() / 2];
}

// FILE holds messages, each preceded by its length as four bytes.
std::vector<std::string> Load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> all;
  uint32_t length;
  while (in.read(reinterpret_cast<char*>(&length), 4)) {
    std::string bytes(length, '\0');
    in.read(bytes.data(), length);
    all.push_back(std::move(bytes));
  }
  return all;
}

template <typename T>
void Run(const std::string& folder, const std::string& name) {
  std::vector<std::string> bytes = Load(folder + "/" + name + ".bin");
  if (bytes.empty()) return;
  std::vector<T> messages(bytes.size());
  for (size_t i = 0; i < bytes.size(); i++) messages[i].ParseFromString(bytes[i]);
  size_t next = 0;
  auto step = [&] { next = next + 1 < bytes.size() ? next + 1 : 0; return next; };
  std::vector<uint8_t> buffer(1 << 20);
  double serialize = Measure([&] {
    T& m = messages[step()];
    m.ByteSizeLong();
    m.SerializeWithCachedSizesToArray(buffer.data());
  });
  double heap = Measure([&] { T m; m.ParseFromString(bytes[step()]); });
  double arena = Measure([&] {
    google::protobuf::Arena a;
    google::protobuf::Arena::CreateMessage<T>(&a)->ParseFromString(bytes[step()]);
  });
  T reused;
  double reparse = Measure([&] { reused.ParseFromString(bytes[step()]); });
  std::printf("%s\t%.1f\t%.1f\t%.1f\t%.1f\n", name.c_str(), serialize, heap, arena, reparse);
  std::fflush(stdout);
}

}  // namespace

int main(int, char** argv) {
  std::string folder = argv[1];
  Run<shapes::Flat>(folder, "flat");
  Run<shapes::Nested>(folder, "nested");
  Run<shapes::Strings>(folder, "strings ascii");
  Run<shapes::Strings>(folder, "strings other");
  Run<shapes::PackedVarints>(folder, "packed varints");
  Run<shapes::PackedDoubles>(folder, "packed doubles");
  Run<shapes::Maps>(folder, "maps");
  Run<shapes::Blobs>(folder, "bytes");
  Run<shapes::VaryingList>(folder, "varying");
}
