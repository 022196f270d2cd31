// These file systems take two spellings for one name.
const ignoresCase = process.platform === 'win32' || process.platform === 'darwin';

/** A name in the form in which it is compared with others of this system. */
export const foldName = (name: string): string => (ignoresCase ? name.toLowerCase() : name);
