#!/usr/bin/env bash
# Runs commands side by side: test/side-by-side.sh 'npm run one' 'npm run other'. What a command says comes when it has ended; fails when one of them fails.
set -uo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
running=()
for command in "$@"; do
  bash -c "$command" > "$folder/${#running[@]}" 2>&1 &
  running+=($!)
done

status=0
for i in "${!running[@]}"; do
  wait "${running[$i]}" || status=1
  cat "$folder/$i"
done
exit $status
