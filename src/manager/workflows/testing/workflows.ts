import type { CataloguePack, PackMappings } from '../../../contract/packs/catalogue-packs';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { createKnownPacks, indexClasses, indexListed } from '../known-packs';
import { planNeeds } from '../plan-needs';
import { readWorkflow } from '../read-workflow';

/** A line of the catalogue; everything but its key has a usual value. */
export function listedPack(key: string, facts: Partial<CataloguePack> = {}): CataloguePack {
  return {
    key,
    registryId: key.includes('/') ? null : key,
    title: key,
    author: 'Somebody',
    description: '',
    repository: `https://github.com/somebody/${key}`,
    files: [`https://github.com/somebody/${key}`],
    installType: 'registry',
    latestVersion: '2.0.0',
    stars: 10,
    updatedAt: null,
    nodeClasses: [],
    tags: [],
    ...facts,
  };
}

/** A registry pack on disk. */
export function localPack(key: string, facts: Partial<LocalPack> = {}): LocalPack {
  return {
    key,
    name: key,
    source: 'registry',
    enabled: true,
    version: '1.0.0',
    registryId: key,
    auxId: null,
    repository: null,
    branch: null,
    ...facts,
  };
}

/** What there is to know, for a decision. */
export interface Surroundings {
  listed?: CataloguePack[];
  mappings?: Record<string, string[]>;
  locals?: LocalPack[];
  /** Class to Python module. */
  loaded?: Record<string, string>;
  problems?: Record<string, string>;
  /** Keys of the packs ComfyUI found when it started. */
  imported?: string[];
}

const coreAddress = 'https://github.com/comfyanonymous/ComfyUI';

function mappingsOf(rows: Record<string, string[]>): PackMappings {
  const whole = { [coreAddress]: ['KSampler', 'SaveImage', 'EmptyLatentImage'], ...rows };
  return Object.fromEntries(Object.entries(whole).map(([key, names]) => [key, [names, { title_aux: key }]]));
}

/** What the workflow needs, where nothing is known but what is given. */
export async function needsOf(
  workflow: unknown,
  { listed = [], mappings = {}, locals = [], loaded = {}, problems = {}, imported = [] }: Surroundings = {},
): Promise<ReturnType<typeof planNeeds>> {
  const map = mappingsOf(mappings);
  const index = await indexClasses(map);
  return planNeeds({
    content: readWorkflow(typeof workflow === 'string' ? workflow : JSON.stringify(workflow)),
    loadedClasses: new Map(Object.entries(loaded)),
    packs: createKnownPacks(await indexListed(listed), map, locals),
    providersOf: (name) => index.providers.get(name) ?? [],
    coreClasses: index.core,
    problems: new Map(Object.entries(problems)),
    wasImported: ({ key }) => imported.includes(key),
  });
}

/** A node of the editor's form. */
export function node(
  type: string,
  properties: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): object {
  return { id: 1, type, pos: [0, 0], inputs: [], outputs: [], properties, ...more };
}

/** A workflow of the editor's form. */
export function graph(nodes: readonly object[], more: Record<string, unknown> = {}): object {
  return { last_node_id: nodes.length, nodes, links: [], groups: [], config: {}, extra: {}, version: 0.4, ...more };
}
