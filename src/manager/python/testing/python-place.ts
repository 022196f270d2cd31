import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUv, createVenv } from '../../../../e2e/world/python-env';
import { startPythonIndex, type PythonIndexHost } from '../../../../e2e/world/python-index';
import type { Installation } from '../../../contract/installation';
import { AppSettings, type ManagerConfig } from '../../../contract/settings';
import { silentLogger } from '../../../base/log';
import { createPaths, type Paths } from '../../installation/paths';
import { checkPackages, type PackageProblem } from '../packages/package-check';
import { createPython, type Python } from '../python';

/** For tests only: a real virtual environment with pip and uv, and a package index beside it. */
export interface PythonPlace {
  index: PythonIndexHost;
  root: string;
  venvDir: string;
  remove(): Promise<void>;
}

const config: ManagerConfig = {
  security_level: 'normal',
  network_mode: 'public',
  channel_url: '',
  db_mode: 'cache',
  update_policy: 'stable',
  downgrade_blacklist: ['tinydep'],
  allow_git_url_install: false,
  allow_pip_install: false,
  allow_flagged_nodepack_install: false,
  http_channel_enabled: false,
  use_uv: false,
  git_exe: '',
};

// pip wants the extra announced in a line of its own.
export const withExtra = {
  name: 'withextra',
  version: '1.0',
  requires: ['tinydep>=2 ; extra == "more"\nProvides-Extra: more'],
};

/** Makes the environment and starts the index. */
export async function openPythonPlace(): Promise<PythonPlace> {
  const index = await startPythonIndex();
  await index.publish({ name: 'needs-old', version: '1.0', requires: ['transformers<4.45'] });
  await index.publish(withExtra);
  const root = await mkdtemp(join(tmpdir(), 'python 日本 ünï-'));
  const venvDir = join(root, 'base dir', 'venv');
  await createVenv(venvDir);
  const uv = await addUv(venvDir);
  if (!uv.added) throw new Error(uv.reason);
  const remove = async () => {
    await index.stop();
    await rm(root, { recursive: true, force: true });
  };
  return { index, root, venvDir, remove };
}

export interface TestPython {
  python: Python;
  paths: Paths;
  config: ManagerConfig;
  /** What pip or uv itself says of the packages. */
  check: (signal: AbortSignal) => Promise<PackageProblem[]>;
}

/** A ComfyUI folder with its Python in it. */
export function testInstallation(baseDir: string, interpreter: string | null = null): Installation {
  return {
    ...{ kind: 'folder', rootDir: baseDir, comfyDir: baseDir, baseDir, interpreter, version: null },
    ...{ customNodesDir: join(baseDir, 'custom_nodes'), userDir: join(baseDir, 'user') },
  };
}

/** Opens the Python room of an installation in `baseDir`, with one of the two tools. */
export async function openTestPython(
  place: PythonPlace,
  options: { baseDir: string; tool: 'uv' | 'pip'; interpreter?: string },
): Promise<TestPython> {
  const { baseDir, tool, interpreter = null } = options;
  const installation = testInstallation(baseDir, interpreter);
  const paths = await createPaths(installation);
  const settings = AppSettings.parse({ 'python.tool': tool, 'python.indexUrl': place.index.indexUrl });
  const python = createPython({ installation, settings, config: () => config, paths, log: silentLogger });
  const check = async (signal: AbortSignal) =>
    checkPackages({ environment: await python.environment(), settings, cwd: paths.stagingDir }, signal);
  return { python, paths, config, check };
}
