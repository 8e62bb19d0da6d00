#!/bin/sh
# Puts Deskhand, wherever this folder lies, into the menu of the user who runs it; with --remove takes it out again.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
id=org.deskhand.Deskhand
entry=$data/applications/$id.desktop
kinds=$data/mime/packages/$id.xml

refresh() {
  # Without these programs the desktop finds out by itself, later.
  if command -v update-mime-database >/dev/null 2>&1; then update-mime-database "$data/mime" || true; fi
  if command -v update-desktop-database >/dev/null 2>&1; then update-desktop-database -q "$data/applications" || true; fi
}

if [ "${1:-}" = "--remove" ]; then
  rm -f "$entry" "$kinds" "$HOME/.local/bin/deskhand"
  find "$data/icons/hicolor" -name "$id.*" -delete 2>/dev/null || true
  refresh
  exit 0
fi

mkdir -p "$data/applications" "$data/mime/packages" "$data/icons/hicolor" "$HOME/.local/bin"
# In a desktop entry, what stands in quotes keeps its spaces; these four signs still have a meaning there.
quoted=$(printf '%s' "$here/bin/deskhand" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g')
awk -v program="\"$quoted\"" '{
  if (index($0, "Exec=deskhand") == 1) print "Exec=" program substr($0, length("Exec=deskhand") + 1); else print
}' "$here/share/applications/$id.desktop" >"$entry"
cp "$here/share/mime/packages/$id.xml" "$kinds"
cp -R "$here/share/icons/hicolor/." "$data/icons/hicolor/"
ln -sf "$here/bin/deskhand" "$HOME/.local/bin/deskhand"
refresh
