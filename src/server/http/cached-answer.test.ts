import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { msg } from '../../contract/text/message';
import { answerCached, spareKnown } from './cached-answer';
import { whenEnded } from '../../manager/testing/used-installation';
import { disableTask, installTask, openDoor, type Door } from '../testing/door';

describe('answerCached', () => {
  it('writes an object once for as long as it lives', () => {
    const toJson = vi.fn(() => 'x');
    const value = { row: { toJSON: toJson } };
    const [first, second] = [answerCached(value), answerCached(value)];
    expect(toJson).toHaveBeenCalledOnce();
    expect(second.body).toBe(first.body);
    const equal = answerCached({ row: 'x' });
    expect(equal.headers.etag).toBe(first.headers.etag);
    expect(equal.body).not.toBe(first.body);
  });

  it('spells sentences out, as every answer does', () => {
    expect(String(answerCached({ notice: msg`There is no list of ${'x'}.` }).body)).toBe(
      '{"notice":"There is no list of x."}',
    );
  });
});

describe('spareKnown', () => {
  it.each([
    ['the tag', (tag: string) => tag, 304],
    ['the weak form of the tag', (tag: string) => `W/${tag}`, 304],
    ['the tag among others', (tag: string) => `"old" , ${tag}`, 304],
    ['any tag', () => '*', 304],
    ['another tag', () => '"old"', 200],
    ['half of the tag', (tag: string) => tag.slice(0, -2), 200],
    ['nothing', () => undefined, 200],
  ])('knows %s', (_name, compose, status) => {
    const answer = answerCached({ a: 1 });
    const spared = spareKnown(answer, compose(answer.headers.etag ?? ''));
    expect(spared.status).toBe(status);
    expect(spared.body).toEqual(status === 304 ? '' : answer.body);
  });
});

describe('over HTTP', () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor();
  });
  afterEach(async () => {
    await door.server.close();
  });

  const tagged = ['/v2/customnode/getmappings', '/v2/customnode/installed', '/v2/snapshot/get_current', '/v2/docs'];

  it.each(tagged)('%s is sent once to who keeps it', async (path) => {
    const first = await door.ask('GET', path);
    expect(first).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } });
    const headers = { 'if-none-match': String(first.headers.etag) };
    for (const method of ['GET', 'HEAD']) {
      const again = await door.ask(method, `/api${path}`, { headers });
      expect(again).toMatchObject({ status: 304, body: '', headers: { etag: first.headers.etag } });
      expect(again.headers['content-type']).toBeUndefined();
    }
    const other = await door.ask('GET', path, { headers: { 'if-none-match': '"other"' } });
    expect(other).toMatchObject({ status: 200, body: first.body });
  });

  it('what changed is sent again', async () => {
    const path = '/v2/customnode/installed';
    const before = await door.ask('GET', path);
    const ended = whenEnded(door.core, 'one');
    await door.post('/v2/manager/queue/task', disableTask('one'));
    await door.ask('POST', '/v2/manager/queue/start');
    await ended;
    const after = await door.ask('GET', path, { headers: { 'if-none-match': String(before.headers.etag) } });
    expect(after.status).toBe(200);
    expect(JSON.parse(after.body)).toMatchObject({ 'seed-pack': { enabled: false } });
    expect(after.headers.etag).not.toBe(before.headers.etag);
  });

  it('a change is never taken for known', async () => {
    const headers = { 'if-none-match': '*' };
    for (const method of ['GET', 'POST']) {
      await door.post('/v2/manager/queue/task', installTask('one'));
      expect(await door.ask(method, '/v2/manager/queue/reset', { headers })).toMatchObject({ status: 200 });
      expect(await door.core.pending()).toEqual([]);
    }
  });
});
