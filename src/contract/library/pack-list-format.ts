// Without a schema, which the window does not load at its start: those stand in pack-lists.ts.

/** The mark of a file that lists packs, which every reader asks first. */
export const packListFormat = 'comfyui-pack-list';

/** No list of packs is longer, or larger in bytes: whoever hands over more means something else. */
export const mostListedPacks = 2000;
export const maxPackListBytes = 1024 * 1024;
