import type { TFunction } from 'i18next';

/** The steps of a task as the core names them, and the sentence for each. Both doors hear the core's own English words. */
export const phaseKeys = {
  Resolving: 'resolving',
  Cloning: 'cloning',
  Fetching: 'fetching',
  Downloading: 'downloading',
  Unpacking: 'unpacking',
  Checking: 'checking',
  Preparing: 'preparing',
  'Checking packages': 'checkingPackages',
  'Checking requirements': 'checkingRequirements',
  'Installing requirements': 'requirements',
  'Putting in place': 'placing',
  'Running install.py': 'script',
  Verifying: 'verifying',
  Listing: 'listing',
  Removing: 'removing',
  Enabling: 'enabling',
  Disabling: 'disabling',
  'Checking out': 'checkingOut',
  'Going back': 'goingBack',
  Undoing: 'undoing',
  'Putting packages back': 'puttingBack',
  'Repairing packages': 'repairing',
  'Restoring ComfyUI': 'restoringComfyui',
  'Restoring packs': 'restoringPacks',
  'Restoring Python packages': 'restoringPython',
} as const;

const known = new Map<string, (typeof phaseKeys)[keyof typeof phaseKeys]>(Object.entries(phaseKeys));

/** The step that a task is at, in the language of the window; a step that is not known here as the core says it. */
export function sayPhase(t: TFunction, phase: string | undefined): string {
  if (phase === undefined) return t('states.starting');
  const key = known.get(phase);
  return key === undefined ? phase : t(`phases.${key}`);
}
