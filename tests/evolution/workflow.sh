#!/usr/bin/env bash
# The shell part of the workflow in schemas/README.md, run in a repository of its own with a `gh` that only takes notes.
# Environment: SOURCE (the project), NORM (the command).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "workflow.sh: $*" >&2; exit 1; }

# What stands below `run: |`, up to the end of the block.
awk '/^        run: \|$/ { inside = 1; next } inside && /^```/ { exit } inside { print substr($0, 11) }' \
  "$SOURCE/schemas/README.md" >"$work/step.sh"
[[ $(wc -l <"$work/step.sh") -ge 10 ]] || fail 'the step was not found'

mkdir "$work/bin" "$work/repository"
ln -s "$NORM" "$work/bin/norm"
cat >"$work/bin/gh" <<'END'
#!/bin/sh
printf '%s\n' "$*" >>"$GH_NOTES"
case "$*" in *--edit-last*) [ -e "$GH_NOTES.commented" ] || exit 1 ;; esac
touch "$GH_NOTES.commented"
END
chmod +x "$work/bin/gh"
export PATH=$work/bin:$PATH GH_NOTES=$work/notes GITHUB_STEP_SUMMARY=$work/summary PULL_REQUEST=7 BASE=main LC_ALL=C
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null

cd "$work/repository"
git init -q -b main
mkdir schemas
echo 'Event = schema { req :id, integer? }' >schemas/event.norm
git add . && git commit -qm one
git checkout -qb branch

# The step as GitHub runs it: `bash -e`, its output kept. Expects an exit status.
step() {
  local status=0
  bash --noprofile --norc -eo pipefail "$work/step.sh" >"$work/log" 2>&1 || status=$?
  [[ $status -eq $1 ]] || { cat "$work/log"; fail "exit status $status, not $1: $2"; }
}

echo 'Event = schema { req :id, integer?  opt :at, date_time? }' >schemas/event.norm
step 0 growth
grep -q 'norm diff: growth' comment.md || fail 'growth is not commented'
[[ $(cat "$GH_NOTES") == $'pr comment 7 --edit-last --body-file comment.md\npr comment 7 --body-file comment.md' ]] ||
  fail "gh was called so: $(cat "$GH_NOTES")"

echo 'Event = schema { req :id, string? }' >schemas/event.norm
step 1 breakage
grep -q 'breaks-both' comment.md || fail 'breakage is not commented'
grep -q '^::error file=schemas/event.norm,line=1,' "$work/log" || fail 'the line is not marked'
[[ $(tail -n 1 "$GH_NOTES") == 'pr comment 7 --edit-last --body-file comment.md' ]] || fail 'the comment is not edited'
[[ $(grep -c 'norm diff: ' "$GITHUB_STEP_SUMMARY") -eq 2 ]] || fail 'the summary lacks a comparison'

norm diff --against main schemas | sed -n 's/^    \([0-9a-f]\{16\}\) YYYY-MM-DD .*/\1 2999-12-31 agreed/p' >schemas/accepted.txt || :
[[ -s schemas/accepted.txt ]] || fail 'no line to accept it by'
step 0 'accepted breakage'
rm schemas/accepted.txt

echo 'Event = schema { req :id, strin? }' >schemas/event.norm
calls=$(wc -l <"$GH_NOTES")
step 2 'a broken schema'
grep -q 'did you mean string?' "$work/log" || fail 'the mistake is not told'
[[ $(wc -l <"$GH_NOTES") -eq $calls ]] || fail 'a broken schema is commented'
