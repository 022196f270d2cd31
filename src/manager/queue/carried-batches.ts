import { z } from 'zod';
import { readJsonIfPresent, writeJson } from '../../base/files/files';

const Carried = z.object({ ids: z.array(z.string()) });

/** Which batch records came from another installation: nothing of what they tell was done here. */
export function openCarriedBatches(file: string) {
  let known: ReadonlySet<string> | null = null;
  const read = async (): Promise<ReadonlySet<string>> => {
    if (known !== null) return known;
    const found = Carried.safeParse(await readJsonIfPresent(file).catch(() => null)).data;
    // Something may have been noted meanwhile.
    known ??= new Set(found?.ids);
    return known;
  };
  return {
    async note(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      const all = new Set([...(await read()), ...ids]);
      await writeJson(file, { ids: [...all] });
      known = all;
    },
    async among(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const all = await read();
      return new Set(ids.filter((id) => all.has(id)));
    },
  };
}
