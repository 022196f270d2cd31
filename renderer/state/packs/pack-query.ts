/** Words after `@` that narrow the list by what a pack is. */
export const stateTokens = [
  'broken',
  'installed',
  'update',
  'disabled',
  'held',
  'failed',
  'favourite',
  'absent',
  'registry',
  'git',
  'unfit',
] as const;
export type StateToken = (typeof stateTokens)[number];

/** A search as typed, taken apart. All parts must match; everything is lower case. */
export interface PackQuery {
  words: string[];
  nodes: string[];
  authors: string[];
  tags: string[];
  states: StateToken[];
}

const tokenPattern = /(?:(node|author|by|tag):)?(?:"([^"]*)"?|(\S+))/giu;
const aliases: Record<string, StateToken> = {
  problem: 'broken',
  problems: 'broken',
  updates: 'update',
  nightly: 'git',
  available: 'absent',
  hold: 'held',
  pinned: 'held',
  favourites: 'favourite',
  favorite: 'favourite',
  favorites: 'favourite',
};

function readState(word: string): StateToken | undefined {
  const name = word.slice(1);
  return stateTokens.find((token) => token === name) ?? aliases[name];
}

const listOfField: Readonly<Record<string, 'nodes' | 'tags'>> = { node: 'nodes', tag: 'tags' };

/** Takes a search apart: `node:KSampler author:kijai @installed "two words" upscale`. Unknown `@words` are plain words. */
export function parseQuery(text: string): PackQuery {
  const query: PackQuery = { words: [], nodes: [], authors: [], tags: [], states: [] };
  for (const match of text.toLowerCase().matchAll(tokenPattern)) {
    const field = match[1];
    const word = (match[2] ?? match[3] ?? '').trim();
    const state = !field && word.startsWith('@') ? readState(word) : undefined;
    if (state) query.states.push(state);
    else if (field) query[listOfField[field] ?? 'authors'].push(word);
    else if (word !== '@') query.words.push(word);
  }
  const isWritten = (word: string): boolean => word !== '';
  return {
    ...query,
    words: query.words.filter(isWritten),
    nodes: query.nodes.filter(isWritten),
    authors: query.authors.filter(isWritten),
    tags: query.tags.filter(isWritten),
  };
}
