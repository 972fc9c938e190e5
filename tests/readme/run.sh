#!/usr/bin/env bash
# Runs what README.md shows. Environment: SOURCE (the project), NORM (the command), PREFIX (where norm is installed), CXX.
#   console   each `$ command` runs in the project's folder and prints what stands below it, its stderr included
#   sh        `make` targets exist; they run in the tests of continuous integration, not here
#   norm      a schema that loads
#   c++       the adapter in a program: it builds without a warning against the installed package
#   cmake, cpp  one project against the installed package: it builds without a warning and does what it says
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'echo "run.sh: line $LINENO failed" >&2' ERR
page=$SOURCE/README.md
mkdir "$work/bin" "$work/project"
ln -s "$NORM" "$work/bin/norm"
PATH=$work/bin:$PATH
export LC_ALL=C.UTF-8

# Each fenced block becomes a file N.LANGUAGE.
awk -v dir="$work" '
  /^```/ { if (inside) { close(file); inside = 0 } else { inside = 1; file = dir "/" ++n "." substr($0, 4); printf "" > file }; next }
  inside { print > file }
' "$page"

run_console() {
  local block=$1 command='' line
  check() {
    [[ -n $command ]] || return 0
    (cd "$SOURCE" && bash -c "$command") >"$work/found" 2>&1 </dev/null || :  # an exit code other than 0 may be the point
    diff -u --label "README.md: $command" "$work/expected" --label 'what it prints' "$work/found"
  }
  : >"$work/expected"
  while IFS= read -r line; do
    if [[ $line == '$ '* ]]; then
      check
      command=${line#'$ '}
      : >"$work/expected"
    else
      printf '%s\n' "$line" >>"$work/expected"
    fi
  done <"$block"
  check
}

shown=0
for block in "$work"/*.*; do
  shown=$((shown + 1))
  case ${block##*.} in
    console) run_console "$block" ;;
    sh) while read -r command; do (cd "$SOURCE" && ${command%%#*} -n >/dev/null); done <"$block" ;;
    norm) norm compile --dump "$block" >/dev/null ;;
    cmake) cp "$block" "$work/project/CMakeLists.txt" ;;
    cpp) cp "$block" "$work/project/main.cc" ;;
    c++) cp "$block" "$work/project/consumer.cc" ;;
    *) echo "README.md: a block that no test runs: ${block##*/}" >&2; exit 1 ;;
  esac
done
[[ $shown -ge 5 ]] || { echo "README.md: only $shown blocks were found" >&2; exit 1; }

if [[ -e $work/project/consumer.cc && -e $PREFIX/include/norm/kafka/kafka.h ]]; then
  sed -i 's/find_package(norm REQUIRED)/find_package(norm REQUIRED COMPONENTS kafka)/' "$work/project/CMakeLists.txt"
  printf 'add_executable(consumer consumer.cc)\ntarget_link_libraries(consumer PRIVATE norm::kafka)\n' >>"$work/project/CMakeLists.txt"
fi

# The example reads its schema by the path that it has in the project's folder.
cmake -S "$work/project" -B "$work/build" -G Ninja -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS='-Wall -Wextra -Werror' \
  -DCMAKE_PREFIX_PATH="$PREFIX" >"$work/log" 2>&1 && cmake --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cd "$SOURCE"
cat >"$work/payloads" <<'END'
{"msg_id":"8700635f-1802-417e-89e7-595ad3600104","type":"comment.created","data":{"user_id":1,"msg":"Hello"}}
{"msg_id":"8700635f-1802-417e-89e7-595ad3600104","type":"comment.created","data":{"user_id":1,"msg":null}}
END
cat >"$work/expected" <<'END'
Hello
In :data/:msg, val: null fails spec: string?
END
"$work/build/comments" <"$work/payloads" >"$work/found" 2>&1
diff -u "$work/expected" "$work/found"

# Links to files of ours lead somewhere, from every page.
find . -name '*.md' -not -path './build*' | while read -r file; do
  { grep -oE '\]\([^)#: ]+[)#]' "$file" || :; } | sed -E 's/^\]\(|[)#]$//g' | while read -r link; do
    [[ -e $(dirname "$file")/$link ]] || { echo "$file: no such file: $link" >&2; exit 1; }
  done
done
