import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { OperationsOf } from '../../contract/operations';
import type { Permissions } from '../installation/permissions';
import type { PolicyJudge } from '../installation/policy-judge';
import { findPolicyRow, listPolicyNames } from './guard';
import type { PolicyOperation } from '../installation/policy-table';

/** Throws `invalid-input`, whose details list what is known. */
function requireRow(name: string): PolicyOperation {
  const row = findPolicyRow(name);
  if (row !== null) return row;
  throw new AppError('invalid-input', msg`The policy has no row "${name}".`, {
    remedy: msg`Ask for a row of the policy, e.g. install-registry, for an operation, e.g. comfyui.reboot, or for the end of a path, e.g. reboot.`,
    details: { known: listPolicyNames() },
  });
}

/** What is asked of the policy, and what the person in the window allows. */
export function createPolicyOperations(judge: PolicyJudge, permissions: Permissions): OperationsOf<'policy'> {
  return {
    'policy.explain': async ({ operation }, context) => judge.explain(requireRow(operation), context),
    'policy.table': () => Promise.resolve(judge.table()),
    'policy.allow': async ({ operation, ...request }, { caller }) => {
      // No route of HTTP leads here. If one ever did, whoever called it could allow itself everything.
      if (caller !== 'person') {
        throw new AppError('not-trusted', msg`Permissions are given only in the window of this app.`, {
          remedy: msg`Ask for it there.`,
        });
      }
      return permissions.give({ operation: requireRow(operation), ...request });
    },
    'policy.revoke': async ({ id }) => {
      permissions.revoke(id);
      return {};
    },
  };
}
