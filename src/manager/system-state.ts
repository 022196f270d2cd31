import { release, type } from 'node:os';
import { toLongRecord } from '../base/text/long-record';
import type { SystemState } from '../contract/history';
import type { Installation } from '../contract/installation';
import type { LocalPack } from '../contract/packs/local-packs';
import { readComfyVersion } from './comfyui/environment/version';
import type { Areas } from './areas';

export interface StateSources {
  installation: Installation;
  appVersion: string;
  areas: Pick<Areas, 'config' | 'python' | 'packs' | 'models' | 'code' | 'comfy'>;
}

type Nodes = SystemState['installed_nodes'];

/** What was described of packs and lists that live: the areas hand out the same objects as long as nothing changed. */
const nodeOf = new WeakMap<LocalPack, Nodes[string]>();
const nodesOf = new WeakMap<readonly LocalPack[], Nodes>();

function describePack(pack: LocalPack): Nodes[string] {
  const methods = { registry: 'cnr', git: 'git', folder: 'folder', file: 'copy' } as const;
  return {
    name: pack.name,
    version: pack.version,
    repository_url: pack.repository,
    install_method: methods[pack.source],
    enabled: pack.enabled,
    install_date: null,
  };
}

function keepNode(pack: LocalPack): Nodes[string] {
  const node = Object.freeze(describePack(pack));
  nodeOf.set(pack, node);
  return node;
}

/** A batch takes two pictures of all packs, of which it changed one or none: what is known is not described again. */
function describePacks(packs: readonly LocalPack[]): Nodes {
  const known = nodesOf.get(packs);
  if (known !== undefined) return known;
  const nodes: Nodes = toLongRecord(packs.map((pack) => [pack.key, nodeOf.get(pack) ?? keepNode(pack)]));
  nodesOf.set(packs, Object.freeze(nodes));
  return nodes;
}

async function readComfyUI({ installation, areas }: StateSources): Promise<SystemState['comfyui_version']> {
  const { comfyDir, version } = installation;
  const { commit, branch } = areas.code.current();
  const current = comfyDir === null ? null : await readComfyVersion(comfyDir);
  return {
    version: current ?? version ?? 'unknown',
    commit_hash: commit,
    branch,
    // A release is checked out as its tag, which leaves HEAD detached.
    is_stable: commit !== null && branch === null,
    last_updated: null,
  };
}

/** An installation whose Python is missing or broken can still be recorded: the rest of the state is worth having. */
async function readPython(
  python: StateSources['areas']['python'],
): Promise<Pick<SystemState, 'python_version' | 'pip_packages' | 'embedded_python'>> {
  try {
    const [environment, packages] = await Promise.all([python.environment(), python.listPackages()]);
    return {
      python_version: environment.pythonVersion,
      pip_packages: Object.fromEntries(packages),
      embedded_python: environment.isEmbedded,
    };
  } catch {
    return { python_version: 'unknown', pip_packages: {}, embedded_python: false };
  }
}

/**
 * The state of the installation for a batch record (specification: ComfyUISystemState). Reads files only and starts no process,
 * so that it costs a few milliseconds.
 */
export async function captureSystemState(sources: StateSources): Promise<SystemState> {
  const { areas } = sources;
  const [comfyui, python, packs, models] = await Promise.all([
    readComfyUI(sources),
    readPython(areas.python),
    areas.packs.list(),
    areas.models.local(),
  ]);
  const config = areas.config.current();
  return {
    snapshot_time: new Date().toISOString(),
    comfyui_version: comfyui,
    frontend_version: python.pip_packages['comfyui-frontend-package'] ?? null,
    ...python,
    platform_info: `${type()} ${release()} (${process.arch})`,
    installed_nodes: describePacks(packs),
    installed_models: Object.fromEntries(models.models.map((model) => [`${model.type}/${model.name}`, model])),
    manager_config: config,
    comfyui_root_path: sources.installation.comfyDir ?? sources.installation.baseDir,
    model_paths: models.folders,
    manager_version: sources.appVersion,
    security_level: config.security_level,
    network_mode: config.network_mode,
    cli_args: areas.comfy.cliArguments(),
    custom_nodes_count: packs.length,
    failed_imports: areas.comfy.failedImports(),
  };
}
