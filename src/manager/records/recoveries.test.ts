import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import type { RecoveredThing } from '../../contract/changes';
import { openRecoveries } from './recoveries';

let dir = '';
const open = () => openRecoveries(join(dir, 'recovery.json'), silentLogger);
const thing = (target: string): RecoveredThing => ({ what: 'taken-back', ui_id: target, kind: 'install', target });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'recoveries-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('what was put right after an end in the middle of work', () => {
  it('is still told by the runs after it', async () => {
    const first = await open();
    expect(first.read()).toEqual({ at: null, things: [] });
    first.note(thing('one'));
    first.note(thing('two'));
    await first.settled();
    const report = first.read();
    expect(report).toEqual({ at: expect.stringMatching(/Z$/), things: [thing('one'), thing('two')] });
    expect((await open()).read()).toEqual(report);
  });

  it('takes the place of what an earlier run had to put right', async () => {
    const first = await open();
    first.note(thing('old'));
    await first.settled();
    const second = await open();
    second.note(thing('new'));
    await second.settled();
    expect((await open()).read().things).toEqual([thing('new')]);
  });

  it('is nothing where its file cannot be read, and keeps nobody from opening the folder', async () => {
    await writeFile(join(dir, 'recovery.json'), '{"at": 5');
    expect((await open()).read()).toEqual({ at: null, things: [] });
  });
});
