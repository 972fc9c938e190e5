#!/usr/bin/env bash
# reuse_objects.sh BUILD PREFIX COMPILER ARGS…: a compiler launcher that copies an object of BUILD where it has one of the
# same name (without PREFIX), and compiles otherwise. Rooms compile alike in every build: position independent, hidden.
set -euo pipefail
build=$1 prefix=$2
shift 2
output='' depfile=''
for ((i = 1; i < $#; i++)); do
  next=$((i + 1))
  case ${!i} in
    -o) output=${!next} ;;
    -MF) depfile=${!next} ;;
  esac
done
ours=$build/${output#"$prefix"}
if [[ $output == "$prefix"src/* && -f $ours ]]; then
  cp "$ours" "$output"
  [[ -z $depfile ]] || echo "$output:" >"$depfile"
else
  exec "$@"
fi
