import type { OperationsOf } from '../../contract/operations';
import { readEnvironment } from '../comfyui/environment/environment';
import { readMachine } from '../comfyui/environment/machine';
import type { QueueOperations } from '../queue/operations';
import type { Areas } from '../areas';

type ComfyOperations = OperationsOf<'comfyui'>;

/** What ComfyUI runs in, and whether it is sound. */
function createEnvironmentOperations({
  python,
  code,
  comfy,
}: Pick<Areas, 'python' | 'code' | 'comfy'>): Pick<
  ComfyOperations,
  'comfyui.machine' | 'comfyui.environment' | 'comfyui.checkEnvironment' | 'comfyui.stopChecks'
> {
  const checks = new Set<AbortController>();
  // A ComfyUI that is no clone has packages all the same.
  const version = async () => (await code.versions().catch(() => null))?.current ?? null;
  return {
    'comfyui.machine': () => readMachine(python, comfy.status().versions.installed.version),
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

/** The arguments and the port of its next start. */
function createArgumentOperations({
  comfyArguments,
}: Pick<Areas, 'comfyArguments'>): Pick<
  ComfyOperations,
  'comfyui.options' | 'comfyui.setArguments' | 'comfyui.setPort'
> {
  return {
    'comfyui.options': () => comfyArguments.read(),
    'comfyui.setArguments': async ({ arguments: text }) => {
      await comfyArguments.set(text);
      return {};
    },
    'comfyui.setPort': ({ port }) => {
      comfyArguments.setPort(port);
      return Promise.resolve({});
    },
  };
}

/** ComfyUI's code and versions; what changes them becomes a task. */
function createCodeOperations(
  { code }: Pick<Areas, 'code'>,
  queue: Pick<QueueOperations, 'queue.add'>,
): Pick<ComfyOperations, 'comfyui.versions' | 'comfyui.releases' | 'comfyui.update' | 'comfyui.switchVersion'> {
  const add = queue['queue.add'];
  return {
    'comfyui.versions': () => code.versions(),
    'comfyui.releases': ({ mode }) => code.releases(mode),
    'comfyui.update': ({ ui_id, client_id, stable, is_stable }, context) =>
      add({ ui_id, client_id, kind: 'update-comfyui', params: { is_stable: stable ?? is_stable ?? null } }, context),
    'comfyui.switchVersion': ({ ui_id, client_id, ver }, context) =>
      add({ ui_id, client_id, kind: 'update-comfyui', params: { is_stable: true, target_version: ver } }, context),
  };
}

/** ComfyUI itself: its process, its code, its arguments, its environment. */
export function createComfyOperations(
  areas: Pick<Areas, 'bisect' | 'comfy' | 'code' | 'comfyArguments' | 'diagnoses' | 'python'>,
  queue: Pick<QueueOperations, 'queue.add'>,
): ComfyOperations {
  const { bisect, comfy, diagnoses } = areas;
  return {
    'comfyui.status': () => Promise.resolve(comfy.status()),
    'comfyui.start': async ({ mode }) => {
      bisect.refuseWhileRunning();
      return comfy.start(mode);
    },
    'comfyui.stop': () => comfy.stop(),
    'comfyui.reboot': async () => {
      bisect.refuseWhileRunning();
      await comfy.reboot();
      return {};
    },
    'comfyui.workload': () => comfy.workload(),
    'comfyui.freeMemory': async () => {
      await comfy.freeMemory();
      return {};
    },
    'comfyui.putReportAway': () => {
      comfy.putReportAway();
      return Promise.resolve({});
    },
    'comfyui.log': (question) => Promise.resolve(comfy.readLog(question)),
    'comfyui.failures': async () => ({ items: await diagnoses() }),
    ...createCodeOperations(areas, queue),
    ...createArgumentOperations(areas),
    ...createEnvironmentOperations(areas),
  };
}
