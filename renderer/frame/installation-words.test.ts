import { beforeAll, expect, it } from 'vitest';
import type { InstallationRow } from '../../src/contract/installation';
import { speakEnglish } from '../texts/testing/speak-english';
import { describeDoing } from './installation-words';

beforeAll(speakEnglish);

const closed: InstallationRow = {
  ...{ folder: '/a/ComfyUI', name: 'ComfyUI', kind: 'git', version: null, apiPort: null },
  ...{ isOpen: false, isShown: false, isDemo: false, isMissing: false, comfy: null, running: 0, pending: 0 },
};
const open: InstallationRow = { ...closed, isOpen: true, comfy: 'running' };

it.each<[string, InstallationRow, string]>([
  ['is closed', closed, 'Not open'],
  ['is gone', { ...closed, isMissing: true }, 'Folder is gone'],
  ['rests', open, 'Running'],
  ['works', { ...open, running: 1, pending: 2 }, 'Running · 3 tasks'],
  ['has not said yet how its ComfyUI is', { ...open, comfy: null, pending: 1 }, '1 task'],
  ['cannot be reached', { ...open, connection: { state: 'broken', since: '' } }, 'Connection is broken'],
  ['is reached again', { ...open, connection: { state: 'connected', since: '' } }, 'Running'],
  ['lost its folder while it is open', { ...open, isMissing: true }, 'Running'],
])('says what an installation does that %s', (_what, row, words) => {
  expect(describeDoing(row)).toBe(words);
});
