import type { LocalPack } from '../../../contract/packs/local-packs';
import type { PackMappings } from '../../../contract/packs/catalogue-packs';
import { buildMappings, type MappingsInput } from './mappings';

/** Hands out the very same map while nothing it is made of has changed, so that its text and entity tag can be kept with it. */
export type ReadMappings = (input: MappingsInput) => Promise<PackMappings>;

interface Made {
  input: MappingsInput;
  mappings: Promise<PackMappings>;
}

/** An update changes the object of a pack, but mostly none of what the map says of it. */
function isSamePack(a: LocalPack, b: LocalPack | undefined): boolean {
  if (a === b) return true;
  return (
    a.key === b?.key &&
    a.name === b.name &&
    a.source === b.source &&
    a.enabled === b.enabled &&
    a.registryId === b.registryId &&
    a.repository === b.repository
  );
}

function isSameInstalled(a: readonly LocalPack[], b: readonly LocalPack[]): boolean {
  return a === b || (a.length === b.length && a.every((pack, index) => isSamePack(pack, b[index])));
}

function isSameLoaded(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a === b) return true;
  return a.size === b.size && [...a].every(([name, module]) => b.get(name) === module);
}

function isSame(a: MappingsInput, b: MappingsInput): boolean {
  return (
    a.nodeMap === b.nodeMap &&
    a.index === b.index &&
    isSameInstalled(a.installed, b.installed) &&
    isSameLoaded(a.loadedClasses, b.loadedClasses)
  );
}

/** Remembers the newest map of each of the two forms; calls at the same time share one computation. */
export function createMappingsCache(): ReadMappings {
  const made = new Map<boolean, Made>();
  return (input) => {
    const known = made.get(input.isPreempted);
    if (known !== undefined && isSame(known.input, input)) return known.mappings;
    const mappings = buildMappings(input);
    made.set(input.isPreempted, { input, mappings });
    mappings.catch(() => {
      // A newer one may have taken its place.
      if (made.get(input.isPreempted)?.mappings === mappings) made.delete(input.isPreempted);
    });
    return mappings;
  };
}
