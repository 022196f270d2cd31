import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportFailure } from '../../../contract/comfyui/imports';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { createFailureFinder, createLogReader } from './import-failures';

const root = join('/', 'comfy ünï', 'custom_nodes');

const pack = (name: string, extra: Partial<LocalPack> = {}): LocalPack => ({
  ...{ key: name, name, source: 'git', enabled: true, version: '' },
  ...{ registryId: null, auxId: null, repository: null, branch: null },
  ...extra,
});

const failure = (name: string, dir = root): ImportFailure => ({
  ...{ name, path: join(dir, name), msg: `${name} of ${dir}`, traceback: '' },
});

const packs = [
  pack('Demo-Upscaler', { source: 'registry', registryId: 'Demo-Upscaler' }),
  pack('kj', { registryId: 'ComfyUI-KJNodes', auxId: 'kijai/ComfyUI-KJNodes', repository: 'https://github.com/kijai/ComfyUI-KJNodes' }),
  pack('elsewhere', { auxId: 'nodes-x', repository: 'https://git.example.org/Team/nodes-x' }),
  pack('lone_file.py', { source: 'file' }),
  pack('fine', { registryId: 'fine' }),
]; // prettier-ignore
const failures = ['Demo-Upscaler', 'kj', 'elsewhere', 'lone_file.py'].map((name) => failure(name));

describe('why a pack failed', () => {
  const find = createFailureFinder(failures, packs, root);

  it.each([
    ['Demo-Upscaler', 'Demo-Upscaler'],
    ['demo-upscaler', 'Demo-Upscaler'],
    ['COMFYUI-KJNODES', 'kj'],
    ['kj', 'kj'],
    ['kijai/ComfyUI-KJNodes', 'kj'],
    ['Kijai/comfyui-kjnodes', 'kj'],
    ['https://github.com/kijai/ComfyUI-KJNodes.git', 'kj'],
    ['nodes-x', 'elsewhere'],
    ['lone_file.py', 'lone_file.py'],
    ['Lone_File', 'lone_file.py'],
  ])('is found by what a client sends as cnr_id: %s', (cnrId, name) => {
    expect(find({ cnrId })?.name).toBe(name);
  });

  it.each([
    ['kijai/ComfyUI-KJNodes', 'kj'],
    ['https://github.com/kijai/ComfyUI-KJNodes', 'kj'],
    ['https://github.com/KIJAI/comfyui-kjnodes.git', 'kj'],
    ['https://github.com/kijai/ComfyUI-KJNodes/', 'kj'],
    ['git@github.com:kijai/ComfyUI-KJNodes.git', 'kj'],
    ['ssh://git@github.com/kijai/ComfyUI-KJNodes.git', 'kj'],
    ['https://git.example.org/Team/nodes-x.git', 'elsewhere'],
    ['https://github.com/someone/snippets/raw/main/lone_file.py', 'lone_file.py'],
    ['lone_file.py', 'lone_file.py'],
  ])('is found by what a client sends as url: %s', (url, name) => {
    expect(find({ url })?.name).toBe(name);
  });

  it('is not known of a pack that was imported, of nobody, and of nothing', () => {
    for (const ref of [{ cnrId: 'fine' }, { cnrId: 'nobody' }, { url: 'nobody/lone_file.py' }, { url: '' }, {}]) {
      expect(find(ref), JSON.stringify(ref)).toBeNull();
    }
    expect(find({ url: 'https://git.example.org/team/other' })).toBeNull();
  });

  it('is taken from cnr_id when both are named', () => {
    expect(find({ cnrId: 'fine', url: 'kijai/ComfyUI-KJNodes' })).toBeNull();
    expect(find({ cnrId: null, url: 'kijai/ComfyUI-KJNodes' })?.name).toBe('kj');
  });

  it('is never told of a disabled pack, and of the enabled one where both are there', () => {
    const off = pack('kj', { registryId: 'kj-nodes', enabled: false });
    expect(createFailureFinder(failures, [off], root)({ cnrId: 'kj-nodes' })).toBeNull();
    const on = pack('Demo-Upscaler', { registryId: 'kj-nodes' });
    for (const list of [
      [off, on],
      [on, off],
    ]) {
      expect(createFailureFinder(failures, list, root)({ cnrId: 'kj-nodes' })?.name).toBe('Demo-Upscaler');
    }
  });

  it('is that of the own folder when another root holds one of the same name; a pack of another root is known by its folder', () => {
    const other = join('/', 'shared', 'custom_nodes');
    const both = [failure('kj'), failure('kj', other), failure('from-outside', other)];
    for (const order of [both, both.toReversed()]) {
      const findFailure = createFailureFinder(order, packs, root);
      expect(findFailure({ cnrId: 'ComfyUI-KJNodes' })?.path).toBe(join(root, 'kj'));
      expect(findFailure({ cnrId: 'From-Outside' })?.path).toBe(join(other, 'from-outside'));
    }
  });
});

const report = (name: string, isWhole = true) => `Cannot import /c/custom_nodes/${name} module for custom nodes: no
Import times for custom nodes:
   0.0 seconds (IMPORT FAILED): /c/custom_nodes/${name}
${isWhole ? 'Starting server\n\nTo see the GUI go to: http://127.0.0.1:8188\n' : ''}`;

describe('the log of a ComfyUI that this app did not start', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'comfy logs ünï-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function writeLog(name: string, text: string, ageSeconds = 0): Promise<void> {
    await writeFile(join(folder, name), text);
    const at = Date.now() / 1000 - ageSeconds;
    await utimes(join(folder, name), at, at);
  }
  const namesOf = (found: readonly ImportFailure[] | null) => found?.map(({ name }) => name);

  it('is the newest one; rotated ones and others do not count', async () => {
    const read = createLogReader(folder);
    expect(await read()).toBeNull();
    await writeLog('comfyui.log', report('old'), 100);
    await writeLog('comfyui_8189.log', report('newer'), 50);
    await writeLog('comfyui.prev.log', report('earlier'));
    await writeLog('other.log', report('other'));
    expect(namesOf(await read())).toEqual(['newer']);
    await writeLog('comfyui.log', report('newest'));
    expect(namesOf(await read())).toEqual(['newest']);
    expect(await read(Date.now() + 1000), 'of what was written since').toBeNull();
  });

  it('is read again while the start goes on, and when it was begun anew', async () => {
    const read = createLogReader(folder);
    await writeLog('comfyui.log', 'Python version: 3.11.9\n');
    expect(await read()).toEqual([]);
    await appendFile(join(folder, 'comfyui.log'), report('first', false));
    expect(namesOf(await read())).toEqual(['first']);
    await appendFile(join(folder, 'comfyui.log'), 'To see the GUI go to: http://127.0.0.1:8188\n');
    const whole = await read();
    await appendFile(join(folder, 'comfyui.log'), report('printed by somebody later'));
    expect(await read()).toBe(whole);
    await writeLog('comfyui.log', report('anew'));
    expect(namesOf(await read())).toEqual(['anew']);
  });

  it('is not there in a folder that is not there', async () => {
    expect(await createLogReader(join(folder, 'none'))()).toBeNull();
  });
});
