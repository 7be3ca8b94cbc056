#!/bin/sh
# Builds the C++ side against Debian's libprotobuf-dev (g++, protobuf-compiler) into OUT.
set -eu
out=${1:?usage: build.sh OUT}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"
protoc -I "$here/../Protos" --cpp_out="$out" shapes.proto
g++ -O2 -DNDEBUG -std=c++17 -I "$out" "$here/bench.cc" "$out/shapes.pb.cc" -o "$out/bench" -lprotobuf -lpthread
