#!/usr/bin/env bash
# fetch.sh VERSION FOLDER: puts the jars of Apache Kafka VERSION into FOLDER, unless they are there. Maven keeps what it
# fetched in its own cache outside of the source tree, and is asked to do without the network first.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=$1 folder=$(realpath -m "$2")  # to Maven a relative one is relative to the pom
[[ ! -d $folder ]] || exit 0

partial=$folder.$$
trap 'rm -rf "$partial"' EXIT
copy() {
  mvn -q -B "$@" -f "$here/pom.xml" -P "kafka${version%%.*}" -Dkafka.version="$version" -Dnorm.folder="$partial" package
}
mkdir -p "$(dirname "$folder")"
copy -o >/dev/null 2>&1 || { echo "fetching Apache Kafka $version"; rm -rf "$partial"; copy; }
mv -T "$partial" "$folder"
