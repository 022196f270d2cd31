import type { OperationsOf } from '../../contract/operations';
import type { StartRequest } from '../../contract/operations/comfyui';
import type { StartOrder } from '../comfyui/arguments/launch-plan';
import { proveNameable } from '../comfyui/arguments/part-of-packs';
import { readEnvironment } from '../comfyui/environment/environment';
import { readMachine } from '../comfyui/environment/machine';
import type { PolicyJudge } from '../installation/policy-judge';
import type { QueueOperations } from '../queue/operations';
import type { Areas } from '../areas';

type ComfyOperations = OperationsOf<'comfyui'>;

/** What ComfyUI runs in. */
function createEnvironmentOperations({
  python,
  code,
  comfy,
}: Pick<Areas, 'python' | 'code' | 'comfy'>): Pick<ComfyOperations, 'comfyui.machine' | 'comfyui.environment'> {
  // A ComfyUI that is no clone has packages all the same.
  const version = async () => (await code.versions().catch(() => null))?.current ?? null;
  return {
    'comfyui.machine': () => readMachine(python, comfy.status().versions.installed.version),
    'comfyui.environment': () => readEnvironment(python, version),
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
  { code, forecasts }: Pick<Areas, 'code' | 'forecasts'>,
  queue: Pick<QueueOperations, 'queue.add'>,
): Pick<
  ComfyOperations,
  'comfyui.versions' | 'comfyui.releases' | 'comfyui.forecast' | 'comfyui.update' | 'comfyui.switchVersion'
> {
  const add = queue['queue.add'];
  const kind = 'update-comfyui';
  return {
    'comfyui.versions': () => code.versions(),
    'comfyui.releases': ({ mode }) => code.releases(mode),
    'comfyui.forecast': ({ ver }, { signal }) => forecasts.of(ver, signal),
    'comfyui.update': ({ ui_id, client_id, stable, is_stable, ...agreed }, context) =>
      add({ ui_id, client_id, kind, params: { ...agreed, is_stable: stable ?? is_stable ?? null } }, context),
    'comfyui.switchVersion': ({ ui_id, client_id, ver, ...agreed }, context) =>
      add({ ui_id, client_id, kind, params: { ...agreed, is_stable: true, target_version: ver } }, context),
  };
}

/** The start that was asked for; null where it was left open. Throws `invalid-input` for packs that cannot be named. */
function readOrder({ mode, packs, name }: StartRequest): StartOrder | null {
  if (mode == null) return null;
  if (mode !== 'lean') return { mode };
  const chosen = packs ?? [];
  proveNameable(chosen);
  return { mode, name: name ?? chosen.slice(0, 3).join(', '), packs: [...new Set(chosen)] };
}

/** ComfyUI itself: its process, its code, its arguments, its environment. */
export function createComfyOperations(
  areas: Pick<Areas, 'bisect' | 'comfy' | 'code' | 'comfyArguments' | 'diagnoses' | 'forecasts' | 'python'>,
  queue: Pick<QueueOperations, 'queue.add'>,
  judge: PolicyJudge,
): ComfyOperations {
  const { bisect, comfy, diagnoses } = areas;
  return {
    'comfyui.status': () => Promise.resolve(comfy.status()),
    'comfyui.start': async (requested, context) => {
      bisect.refuseWhileRunning();
      const order = readOrder(requested);
      // A start in another way ends what runs.
      if (order !== null && comfy.status().pid !== null) judge.authoriseFor(context)('control-comfyui');
      return comfy.start(order);
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
