import type { PackResult, PackSearch } from '../../state/packs/pack-search';

/**
 * Looks that go through all of a search: a word that many packs have, two that one pack has, and mistyped ones of either kind, of which the second
 * is near nothing.
 */
const searches = ['a', 'co', 'com', 'comfyui', 'node:load', 'smapler', 'qvxqvx', 'qvxqvxqvx'];
const nothingFailed: ReadonlySet<string> = new Set();
/** The searches that were made: they are made once, for whichever list. */
let made = 0;

/**
 * Makes the first look of a person as quick as the later ones: code that never ran is read step by step, and a mistyped word took ten times as long. One
 * look in each moment in which the window has nothing to do.
 *
 * @returns Ends it.
 */
export function warmSearch(search: (search: PackSearch) => PackResult): () => void {
  let waiting = 0;
  const searchWhenIdle = (): void => {
    const text = searches[made];
    if (text === undefined) return;
    waiting = requestIdleCallback(() => {
      made += 1;
      search({ text, filter: 'all', sort: 'relevance', failedKeys: nothingFailed });
      searchWhenIdle();
    });
  };
  searchWhenIdle();
  return () => cancelIdleCallback(waiting);
}
