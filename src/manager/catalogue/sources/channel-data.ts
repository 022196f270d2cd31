import { findPackNameProblem } from '../../../contract/packs/pack-names';
import { addressKey } from './addresses';
import { addressOf, readEntries, shownText, shownTexts, timeOf, type OnLeftOut } from './entry-fields';
import { arrayOf, countOf, isLooseObject, objectOf, textOf, type LooseObject } from './loose-json';

/** One entry of `custom-node-list.json` (docs/reference/on-disk.md 25). */
export interface ChannelEntry {
  /** Short id of the list; not always the registry id. */
  id: string | null;
  title: string;
  author: string;
  description: string;
  reference: string;
  files: string[];
  installType: 'git-clone' | 'copy' | 'unzip';
  tags: string[];
}

/** What `github-stats.json` says about one repository. */
export interface RepositoryStats {
  stars: number | null;
  /** RFC 3339. */
  updatedAt: string | null;
}

/** One row of `extension-node-map.json` (docs/reference/on-disk.md 25). */
export interface NodeMapEntry {
  url: string;
  nodeClasses: string[];
  metadata: LooseObject;
}

function readInstallType(text: string): ChannelEntry['installType'] {
  const type = text.toLowerCase();
  return type === 'copy' || type === 'unzip' ? type : 'git-clone';
}

const maxFiles = 100;
const maxTags = { count: 50, length: 100 };
const maxClasses = { count: 5000, length: 300 };
const maxMetadata = 40;

function readEntry(value: unknown): ChannelEntry | null {
  if (!isLooseObject(value)) return null;
  const named = arrayOf(value['files']);
  const files = named.slice(0, maxFiles).map(addressOf);
  const reference = addressOf(value['reference']);
  // A pack without one of its files would be broken, so a list with an unusable address is left out as a whole.
  if (files.includes('') || named.length > maxFiles || (files.length === 0 && reference === '')) return null;
  const id = textOf(value['id']);
  return {
    id: findPackNameProblem(id) === null ? id : null,
    title: shownText(value['title'], 300),
    author: shownText(value['author'], 200),
    description: shownText(value['description'], 10_000),
    reference,
    files: files.length > 0 ? files : [reference],
    installType: readInstallType(textOf(value['install_type'])),
    tags: shownTexts(value['tags'], maxTags),
  };
}

/** The entries of a channel list; those without any address, or with one that is none, are left out. */
export function readChannelList(data: unknown, onLeftOut?: OnLeftOut): ChannelEntry[] {
  return readEntries(arrayOf(objectOf(data)['custom_nodes']), readEntry, onLeftOut);
}

/** Whether a document is a channel list at all. */
export function isChannelList(data: unknown): boolean {
  return isLooseObject(data) && Array.isArray(data['custom_nodes']);
}

/** The other fields of a row are passed on unchanged: texts and lists of texts, and nothing that is nested deeper. */
function readMetadata(value: unknown): LooseObject {
  const members = Object.entries(objectOf(value)).slice(0, maxMetadata);
  return Object.fromEntries(
    members.flatMap(([key, member]): [string, unknown][] => {
      if (typeof member === 'string') return [[key, shownText(member, 10_000)]];
      if (Array.isArray(member)) return [[key, shownTexts(member, maxClasses)]];
      return typeof member === 'number' || typeof member === 'boolean' ? [[key, member]] : [];
    }),
  );
}

function readRow(row: unknown): NodeMapEntry | null {
  const [named, value] = arrayOf(row);
  const url = addressOf(named);
  const [nodeClasses, metadata] = arrayOf(value);
  if (url === '' || !Array.isArray(nodeClasses)) return null;
  return { url, nodeClasses: shownTexts(nodeClasses, maxClasses), metadata: readMetadata(metadata) };
}

/** The rows of a node map; rows of another form are left out. */
export function readNodeMap(data: unknown, onLeftOut?: OnLeftOut): NodeMapEntry[] {
  return readEntries(Object.entries(objectOf(data)), readRow, onLeftOut);
}

const statsTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

/** Stars and dates by address key. The file's times have no zone and are UTC. */
export function readStats(data: unknown): Map<string, RepositoryStats> {
  const stats = new Map<string, RepositoryStats>();
  for (const [url, value] of Object.entries(objectOf(data))) {
    const { stars, last_update: updated } = objectOf(value);
    const time = statsTime.exec(textOf(updated));
    stats.set(addressKey(url), {
      stars: countOf(stars),
      updatedAt: time ? timeOf(`${time[1] ?? ''}T${time[2] ?? ''}Z`) : null,
    });
  }
  return stats;
}
