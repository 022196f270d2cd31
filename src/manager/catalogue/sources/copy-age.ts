import { dayMs } from './freshness';
import { cacheFileName, type CachedCopies } from './cached-copies';

/** The files that a list of packs is made from. */
const channelFiles = ['custom-node-list.json', 'extension-node-map.json', 'github-stats.json'];

interface CopyAgeQuestion {
  copies: Pick<CachedCopies, 'facts'>;
  baseUrl: string;
  registryUrl: string;
  /** Copies older than a day are not fresh enough. */
  isDaily: boolean;
}

/**
 * When the oldest cached part of the list was fetched (ms since 1970), from notes alone: reading the parts themselves costs a start a quarter of
 * a second and sixty megabytes. Null when that does not tell, and they must be read.
 */
export async function readCopyAge({ copies, baseUrl, registryUrl, isDaily }: CopyAgeQuestion): Promise<number | null> {
  const ofChannel = channelFiles.map((name) => cacheFileName(`${baseUrl}/${name}`, name));
  const names = [...ofChannel, cacheFileName(`${registryUrl}/nodes`, 'nodes.json')];
  const facts = await Promise.all(names.map((name) => copies.facts(name)));
  const times = facts.map((fact) => fact?.fetchedAtMs ?? null);
  const known = times.filter((time) => time !== null);
  // Without the list itself, another program's copy may stand for it.
  if (times[0] === null || known.length === 0) return null;
  const oldestMs = Math.min(...known);
  const isEnough = !isDaily || (known.length === names.length && Date.now() - oldestMs < dayMs);
  return isEnough ? oldestMs : null;
}
