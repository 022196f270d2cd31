import type { AppSettings, RequirementPolicy } from '../../../contract/settings';

/** What a person has agreed to for the packages of one task. */
export interface PackageConsent {
  /** The plan that was shown: the task makes exactly its changes or stops. */
  planId: string | null;
  /** Requirement lines of the pack that are not to be installed. */
  leaveOut: readonly string[];
  /** Packages may come, and none may move. */
  onlyNew: boolean;
  /** What an install.py changes of torch, CUDA, numpy or of what others need is put back, and the pack stays. */
  keepsPackages: boolean;
  /** Optional groups of the pack that are chosen with it, as PEP 685 compares names; null: what was chosen before stays. */
  groups: readonly string[] | null;
  /** In place of the setting; null: the setting counts. */
  policy: RequirementPolicy | null;
}

/** Nobody was asked, and the settings count. */
export const noConsent: PackageConsent = {
  planId: null,
  leaveOut: [],
  onlyNew: false,
  keepsPackages: false,
  groups: null,
  policy: null,
};

/** What brings back what was, and ComfyUI with what its version names, is done as it is asked. */
export const asAsked: PackageConsent = { ...noConsent, policy: 'as-asked' };

/** The requirement policy that counts for a task. Pure. */
export function policyOf({ policy }: PackageConsent, settings: AppSettings): RequirementPolicy {
  return policy ?? settings['python.requirementPolicy'];
}
