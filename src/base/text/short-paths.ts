/**
 * A sentence with the paths below some folders as people know them, from the folder on: `user/__manager/desktop/holds.json`. What is elsewhere stays
 * whole. Pure.
 */
export function shortenPaths(sentence: string, folders: readonly string[]): string {
  // The deepest first: a folder inside of another one is part of its paths.
  const longestFirst = folders.toSorted((a, b) => b.length - a.length);
  const shortenBelow = (text: string, folder: string): string =>
    ['/', '\\'].reduce((short, separator) => short.replaceAll(`${folder}${separator}`, ''), text);
  return longestFirst.reduce(shortenBelow, sentence);
}
