import { hostileZip, type HostileZip } from '../hostile-zip';
import { readBody, sendJson, startHost, type Host, type HostRequest } from '../host';
import { answerRegistry } from './registry-api';
import type { RegistryPack, RegistryVersion } from './registry-store';
import { createFaults, sendBody, type Faults, type WireFault } from '../wire';
import { zipFiles } from '../zip';

/** The Comfy registry's API (docs/reference/on-disk.md 21) with real zips at `/cdn/<id>/<version>.zip`. */
export interface RegistryHost extends Host {
  packs(): RegistryPack[];
  /** Publishes a pack, or replaces the one of that id (compared case-folded). */
  publish(pack: RegistryPack): void;
  /** Adds one version to a published pack. */
  publishVersion(id: string, version: RegistryVersion): void;
  /** Sets the status of one version, e.g. `Flagged`, `Banned` (install answers 403) or `Deleted`. */
  setStatus(id: string, version: string, status: RegistryVersion['status']): void;
  /** The honest zip of one version. */
  zipOf(id: string, version: string): Promise<Buffer>;
  /** Faults of the zip download, by `id` or `id@version`. */
  zipFaults: Faults;
  /** Faults of the API, by `id`, `id@version`, or `*` for every API call. */
  apiFaults: Faults;
  /** Replaces the zip of one version by a hostile or an arbitrary one; `null` gives the honest zip back. */
  replaceZip(id: string, version: string, zip: HostileZip | Buffer | null): void;
}

interface State {
  packs: Map<string, RegistryPack>;
  zips: Map<string, Buffer>;
  replaced: Map<string, Buffer>;
  zipFaults: Faults;
  apiFaults: Faults;
}

/** Starts an empty registry. */
export async function startRegistry(): Promise<RegistryHost> {
  const state: State = {
    packs: new Map(),
    zips: new Map(),
    replaced: new Map(),
    zipFaults: createFaults(),
    apiFaults: createFaults(),
  };
  let baseUrl = '';
  const host = await startHost((input) => route(state, input, baseUrl));
  baseUrl = host.url;
  return {
    ...host,
    packs: () => [...state.packs.values()],
    publish: (pack) => void state.packs.set(pack.id.toLowerCase(), pack),
    publishVersion: (id, version) => void need(state, id).versions.push(version),
    setStatus: (id, version, status) => {
      needVersion(state, id, version).status = status;
    },
    zipOf: (id, version) => honestZip(state, need(state, id), needVersion(state, id, version)),
    zipFaults: state.zipFaults,
    apiFaults: state.apiFaults,
    replaceZip: (id, version, zip) => {
      const key = `${id}@${version}`.toLowerCase();
      if (zip === null) state.replaced.delete(key);
      else state.replaced.set(key, typeof zip === 'string' ? hostileZip(zip) : zip);
    },
  };
}

function need(state: State, id: string): RegistryPack {
  const pack = state.packs.get(id.toLowerCase());
  if (!pack) throw new Error(`The world's registry has no pack ${id}`);
  return pack;
}

function needVersion(state: State, id: string, version: string): RegistryVersion {
  const found = need(state, id).versions.find((item) => item.version === version);
  if (!found) throw new Error(`The world's registry has no ${id}@${version}`);
  return found;
}

async function honestZip(state: State, pack: RegistryPack, item: RegistryVersion): Promise<Buffer> {
  const key = `${pack.id}@${item.version}`.toLowerCase();
  const known = state.zips.get(key) ?? (await zipFiles(item.files));
  state.zips.set(key, known);
  return known;
}

async function route(state: State, input: HostRequest, baseUrl: string): Promise<void> {
  const parts = input.path.split('/').slice(1);
  if (parts[0] === 'cdn') {
    await sendZip(state, input, { id: parts[1] ?? '', version: (parts[2] ?? '').replace(/\.zip$/, '') });
    return;
  }
  const { request, response, url } = input;
  const id = parts[1] ?? '';
  const version = url.searchParams.get('version') ?? parts[3] ?? '';
  const fault = state.apiFaults.take(`${id}@${version}`, id, '*');
  const text = (await readBody(request)).toString();
  const answer = answerRegistry(state.packs, { parts, query: url.searchParams, text, baseUrl });
  if (fault) await sendFault(input, fault);
  else sendJson(response, answer.body, answer.status);
}

/** The body is padded, so that faults which count bytes have some to count. */
async function sendFault({ request, response }: HostRequest, fault: WireFault): Promise<void> {
  const body = Buffer.from(JSON.stringify({ message: 'goes wrong on the wire', padding: ' '.repeat(4096) }));
  await sendBody({ request, response, body, contentType: 'application/json', fault });
}

async function sendZip(
  state: State,
  { request, response }: HostRequest,
  { id, version }: { id: string; version: string },
): Promise<void> {
  const pack = state.packs.get(id.toLowerCase());
  const item = pack?.versions.find((candidate) => candidate.version === version);
  const key = `${id}@${version}`;
  const missing = { kind: 'status', status: 404, body: 'NoSuchKey' } as const;
  const fault = pack && item ? state.zipFaults.take(key, id) : missing;
  const honest = pack && item ? await honestZip(state, pack, item) : Buffer.alloc(0);
  const body = state.replaced.get(key.toLowerCase()) ?? honest;
  await sendBody({ request, response, body, contentType: 'application/zip', fault });
}
