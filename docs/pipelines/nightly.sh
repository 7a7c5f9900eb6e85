#!/bin/sh
# A nightly performance run: the scenario several times, compared with the last ten nights, with a comment to post and an
# exit code to fail by. Needs nothing but a POSIX shell and kwokbench.
#
#   nightly.sh SCENARIO STORE OUT
#
#   SCENARIO  a scenario file
#   STORE     the folder the nights are kept in, one below the other; keep it from night to night
#   OUT       what this night leaves for people: comment.md, comparison.*, history.html, a folder for each run
#
# KWOKBENCH  the program (default: kwokbench on PATH)
# REPEATS    runs a night (default 5): fewer than 4 a side can prove nothing
# NIGHTS     how many nights to compare with (default 10)
# RUN_FLAGS, COMPARE_FLAGS  more for `kwokbench run` (--set nodes=1000) and `kwokbench compare` (--only pod_startup:
#            with many figures more runs are needed before any of them can be called worse)
# KEEP       1 (default): this night joins the store; 0: it is only compared, as for a pull request
#
# Exit code: that of the runs where it is not 0 (99 threshold failed, 4 invalid, 5 incomplete, 2 bad scenario), else that
# of the comparison: 3 for a regression, 4 where nothing valid could be compared, 0.
#
# A night found slower is marked with a file `regressed` and is no base for later ones, so that a regression stays red
# until it is fixed, or accepted by deleting the mark.
set -eu

if [ $# -ne 3 ]; then
  echo "usage: nightly.sh SCENARIO STORE OUT" >&2
  exit 2
fi
scenario=$1
store=$2
out=$3
kwokbench=${KWOKBENCH:-kwokbench}
repeats=${REPEATS:-5}
nights=${NIGHTS:-10}
keep=${KEEP:-1}

name=$(basename "$scenario")
shelf=$store/${name%.*}
night=$(date -u +%Y%m%dT%H%M%SZ)
runs=$out/runs
mkdir -p "$shelf" "$out"
rm -rf "$runs"
rm -f "$out"/comparison.* "$out/comment.md" "$out/history.html"

run_code=0
# shellcheck disable=SC2086 # several flags in one variable are meant to be several words
"$kwokbench" run "$scenario" --repeat "$repeats" --out "$runs" ${RUN_FLAGS:-} || run_code=$?
if [ -z "$(find "$runs" -name result.json 2>/dev/null)" ]; then
  echo "nightly: there is no result; the run ended with $run_code" >&2
  [ "$run_code" -ne 0 ] || run_code=1
  exit "$run_code"
fi

# The last nights of this very scenario: changed, it is another experiment and begins anew. Named by their time, the newest
# are the last.
digest=$(find "$runs" -name result.json -exec sed -n 's/^ *"digest": "\([0-9a-f]*\)".*/\1/p' {} + | head -n 1)
base=$(
  for folder in "$shelf"/*/; do
    [ -z "$(find "$folder" -name result.json -exec grep -l "\"$digest\"" {} + 2>/dev/null)" ] ||
      [ -e "$folder/regressed" ] || echo "${folder%/}"
  done | sort | tail -n "$nights"
)

compare_code=0
if [ -n "$base" ]; then
  # A line is a folder: the store's path may have blanks. Flags are words.
  compare_flags=$(echo "${COMPARE_FLAGS:-}" | tr -s ' ' '\n')
  old_ifs=$IFS
  IFS='
'
  # shellcheck disable=SC2086
  "$kwokbench" compare $base -- "$runs" --out "$out" $compare_flags || compare_code=$?
  IFS=$old_ifs
fi

# The first run that ended badly is the one to show; else the last.
shown=
for result in $(find "$runs" -name result.json | sort); do
  shown=$result
  grep -q '"verdict": "pass"' "$result" || break
done
{
  if [ -e "$out/comparison.md" ] && [ -n "$base" ]; then
    cat "$out/comparison.md"
    printf '\n<details><summary>One of the runs</summary>\n\n'
    "$kwokbench" report "$shown" --format summary
    printf '\n</details>\n'
  else
    "$kwokbench" report "$shown" --format summary
    printf '\nThere are no earlier nights to compare with yet.\n'
  fi
} >"$out/comment.whole.md"
# A comment on GitHub has at most 65,536 characters. Cut between lines; what is cut off is among the reports.
LC_ALL=C awk -v most=60000 '
  { size += length($0) + 1 }
  size > most { print "\nThe rest is in comparison.md and the reports of the runs."; exit }
  { print }
' "$out/comment.whole.md" >"$out/comment.md"
rm "$out/comment.whole.md"

if [ "$keep" = 1 ]; then
  cp -R "$runs" "$shelf/$night"
  [ "$compare_code" -ne 3 ] || : >"$shelf/$night/regressed"
  "$kwokbench" history "$shelf" --format html --out "$out/history.html"
  # What is compared with must stay: so many nights of so many runs, and this one.
  "$kwokbench" history "$shelf" --prune --keep-last $(((nights + 1) * repeats))
fi

[ "$run_code" -eq 0 ] || exit "$run_code"
exit "$compare_code"
