import { toAppError } from '../../../contract/errors';
import { firstLineOf, msg } from '../../../contract/text/message';
import { join } from 'node:path';
import { z } from 'zod';
import type { PackVersions } from '../../../contract/packs/pack-details';
import { PackVersion } from '../../../contract/packs/catalogue-packs';
import { describeCached, openCachedAnswers } from './cached-answers';
import { refuseToAsk } from './repository';
import type { DetailSources } from './sources';

/** The version lists of packs, kept for when the registry cannot be asked. */
export interface VersionLists {
  /** By what the catalogue finds a pack with. Throws `pack-not-found` and the network's errors when nothing was kept. */
  read(ref: string, maxAgeMs: number): Promise<PackVersions>;
  /** The same, but no longer than `limitMs`: then what was kept, else an empty list with the reason. */
  readSoon(ref: string, limitMs: number): Promise<PackVersions>;
}

const glanceAgeMs = 5 * 60_000;

/** Opens the lists. */
export function createVersionLists(sources: DetailSources): VersionLists {
  const cache = openCachedAnswers(join(sources.folder, 'versions'), z.array(PackVersion));
  const read: VersionLists['read'] = async (ref, maxAgeMs) => {
    const answer = await cache.ask(ref, maxAgeMs, async () => {
      // Without the network the list would be that of the repository alone, and worse than the kept one.
      if ((await cache.read(ref)) !== null) refuseToAsk(sources, 'registry');
      return sources.catalogue.versions(ref);
    });
    return { versions: answer.value, ...describeCached(answer) };
  };
  return {
    read,
    async readSoon(ref, limitMs) {
      const notice = msg`The registry gave no answer within ${limitMs / 1000} s.`;
      const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), limitMs).unref());
      const answer = await Promise.race([
        read(ref, glanceAgeMs).catch((error: unknown): PackVersions => {
          return { versions: [], asOf: null, notice: firstLineOf(toAppError(error).words.message) };
        }),
        late,
      ]);
      if (answer !== null) return answer;
      const known = await cache.read(ref);
      if (known === null) return { versions: [], asOf: null, notice };
      return { versions: known.value, asOf: new Date(known.atMs).toISOString(), notice };
    },
  };
}
