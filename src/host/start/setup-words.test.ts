import { expect, it } from 'vitest';
import type { SetupStep } from '../../contract/operations/setup';
import { describeSetup } from './setup-words';

const step = (name: SetupStep['name'], part: Partial<SetupStep>): SetupStep => ({
  ...{ name, state: 'waiting', message: '', fraction: null, bytesDone: 0, bytesTotal: 0, seconds: 0, ...part },
});

it('tells each step once when it begins and ends, and its share in quarters', () => {
  const before = [step('clone', {}), step('torch', {})];
  const begun = [step('clone', { state: 'running', fraction: 0.1 }), step('torch', {})];
  expect(describeSetup(before, begun)).toEqual(['install 1/2 Cloning ComfyUI']);
  expect(describeSetup(begun, begun)).toEqual([]);
  const half = [step('clone', { state: 'running', fraction: 0.5 }), step('torch', {})];
  expect(describeSetup(begun, half)).toEqual(['install 1/2 Cloning ComfyUI: 50 %']);
  const next = [step('clone', { state: 'done', seconds: 12.4 }), step('torch', { state: 'failed' })];
  expect(describeSetup(half, next)).toEqual([
    'install 1/2 Cloning ComfyUI: done in 12 s',
    'install 2/2 Installing PyTorch: failed',
  ]);
});
