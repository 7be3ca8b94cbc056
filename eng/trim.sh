#!/usr/bin/env bash
# Publishes bench/Peregrine.Hello trimmed and self-contained, fails on any warning of the trimmer, runs its server and client and says what they weigh and how long
# the first answer takes. Needs Microsoft.NETCore.App.Runtime.linux-x64 and Microsoft.NET.ILLink.Tasks from the package source.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$root/artifacts/hello}
rm -rf "$out"
log=$(dotnet publish -c Release "$root/bench/Peregrine.Hello" -p:Trimmed=true -o "$out" 2>&1) || { echo "$log" >&2; exit 1; }
if grep -E 'warning (IL|CS)[0-9]+' <<<"$log" >&2; then
    echo "the trimmer warned" >&2
    exit 1
fi
kilobytes() { local sum; sum=$(cat "$@" | wc -c); echo "$((sum / 1024)) KB"; }
mapfile -t all < <(find "$out" -type f ! -name '*.pdb')
echo "published: $(kilobytes "${all[@]}") in ${#all[@]} files, of which Peregrine $(kilobytes "$out"/Peregrine*.dll), other assemblies $(kilobytes $(printf '%s\n' "${all[@]}" | grep '\.dll$' | grep -v '/Peregrine'))"

coproc SERVER { "$out/Peregrine.Hello" server; }
read -r port <&"${SERVER[0]}"
for _ in 1 2 3 4 5; do
    "$out/Peregrine.Hello" client "$port"
done
eval "exec ${SERVER[1]}>&-"
wait "$SERVER_PID"
