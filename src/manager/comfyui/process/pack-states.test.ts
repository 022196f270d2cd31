import { describe, expect, it } from 'vitest';
import { judgePack, judgeRemoved, type PackOnDisk, type PackRun } from './pack-states';

const pack = (change: Partial<PackOnDisk> = {}): PackOnDisk => ({
  ...{ name: 'pack', enabled: true, version: '1.0.0', identity: 'first' },
  ...change,
});
const run = (change: Partial<PackRun> = {}): PackRun => ({
  ...{ isLiving: true, isThrough: true, packs: new Map([['pack', pack()]]), only: null },
  ...{ tried: new Set(['pack']), failures: new Map<string, string>() },
  ...change,
});
const broken = run({ failures: new Map([['pack', "ModuleNotFoundError: No module named 'x'"]]) });

describe('what a pack is to ComfyUI', () => {
  it('is loaded when the process has imported it as it is on disk, also after that process has ended', () => {
    expect(judgePack(pack(), run())).toEqual({ state: 'loaded', reason: null, runningVersion: '1.0.0' });
    expect(judgePack(pack(), run({ isLiving: false }))).toEqual({
      ...{ state: 'loaded', reason: null, runningVersion: null },
    });
  });

  it('did not load, with the reason, whatever it was before', () => {
    expect(judgePack(pack(), broken)).toEqual({
      ...{ state: 'did-not-load', runningVersion: null },
      reason: "ComfyUI could not import it: ModuleNotFoundError: No module named 'x'.",
      failure: "ModuleNotFoundError: No module named 'x'",
    });
  });

  it.each<[string, { now: PackOnDisk; process: PackRun; runningVersion: string | null }]>([
    ['was not there', { now: pack(), process: run({ packs: new Map() }), runningVersion: null }],
    ['was updated', { now: pack({ version: '1.1.0', identity: 'second' }), process: run(), runningVersion: '1.0.0' }],
    ['got the same version anew', { now: pack({ identity: 'second' }), process: run(), runningVersion: '1.0.0' }],
    [
      'was moved by hand to another commit',
      { now: pack({ version: 'b'.repeat(40) }), process: run(), runningVersion: '1.0.0' },
    ],
    [
      'was mended after its import had failed',
      { now: pack({ identity: 'second' }), process: broken, runningVersion: null },
    ],
    ['was disabled', { now: pack({ enabled: false }), process: run(), runningVersion: '1.0.0' }],
  ])('waits for a restart when it %s since the process started', (_what, { now, process, runningVersion }) => {
    expect(judgePack(now, process)).toEqual({
      ...{ state: 'waits-for-restart', runningVersion },
      reason: expect.stringMatching(/start/),
    });
  });

  it('is left out of a start with other packs, whatever became of it since, and waits for nothing', () => {
    const lean = run({ only: new Set(['other']), tried: new Set(['other']) });
    for (const now of [pack(), pack({ identity: 'second' })])
      expect(judgePack(now, lean)).toEqual({
        ...{ state: 'left-out', runningVersion: null, reason: 'ComfyUI was started without it.' },
      });
    // Once that process has ended nobody knows more of it than before.
    expect(judgePack(pack(), { ...lean, isLiving: false }).state).toBe('not-run');
    expect(judgePack(pack(), run({ only: new Set(['other']), packs: new Map(), tried: new Set() })).state).toBe(
      'left-out',
    );
    expect(judgePack(pack(), run({ only: new Set(['pack']) })).state).toBe('loaded');
  });

  it('is as before when it was disabled and enabled again', () => {
    expect(judgePack(pack(), run()).state).toBe('loaded');
  });

  it('is disabled when no process has it', () => {
    const off = pack({ enabled: false });
    for (const process of [null, broken, run({ isLiving: false }), run({ packs: new Map() })]) {
      expect(judgePack(off, process)).toEqual({ state: 'disabled', reason: null, runningVersion: null });
    }
  });

  it('is never called loaded without a start that says so', () => {
    expect(judgePack(pack(), null)).toMatchObject({
      state: 'not-run',
      reason: expect.stringContaining('nobody knows'),
    });
    const begun = run({ tried: new Set(), isThrough: false });
    expect(judgePack(pack(), begun)).toMatchObject({
      state: 'not-run',
      reason: expect.stringContaining('not come to it'),
    });
    expect(judgePack(pack(), run({ tried: new Set() }))).toMatchObject({
      ...{ state: 'left-out', reason: 'ComfyUI was started without it.' },
    });
    expect(judgePack(pack(), null, new Map([['pack', 'SyntaxError: it']]))).toMatchObject({ state: 'did-not-load' });
  });

  it('waits for a restart when it was removed and the process has it', () => {
    const gone = [...judgeRemoved([], run())];
    expect(gone).toEqual([
      ['pack', { state: 'waits-for-restart', reason: expect.stringContaining('removed'), runningVersion: '1.0.0' }],
    ]);
    for (const process of [null, broken, run({ isLiving: false })]) expect(judgeRemoved([], process).size).toBe(0);
    expect(judgeRemoved([pack({ enabled: false })], run()).size).toBe(0);
  });
});
