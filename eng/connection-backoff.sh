#!/usr/bin/env bash
# gRPC's interop case connection-backoff (doc/connection-backoff-interop-test-description.md) in its full length of nine minutes: our client against gRPC C++'s server, which
# closes every connection and judges the time between them. `dotnet test` has a form of six seconds. Needs eng/install-peers.sh. Argument: seconds, if not 540.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
control=$((20000 + RANDOM % 5000 * 2))
dotnet build --nologo -v q -c Release test/Peregrine.Interop
artifacts/peers/cpp/reconnect_interop_server --control_port=$control --retry_port=$((control + 1)) 2>/dev/null &
server=$!
trap 'kill $server' EXIT
# The client waits for nobody: not even for a server that begins to listen.
until (: >"/dev/tcp/127.0.0.1/$control") 2>/dev/null; do kill -0 $server; done
dotnet test/Peregrine.Interop/bin/Release/net10.0/Peregrine.Interop.dll reconnect-client --server_control_port $control --server_retry_port $((control + 1)) --retry_seconds "${1:-540}"
