import { findPackNameProblem } from '../../../contract/packs/pack-names';
import { readNeeds } from '../../../contract/library/pack-fit';
import type { PackNeeds } from '../../../contract/library/pack-needs';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';
import { addressOf, shownText, shownTexts, timeOf, versionOf } from './entry-fields';
import { arrayOf, countOf, isLooseObject, objectOf, textOf, type LooseObject } from './loose-json';

/** One pack of the registry as this app uses it (docs/reference/on-disk.md 21). */
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
  /** RFC 3339; null where the registry does not say. */
  createdAt: string | null;
  needs: PackNeeds | undefined;
  /** Address of its picture; empty when it has none. */
  icon: string;
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

const maxName = 300;
const maxAuthor = 200;
const maxTags = { count: 50, length: 100 };
const maxDependencies = { count: 500, length: 500 };
const maxChangelog = 50_000;

const maxWords = { count: 20, length: 100 };

/** What a record says that its pack runs on. */
function needsOf(record: LooseObject): PackNeeds | undefined {
  return readNeeds({
    systems: shownTexts(record['supported_os'], maxWords),
    accelerators: shownTexts(record['supported_accelerators'], maxWords),
    comfyui: shownText(record['supported_comfyui_version'], 100),
  });
}

/** The address of a picture on the web; empty for everything else. */
function pictureOf(value: unknown): string {
  const address = addressOf(value);
  return /^https?:\/\//i.test(address) ? address : '';
}

/** The members that tell what a record needs, in the registry's form; those that say nothing are left out. */
function keepableNeeds(record: LooseObject): LooseObject {
  const members = ['supported_os', 'supported_accelerators', 'supported_comfyui_version'] as const;
  const picked = members.flatMap((member) => {
    const value = record[member];
    const shown = Array.isArray(value) ? shownTexts(value, maxWords) : shownText(value, 100);
    return shown.length === 0 ? [] : [[member, shown] as const];
  });
  return Object.fromEntries(picked);
}

/** Reads a node record; null when its id cannot name a pack. */
export function readRegistryRecord(value: unknown): RegistryRecord | null {
  if (!isLooseObject(value)) return null;
  const id = textOf(value['id']);
  if (findPackNameProblem(id) !== null) return null;
  const latest = objectOf(value['latest_version']);
  const version = versionOf(latest['version']);
  return {
    id,
    name: shownText(value['name'], maxName) || id,
    author: shownText(objectOf(value['publisher'])['name'], maxAuthor) || shownText(value['author'], maxAuthor),
    description: shownText(value['description'], 10_000),
    repository: addressOf(value['repository']),
    // The reference writes `nightly` where the registry has no version.
    latestVersion: version === 'nightly' ? null : version,
    updatedAt: timeOf(latest['createdAt']) ?? timeOf(value['created_at']),
    stars: countOf(value['github_stars']) || null,
    downloads: countOf(value['downloads']) ?? 0,
    tags: shownTexts(value['tags'], maxTags),
    isRemoved: ['NodeStatusBanned', 'NodeStatusDeleted'].includes(textOf(value['status'])),
    createdAt: timeOf(value['created_at']),
    // What the newest version says counts more: the record of the pack is what its publisher once filled in.
    needs: needsOf(latest) ?? needsOf(value),
    icon: pictureOf(value['icon']),
  };
}

/**
 * What of a node record is kept on disk: the members the reference and we read, in the reference's form, with none of those missing that
 * it trusts to be there. Null when no record of ours can be read from it.
 */
export function keepableRecord(value: unknown): LooseObject | null {
  const record = readRegistryRecord(value);
  if (record === null || !isLooseObject(value)) return null;
  const latest = objectOf(value['latest_version']);
  const publisher = objectOf(value['publisher']);
  const createdAt = timeOf(latest['createdAt']);
  const picked: LooseObject = {
    id: record.id,
    name: shownText(value['name'], maxName),
    description: record.description,
    author: shownText(value['author'], maxAuthor),
    repository: record.repository,
    tags: record.tags,
    github_stars: countOf(value['github_stars']) ?? 0,
    downloads: record.downloads,
    status: shownText(value['status'], 100),
    created_at: timeOf(value['created_at']) ?? '',
  };
  return {
    ...Object.fromEntries(Object.entries(picked).filter(([key]) => key in value)),
    ...keepableNeeds(value),
    ...(record.icon === '' ? {} : { icon: record.icon }),
    publisher: {
      ...('id' in publisher ? { id: shownText(publisher['id'], maxAuthor) } : {}),
      name: shownText(publisher['name'], maxAuthor),
    },
    latest_version: {
      version: record.latestVersion ?? 'nightly',
      ...keepableNeeds(latest),
      ...(createdAt === null ? {} : { createdAt }),
    },
  };
}

/** Reads a version record; null when it names no usable version. `id` is whom it says it is about, null where it does not say. */
export function readVersionRecord(value: unknown): (Omit<RegistryVersion, 'id'> & { id: string | null }) | null {
  const record = objectOf(value);
  const version = versionOf(record['version']);
  if (version === null) return null;
  const named = record['node_id'];
  return {
    // A value that is not a text must not pass for a missing field, so that the check against what was asked fails.
    id: named === undefined || typeof named === 'string' ? (named ?? null) : JSON.stringify(named),
    version,
    downloadUrl: addressOf(record['downloadUrl']),
    status: readVersionStatus(record['status']),
    dependencies: shownTexts(record['dependencies'], maxDependencies),
    deprecated: record['deprecated'] === true,
    changelog: shownText(record['changelog'], maxChangelog),
  };
}

function readVersionStatus(value: unknown): VersionStatus {
  return versionStatuses[textOf(value)] ?? 'unknown';
}

/** The rows of a version list, as the picker shows them. */
export function readVersionList(data: unknown): PackVersion[] {
  const rows = Array.isArray(data) ? data : arrayOf(objectOf(data)['versions']);
  return rows.flatMap((row: unknown): PackVersion[] => {
    const needs = needsOf(objectOf(row));
    const read = readVersionRecord(row);
    if (read === null) return [];
    const { version, status, changelog, deprecated } = read;
    return [
      {
        ...{ version, kind: 'registry', createdAt: timeOf(objectOf(row)['createdAt']), status, changelog, deprecated },
        ...(needs === undefined ? {} : { needs }),
      },
    ];
  });
}
