# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts here share. Sourced, with `top` set to the project's root.

say () { printf '%s\n' "$*" >&2; }
die () { say "$*"; exit 1; }

# Debian packages: to build and run, to test, and for what only some options need.
build_packages='gcc meson ninja-build pkg-config gettext libglib2.0-dev libglib2.0-dev-bin
  libsoup-3.0-dev libgnutls28-dev libjson-glib-dev libyaml-dev libsqlite3-dev
  libgtk-4-dev libadwaita-1-dev libqrencode-dev'
# What GTK only recommends, and cannot show an icon or keep a setting without, is named too.
run_packages='curl tzdata adwaita-icon-theme librsvg2-common dconf-gsettings-backend
  gsettings-desktop-schemas fonts-cantarell'
test_packages='python3 python3-yaml python3-socketio python3-websocket python3-requests curl
  tzdata e2fsprogs strace mandoc systemd openssl xvfb xauth dbus at-spi2-core python3-gi
  gir1.2-atspi-2.0 xdotool imagemagick adwaita-icon-theme librsvg2-common fonts-cantarell
  gsettings-desktop-schemas desktop-file-utils appstream shared-mime-info'
# Real clients; where there are none their tests are skipped.
client_packages='chromium'
coverage_packages='gcovr'
fuzz_packages='clang-14 libclang-rt-14-dev'
fresh_packages='mmdebstrap'
bench_packages='python3-flask python3-flask-socketio python3-eventlet'

is_installed () {
  dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

as_root () {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Node is taken from wherever it comes, if it is new enough.
needs_node () {
  ! node -e 'process.exit(+process.versions.node.split(".")[0] >= 18 ? 0 : 1)' 2>/dev/null
}

needs_npm () {
  needs_node || ! command -v npm >/dev/null 2>&1
}

# install_packages PACKAGE…: what is missing of them, on Debian and Ubuntu.
install_packages () {
  missing=
  if ! command -v dpkg-query >/dev/null 2>&1; then
    check_other_system
    return
  fi
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
    die "Missing packages, and neither root nor sudo to install them:$missing"
  fi
  say "Installing:$missing"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
    say 'apt-get update failed; trying with the lists there are'
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    die "apt-get could not install:$missing"
}

# try_packages PACKAGE…: as install_packages, after it; does without what is not to be had.
try_packages () {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  for package in "$@"; do
    is_installed "$package" && continue
    say "Installing: $package"
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
      say "NOT INSTALLED: $package; the tests that need it will be skipped"
  done
}

# On other systems: say what is missing, by the names it has there.
check_other_system () {
  lacking=
  for module in glib-2.0 gio-unix-2.0 libsoup-3.0 gnutls json-glib-1.0 yaml-0.1 sqlite3 \
      gtk4 libadwaita-1 libqrencode; do
    pkg-config --exists "$module" 2>/dev/null || lacking="$lacking $module"
  done
  for tool in gcc meson ninja msgfmt curl python3; do
    command -v "$tool" >/dev/null 2>&1 || lacking="$lacking $tool"
  done
  [ -z "$lacking" ] && return 0
  say "Missing:$lacking"
  say 'Fedora: sudo dnf install gcc meson ninja-build gettext glib2-devel libsoup3-devel gnutls-devel \'
  say '  json-glib-devel libyaml-devel sqlite-devel gtk4-devel libadwaita-devel qrencode-devel curl python3 \'
  say '  python3-pyyaml strace mandoc'
  say 'Arch:   sudo pacman -S --needed gcc meson ninja gettext glib2-devel libsoup3 gnutls json-glib \'
  say '  libyaml sqlite gtk4 libadwaita qrencode curl python python-yaml strace mandoc'
  say 'The tests want openssl, Node with npm and Chromium too, and for Python socketio,'
  say 'websocket-client and requests; those of the desktop Xvfb, dbus-run-session, AT-SPI with its'
  say 'introspection, PyGObject, xdotool, ImageMagick, desktop-file-utils and appstreamcli.'
  exit 1
}

# set_up_in DIR [MESON OPTION…]: sets the folder up once.
set_up_in () {
  dir=$1
  shift
  if [ ! -f "$dir/build.ninja" ]; then
    meson setup "$dir" "$top" "$@" >"$dir.setup.log" 2>&1 ||
      { cat "$dir.setup.log" >&2; die 'meson setup failed'; }
    rm -f "$dir.setup.log"
  fi
}

# build_in DIR [MESON OPTION…]: sets the folder up once, then builds all of it.
build_in () {
  set_up_in "$@"
  ninja -C "$dir" --quiet >&2 || die 'The build failed'
}
