# shellcheck shell=bash
# What build/run, build/test and build/bench/ share: the checks on this machine, and the one way
# each piece is built. Sourced from the root of the repository; it runs nothing by itself.

readonly GO_WANTED=1.25 NODE_WANTED=20.19.0

# One flag set for all: any other set of tags or flags compiles the C side of the window again (two minutes).
readonly WINDOW_TAGS=desktop,production,webkit2_41

# The Debian packages that building the window needs. Ubuntu calls them by the same names.
readonly RUN_PACKAGES=(gcc libc6-dev pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev)

# A clone that belongs to somebody else (a container run as root) makes git refuse, and Go's stamping with it;
# the build is reproducible without the stamp.
export GOFLAGS="${GOFLAGS:-}${GOFLAGS:+ }-buildvcs=false"

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# at_least HAVE WANTED: is version HAVE the same or newer?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_go() {
  command -v go >/dev/null || die "Go $GO_WANTED or newer is needed and there is no go on the PATH. Get it from https://go.dev/dl and run this again."
  local have
  have=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
  have=${have#go}
  at_least "${have%%[-+ ]*}" "$GO_WANTED" || die "Go $GO_WANTED or newer is needed, this is Go $have. Get it from https://go.dev/dl and run this again."
  say "Go $have: good ($GO_WANTED or newer is needed)."
}

need_node() {
  command -v node >/dev/null || die "Node $NODE_WANTED or newer is needed and there is no node on the PATH. Get it from https://nodejs.org and run this again."
  command -v npm >/dev/null || die "npm is needed beside Node and is not on the PATH. It comes with Node from https://nodejs.org."
  local have
  have=$(node --version)
  have=${have#v}
  at_least "$have" "$NODE_WANTED" || die "Node $NODE_WANTED or newer is needed, this is Node $have. Get it from https://nodejs.org and run this again."
  say "Node $have: good ($NODE_WANTED or newer is needed)."
}

# need_packages NAME…: root installs what is missing; anybody else is told the one line that does.
need_packages() {
  command -v dpkg-query >/dev/null || {
    say "This is not Debian or Ubuntu, so the packages are not checked. Needed, under whatever names: $*"
    return 0
  }
  local name missing=()
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || { say "Debian packages: all $# are here."; return 0; }
  local install=(apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}")
  if [ "$(id -u)" != 0 ]; then
    say "Some Debian packages are missing. Run this once, then this command again:" >&2
    die "  sudo ${install[*]}"
  fi
  say "Installing ${missing[*]}"
  apt-get -o DPkg::Lock::Timeout=300 update -qq </dev/null
  DEBIAN_FRONTEND=noninteractive "${install[@]}" </dev/null
}

# Installs the frontend's packages when the lock file changed since they were installed last.
# npm ci refuses a lock file that does not fit package.json.
npm_install() {
  local stamp=frontend/node_modules/.deskhand-lock want
  want=$(sha256sum frontend/package-lock.json frontend/package.json | sha256sum)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
    say "The frontend's packages are as the lock file says."
    return 0
  fi
  npm ci --prefix frontend --no-audit --no-fund </dev/null
  printf '%s\n' "$want" >"$stamp"
}

build_frontend() { npm run --prefix frontend build </dev/null; }

# The TypeScript side of the bound services, written to frontend/wailsjs. Needs no GTK.
build_bindings() {
  CGO_ENABLED=0 go build -tags bindings -o build/bin/gen .
  build/bin/gen
}

build_window() { go build -tags "$WINDOW_TAGS" -trimpath -ldflags '-s -w' -o build/bin/deskhand .; }

# The command line alone: no C, no GTK, no Node.
build_static() { CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o build/bin/deskhand-static .; }

# has_window: is build/bin/deskhand there with its window? Only that build links GTK.
has_window() { [ -x build/bin/deskhand ] && ! cmp -s build/bin/deskhand build/bin/deskhand-static && grep -aq libwebkit2gtk build/bin/deskhand; }

# The command line becomes build/bin/deskhand where no window build stands there.
offer_static() {
  has_window || cp build/bin/deskhand-static build/bin/deskhand
  say
  say "The command line is $PWD/build/bin/deskhand. To type deskhand in this shell:"
  say "  export PATH=\"$PWD/build/bin:\$PATH\""
}
