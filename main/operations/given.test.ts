import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmitter } from '../../src/base/async/emitter';
import { onlyWhere } from '../../src/base/testing/only-where';
import type { AppEvent } from '../../src/contract/events';
import { createGiven, readLink } from './given';

const scheme = 'comfyui-manager-desktop:';

describe('a link into the app', () => {
  it.each([
    [`${scheme}//pack/some-pack`, 'some-pack'],
    [`${scheme}//pack/Some_Pack.2/`, 'Some_Pack.2'],
    [`ComfyUI-Manager-Desktop://pack/x`, 'x'],
  ])('%s shows a pack', (link, id) => {
    expect(readLink(link)).toEqual({ kind: 'pack', id });
  });

  it.each([
    ['https://example.org/a%20b.json', 'https://example.org/a%20b.json'],
    [encodeURIComponent('https://example.org/a.json?x=1&y=2'), 'https://example.org/a.json?x=1&y=2'],
    // What looks like a name of others is shown as it is asked for.
    [encodeURIComponent('https://exаmple.org/a.json'), 'https://xn--exmple-4nf.org/a.json'],
  ])('to a workflow at %s asks for %s', (encoded, url) => {
    expect(readLink(`${scheme}//workflow?url=${encoded}`)).toEqual({ kind: 'workflow', url });
    expect(readLink(`${scheme}//workflow/?url=${encoded}`)).toEqual({ kind: 'workflow', url });
  });

  it.each([
    ...['', 'file:///etc/passwd', 'javascript:alert(1)', 'data:application/json,{}', '//example.org/a.json', 'a.json'],
    ...['https://user:secret@example.org/a', 'https://user@example.org/a', 'https://', '%', '%E0%A4%A'],
    ...[encodeURIComponent('https://example.org/a\u202ejson'), encodeURIComponent('https://example.org/\na')],
    ...['https://example.org/a&then=install', 'https://example.org/a#x', 'https://example.org/a b'],
    ...[encodeURIComponent('https:\\\\example.org'), `https://example.org/${'a'.repeat(2000)}`, 'ftp://example.org/a'],
  ])('to a workflow at %j is refused', (encoded) => {
    expect(() => readLink(`${scheme}//workflow?url=${encoded}`)).toThrow('This link leads to nothing in this app');
  });

  it.each([
    ...[
      `${scheme}//pack/`,
      `${scheme}//pack/..`,
      `${scheme}//pack/a/b`,
      `${scheme}//pack/%2e%2e`,
      `${scheme}//pack/a?install=1`,
    ],
    ...[`${scheme}//pack/a#b`, `${scheme}//install/a`, `${scheme}pack/a`, `${scheme}//pack/-x`, `${scheme}//pack/a b`],
    ...[`${scheme}//pack/${'a'.repeat(101)}`, `${scheme}//pack/a\n`, `${scheme}//user@pack/a`, `https://pack/a`, ''],
  ])('%j is refused', (link) => {
    expect(() => readLink(link)).toThrow('This link leads to nothing in this app, so nothing was done');
  });

  it('that is refused is told without what could mislead', () => {
    expect(() => readLink(`${scheme}//\u202egnp.exe ${'x'.repeat(500)}`)).toThrow(
      /nothing was done: comfyui-manager-desktop:\/\/\?gnp\.exe\?x{65}…$/u,
    );
  });
});

describe('what was handed over', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'given '));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const make = () => {
    const events = createEmitter<AppEvent>();
    const received: string[] = [];
    events.on(({ name }) => received.push(name));
    const given = createGiven(events);
    const take = () => given.operations['desktop.takeGiven']({}, { caller: 'person' });
    return { given, received, take };
  };

  it('is taken once, in its order', async () => {
    const { given, received, take } = make();
    await writeFile(join(folder, 'a.json'), '{"a": 1}');
    given.offer([join(folder, 'a.json'), `${scheme}//pack/x`]);
    expect(received).toEqual(['cmd-given']);
    expect(await take()).toEqual({ given: { kind: 'file', name: 'a.json', text: '{"a": 1}' } });
    expect(await take()).toEqual({ given: { kind: 'pack', id: 'x' } });
    expect(await take()).toEqual({ given: null });
  });

  it('and cannot be used is told, and does not stand in the way of the next', async () => {
    const { given, take } = make();
    given.offer([join(folder, 'gone.json'), folder, `${scheme}//install/x`, `${scheme}//pack/x`]);
    await expect(take()).rejects.toThrow('gone.json cannot be read');
    await expect(take()).rejects.toThrow('cannot be read');
    await expect(take()).rejects.toThrow('This link leads to nothing');
    expect(await take()).toEqual({ given: { kind: 'pack', id: 'x' } });
  });

  it(
    'and is a pipe is told, and nobody waits for what comes out of it',
    onlyWhere(process.platform !== 'win32', 'Windows has no pipes among files'),
    async () => {
      const { given, take } = make();
      execFileSync('mkfifo', [join(folder, 'pipe.json')]);
      given.offer([join(folder, 'pipe.json')]);
      await expect(take()).rejects.toThrow('pipe.json cannot be read: it is no file.');
    },
  );

  it('waits without end in no number', async () => {
    const { given, take } = make();
    for (let times = 0; times < 3; times += 1) given.offer(Array<string>(15).fill(`${scheme}//pack/x`));
    let taken = 0;
    while ((await take()).given !== null) taken += 1;
    expect(taken).toBe(20);
  });

  it('of nothing is not told', () => {
    const { given, received } = make();
    given.offer([]);
    expect(received).toEqual([]);
  });
});
