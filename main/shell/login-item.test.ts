import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAutostartItem, verified } from './login-item';

let root = '';
let folder = '';
const program = process.execPath;

const create = (words = { program, args: ['--hidden'] }) =>
  verified(createAutostartItem(folder, { name: 'App', comment: () => 'Starts', command: words }));
const entry = () => join(folder, 'comfyui-manager-desktop.desktop');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cmd-login-'));
  folder = join(root, 'config', 'autostart');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the autostart entry of the app', () => {
  it('is not there at first, appears, and goes again', async () => {
    const item = create();
    expect(await item.isOn()).toBe(false);
    await item.turn(true);
    expect(await item.isOn()).toBe(true);
    expect(await readFile(entry(), 'utf8')).toContain(`Exec=${program} --hidden`);
    await item.turn(false);
    await item.turn(false);
    expect(await item.isOn()).toBe(false);
  });

  it('is off when the desktop switched it off, and on again after it was asked for', async () => {
    const item = create();
    await item.turn(true);
    await writeFile(entry(), `${await readFile(entry(), 'utf8')}Hidden=true\n`);
    expect(await item.isOn()).toBe(false);
    await item.turn(true);
    expect(await item.isOn()).toBe(true);
  });

  it('does not count while its program is gone', async () => {
    await create().turn(true);
    const moved = create({ program: join(root, 'gone'), args: [] });
    await expect(moved.turn(true)).rejects.toMatchObject({ code: 'preference-refused' });
    expect(await create().isOn()).toBe(false);
  });

  it('says why when it cannot be written', async () => {
    await mkdir(join(root, 'config'));
    await writeFile(folder, 'a file where the folder should be');
    await expect(create().turn(true)).rejects.toMatchObject({ code: 'preference-refused' });
  });

  it('removes the entry itself when it is a link', async () => {
    await mkdir(folder, { recursive: true });
    const target = join(root, 'target');
    await writeFile(target, 'kept');
    await symlink(target, entry());
    await create().turn(false);
    expect(await readFile(target, 'utf8')).toBe('kept');
  });
});
