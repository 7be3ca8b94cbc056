#!/usr/bin/env bash
# Runs the official conformance suite of Protocol Buffers against test/Peregrine.Conformance, recommended cases enforced; with --dynamic,
# dynamic messages answer instead of generated ones. Debian packages no runner, so it is built, once, from Debian's sources of protobuf,
# under artifacts/conformance. That is release 21: proto2 and proto3 in binary, JSON and text; what is newer (editions) is in the vectors
# that Peregrine.Conformance.Tests replays. Needs Debian or a system like it, with g++, protobuf-compiler, libprotobuf-dev and
# libjsoncpp-dev. Exits 1 when a case fails.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/artifacts/conformance
runner=$out/conformance_test_runner
mkdir -p "$out"

if [ ! -x "$runner" ]; then
    for package in g++ protobuf-compiler libprotobuf-dev libjsoncpp-dev; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || { echo "install $package first" >&2; exit 2; }
    done
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/lists" "$work/sources" "$work/generated"
    # The machine's own package sources, asked for source packages.
    for file in $(grep -ls debian /etc/apt/sources.list /etc/apt/sources.list.d/*); do
        case $file in
            *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/sources/$(basename "$file")" ;;
            *) sed -n 's/^deb /deb-src /p' "$file" >"$work/sources/$(basename "$file" .list).list" ;;
        esac
    done
    apt=(apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root)
    mkdir "$work/lists/partial"
    "${apt[@]}" update
    (cd "$work" && "${apt[@]}" source --download-only --tar-only protobuf && tar xf protobuf_*.orig.tar.*)
    cd "$work"/protobuf-*/
    # Debian has jsoncpp as a library of its own.
    mkdir -p "$work/generated/third_party/jsoncpp"
    echo '#include <json/json.h>' >"$work/generated/third_party/jsoncpp/json.h"
    protoc -Iconformance -Isrc --cpp_out="$work/generated" conformance/conformance.proto
    protoc -Isrc --cpp_out="$work/generated" src/google/protobuf/test_messages_proto2.proto src/google/protobuf/test_messages_proto3.proto
    g++ -std=c++17 -w -I"$work/generated" -Iconformance -Isrc -I/usr/include/jsoncpp -o "$runner" \
        conformance/conformance_test.cc conformance/conformance_test_runner.cc conformance/conformance_test_main.cc \
        conformance/binary_json_conformance_suite.cc conformance/text_format_conformance_suite.cc \
        "$work"/generated/conformance.pb.cc "$work"/generated/google/protobuf/test_messages_proto[23].pb.cc -lprotobuf -ljsoncpp -lpthread
    cd - >/dev/null
fi

dotnet build -c Release -v q --nologo test/Peregrine.Conformance
"$runner" --enforce_recommended --output_dir "$out" test/Peregrine.Conformance/bin/Release/net10.0/Peregrine.Conformance "$@"
