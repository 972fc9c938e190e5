#!/usr/bin/env bash
# run.sh LEG: uses norm as somebody else's project would. The library is not compiled again: reuse_objects.sh takes what
# this build has. Environment: SOURCE (the project), BUILD (this build), CXX, KAFKA (ON or OFF).
set -euo pipefail

here=$SOURCE/tests/package
work=$BUILD/package-test/$1
static_prefix=$BUILD/package-test/static
rm -rf "$work"  # what was copied from an older build is not seen to be out of date
mkdir -p "$work"
components=()
[[ $KAFKA == OFF ]] || components=(-DNORM_COMPONENTS=kafka)

configure() { cmake -G Ninja -DCMAKE_CXX_COMPILER="$CXX" "$@" >"$work/configure.log" 2>&1 || { cat "$work/configure.log"; exit 1; }; }
build() { cmake --build "$1" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }; }
# reuse FOLDER: compile by taking the objects of this build; FOLDER is where the outside build puts norm.
reuse() { echo "-DCMAKE_CXX_COMPILER_LAUNCHER=$here/reuse_objects.sh;$BUILD;$1"; }

# run_installed PREFIX: the command runs without any environment variable.
run_installed() {
  env -i "$1/bin/norm" --version
}

compile_by_pkg_config() {  # PREFIX OUTPUT EXTRA…
  local prefix=$1 output=$2
  shift 2
  local flags
  flags=$(PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name norm.pc)") pkg-config --cflags --libs norm)
  # shellcheck disable=SC2086
  "$CXX" -std=c++20 -fno-rtti -Wall -Wextra -Werror "$here/consumer/main.cc" -o "$output" $flags "$@"
}

case $1 in
  install)  # what this build has, then moved: nothing installed may know where it was built
    rm -rf "$static_prefix" "$work/prefix"
    cmake --install "$BUILD" --prefix "$work/prefix" >"$work/install.log"
    mv "$work/prefix" "$static_prefix"
    if grep -rIlE "$BUILD|$SOURCE" "$static_prefix/include" "$static_prefix"/lib*/cmake "$static_prefix"/lib*/pkgconfig; then
      echo 'these files speak of the folder they were built in' >&2
      exit 1
    fi
    [[ ! -x $static_prefix/bin/norm ]] || run_installed "$static_prefix"
    ;;

  find_package)
    configure -S "$here/consumer" -B "$work" -DCMAKE_PREFIX_PATH="$static_prefix" "${components[@]}"
    build "$work"
    "$work/consumer"
    [[ $KAFKA == OFF ]] || "$work/kafka_consumer"
    ;;

  core)  # without the component kafka nothing asks for librdkafka, where pkg-config has never heard of it
    mkdir -p "$work/pc"
    for module in re2 fmt simdjson; do
      ln -sf "$(pkg-config --variable=pcfiledir $module)/$module.pc" "$work/pc/"
    done
    PKG_CONFIG_LIBDIR=$work/pc configure -S "$here/consumer" -B "$work" -DCMAKE_PREFIX_PATH="$static_prefix"
    build "$work"
    "$work/consumer"
    if ldd "$work/consumer" | grep rdkafka; then exit 1; fi
    if PKG_CONFIG_LIBDIR=$work/pc cmake -S "$here/consumer" -B "$work/unknown" -DCMAKE_PREFIX_PATH="$static_prefix" \
         -DNORM_COMPONENTS=nonsense >"$work/unknown.log" 2>&1; then
      echo 'an unknown component was found' >&2
      exit 1
    fi
    ;;

  pkg_config)
    compile_by_pkg_config "$static_prefix" "$work/consumer"
    "$work/consumer"
    ;;

  shared)
    configure -S "$SOURCE" -B "$work/norm" "$(reuse "")" -DBUILD_SHARED_LIBS=ON -DNORM_BUILD_TESTS=OFF \
      -DNORM_BUILD_KAFKA="$KAFKA"
    build "$work/norm"
    rm -rf "$work/prefix"
    cmake --install "$work/norm" --prefix "$work/prefix" >"$work/install.log"
    library=$(find "$work/prefix" -name 'libnorm.so')
    readelf -d "$library" | grep -q 'SONAME.*libnorm\.so\.[0-9]'
    # Only what is public is exported: no symbol of a room.
    rooms=$(find "$SOURCE/src" -mindepth 1 -maxdepth 1 -type d -printf '%f|')
    if nm -DC --defined-only "$library" | grep -E "^[0-9a-f]+ [TW] norm::(${rooms%|})::"; then
      echo 'these symbols of rooms are exported' >&2
      exit 1
    fi
    [[ ! -x $work/prefix/bin/norm ]] || run_installed "$work/prefix"
    configure -S "$here/consumer" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$work/prefix" "${components[@]}"
    build "$work/consumer"
    "$work/consumer/consumer"
    compile_by_pkg_config "$work/prefix" "$work/by_pkg_config" "-Wl,-rpath,$(dirname "$library")"
    "$work/by_pkg_config"
    ;;

  add_subdirectory)
    configure -S "$here/consumer" -B "$work" -DNORM_FROM="$SOURCE" "$(reuse norm/)"
    build "$work"
    "$work/consumer"
    # A guest builds neither our tests nor our command, and installs nothing of ours unasked.
    if cmake --build "$work" --target help | grep -E 'test_|norm_command'; then exit 1; fi
    ;;

  macros)  # RapidJSON's macros change the layout of Value: a clear compile error, not a crash
    compile() { "$CXX" -std=c++20 -fsyntax-only -I"$SOURCE/include" "$@" "$here/consumer/main.cc" 2>"$work/errors"; }
    compile
    for macro in RAPIDJSON_48BITPOINTER_OPTIMIZATION=0 RAPIDJSON_NAMESPACE=mine; do
      if compile "-D$macro"; then
        echo "compiles in spite of $macro" >&2
        exit 1
      fi
      grep -q "do not define.*" "$work/errors" && grep -q "${macro%%=*}" "$work/errors" || { cat "$work/errors"; exit 1; }
    done
    ;;

  *)
    echo "run.sh: no such leg: $1" >&2
    exit 2
    ;;
esac
