import { release, type } from 'node:os';
import type { SystemState } from '../contract/history';
import type { Installation } from '../contract/installation';
import type { LocalPack } from '../contract/packs';
import type { ManagerConfig } from '../contract/settings';
import { findGitFolder, readGitHead } from '../base/git-files';
import { readComfyVersion } from './comfyui/version';
import type { Python } from './python/python';

export interface StateSources {
  installation: Installation;
  appVersion: string;
  config: () => ManagerConfig;
  python: Pick<Python, 'environment' | 'listPackages'>;
  listPacks: () => Promise<LocalPack[]>;
}

function describePack(pack: LocalPack): SystemState['installed_nodes'][string] {
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

async function readCode(
  comfyDir: string,
): Promise<{ version: string | null; commit: string | null; branch: string | null }> {
  const gitFolder = findGitFolder(comfyDir);
  const { commit = null, branch = null } = gitFolder === null ? {} : readGitHead(gitFolder);
  return { version: await readComfyVersion(comfyDir), commit, branch };
}

async function readComfyUI({ comfyDir, version }: Installation): Promise<SystemState['comfyui_version']> {
  const code = comfyDir === null ? { version: null, commit: null, branch: null } : await readCode(comfyDir);
  return {
    version: code.version ?? version ?? 'unknown',
    commit_hash: code.commit,
    branch: code.branch,
    // A release is checked out as its tag, which leaves HEAD detached.
    is_stable: code.commit !== null && code.branch === null,
    last_updated: null,
  };
}

/** An installation whose Python is missing or broken can still be recorded: the rest of the state is worth having. */
async function readPython(
  python: StateSources['python'],
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
  const [comfyui, python, packs] = await Promise.all([
    readComfyUI(sources.installation),
    readPython(sources.python),
    sources.listPacks(),
  ]);
  const config = sources.config();
  return {
    snapshot_time: new Date().toISOString(),
    comfyui_version: comfyui,
    frontend_version: python.pip_packages['comfyui-frontend-package'] ?? null,
    ...python,
    platform_info: `${type()} ${release()} (${process.arch})`,
    installed_nodes: Object.fromEntries(packs.map((pack) => [pack.key, describePack(pack)])),
    manager_config: config,
    comfyui_root_path: sources.installation.comfyDir ?? sources.installation.baseDir,
    manager_version: sources.appVersion,
    security_level: config.security_level,
    network_mode: config.network_mode,
    custom_nodes_count: packs.length,
  };
}
