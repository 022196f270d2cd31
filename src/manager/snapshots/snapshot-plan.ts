import type { SnapshotChange } from '../../contract/snapshots';
import { msg } from '../../contract/text/message';
import { planPacks } from './pack-part';
import { planPackages } from './python-part';
import type { Recorded } from './recorded';
import type { SnapshotState } from './state';

/** What a restore does about ComfyUI itself; null when it stands where it was recorded. */
export function planCode(recorded: Recorded, commit: string | null): SnapshotChange | null {
  const wanted = recorded.comfyCommit;
  if (wanted === null || commit?.startsWith(wanted)) return null;
  const states = { subject: 'comfyui', name: 'ComfyUI', from: commit, to: wanted } as const;
  if (commit !== null) return { ...states, action: 'checkout', note: null };
  return {
    ...states,
    action: 'leave',
    note: msg`This ComfyUI is not a git clone, so its version is left as it is.`,
  };
}

const withoutPython: SnapshotChange = {
  ...{ subject: 'python', name: 'Python', action: 'leave', from: null, to: null },
  note: msg`No usable Python was found for this ComfyUI, so its packages are left as they are.`,
};

function comparePython(
  { pips, isOwn }: Recorded,
  installed: SnapshotState['packages'],
  neededOnly: ReadonlySet<string> | null,
): SnapshotChange[] {
  if (pips === null) return [];
  if (installed === null) return [withoutPython];
  return planPackages({ pips, isOwn, installed, neededOnly }).map(({ change }) => change);
}

/** Every difference between a snapshot and what is there, in the order of a restore. Pure. */
export function planSnapshot(
  recorded: Recorded,
  state: SnapshotState,
  neededOnly: ReadonlySet<string> | null,
): SnapshotChange[] {
  const code = planCode(recorded, state.comfyCommit);
  return [
    ...(code === null ? [] : [code]),
    ...planPacks(recorded, state.copies).map(({ change }) => change),
    ...comparePython(recorded, state.packages, neededOnly),
  ];
}
