import { latestVersion, nodeRecord, versionRecord, type RegistryPack } from './registry-store';

/** What the registry says to one request. */
export interface RegistryAnswer {
  status: number;
  body: unknown;
}

/** One request to the registry's API. */
export interface RegistryQuestion {
  /** Path segments, decoded. */
  parts: string[];
  query: URLSearchParams;
  /** JSON body of a POST, empty otherwise. */
  text: string;
  baseUrl: string;
}

type Packs = Map<string, RegistryPack>;

/** Answers one API request (docs/reference/on-disk.md 21) from the packs, which are keyed by folded id. */
export function answerRegistry(packs: Packs, question: RegistryQuestion): RegistryAnswer {
  const [area = '', id = ''] = question.parts;
  switch (area) {
    case 'nodes':
      return id === '' || id === 'search'
        ? listAnswer(packs, question)
        : nodeAnswer(packs.get(id.toLowerCase()), question);
    case 'bulk':
      return bulkAnswer(packs, question);
    case 'comfy-nodes':
      return ownerAnswer(packs, question);
    // News about ComfyUI itself, for the web UI's "What's new": there are none here.
    case 'releases':
      return found([]);
    default:
      return failed(404, 'not found');
  }
}

function ownerAnswer(packs: Packs, { parts, baseUrl }: RegistryQuestion): RegistryAnswer {
  const owner = [...packs.values()].find((pack) => pack.nodes.includes(parts[1] ?? ''));
  return owner ? found(nodeRecord(owner, baseUrl)) : failed(404, 'not found');
}

function found(body: unknown): RegistryAnswer {
  return { status: 200, body };
}

function failed(status: number, message: string): RegistryAnswer {
  return { status, body: { message } };
}

function nodeAnswer(pack: RegistryPack | undefined, question: RegistryQuestion): RegistryAnswer {
  const [, id, action] = question.parts;
  if (!pack) return failed(404, `Node ${id ?? ''} not found`);
  if (action === undefined) return found(nodeRecord(pack, question.baseUrl));
  if (action === 'install') return installAnswer(pack, question);
  return action === 'versions' ? versionsAnswer(pack, question) : failed(404, 'not found');
}

function listAnswer(packs: Packs, { query, baseUrl }: RegistryQuestion): RegistryAnswer {
  const page = Math.max(1, Number(query.get('page') ?? 1));
  const limit = Math.min(500, Math.max(1, Number(query.get('limit') ?? 10)));
  const wanted = filtersOf(query);
  const rows = [...packs.values()].filter((pack) => wanted.every((filter) => filter(pack)));
  return found({
    total: rows.length,
    page,
    limit,
    totalPages: Math.max(1, Math.ceil(rows.length / limit)),
    nodes: rows.slice((page - 1) * limit, page * limit).map((pack) => nodeRecord(pack, baseUrl)),
  });
}

type Filter = (pack: RegistryPack) => boolean;

/** `comfyui_version` and `form_factor` are accepted and change nothing: every pack of the world suits every system. */
function filtersOf(query: URLSearchParams): Filter[] {
  const filters: Filter[] = [];
  const add = (name: string, make: (value: string) => Filter) => {
    const value = query.get(name);
    if (value !== null && value !== '') filters.push(make(value));
  };
  const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  if (query.get('include_banned') !== 'true')
    filters.push((pack) => (pack.status ?? 'NodeStatusActive') === 'NodeStatusActive');
  add('timestamp', (since) => (pack) => Date.parse(changedAt(pack)) > Date.parse(since));
  add('node_id', () => (pack) => query.getAll('node_id').includes(pack.id));
  add('search', (text) => (pack) => has(`${pack.id} ${pack.name} ${pack.description}`, text));
  add('comfy_node_search', (text) => (pack) => pack.nodes.some((name) => has(name, text)));
  add('repository_url_search', (text) => (pack) => has(pack.repository, text));
  return filters;
}

function changedAt(pack: RegistryPack): string {
  return pack.versions.at(-1)?.createdAt ?? pack.createdAt;
}

function installAnswer(pack: RegistryPack, { query, baseUrl }: RegistryQuestion): RegistryAnswer {
  const wanted = query.get('version');
  if (wanted !== null && !/^\d+\.\d+\.\d+$/.test(wanted)) return failed(400, `Invalid version ${wanted}`);
  const item = wanted === null ? latestVersion(pack) : pack.versions.find((candidate) => candidate.version === wanted);
  if (!item || item.status === 'Deleted') return failed(404, 'Node version not found');
  const isBanned = item.status === 'Banned' || pack.status === 'NodeStatusBanned';
  return isBanned ? failed(403, 'Node version is banned') : found(versionRecord(pack, item, baseUrl));
}

/** The registry writes both as JSON in a text. */
function socketsOf(sockets: { inputs: string[]; outputs: string[] } | undefined): Record<string, string> {
  if (sockets === undefined) return {};
  const required = Object.fromEntries(sockets.inputs.map((name) => [name, ['IMAGE']]));
  return { input_types: JSON.stringify({ required }), return_types: JSON.stringify(sockets.outputs) };
}

function versionsAnswer(pack: RegistryPack, { parts, query, baseUrl }: RegistryQuestion): RegistryAnswer {
  const [, , , version, action] = parts;
  if (action === 'comfy-nodes') {
    const item = pack.versions.find((one) => one.version === version);
    const names = item?.nodes ?? pack.nodes;
    const comfyNodes = names.map((name) => ({ comfy_node_name: name, ...socketsOf(item?.sockets?.[name]) }));
    return found({ comfy_nodes: comfyNodes, totalNumberOfPages: 1 });
  }
  if (version !== undefined) {
    const one = pack.versions.find((item) => item.version === version);
    return one ? found(versionRecord(pack, one, baseUrl)) : failed(404, 'Node version not found');
  }
  const statuses = query.getAll('statuses');
  const isWanted = (status: string) =>
    statuses.length > 0 ? statuses.includes(`NodeVersionStatus${status}`) : status !== 'Deleted';
  const newestFirst = pack.versions.filter((item) => isWanted(item.status)).reverse();
  return found(newestFirst.map((item) => versionRecord(pack, item, baseUrl)));
}

function bulkAnswer(packs: Packs, { text, baseUrl }: RegistryQuestion): RegistryAnswer {
  const body = JSON.parse(text) as { node_versions?: { node_id: string; version: string }[] };
  const rows = (body.node_versions ?? []).map((identifier) => {
    const pack = packs.get(identifier.node_id.toLowerCase());
    const item = pack?.versions.find((candidate) => candidate.version === identifier.version);
    if (!pack || !item) return { identifier, status: 'not_found' };
    return { identifier, status: 'success', node_version: versionRecord(pack, item, baseUrl) };
  });
  return found({ node_versions: rows });
}
