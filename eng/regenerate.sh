#!/bin/sh
# Writes the generated C# that is checked in. A test proves that running it changes nothing.
set -eu
cd "$(dirname "$0")/.."
dotnet build eng/generate -v q --nologo
generate() { dotnet eng/generate/bin/Debug/net10.0/Generate.dll "$@"; }

generate --out src/Peregrine.Protobuf/WellKnownTypes \
    google/protobuf/any.proto google/protobuf/api.proto google/protobuf/duration.proto google/protobuf/empty.proto \
    google/protobuf/field_mask.proto google/protobuf/source_context.proto google/protobuf/struct.proto \
    google/protobuf/timestamp.proto google/protobuf/type.proto google/protobuf/wrappers.proto
generate --out src/Peregrine.Protobuf/Reflection google/protobuf/descriptor.proto
generate --out bench/Peregrine.Protobuf.Bench/Generated --namespace Shapes.Ours -I bench/Peregrine.Protobuf.Bench/Protos shapes.proto
generate --out src/Peregrine/Rpc -I src/Peregrine/Protos google/rpc/status.proto google/rpc/error_details.proto
generate --services both --out src/Peregrine/Server/Health -I src/Peregrine/Protos grpc/health/v1/health.proto
generate --services both --out src/Peregrine/Server/Reflection/V1 -I src/Peregrine/Protos grpc/reflection/v1/reflection.proto
generate --services both --out src/Peregrine/Server/Reflection/V1Alpha -I src/Peregrine/Protos grpc/reflection/v1alpha/reflection.proto
generate --out src/Peregrine/Rpc -I src/Peregrine/Protos xds/data/orca/v3/orca_load_report.proto
generate --services both --out src/Peregrine/Server/Orca -I src/Peregrine/Protos xds/service/orca/v3/orca.proto
generate --services both --out src/Peregrine/Channelz -I src/Peregrine/Protos grpc/channelz/v1/channelz.proto
