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
}

/** Nobody was asked. */
export const noConsent: PackageConsent = { planId: null, leaveOut: [], onlyNew: false, keepsPackages: false };
