import { beforeAll, describe, expect, it } from 'vitest';
import type { RestartChange, RestartOutcome } from '../../../src/contract/comfyui/restart';
import { speakEnglish } from '../../texts/testing/speak-english';
import { nameChange, versionsOf, wordChange, wordReport } from './restart';

const change = (more: Partial<RestartChange> = {}): RestartChange => ({
  ...{ subject: 'pack', name: 'one', action: 'switch', from: '1.0.0', to: '1.1.0' },
  ...more,
});
const outcome = (name: string, how: RestartOutcome['outcome'], more: Partial<RestartChange> = {}): RestartOutcome => ({
  ...{ ...change({ name, ...more }), outcome: how, reason: null },
});

beforeAll(speakEnglish);

describe('what waits for a restart, in words', () => {
  it('is called by the title of the pack', () => {
    const findPack = (name: string) =>
      name === 'one' ? ({ title: 'The One' } as ReturnType<Parameters<typeof nameChange>[1]>) : undefined;
    expect(nameChange(change(), findPack)).toBe('The One');
    expect(nameChange(change({ name: 'other' }), findPack)).toBe('other');
    expect(nameChange(change({ subject: 'python' }), findPack)).toBe('one');
  });

  it('has both versions where one became another, and the one there is otherwise', () => {
    expect(versionsOf(change())).toEqual(['1.0.0', '1.1.0']);
    expect(versionsOf(change({ action: 'add', from: null }))).toEqual(['1.1.0']);
    expect(versionsOf(change({ action: 'remove', to: null }))).toEqual(['1.0.0']);
    expect(versionsOf(change({ to: '1.0.0' }))).toEqual(['1.0.0']);
    expect(versionsOf(change({ from: 'a'.repeat(40), to: 'b'.repeat(40) }))).toEqual(['aaaaaaa', 'bbbbbbb']);
    expect([wordChange(change()), wordChange(change({ to: '1.0.0' }))]).toEqual(['switch', 'change']);
  });
});

describe('what a restart brought, in one line', () => {
  it('counts packs by what became of them', () => {
    const word = (...outcomes: RestartOutcome[]) => wordReport({ startedAt: '', outcomes });
    expect(word(outcome('a', 'loaded'), outcome('b', 'loaded'), outcome('c', 'failed'))).toBe(
      '2 loaded, 1 did not load',
    );
    expect(word(outcome('a', 'out'))).toBe('1 unloaded');
    const comfy = outcome('ComfyUI', 'loaded', { subject: 'comfyui', to: '0.3.62' });
    expect(word(comfy, outcome('a', 'loaded'))).toBe('1 loaded, ComfyUI is 0.3.62 now');
    expect(word(outcome('tinydep', 'loaded', { subject: 'python' }))).toBe('1 Python package changed');
  });
});
