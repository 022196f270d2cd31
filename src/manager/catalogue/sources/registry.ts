import { valid } from 'semver';
import { findPackNameProblem } from '../../../contract/packs/pack-names';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';
import { AppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import { fetchJson, type HttpOptions } from '../../../base/http/fetch';
import { answeredStatus } from '../../../base/http/failure';
import { arrayOf, isLooseObject, objectOf, textOf } from './loose-json';
import {
  readRegistryRecord,
  readVersionList,
  readVersionRecord,
  type RegistryRecord,
  type RegistryVersion,
} from './registry-data';

/** What a node of a version takes and gives, as the registry has read it. */
export interface NodeSockets {
  required: string[];
  optional: string[];
  /** Types of its outputs, in order. */
  outputs: string[];
}

/** What the registry knows of a version before it is downloaded. */
export interface ReleaseFacts {
  dependencies: string[];
  /** Where its archive is; empty where the registry does not say. */
  downloadUrl: string;
  /** Null where it does not tell: it reads them out of a version some time after that was published, and not of all. */
  nodeClasses: string[] | null;
  /** By node class; those of which it does not tell are left out. */
  sockets: Record<string, NodeSockets>;
}

/** Direct calls to the registry: each is one request, none waits for the list of all packs (docs/reference/on-disk.md 21). */
export interface Registry {
  /** One pack, or null when the registry does not have it. */
  pack(id: string, signal?: AbortSignal): Promise<RegistryRecord | null>;
  /** The records of these packs by folded id, asked for many at a time; those the registry does not list are missing. Throws the network's errors. */
  packs(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, RegistryRecord>>;
  /** The version to install; null as version means the newest. Throws `pack-not-found`, `version-not-found`, `network-failed`, `download-failed`. */
  resolveVersion(id: string, version: string | null, signal?: AbortSignal): Promise<RegistryVersion>;
  /** What one version asks for and brings. Throws `version-not-found` and the network's errors. */
  releaseFacts(id: string, version: string, signal?: AbortSignal): Promise<ReleaseFacts>;
  /** All installable versions, newest first. Throws `pack-not-found` and the network's errors. */
  versions(id: string, signal?: AbortSignal): Promise<PackVersion[]>;
}

const callTimeoutMs = 20_000;
/** No pack has so many classes, and an answer that never ends is none. */
const classPages = { size: 500, most: 8 };
const pickedStatuses = ['Active', 'Pending', 'Flagged'];

function packNotFound(id: string): AppError {
  return new AppError('pack-not-found', msg`The registry has no pack "${id}".`, {
    remedy: msg`Check the spelling, or install it by its git address.`,
    details: { id },
  });
}

/** The error for a version that the registry does not have, or that cannot be installed. */
export function versionNotFound(id: string, version: string | null, reason: Message): AppError {
  const what =
    version === null
      ? msg`"${id}" has no version to install: ${reason}.`
      : msg`Version ${version} of "${id}" cannot be installed: ${reason}.`;
  return new AppError('version-not-found', what, {
    remedy: msg`Pick another version from the list, or \`nightly\`.`,
    shortCause: reason,
    details: { id, version },
  });
}

/** The registry speaks of another pack, or of another version, than it was asked about: nothing of that answer is used. */
function otherAnswer(id: string, what: Message): AppError {
  return new AppError('download-failed', msg`The registry was asked for "${id}", but answered with ${what}.`, {
    remedy: msg`Nothing was changed. Check the setting hosts.registry, or report it to the registry.`,
    details: { id },
  });
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

interface VersionQuestion {
  id: string;
  version: string | null;
}

/** Reads what may be installed: a version and where it lies. What is not said is missing, what cannot be used is refused. */
function readUsable(
  { id, version }: VersionQuestion,
  answer: unknown,
): Omit<RegistryVersion, 'id'> & { id: string | null } {
  const fields = objectOf(answer);
  if (isLooseObject(answer) && isMissing(fields['version']))
    throw versionNotFound(id, version, msg`the registry named none`);
  const found = readVersionRecord(answer);
  if (found === null) throw otherAnswer(id, msg`something that names no version`);
  if (isMissing(fields['downloadUrl']))
    throw versionNotFound(id, found.version, msg`the registry gave no address to download it from`);
  if (found.downloadUrl === '') throw otherAnswer(id, msg`an address that is not a web address`);
  return found;
}

/** Proves that an answer is about what was asked: the id, letter case aside, becomes the name of a folder. */
function acceptVersion(question: VersionQuestion, answer: unknown): RegistryVersion {
  const { id, version } = question;
  const found = readUsable(question, answer);
  const named = found.id ?? id;
  if (named.toLowerCase() !== id.toLowerCase())
    throw otherAnswer(id, msg`the pack ${JSON.stringify(named.slice(0, 100))}`);
  const problem = findPackNameProblem(named);
  if (problem !== null) throw otherAnswer(id, msg`an id that cannot name a folder: it ${problem}`);
  if (version !== null && (valid(version) ?? version) !== (valid(found.version) ?? found.version))
    throw otherAnswer(id, msg`version ${found.version} instead of ${version}`);
  return { ...found, id: named };
}

type Get = (path: string, signal?: AbortSignal) => Promise<unknown>;

async function readPacks(
  get: Get,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, RegistryRecord>> {
  const question = ids.map((id) => `&node_id=${encodeURIComponent(id)}`).join('');
  const answer = objectOf(await get(`?limit=${ids.length}&include_banned=true${question}`, signal));
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  const records = arrayOf(answer['nodes'])
    .map(readRegistryRecord)
    .filter((record) => record !== null && wanted.has(record.id.toLowerCase()));
  return new Map(records.flatMap((record) => (record === null ? [] : [[record.id.toLowerCase(), record] as const])));
}

/** JSON in a text; null for what is none. */
function parseText(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return null;
  }
}

/** Inputs and outputs of one node; null where the registry has none that can be read. */
function readSockets(node: Record<string, unknown>): NodeSockets | null {
  const inputs = parseText(node['input_types']);
  const outputs = parseText(node['return_types']);
  if (inputs === null || typeof inputs !== 'object') return null;
  const namesOf = (part: string) => Object.keys(objectOf(objectOf(inputs)[part]));
  return { required: namesOf('required'), optional: namesOf('optional'), outputs: arrayOf(outputs).map(textOf) };
}

type Classes = Pick<ReleaseFacts, 'nodeClasses' | 'sockets'>;

/** How many pages there are; null where the answer does not say. */
function countPages({ totalNumberOfPages: totalPages }: Record<string, unknown>): number | null {
  return typeof totalPages === 'number' && Number.isFinite(totalPages) ? totalPages : null;
}

/** A page that is full, and of which nobody says whether it is the last one, or one that is empty before the end: then the list is not whole. */
function isCutOff(count: number, page: number, pages: number | null): boolean {
  return pages === null ? count >= classPages.size : count === 0 && page < pages;
}

/** The classes of a version; null where the registry names none, not all of them, or more than anybody brings. */
async function readClasses(get: Get, path: string, signal?: AbortSignal): Promise<Classes> {
  const names: string[] = [];
  const sockets: Classes['sockets'] = {};
  for (let page = 1; page <= classPages.most; page += 1) {
    const answer = objectOf(await get(`${path}/comfy-nodes?limit=${classPages.size}&page=${page}`, signal));
    const nodes = arrayOf(answer['comfy_nodes']).map(objectOf);
    for (const node of nodes) {
      const name = textOf(node['comfy_node_name']);
      if (name === '') continue;
      names.push(name);
      const found = readSockets(node);
      if (found !== null) sockets[name] = found;
    }
    const pages = countPages(answer);
    if (isCutOff(nodes.length, page, pages)) break;
    if (page >= (pages ?? 1)) return { nodeClasses: names.length === 0 ? null : names, sockets };
  }
  return { nodeClasses: null, sockets: {} };
}

async function explainRefusal(
  error: unknown,
  question: { id: string; version: string | null; hasPack: () => Promise<boolean> },
): Promise<unknown> {
  const { id, version, hasPack } = question;
  const status = answeredStatus(error);
  if (status === 403) return versionNotFound(id, version, msg`the registry has banned it`);
  if (status === 400) return versionNotFound(id, version, msg`the registry does not accept this form of a version`);
  if (status !== 404) return error;
  // The registry answers 404 for both; one more question tells which.
  return (await hasPack()) ? versionNotFound(id, version, msg`the registry does not have it`) : packNotFound(id);
}

/** Makes the calls. `options.allowed` throws when the network mode forbids the registry. */
export function createRegistry(options: {
  registryUrl: string;
  http: Pick<HttpOptions, 'proxy'>;
  assertAllowed: () => void;
}): Registry {
  const { registryUrl, assertAllowed } = options;
  const get: Get = (path, signal) => {
    assertAllowed();
    return fetchJson(`${registryUrl}/nodes${path}`, { ...options.http, signal, timeoutMs: callTimeoutMs });
  };
  const pack = async (id: string, signal?: AbortSignal): Promise<RegistryRecord | null> => {
    try {
      const record = readRegistryRecord(await get(`/${encodeURIComponent(id)}`, signal));
      if (record !== null && record.id.toLowerCase() !== id.toLowerCase())
        throw otherAnswer(id, msg`the pack ${JSON.stringify(record.id)}`);
      return record;
    } catch (error) {
      if (answeredStatus(error) === 404) return null;
      throw error;
    }
  };
  return {
    pack,
    packs: (ids, signal) => readPacks(get, ids, signal),
    async resolveVersion(id, version, signal) {
      const query = version === null ? '' : `?version=${encodeURIComponent(version)}`;
      let answer: unknown;
      try {
        answer = await get(`/${encodeURIComponent(id)}/install${query}`, signal);
      } catch (error) {
        throw await explainRefusal(error, { id, version, hasPack: async () => (await pack(id, signal)) !== null });
      }
      return acceptVersion({ id, version }, answer);
    },
    async releaseFacts(id, version, signal) {
      const path = `/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`;
      const answer = await get(path, signal).catch((error: unknown) => {
        throw answeredStatus(error) === 404 ? versionNotFound(id, version, msg`the registry does not have it`) : error;
      });
      const found = readVersionRecord(answer);
      if (found === null || (valid(found.version) ?? found.version) !== (valid(version) ?? version))
        throw otherAnswer(id, msg`another version than ${version}`);
      const classes = await readClasses(get, path, signal).catch((error: unknown): Classes => {
        if (answeredStatus(error) === 404) return { nodeClasses: null, sockets: {} };
        throw error;
      });
      return { dependencies: [...found.dependencies], downloadUrl: found.downloadUrl, ...classes };
    },
    async versions(id, signal) {
      const query = pickedStatuses.map((status) => `statuses=NodeVersionStatus${status}`).join('&');
      try {
        return readVersionList(await get(`/${encodeURIComponent(id)}/versions?${query}`, signal));
      } catch (error) {
        throw answeredStatus(error) === 404 ? packNotFound(id) : error;
      }
    },
  };
}
