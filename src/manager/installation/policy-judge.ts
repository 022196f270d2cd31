import { isLoopbackHost } from '../../base/http/target';
import type { AppSettings, ManagerConfig } from '../../contract/settings';
import type { CallContext } from '../../contract/operations';
import type { PolicyPermission, PolicyTable, PolicyVerdict } from '../../contract/policy';
import type { AskingTask, Permissions } from './permissions';
import {
  describePolicy,
  explainPolicy,
  isAlwaysAllowed,
  policyDenied,
  stricterLevel,
  type Authorise,
  type PolicyInputs,
} from './policy';
import type { PolicyOperation } from './policy-table';

/** Who asks, at which stricter level, and the task where it is one. */
export interface Asker extends CallContext {
  task?: AskingTask;
}

/** The policy as it stands: the table, and what the person at this machine allows for now. */
export interface PolicyJudge {
  /** What the policy says of a row to this asker. */
  explain(operation: PolicyOperation, asker: Asker): PolicyVerdict;
  /** Every row at every level. */
  table(): PolicyTable;
  /** The check for one call or task. `note` is told once of each permission that it needed. */
  authoriseFor(asker: Asker, note?: (permission: PolicyPermission) => void): Authorise;
}

/**
 * Judges by the table, and where that refuses by permissions. A permission counts for the person alone: nobody else rides on it, whatever
 * comes in over HTTP meanwhile, and a task stays that of its caller.
 */
export function createPolicyJudge(readInputs: () => PolicyInputs, permissions?: Permissions): PolicyJudge {
  const judge = (operation: PolicyOperation, { caller, strictest, task }: Asker) => {
    const inputs = readInputs();
    const byTable = explainPolicy(operation, { ...inputs, level: stricterLevel(inputs.level, strictest) }, caller);
    const verdict = { ...byTable, permissions: permissions?.list(operation) ?? [] };
    const isHelpless = verdict.allowed || caller !== 'person';
    return { verdict, permission: isHelpless ? null : (permissions?.find(operation, task) ?? null) };
  };
  return {
    explain(operation, asker) {
      const { verdict, permission } = judge(operation, asker);
      return permission === null ? verdict : { ...verdict, allowed: true, rule: describe(permission), remedies: [] };
    },
    table: () => ({ ...describePolicy(readInputs()), permissions: permissions?.list() ?? [] }),
    authoriseFor(asker, note = () => undefined) {
      const noted = new Set<string>();
      return (operation) => {
        // Most calls only read, and the configuration does not decide over those, so not even the times of its file are looked at.
        if (isAlwaysAllowed(operation)) return;
        const { verdict, permission } = judge(operation, asker);
        if (verdict.allowed) return;
        if (permission === null) throw policyDenied(operation, verdict);
        if (!noted.has(permission.id)) note(permission);
        noted.add(permission.id);
      };
    },
  };
}

function describe({ until }: PolicyPermission): string {
  return `The person at this machine allows it in the window, for what is ordered until ${until}.`;
}

/** The listener is this app's own gateway, whatever ComfyUI behind it listens on; that is what the policy's "local" asks about. */
export function policyInputs(config: ManagerConfig, settings: AppSettings): PolicyInputs {
  const isLoopback = isLoopbackHost(settings['gateway.host']);
  return { level: config.security_level, networkMode: config.network_mode, isLoopback, flags: config };
}
