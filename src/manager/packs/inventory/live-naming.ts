import type { Naming } from './inventory';
import type { Origins } from './origins';
import { isUnchanged, readStamp, type Stamp } from './pack-files';

/** What names copies, kept as long as it is right. */
export interface LiveNaming {
  /** A glance at the record of former names. */
  check(): void;
  isStale(): boolean;
  /** Registry ids may have changed: every copy is to be named anew. */
  renameAll(): void;
  /** The same object as long as nothing changed; the same `registryIdOf` as long as no more than a former name did. */
  read(): Promise<Naming>;
}

/** Makes the keeper of what copies are named by. Nothing is read before it is asked for. */
export function createLiveNaming(options: {
  originsFile: string;
  origins: Pick<Origins, 'read'>;
  registryIdOf: Naming['registryIdOf'];
}): LiveNaming {
  let naming: Naming | null = null;
  let areOriginsStale = true;
  let stamp: Stamp = { numbers: [], newestMs: 0 };
  const isStale = () => naming === null || areOriginsStale;
  return {
    check() {
      const now = readStamp([options.originsFile]);
      if (isUnchanged(stamp, now, Infinity)) return;
      stamp = now;
      areOriginsStale = true;
    },
    isStale,
    renameAll() {
      naming = null;
    },
    async read() {
      if (naming !== null && !areOriginsStale) return naming;
      areOriginsStale = false;
      const origins = await options.origins.read();
      // Asked for after the reading: it may have become out of date meanwhile.
      const registryIdOf = naming?.registryIdOf ?? ((repository: string) => options.registryIdOf(repository));
      naming = { origins, registryIdOf };
      return naming;
    },
  };
}
