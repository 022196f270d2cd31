import { homedir, release, type as systemName, userInfo } from 'node:os';
import { redactSecrets } from '../../../base/log';
import type { ComfyEnvironment, PythonPackage } from '../../../contract/python/python-environment';
import { readDistributions, type Distribution } from '../../python/packages/packages';
import { readPythonKind } from '../../python/environment/python-files';
import type { Python } from '../../python/python';
import { readToolVersion } from '../../python/environment/tool';
import { describeEnvironment, withoutPerson, type PersonFacts } from './environment-report';
import { readTorch, torchFamily } from './torch-family';

/** In containers an account may have no name. */
function readPerson(): PersonFacts {
  try {
    return { homeDir: homedir(), userName: userInfo().username };
  } catch {
    return { homeDir: homedir(), userName: '' };
  }
}

async function describeTorch(
  distribution: Distribution,
  packages: readonly PythonPackage[],
): Promise<ComfyEnvironment['torch']> {
  const family = packages.filter(({ name }) => torchFamily.includes(name));
  return { version: distribution.version, ...(await readTorch(distribution)), family };
}

/** What ComfyUI runs in, from files; only uv is asked for its version. Throws `environment-missing`. */
export async function readEnvironment(
  python: Pick<Python, 'environment' | 'frozenPackages'>,
  comfyVersion: () => Promise<string | null>,
): Promise<ComfyEnvironment> {
  const environment = await python.environment();
  const { interpreter, sitePackagesDirs, pythonVersion, tool } = environment;
  const [frozen, distributions] = await Promise.all([python.frozenPackages(), readDistributions(sitePackagesDirs)]);
  const person = readPerson();
  const packages = [...frozen]
    .map(([name, { version, address }]): PythonPackage => {
      return { name, version, address: address === null ? null : withoutPerson(redactSecrets(address), person) };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const torch = distributions.get('torch');
  const shown = withoutPerson(interpreter, person);
  const [kind, toolVersion, builtTorch, comfy] = await Promise.all([
    readPythonKind(interpreter),
    readToolVersion(environment, frozen.get('pip')?.version ?? null),
    torch === undefined ? null : describeTorch(torch, packages),
    comfyVersion(),
  ]);
  const found = {
    python: { version: pythonVersion, executable: interpreter, shown, kind },
    tool: { name: tool, version: toolVersion },
    torch: builtTorch,
    platform: { system: systemName(), release: release(), arch: process.arch },
    packages,
  };
  return { ...found, report: describeEnvironment(found, comfy) };
}
