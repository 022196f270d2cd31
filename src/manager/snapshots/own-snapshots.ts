import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readJsonIfPresent } from '../../base/files/files';
import { writeSealed } from '../../base/files/seals';

/** Which snapshots were made here, by the content of their files: a mark that no import can carry, for it does not stand in the document. */
export interface OwnSnapshots {
  /** Notes what was written under a name; `present` are the names that are still there. */
  note(name: string, content: string, present: readonly string[]): Promise<void>;
  has(content: string): Promise<boolean>;
}

const Noted = z.record(z.string(), z.string());

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Opens the list in `file`. One that cannot be read is empty: then every snapshot is one from elsewhere. */
export function openOwnSnapshots(file: string): OwnSnapshots {
  let noted: Promise<Map<string, string>> | null = null;
  const read = (): Promise<Map<string, string>> => {
    noted ??= readJsonIfPresent(file)
      .catch(() => null)
      .then((found) => new Map(Object.entries(Noted.safeParse(found).data ?? {})));
    return noted;
  };
  return {
    async note(name, content, present) {
      const remaining = [...(await read())].filter(([other]) => present.includes(other));
      const next = new Map([...remaining, [name, hashOf(content)]]);
      await writeSealed(file, Object.fromEntries(next));
      noted = Promise.resolve(next);
    },
    has: async (content) => [...(await read()).values()].includes(hashOf(content)),
  };
}
