#!/bin/sh
# Signs dist/Deskhand.app, packs it into a disk image, has Apple notarise it and staples the answer to it.
#   SIGN_IDENTITY   name of the "Developer ID Application" certificate in the keychain
#   NOTARY_PROFILE  name under which `xcrun notarytool store-credentials` has kept the account
# Without SIGN_IDENTITY it signs for this Mac alone ("-"); without NOTARY_PROFILE it asks Apple nothing.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
app=${1:-dist/Deskhand.app}
image=${2:-dist/Deskhand.dmg}
identity=${SIGN_IDENTITY:--}

# From the inside out: a signature covers what is signed within.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' -o -perm -u+x \) -print0 |
  xargs -0 -n 20 codesign --force --options runtime --timestamp --sign "$identity"
codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"

hdiutil create -volname Deskhand -srcfolder "$app" -ov -format UDZO "$image"
codesign --force --timestamp --sign "$identity" "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
