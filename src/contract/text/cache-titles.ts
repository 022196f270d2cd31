/** What the caches are called that a task cleans, in every language. */
export const cacheTitles: Readonly<Record<'uv' | 'pip' | 'huggingface' | 'xet' | 'torch', string>> = {
  uv: 'uv',
  pip: 'pip',
  huggingface: 'Hugging Face',
  xet: 'Hugging Face (xet)',
  torch: 'torch hub',
};

/** The title of a cache by its name in a task; undefined for every other name. */
export function titleOfCache(name: unknown): string | undefined {
  return Object.entries(cacheTitles).find(([known]) => known === name)?.[1];
}
