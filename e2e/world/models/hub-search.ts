import type { ModelFile } from './model-bytes';

/** What `GET /api/models?search=` answers about a repository with `full=true`: every word must be in its name, as on the hub. */
export function searchRepositories(files: readonly ModelFile[], search: string): Record<string, unknown>[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  const ids = [...new Set(files.map(({ org, repo }) => `${org}/${repo}`))];
  return ids
    .filter((id) => words.every((word) => id.toLowerCase().includes(word)))
    .map((id, at) => ({
      ...{ id, modelId: id, downloads: 1_200_000 - at, lastModified: '2026-08-01T10:00:00.000Z', gated: false },
      tags: ['license:apache-2.0', ...(id.includes('lora') ? ['lora'] : [])],
      siblings: files.filter(({ org, repo }) => `${org}/${repo}` === id).map(({ file }) => ({ rfilename: file })),
    }));
}
