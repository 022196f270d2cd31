import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '../app';
import { readTree } from '../tree';
import { callByWindow } from '../window-door';

// A folder that somebody else has made: what its links lead to is the person's.
test.use({
  worldOptions: { name: 'attack-folders', pythonTool: 'pip' },
  appFolder: 'none',
  appSettings: { 'trash.days': '0' },
});

const folders = ['staging', 'journal', 'package-journal', 'trash', 'changes', 'kept', 'packages', 'task-logs', 'logs'];
const links = [...folders, 'history.jsonl', 'open-in.json', '../desktop', '../../__manager'];

test('no link in a folder that is opened leads to anything that is then removed or replaced', async ({
  world,
  page,
}) => {
  const person = join(world.root, 'the person');
  await mkdir(join(person, 'desktop', 'staging'), { recursive: true });
  for (const name of ['novel.txt', 'notes.json', 'notes.json.123', 'desktop/staging/x', 'desktop/history.jsonl'])
    await writeFile(join(person, name), 'what the person wrote');
  const before = await readTree(person);
  const desktopDir = join(world.comfyui.userDir, '__manager', 'desktop');
  const open = () => callByWindow(page, 'installation.open', { folder: world.comfyui.path });
  for (const name of links) {
    const link = join(desktopDir, name);
    await rm(link, { recursive: true, force: true });
    await mkdir(dirname(link), { recursive: true });
    const target = name.endsWith('json') || name.endsWith('jsonl') ? join(person, 'novel.txt') : person;
    await symlink(target, link);
    expect(await open(), name).toMatchObject({ ok: false, error: { code: 'path-outside-root' } });
    expect(await readTree(person), name).toEqual(before);
    await rm(link);
  }
  // The control case: with a folder of its own the app does empty it.
  await mkdir(join(desktopDir, 'staging', 'pack-AbCd12'), { recursive: true });
  expect(await open()).toMatchObject({ ok: true });
  expect(await readdir(join(desktopDir, 'staging'))).toEqual([]);
});
