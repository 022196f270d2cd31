import { resolve } from 'node:path';

/** The scheme of links that lead into the app, as the packages register it (electron-builder.yml). */
export const linkScheme = 'comfyui-manager-desktop:';

/** Whether a word is a link into the app; systems write schemes as they like. */
export const isLink = (word: string): boolean => word.toLowerCase().startsWith(linkScheme);

/** Endings of the files that a package registers, and JSON, which a person may hand over by hand. */
const fileEndings = /\.(?:comfysnapshot|comfyworkflow|json)$/iu;
const takesValue = new Set(['--comfyui', '--port', '--set']);
const mostWords = 20;

/** The words of a command line that are handed over: links as they are, files with their whole path. Whether they can be used is looked at later. */
export function readGivenWords(argv: readonly string[], workingDir: string): string[] {
  const isGiven = (word: string, index: number): boolean =>
    !word.startsWith('-') && !takesValue.has(argv[index - 1] ?? '') && (isLink(word) || fileEndings.test(word));
  const words = argv.filter(isGiven).slice(0, mostWords);
  return words.map((word) => (isLink(word) ? word : resolve(workingDir, word)));
}

/** What another process handed over as such words; anything else counts as none. */
export function checkGivenWords(value: unknown): string[] {
  const words = Array.isArray(value) ? value.slice(0, mostWords) : [];
  return words.filter((word) => typeof word === 'string');
}
