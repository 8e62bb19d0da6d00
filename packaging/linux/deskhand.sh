#!/bin/sh
# Runs Deskhand from where this archive was unpacked. The first start puts it into the menu, unless asked not to.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
mark=$here/.integrated
if [ -z "${DESKHAND_NO_MENU:-}" ] && [ ! -e "$mark" ] && [ -w "$here" ]; then
  if "$here/install.sh"; then : >"$mark"; fi
fi
exec "$here/bin/deskhand" "$@"
