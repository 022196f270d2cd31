import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import type { InstallationRow } from '../../src/contract/installation';
import { describeDoing } from './installation-words';

// Names the sentence and its number instead of saying it: which words it has is the text file's business.
const t = ((key: string, values?: { count: number }) =>
  [key, values?.count].filter((part) => part !== undefined).join(' ')) as unknown as TFunction;

const closed: InstallationRow = {
  ...{ folder: '/a/ComfyUI', name: 'ComfyUI', kind: 'git', version: null, apiPort: null },
  ...{ isOpen: false, isShown: false, isDemo: false, isMissing: false, comfy: null, running: 0, pending: 0 },
};
const open: InstallationRow = { ...closed, isOpen: true, comfy: 'running' };

it.each<[string, InstallationRow, string]>([
  ['is closed', closed, 'installations.notOpen'],
  ['is gone', { ...closed, isMissing: true }, 'installations.missing'],
  ['rests', open, 'comfy.states.running'],
  ['works', { ...open, running: 1, pending: 2 }, 'comfy.states.running · installations.tasks 3'],
  ['has not said yet how its ComfyUI is', { ...open, comfy: null, pending: 1 }, 'installations.tasks 1'],
  ['lost its folder while it is open', { ...open, isMissing: true }, 'comfy.states.running'],
])('says what an installation does that %s', (_what, row, words) => {
  expect(describeDoing(row, t)).toBe(words);
});
