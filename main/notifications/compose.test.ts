import { describe, expect, it } from 'vitest';
import { composeBatchNote, composeCrashNote, composeImportsNote } from './compose';
import { finishedTask } from '../testing/queue-view';
import { doneWithWarnings } from '../../src/contract/tasks/task-outcome';
import { AppError, toWordedBody } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import { loadCoreSentences } from '../texts/core-sentences';
import { createTexts } from '../texts/texts';

const { t } = createTexts();
const compose = (...ended: ReturnType<typeof finishedTask>[]) => composeBatchNote(ended, true, t);

describe('the note of a batch', () => {
  it('names the one thing that was done', () => {
    expect(compose(finishedTask('done', 1, 'my-pack'))).toEqual({
      subject: 'batch',
      title: 'my-pack is disabled',
      body: '',
      request: { place: 'activity', filter: null, taskId: null },
      isBad: false,
      actions: ['show', 'undo'],
    });
  });

  it('counts several, and names three', () => {
    const note = compose(...['a', 'b', 'c', 'd', 'e'].map((name, index) => finishedTask('done', index, name)));
    expect(note?.title).toBe('5 tasks are done');
    expect(note?.body).toBe('a is disabled\nb is disabled\nc is disabled\nand 2 more');
  });

  it('says what was done and lacks something, before what was done well', () => {
    expect(compose(finishedTask('warning', 1, 'a'))).toMatchObject({
      title: 'a is disabled',
      body: 'a lacks something.',
    });
    const note = compose(finishedTask('done', 2, 'a'), finishedTask('warning', 1, 'b'));
    expect(note?.body).toBe('b is disabled: b lacks something.\na is disabled');
    expect(note?.isBad).toBe(false);
  });

  it('says why the one thing failed, in one line, and leads to its log', () => {
    const failed = finishedTask('failed', 1, 'my-pack');
    expect(compose(failed)).toMatchObject({
      title: 'my-pack was not disabled',
      body: 'my-pack is not there',
      request: { place: 'activity', taskId: failed.ui_id },
      isBad: true,
      actions: ['show'],
    });
  });

  it('says in the language of the window that the policy refused it', () => {
    const error = {
      error: 'no',
      message: 'Reinstalling the requirements of a pack is refused.',
      code: 'policy-denied',
    } as const;
    const refused = { ...finishedTask('failed', 1, 'my-pack'), outcome: { status: 'failed', error } as const };
    const german = createTexts();
    german.use('de');
    expect(composeBatchNote([refused], false, german.t)?.body).toBe(
      'Die Sicherheitsrichtlinie erlaubt das nicht. In der App lässt es sich einmal erlauben.',
    );
  });

  it('says why, and what is lacking, in the language of the shell', async () => {
    const [warning, error] = [
      msg`${'torch==2.6.0'} was left out; ${'torch'} ${'2.7.1'} stays.`,
      msg`"${'x'}" is not installed.`,
    ];
    const warned = { ...finishedTask('done', 1, 'x'), outcome: doneWithWarnings(msg`Installed "${'x'}".`, [warning]) };
    const body = toWordedBody(new AppError('pack-not-installed', error));
    const failed = { ...finishedTask('failed', 2, 'x'), outcome: { status: 'failed', error: body } as const };
    const bodies = () => [warned, failed].map((item) => compose(item)?.body);
    await loadCoreSentences('de');
    expect(bodies()).toEqual(['torch==2.6.0 wurde ausgelassen; torch 2.7.1 bleibt.', '„x“ ist nicht installiert.']);
    await loadCoreSentences('zh-CN');
    expect(bodies()[0]).toBe('已略过 torch==2.6.0；保留 torch 2.7.1。');
    await loadCoreSentences('en');
    expect(bodies()).toEqual(['torch==2.6.0 was left out; torch 2.7.1 stays.', '"x" is not installed.']);
  });

  it('puts what failed before what was done', () => {
    const note = compose(finishedTask('done', 2, 'a'), finishedTask('failed', 1, 'b'));
    expect(note?.title).toBe('1 of 2 tasks failed');
    expect(note?.body).toBe('b was not disabled: b is not there');
  });

  it('is none when all of it was cancelled', () => {
    expect(compose(finishedTask('skipped', 1))).toBeNull();
    expect(compose()).toBeNull();
  });

  it('has words for a kind of another version', () => {
    expect(compose({ ...finishedTask('done', 1, 'x'), kind: 'polish' })?.title).toBe('x is done');
  });

  it('offers no undo where there is none', () => {
    expect(composeBatchNote([finishedTask('done', 1)], false, t)?.actions).toEqual(['show']);
  });
});

describe('the note of a crash', () => {
  it('says how it ended, whom its words name, and what was changed before', () => {
    const change = { ui_id: '1', kind: 'install', target: 'my-pack', endedAt: '', snapshot: null };
    const crash = {
      lastLines: [],
      change,
      isChangeSuspected: true,
      memory: null,
      suspects: ['bad-pack'],
      argument: null,
    };
    const note = composeCrashNote({ crash, exit: { code: 3, signal: null } }, t);
    expect(note.title).toBe('ComfyUI crashed');
    expect(note.body.split('\n')).toEqual([
      'It ended with code 3.',
      'Its last lines name bad-pack.',
      'The last change before that: Install my-pack.',
    ]);
    expect(note).toMatchObject({ request: { place: 'comfyui' }, actions: ['show', 'startAgain'], isBad: true });
  });

  it('makes do with nothing', () => {
    expect(composeCrashNote({ crash: null, exit: { code: null, signal: 'SIGKILL' } }, t).body).toBe(
      'The system or something outside ended it, often because memory ran out.',
    );
  });
});

describe('the note of failed imports', () => {
  it('names one in its title, several below it', () => {
    expect(composeImportsNote(['bad'], t)).toMatchObject({ title: 'bad did not import', body: '' });
    expect(composeImportsNote(['a', 'b'], t)).toMatchObject({ title: '2 packs did not import', body: 'a\nb' });
  });
});
