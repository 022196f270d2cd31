import type { PackVersion } from '../../contract/packs';
import { arrayOf, countOf, isLooseObject, objectOf, textOf, textsOf, type LooseObject } from './loose-json';

/** One pack of the registry as this app uses it (operations.md 6.1). */
export interface RegistryRecord {
  id: string;
  name: string;
  author: string;
  description: string;
  /** Empty when the registry has none. */
  repository: string;
  latestVersion: string | null;
  /** RFC 3339. */
  updatedAt: string | null;
  stars: number | null;
  downloads: number;
  tags: string[];
  isRemoved: boolean;
}

export type VersionStatus = PackVersion['status'];

/** One version of a registry pack, ready to be downloaded. */
export interface RegistryVersion {
  id: string;
  version: string;
  downloadUrl: string;
  status: VersionStatus;
  dependencies: readonly string[];
  deprecated: boolean;
  changelog: string;
}

const versionStatuses: Readonly<Record<string, VersionStatus>> = {
  NodeVersionStatusActive: 'active',
  NodeVersionStatusPending: 'pending',
  NodeVersionStatusFlagged: 'flagged',
  NodeVersionStatusBanned: 'banned',
  NodeVersionStatusDeleted: 'deleted',
};

function readTime(value: unknown): string | null {
  const text = textOf(value);
  return Number.isNaN(Date.parse(text)) ? null : text;
}

/** Reads a node record; null when it has no id. */
export function readRegistryRecord(value: unknown): RegistryRecord | null {
  if (!isLooseObject(value)) return null;
  const id = textOf(value['id']);
  if (id === '') return null;
  const latest = objectOf(value['latest_version']);
  const version = textOf(latest['version']);
  return {
    id,
    name: textOf(value['name']) || id,
    author: textOf(objectOf(value['publisher'])['name']) || textOf(value['author']),
    description: textOf(value['description']),
    repository: textOf(value['repository']),
    // The reference writes `nightly` where the registry has no version.
    latestVersion: version === '' || version === 'nightly' ? null : version,
    updatedAt: readTime(latest['createdAt']) ?? readTime(value['created_at']),
    stars: countOf(value['github_stars']) || null,
    downloads: countOf(value['downloads']) ?? 0,
    tags: textsOf(value['tags']),
    isRemoved: ['NodeStatusBanned', 'NodeStatusDeleted'].includes(textOf(value['status'])),
  };
}

/** What of a node record is kept on disk: the members the reference and we read, in the reference's form, with none of those missing that it trusts to be there. */
export function keepableRecord(value: LooseObject): LooseObject {
  const latest = objectOf(value['latest_version']);
  const kept = [
    'id',
    'name',
    'description',
    'author',
    'repository',
    'tags',
    'github_stars',
    'downloads',
    'status',
    'created_at',
  ];
  return {
    ...Object.fromEntries(kept.filter((key) => key in value).map((key) => [key, value[key]])),
    publisher: { ...objectOf(value['publisher']), name: textOf(objectOf(value['publisher'])['name']) },
    latest_version: {
      version: textOf(latest['version']) || 'nightly',
      ...(textOf(latest['createdAt']) === '' ? {} : { createdAt: latest['createdAt'] }),
    },
  };
}

/** Reads a version record; null when it names no version. */
export function readVersionRecord(id: string, value: unknown): RegistryVersion | null {
  const record = objectOf(value);
  const version = textOf(record['version']);
  if (version === '') return null;
  return {
    id: textOf(record['node_id']) || id,
    version,
    downloadUrl: textOf(record['downloadUrl']),
    status: readVersionStatus(record['status']),
    dependencies: textsOf(record['dependencies']),
    deprecated: record['deprecated'] === true,
    changelog: textOf(record['changelog']),
  };
}

function readVersionStatus(value: unknown): VersionStatus {
  return versionStatuses[textOf(value)] ?? 'unknown';
}

/** The rows of a version list, as the picker shows them. */
export function readVersionList(data: unknown): PackVersion[] {
  const rows = Array.isArray(data) ? data : arrayOf(objectOf(data)['versions']);
  return rows.flatMap((row: unknown): PackVersion[] => {
    const read = readVersionRecord('', row);
    if (read === null) return [];
    const { version, status, changelog, deprecated } = read;
    return [
      { version, kind: 'registry', createdAt: readTime(objectOf(row)['createdAt']), status, changelog, deprecated },
    ];
  });
}
