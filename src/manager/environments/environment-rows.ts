import { join } from 'node:path';
import { realPathOf } from '../../base/files/files';
import { type EnvironmentRow } from '../../contract/python/environments';
import { ownEnvironment } from '../../contract/python/own-environment';
import { readTorch } from '../comfyui/environment/torch-family';
import { interpreterIn } from '../python/making/make-environment';
import { readDistributions } from '../python/packages/packages';
import { environmentDirOf, readKnownFacts, readPythonKind } from '../python/environment/python-files';
import { listCandidates, readEnvironmentRecord } from './environment-folders';

export interface RowSources {
  /** Where those lie that this app made. */
  root: string;
  /** The name of the one in use; null: the installation's own. */
  used: string | null;
  /** The interpreter of the installation's own; null where there is none. */
  own: string | null;
}

/** What torch in an environment is, from its files. */
async function findTorch(sitePackagesDirs: readonly string[]): Promise<EnvironmentRow['torch']> {
  const torch = (await readDistributions(sitePackagesDirs)).get('torch');
  if (torch === undefined) return null;
  return { version: torch.version, ...(await readTorch(torch)) };
}

type Described = Pick<EnvironmentRow, 'interpreter' | 'python' | 'pythonKind' | 'torch'>;

async function describe(interpreter: string): Promise<Described> {
  const [facts, pythonKind] = await Promise.all([
    readKnownFacts(interpreter).catch(() => null),
    readPythonKind(interpreter),
  ]);
  const torch = facts === null ? null : await findTorch(facts.sitePackagesDirs).catch(() => null);
  return { interpreter, pythonKind, python: facts?.pythonVersion ?? null, torch };
}

async function ownRow({ own, used }: RowSources): Promise<EnvironmentRow[]> {
  if (own === null) return [];
  const about = { name: ownEnvironment, kind: 'own' as const, folder: environmentDirOf(own), isUsed: used === null };
  return [{ ...about, ...(await describe(own)), madeAt: null, failedImports: [] }];
}

async function madeRow(name: string, { root, used }: RowSources): Promise<EnvironmentRow[]> {
  const folder = join(root, name);
  const record = await readEnvironmentRecord(folder);
  if (record?.state !== 'made') return [];
  const interpreter = await interpreterIn(folder);
  const gone: Described = { interpreter: '', python: null, pythonKind: 'venv', torch: null };
  return [
    {
      ...{ name, kind: 'made', folder, isUsed: used === name },
      ...(interpreter === null ? gone : await describe(interpreter)),
      ...{ madeAt: record.madeAt, failedImports: record.failedImports },
    },
  ];
}

/** The environments of an installation, its own first, read from their files. Starts no Python. */
export async function readRows(sources: RowSources): Promise<EnvironmentRow[]> {
  const names = (await listCandidates(sources.root)).sort();
  const made = await Promise.all(names.map((name) => madeRow(name, sources)));
  return [...(await ownRow(sources)), ...made.flat()];
}

/** The folder to measure for an environment; null for a Python that the whole system shares. */
export async function measuredFolder({ folder, pythonKind }: EnvironmentRow): Promise<string | null> {
  return pythonKind === 'system' ? null : realPathOf(folder);
}
