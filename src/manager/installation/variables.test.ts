import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { redactSecrets } from '../../base/log';
import { openVariables } from './variables';

let folder = '';
const file = () => join(folder, 'variables.json');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'variables-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps variables for the account alone, changes one in any case of its name, and tells no secret', async () => {
  const variables = await openVariables(file());
  await variables.set('HF_HOME', '/models/hub');
  await variables.set('hf_home', '/other/hub');
  await variables.set('HF_TOKEN', 'hf_abcdefgh12345678');
  await variables.set('MIRROR', 'https://me:pass@mirror.example/simple');
  expect((await stat(file())).mode & 0o077).toBe(process.platform === 'win32' ? (await stat(file())).mode & 0o077 : 0);
  const again = await openVariables(file());
  expect(again.list().variables).toEqual([
    { name: 'hf_home', value: '/other/hub', isSecret: false },
    { name: 'HF_TOKEN', value: null, isSecret: true },
    { name: 'MIRROR', value: null, isSecret: true },
  ]);
  expect(again.current()).toMatchObject({ HF_TOKEN: 'hf_abcdefgh12345678' });
  expect(again.shareable()).toEqual({ hf_home: '/other/hub' });
  expect(redactSecrets('said hf_abcdefgh12345678 aloud')).toBe('said *** aloud');
  await again.remove('HF_TOKEN');
  await variables.remove('HF_TOKEN');
  expect(redactSecrets('said hf_abcdefgh12345678 aloud')).toBe('said hf_abcdefgh12345678 aloud');
  await expect(again.remove('HF_TOKEN')).rejects.toMatchObject({ code: 'variable-not-found' });
  variables.close();
  again.close();
});

it.each([
  ['PATH', '/x', 'variable-refused'],
  ['pythonpath', '/x', 'variable-refused'],
  ['LD_PRELOAD', '/x.so', 'variable-refused'],
  ['DYLD_INSERT_LIBRARIES', '/x', 'variable-refused'],
  ['COMFYUI_PATH', '/x', 'variable-refused'],
  ['PIP_INDEX_URL', 'https://x.example', 'variable-refused'],
  ['1ST', 'x', 'invalid-input'],
  ['A=B', 'x', 'invalid-input'],
  ['LINES', 'a\nb', 'invalid-input'],
])('refuses %s, and keeps nothing of it', async (name, value, code) => {
  const variables = await openVariables(file());
  await expect(variables.set(name, value)).rejects.toMatchObject({ code });
  expect(variables.current()).toEqual({});
  await expect(readFile(file())).rejects.toMatchObject({ code: 'ENOENT' });
});

it('takes out of its file only what could be set by hand, and of an import only what is listed', async () => {
  await writeFile(file(), JSON.stringify({ LD_PRELOAD: '/x.so', HF_HOME: '/hub' }));
  const variables = await openVariables(file());
  expect(variables.current()).toEqual({ HF_HOME: '/hub' });
  const given = {
    PATH: '/x',
    HF_HOME: '/theirs',
    CUDA_VISIBLE_DEVICES: '1',
    API_KEY: 'abcdef',
    HF_ENDPOINT: 'x',
    PIP_FIND_LINKS: '/y',
  };
  expect(variables.newAmong(given)).toEqual({
    taken: { CUDA_VISIBLE_DEVICES: '1' },
    refused: { PATH: '/x', HF_ENDPOINT: 'x', PIP_FIND_LINKS: '/y' },
  });
  await variables.takeIn(given);
  expect(variables.current()).toEqual({ HF_HOME: '/hub', CUDA_VISIBLE_DEVICES: '1' });
  variables.close();
});
