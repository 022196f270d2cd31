import { closeSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onlyWhere } from '../testing/only-where';
import { appendLine, openToAppend, rotateFile } from './files';
import { openLineFile } from './lines/line-file';
import { makePrivate } from './private-folder';
import { openRotatingFile } from './lines/rotating-file';

const posix = onlyWhere(process.platform !== 'win32', 'Windows knows no such rights');
let root = '';
const at = (...names: string[]) => join(root, ...names);
const modeOf = async (...names: string[]) => ((await stat(at(...names))).mode & 0o777).toString(8);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'private-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('what a person does and what programs print', posix, () => {
  it('is written for this account alone: lines, appended lines and logs, in a folder that nobody else enters', async () => {
    const lines = openLineFile(at('history.jsonl'));
    lines.append('1');
    lines.replace(['2']);
    lines.close();
    await appendLine(at('task.log'), 'one');
    const rotating = openRotatingFile(at('logs', 'comfyui.log'), { maxBytes: 10, keep: 2 });
    for (const text of ['eight by', 'te lines']) rotating.write(text);
    await rotating.close();
    rotateFile(at('app', 'main.log'), { maxBytes: 10, keep: 2 });
    closeSync(openToAppend(at('app', 'main.log')) ?? -1);
    const files = ['history.jsonl', 'task.log', 'logs/comfyui.log', 'app/main.log'];
    for (const file of files) expect(await modeOf(file), file).toBe('600');
    for (const folder of ['logs', 'app']) expect(await modeOf(folder), folder).toBe('700');
  });

  it('is narrowed where it is there already, and nothing below it or at the end of a link is touched', async () => {
    await mkdir(at('logs', 'inner'), { recursive: true });
    for (const name of ['elsewhere', 'history.jsonl', 'logs/old.log', 'logs/inner/file'])
      await writeFile(at(name), '', { mode: 0o644 });
    await symlink(at('elsewhere'), at('logs', 'link'));
    for (const folder of ['logs', 'logs/inner']) await chmod(at(folder), 0o755);
    makePrivate(at('logs'));
    makePrivate(at('nowhere'));
    openLineFile(at('history.jsonl')).close();
    const modes = { logs: '700', 'logs/old.log': '600', 'history.jsonl': '600' };
    for (const [name, mode] of Object.entries({
      ...modes,
      'logs/inner': '755',
      'logs/inner/file': '644',
      elsewhere: '644',
    }))
      expect(await modeOf(name), name).toBe(mode);
  });
});
