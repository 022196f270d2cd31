import type {
  CallContext,
  Implementation,
  ManagerOperationName,
  ManagerOperations,
  OperationInput,
} from '../../contract/operations';
import type { PolicyJudge } from '../installation/policy-judge';
import { isPolicyOperation, policyTable, type PolicyOperation } from '../installation/policy-table';
import { rowsOfTransfer } from '../transfer/transfer-document';

/**
 * The row of the policy table that each operation answers to. Tasks of one pack or model are judged again when they run, by the area that knows their
 * target, and an undo by the rows of the change that it takes back: `queue.add` itself only writes a wish down (decision 25).
 */
const policyOfOperation: Readonly<Record<ManagerOperationName, PolicyOperation>> = {
  'queue.add': 'queue-control',
  'queue.status': 'read',
  'queue.order': 'queue-control',
  'queue.start': 'queue-control',
  'queue.reset': 'queue-control',
  'queue.cancel': 'queue-control',
  'queue.pause': 'queue-control',
  'queue.resume': 'queue-control',
  'queue.view': 'read',
  'queue.log': 'read',
  'queue.history': 'read',
  'queue.batch': 'read',
  'queue.batches': 'read',
  'changes.list': 'read',
  'changes.of': 'read',
  'changes.recovered': 'read',
  'undo.list': 'read',
  'undo.plan': 'read',
  'undo.order': 'queue-control',
  'disk.usage': 'read',
  'disk.leftovers': 'read',
  'disk.caches': 'read',
  'disk.clean': 'clean-disk',
  'packs.installed': 'read',
  'packs.mappings': 'read',
  'packs.updates': 'read',
  'packs.holds': 'read',
  'packs.setHold': 'update',
  'packs.skipUpdate': 'update',
  'packs.updateAll': 'update-all',
  'packs.importFailure': 'read',
  'packs.importFailures': 'read',
  'packs.local': 'read',
  'packs.states': 'read',
  'packs.versions': 'read',
  'packs.titles': 'read',
  'packs.details': 'read',
  'packs.sizes': 'read',
  'packs.picture': 'read',
  'packs.pictureAt': 'read',
  'packs.readme': 'read',
  'packs.requirements': 'read',
  'packs.nightly': 'read',
  'packs.changes': 'read',
  'packs.updateRisk': 'read',
  'snapshots.list': 'read',
  'snapshots.overview': 'read',
  'snapshots.contents': 'read',
  'snapshots.current': 'read',
  'snapshots.save': 'save-snapshot',
  'snapshots.read': 'read',
  'snapshots.import': 'save-snapshot',
  'snapshots.remove': 'remove-snapshot',
  'snapshots.plan': 'read',
  'snapshots.compare': 'read',
  'snapshots.restore': 'restore-snapshot',
  'transfer.export': 'read',
  'transfer.plan': 'read',
  'transfer.import': 'change-settings',
  'comfyui.versions': 'read',
  'comfyui.releases': 'read',
  'comfyui.forecast': 'read',
  'comfyui.machine': 'read',
  'comfyui.environment': 'read',
  'comfyui.checkEnvironment': 'read',
  'comfyui.update': 'update-comfyui',
  'comfyui.switchVersion': 'switch-comfyui',
  'comfyui.status': 'read',
  'comfyui.log': 'read',
  'comfyui.start': 'start-comfyui',
  'comfyui.stop': 'control-comfyui',
  'comfyui.reboot': 'control-comfyui',
  'comfyui.workload': 'read',
  'comfyui.freeMemory': 'control-comfyui',
  'comfyui.putReportAway': 'read',
  'comfyui.failures': 'read',
  'comfyui.options': 'read',
  'comfyui.setArguments': 'change-own-settings',
  'comfyui.setPort': 'change-own-settings',
  'bisect.view': 'read',
  'bisect.begin': 'control-comfyui',
  'bisect.answer': 'start-comfyui',
  'bisect.cancel': 'control-comfyui',
  'profiles.list': 'read',
  'profiles.save': 'start-comfyui',
  'profiles.rename': 'start-comfyui',
  'profiles.remove': 'start-comfyui',
  'variables.list': 'read',
  'variables.set': 'change-variables',
  'variables.remove': 'change-variables',
  'models.list': 'read',
  'models.local': 'read',
  'models.headers': 'read',
  'models.removal': 'read',
  'models.remote': 'read',
  'models.install': 'install-model',
  'models.place': 'install-model',
  'models.placing': 'read',
  'workflows.needs': 'read',
  'workflows.uses': 'read',
  'workflows.fetch': 'read',
  'workflows.prove': 'read',
  'workflows.saved': 'read',
  'workflows.read': 'read',
  'workflows.packs': 'read',
  'config.dbMode': 'read',
  'config.setDbMode': 'change-settings',
  'config.updatePolicy': 'read',
  'config.setUpdatePolicy': 'change-settings',
  'config.read': 'read',
  'config.change': 'change-own-settings',
  'config.channels': 'read',
  'config.setChannel': 'change-settings',
  'catalogue.packs': 'read',
  'catalogue.table': 'read',
  'python.owed': 'read',
  'python.doctor': 'read',
  'python.uses': 'read',
  'python.why': 'read',
  'python.plan': 'read',
  'python.checkLaunch': 'read',
  'environments.list': 'read',
  'environments.sizes': 'read',
  'environments.offer': 'read',
  'environments.create': 'change-environment',
  'environments.clone': 'change-environment',
  'environments.switch': 'change-environment',
  'environments.remove': 'change-environment',
  'policy.explain': 'read',
  'policy.table': 'read',
  'policy.allow': 'change-own-settings',
  'policy.revoke': 'change-own-settings',
  'app.version': 'read',
  'app.legacyUi': 'read',
};

type FurtherRows = { readonly [N in ManagerOperationName]?: (input: OperationInput<N>) => readonly PolicyOperation[] };

/** What an operation does beside its own row, by its input: one that does several things is judged by the rows of all of them. */
const furtherRows: FurtherRows = {
  'transfer.import': ({ document }) => rowsOfTransfer(document),
};

/** The row a text asks about: a row of the table, or an operation of the API (`comfyui.reboot`). Null when it is neither. */
export function findPolicyRow(name: string): PolicyOperation | null {
  if (isPolicyOperation(name)) return name;
  return Object.hasOwn(policyOfOperation, name) ? policyOfOperation[name as ManagerOperationName] : null;
}

/** Everything that `findPolicyRow` knows: rows of the table, and operations. */
export function listPolicyNames(): string[] {
  return [...Object.keys(policyTable), ...Object.keys(policyOfOperation)];
}

/** The same operations behind the policy: each asks its row before it does anything, whichever door it was called through. */
export function guardOperations(
  operations: ManagerOperations,
  judge: PolicyJudge,
  onCall: (context: CallContext) => void = () => undefined,
): ManagerOperations {
  const guarded = Object.entries(operations).map(([name, implementation]) => {
    const row = policyOfOperation[name as ManagerOperationName];
    const further = furtherRows[name as ManagerOperationName] as ((input: unknown) => PolicyOperation[]) | undefined;
    const behindPolicy: Implementation<never> = async (input, context) => {
      onCall(context);
      const authorise = judge.authoriseFor(context);
      authorise(row);
      for (const other of further?.(input) ?? []) authorise(other);
      return (implementation as Implementation<never>)(input, context);
    };
    return [name, behindPolicy];
  });
  return Object.fromEntries(guarded) as ManagerOperations;
}
