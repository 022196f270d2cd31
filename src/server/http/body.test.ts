import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installTask, openDoor, type Door } from '../testing/door';
import { expectError } from '../testing/expect-error';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(async () => {
  await door.server.close();
});

const task = '/v2/manager/queue/task';
const jsonType = { 'content-type': 'application/json' };

describe('bodies', () => {
  it.each<[string, string | Buffer]>([
    ['malformed', '{"ui_id": '],
    ['two documents', '{}{}'],
    ['a list', '[]'],
    ['a number', '1'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['empty', ''],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a deep nest', '['.repeat(500_000)],
    ['a closed deep nest', `{"params":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['an unknown kind', JSON.stringify({ ...installTask('x'), kind: 'explode' })],
    ['params of another kind', JSON.stringify({ ...installTask('x'), params: { node_name: 'x' } })],
    ['a path as name', JSON.stringify(installTask('x', '../../etc'))],
    ['an absolute path as name', JSON.stringify(installTask('x', '/etc/passwd'))],
    ['a NUL in a name', JSON.stringify(installTask('x', 'a\u0000b'))],
    ['an empty ui_id', JSON.stringify(installTask(''))],
    ['a number as ui_id', JSON.stringify({ ...installTask('x'), ui_id: 5 })],
  ])('that are %s are refused with 400 and change nothing', async (_name, body) => {
    expectError(await door.ask('POST', task, { headers: jsonType, body }), 400, 'invalid-input');
    expect(await door.core.pending()).toEqual([]);
  });

  it('name every wrong field', async () => {
    const body = expectError(await door.post(task, { ui_id: 1, kind: 'install', params: {} }), 400, 'invalid-input');
    const paths = JSON.stringify(body.details);
    for (const field of ['ui_id', 'client_id', 'params.id']) expect(paths).toContain(`"${field}"`);
  });

  it('of a duplicate id are refused with 400', async () => {
    await door.post(task, installTask('same'));
    expectError(await door.post(task, installTask('same')), 400, 'duplicate-task');
  });

  it('are taken without a content type and with a byte order mark', async () => {
    expect(await door.ask('POST', task, { body: JSON.stringify(installTask('a')) })).toMatchObject({ status: 200 });
    const marked = `\uFEFF${JSON.stringify(installTask('b'))}`;
    expect(await door.ask('POST', task, { headers: jsonType, body: marked })).toMatchObject({ status: 200 });
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=b',
    'text/plain',
    'application/xml',
    '/',
    'json',
  ])('of type %s are refused', async (type) => {
    const headers = { 'content-type': type };
    expectError(await door.ask('POST', task, { headers, body: '{}' }), 415, 'content-type-refused');
  });

  it('of a form are refused where there is no body, by GET too', async () => {
    await door.post(task, installTask('kept'));
    const headers = { 'content-type': 'text/plain' };
    expectError(await door.ask('POST', '/v2/manager/queue/reset', { headers }), 415, 'content-type-refused');
    expectError(await door.ask('GET', '/v2/manager/queue/reset', { headers }), 415, 'content-type-refused');
    expect(await door.core.pending()).toHaveLength(1);
  });

  it('that are compressed are refused', async () => {
    const headers = { ...jsonType, 'content-encoding': 'gzip' };
    expectError(await door.ask('POST', task, { headers, body: '{}' }), 415, 'content-type-refused');
  });

  it.each<Record<string, string>>([{}, { 'transfer-encoding': 'chunked' }])(
    'of 8 MiB are refused with 413 (%o)',
    async (extra) => {
      const body = Buffer.alloc(8 * 1024 * 1024, 32);
      expectError(await door.ask('POST', task, { headers: { ...jsonType, ...extra }, body }), 413, 'body-too-large');
    },
  );

  it('of exactly 1 MiB are read, one byte more is not', async () => {
    const body = (size: number) => {
      const text = JSON.stringify(installTask('big'));
      return `${text}${' '.repeat(size - text.length)}`;
    };
    expect(await door.ask('POST', task, { headers: jsonType, body: body(1024 * 1024) })).toMatchObject({ status: 200 });
    const reply = await door.ask('POST', task, { headers: jsonType, body: body(1024 * 1024 + 1) });
    expectError(reply, 413, 'body-too-large');
  });
});
