// A runtime for AppImages that are built where the real one cannot be downloaded. For tests on a machine that has unsquashfs; never for a release.

/** Room in front of the file system of an AppImage: a multiple of what squashfs aligns to. */
const RUNTIME_BYTES = 4096;

// Like the real one without FUSE: unpack, run AppRun, clear away. A shell keeps the terminal's stdin from a child in the background, so it is handed on.
const script = `#!/bin/sh
# Stand-in for the runtime of AppImages: unpacks what lies behind these ${RUNTIME_BYTES} bytes and runs it.
set -u
APPIMAGE=$(readlink -f "$0"); ARGV0=$0; OWD=$PWD
export APPIMAGE ARGV0 OWD
unpack() { unsquashfs -quiet -no-progress -offset ${RUNTIME_BYTES} -dest "$1" "$APPIMAGE" >/dev/null; }
if [ "\${1-}" = --appimage-extract ]; then unpack squashfs-root; exit; fi
work=$(mktemp -d "\${TMPDIR:-/tmp}/appimage-XXXXXX") || exit 127
clear_away() { rm -rf "$work"; }
unpack "$work/root" || { clear_away; echo "This AppImage could not be unpacked." >&2; exit 127; }
APPDIR=$work/root
export APPDIR
exec 3<&0
"$APPDIR/AppRun" "$@" <&3 3<&- &
child=$!
exec 3<&-
trap 'kill -TERM "$child" 2>/dev/null' TERM INT HUP
wait "$child"; code=$?
# A signal ends the first wait: the app has still to end.
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
clear_away
exit "$code"
`;

/** The bytes of the runtime. @returns {Buffer} */
export function makeRuntime() {
  const bytes = Buffer.alloc(RUNTIME_BYTES, '\n');
  bytes.write(script);
  return bytes;
}
