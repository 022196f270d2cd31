import type { ManagerOperations } from '../contract/operations';
import { readEnvironment } from './comfyui/environment/environment';
import type { Rooms } from './rooms';

type EnvironmentNames = 'comfyui.environment' | 'comfyui.checkEnvironment' | 'comfyui.stopChecks';

/** What ComfyUI runs in, and whether it is sound. */
export function createEnvironmentOperations({
  python,
  code,
}: Pick<Rooms, 'python' | 'code'>): Pick<ManagerOperations, EnvironmentNames> {
  const checks = new Set<AbortController>();
  // A ComfyUI that is no clone has packages all the same.
  const version = async () => (await code.versions().catch(() => null))?.current ?? null;
  return {
    'comfyui.environment': () => readEnvironment(python, version),
    'comfyui.checkEnvironment': async () => {
      const check = new AbortController();
      checks.add(check);
      try {
        return { problems: await python.checkPackages(check.signal) };
      } finally {
        checks.delete(check);
      }
    },
    'comfyui.stopChecks': () => {
      for (const check of checks) check.abort();
      return Promise.resolve({});
    },
  };
}
