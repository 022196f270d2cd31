import { readJsonIfPresent, writeJson } from '../../base/files/files';

/** Which batch records came from another installation: nothing of what they tell was done here. */
export function openCarriedBatches(file: string) {
  let known: ReadonlySet<string> | null = null;
  const read = async (): Promise<ReadonlySet<string>> => {
    const found = known === null ? await readJsonIfPresent(file).catch(() => null) : null;
    known ??= new Set(Array.isArray(found) ? found.filter((id) => typeof id === 'string') : []);
    return known;
  };
  return {
    async note(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      const all = new Set([...(await read()), ...ids]);
      await writeJson(file, [...all]);
      known = all;
    },
    async among(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const all = await read();
      return new Set(ids.filter((id) => all.has(id)));
    },
  };
}
