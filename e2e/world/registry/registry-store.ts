import type { FileMap } from '../zip';

/** Status words of a version (docs/reference/on-disk.md 21). */
export type VersionStatus = 'Active' | 'Pending' | 'Flagged' | 'Banned' | 'Deleted';

/** What a pack says that it runs on, in the words of the registry. */
interface RunsOn {
  os?: string[];
  accelerators?: string[];
  comfyui?: string;
}

/** One published version of a registry pack. */
export interface RegistryVersion {
  version: string;
  /** RFC 3339. */
  createdAt: string;
  changelog: string;
  dependencies: string[];
  status: VersionStatus;
  deprecated?: boolean;
  /** What it runs on, where that is something else than what the pack says. */
  runsOn?: RunsOn;
  /** Its node classes, where they are others than those of the pack. */
  nodes?: string[];
  /** Inputs that a node has to be given, and the types of its outputs, by node class; the registry tells nothing of others. */
  sockets?: Record<string, { inputs: string[]; outputs: string[] }>;
  /** What its zip holds, in archive order. */
  files: FileMap;
}

/** One registry pack with its versions, oldest first. */
export interface RegistryPack {
  id: string;
  name: string;
  description: string;
  author: string;
  publisher: { id: string; name: string } | null;
  repository: string;
  license: string;
  category: string;
  tags: string[];
  githubStars: number;
  downloads: number;
  createdAt: string;
  nodes: string[];
  runsOn?: RunsOn;
  /** Address of its picture. */
  icon?: string;
  status?: 'NodeStatusActive' | 'NodeStatusBanned' | 'NodeStatusDeleted';
  versions: RegistryVersion[];
}

/** The version `install` without a version gives: the newest active one. */
export function latestVersion(pack: RegistryPack): RegistryVersion | undefined {
  return pack.versions.filter((item) => item.status === 'Active').at(-1);
}

function declaredNeeds({ os = [], accelerators = [], comfyui = '' }: RunsOn = {}): Record<string, unknown> {
  return { supported_os: os, supported_accelerators: accelerators, supported_comfyui_version: comfyui };
}

/** A version record as the registry sends it. */
export function versionRecord(pack: RegistryPack, item: RegistryVersion, baseUrl: string): Record<string, unknown> {
  return {
    id: `${pack.id}@${item.version}`,
    node_id: pack.id,
    version: item.version,
    createdAt: item.createdAt,
    changelog: item.changelog,
    dependencies: item.dependencies,
    deprecated: item.deprecated ?? false,
    downloadUrl: `${baseUrl}/cdn/${encodeURIComponent(pack.id)}/${item.version}.zip`,
    status: `NodeVersionStatus${item.status}`,
    status_reason: item.status === 'Flagged' ? 'The automatic scan found a call that starts other programs' : '',
    tags: [],
    ...declaredNeeds(item.runsOn ?? pack.runsOn),
    supported_comfyui_frontend_version: '',
    comfy_node_extract_status: 'success',
  };
}

/** A node record as the registry sends it; `latest_version` is absent for packs that live only in git. */
export function nodeRecord(pack: RegistryPack, baseUrl: string): Record<string, unknown> {
  const latest = latestVersion(pack);
  return {
    id: pack.id,
    name: pack.name,
    description: pack.description,
    author: pack.author,
    publisher: pack.publisher && { ...pack.publisher, status: 'PublisherStatusActive' },
    repository: pack.repository,
    license: pack.license,
    category: pack.category,
    tags: pack.tags,
    icon: pack.icon ?? '',
    banner_url: '',
    github_stars: pack.githubStars,
    downloads: pack.downloads,
    rating: 0,
    search_ranking: 5,
    status: pack.status ?? 'NodeStatusActive',
    status_detail: '',
    created_at: pack.createdAt,
    preempted_comfy_node_names: [],
    ...declaredNeeds(pack.runsOn),
    supported_comfyui_frontend_version: '',
    translations: {},
    ...(latest ? { latest_version: versionRecord(pack, latest, baseUrl) } : {}),
  };
}
