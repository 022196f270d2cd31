import { addressKey } from './addresses';
import { arrayOf, countOf, isLooseObject, objectOf, textOf, textsOf, type LooseObject } from './loose-json';

/** One entry of `custom-node-list.json` (operations.md 7.1). */
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

/** One row of `extension-node-map.json` (operations.md 7.2). */
export interface NodeMapEntry {
  url: string;
  nodeClasses: string[];
  metadata: LooseObject;
}

function readInstallType(text: string): ChannelEntry['installType'] {
  const type = text.toLowerCase();
  return type === 'copy' || type === 'unzip' ? type : 'git-clone';
}

function readEntry(value: unknown): ChannelEntry | null {
  if (!isLooseObject(value)) return null;
  const files = textsOf(value['files']);
  const reference = textOf(value['reference']);
  if (files.length === 0 && reference === '') return null;
  return {
    id: textOf(value['id']) || null,
    title: textOf(value['title']),
    author: textOf(value['author']),
    description: textOf(value['description']),
    reference,
    files: files.length > 0 ? files : [reference],
    installType: readInstallType(textOf(value['install_type'])),
    tags: textsOf(value['tags']),
  };
}

/** The entries of a channel list; those without any address are left out. */
export function readChannelList(data: unknown): ChannelEntry[] {
  return arrayOf(objectOf(data)['custom_nodes'])
    .map(readEntry)
    .filter((entry) => entry !== null);
}

/** Whether a document is a channel list at all. */
export function isChannelList(data: unknown): boolean {
  return isLooseObject(data) && Array.isArray(data['custom_nodes']);
}

/** The rows of a node map; rows of another form are left out. */
export function readNodeMap(data: unknown): NodeMapEntry[] {
  return Object.entries(objectOf(data)).flatMap(([url, value]) => {
    const [nodeClasses, metadata] = arrayOf(value);
    return Array.isArray(nodeClasses) ? [{ url, nodeClasses: textsOf(nodeClasses), metadata: objectOf(metadata) }] : [];
  });
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
      updatedAt: time ? `${time[1] ?? ''}T${time[2] ?? ''}Z` : null,
    });
  }
  return stats;
}
