/** What the runtime of an AppImage says of the image itself. `APPIMAGE` stays: the updates of this app look for the file by it. */
const aboutTheImage = ['APPDIR', 'ARGV0', 'OWD'];

/**
 * What an AppImage has put into the environment of this app and no program that the app starts may get: its libraries would be loaded by ComfyUI, pip, git
 * and the browser, where those of the system are meant. Answers with the names that change: the value without the entries that lie in the image, or
 * `undefined` where nothing is left. Lists of folders are known by their entries, not by their names (electron-builder's AppRun writes `PATH`,
 * `LD_LIBRARY_PATH`, `XDG_DATA_DIRS` and `GSETTINGS_SCHEMA_DIR`; it saves no value of before). Outside of an AppImage nothing changes. Pure.
 */
export function leaveAppImage(
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string | undefined> {
  const changes = new Map<string, string | undefined>();
  const image = environment['APPDIR']?.replace(/\/+$/, '') ?? '';
  if (!image.startsWith('/')) return changes;
  const isInImage = (entry: string) => entry === image || entry.startsWith(`${image}/`);
  for (const [name, value = ''] of Object.entries(environment)) {
    const entries = value.split(':');
    if (!entries.some(isInImage)) continue;
    // An empty entry is the present folder, which nobody meant here.
    changes.set(name, entries.filter((entry) => entry !== '' && !isInImage(entry)).join(':') || undefined);
  }
  for (const name of aboutTheImage) changes.set(name, undefined);
  return changes;
}
