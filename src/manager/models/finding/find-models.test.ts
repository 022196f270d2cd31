import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { civitaiModels } from '../../../../e2e/world/catalogue';
import { startCivitaiHost, type CivitaiHost } from '../../../../e2e/world/models/civitai-host';
import { formatMessage } from '../../../contract/text/message';
import { openTestModels, worldFile, type TestModels } from '../testing/models';

let civitai: CivitaiHost;
let test: TestModels;

beforeEach(async () => {
  civitai = await startCivitaiHost(civitaiModels);
  test = await openTestModels({ 'hosts.civitai': civitai.url });
});

afterEach(async () => {
  await Promise.all([test.stop(), civitai.stop()]);
});

const find = (query: string) => test.models.find(query);
const namesOf = async (query: string) => (await find(query)).models.map(({ filename }) => filename);

describe('what Hugging Face finds', () => {
  it('has a row for each file of weights, with size, hash and the folder it goes to', async () => {
    const { models, notice } = await find('tiny-lora');
    expect(notice).toBeNull();
    expect(models).toMatchObject([
      {
        ...{ source: 'huggingface', filename: 'tiny_lora.safetensors', type: 'loras', presence: 'absent' },
        ...{ sizeBytes: 120_000, size: '120.00KB', licence: 'apache-2.0', downloads: 1_200_000, isGated: false },
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        description: 'demo-weights/tiny-lora',
        targetDir: test.place('loras'),
      },
    ]);
    expect(await namesOf('janus')).toEqual(['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']);
  });

  it('says what is on disk, after it was downloaded from the address that was found', async () => {
    const [row] = (await find('tiny-vae')).models;
    const { name, type, url, filename } = row ?? expect.fail('nothing was found');
    await test.models.install({ name, type, url, filename, save_path: 'default' }, test.run());
    expect((await find('tiny-vae')).models).toMatchObject([
      { presence: 'present', file: test.place('vae', 'tiny_vae.safetensors') },
    ]);
    expect(test.tree()['models/vae/tiny_vae.safetensors']).toBe(worldFile('tiny_vae.safetensors').sizeBytes);
  });

  it('leaves out a repository that it tells nothing of, and answers that are none', async () => {
    test.host.faults.set('api', { kind: 'status', status: 500 });
    expect(await namesOf('tiny-lora')).toEqual([]);
    test.host.faults.clear();
    test.host.answerWith('/api/models', [{ id: '../../etc' }, 7, { id: 'demo-weights/tiny-lora', siblings: 'none' }]);
    expect(await namesOf('tiny-lora')).toEqual([]);
  });
});

describe('what Civitai finds', () => {
  it('is the file of the newest version, in the folder of its kind', async () => {
    const { models } = await find('Lantern');
    expect(models).toMatchObject([
      { source: 'civitai', name: 'Paper Lantern Style · v2', type: 'loras', base: 'SDXL', downloads: 4321 },
      { source: 'civitai', name: 'Lantern Portraits · v2', type: 'checkpoints', base: 'SD1.5', size: '200.00KB' },
    ]);
    expect(models[0]?.targetDir).toBe(test.place('loras'));
  });

  it('names no file that lies elsewhere, or that would not stay in its folder', async () => {
    const file = (name: string, downloadUrl: string) => ({ name, downloadUrl });
    const files = [
      file('elsewhere.safetensors', 'https://example.com/api/download/models/1'),
      file('close.safetensors', `${civitai.url}.example.com/api/download/models/1`),
      file('../../nodes.safetensors', `${civitai.url}/api/download/models/1`),
      file('archive.zip', `${civitai.url}/api/download/models/1`),
      file('good.safetensors', `${civitai.url}/api/download/models/1`),
    ];
    civitai.answerWith('/api/v1/models', {
      items: [{ id: 1, name: 'Odd', type: 'LORA', modelVersions: [{ files }] }, { id: 'x' }],
    });
    expect(await namesOf('odd')).toEqual(['good.safetensors']);
  });
});

describe('a host that does not answer', () => {
  it('takes nothing from the other, and is named', async () => {
    civitai.faults.set('search', { kind: 'status', status: 503 });
    const { models, notice } = await find('tiny-lora');
    expect(models).toHaveLength(1);
    expect(notice && formatMessage(notice)).toContain('503');
  });

  it('is the error where the other fails too', async () => {
    civitai.faults.set('search', { kind: 'status', status: 503 });
    test.host.answerWith('/api/models', ({ response }) => void response.writeHead(500).end());
    await expect(find('tiny-lora')).rejects.toMatchObject({ code: 'download-failed' });
  });
});

it('stops where nobody waits any more', async () => {
  test.host.faults.set('api', { kind: 'hang' });
  const caller = new AbortController();
  const found = test.models.find('tiny-lora', caller.signal);
  await expect.poll(() => test.host.requests().some(({ path }) => path.includes('blobs=true'))).toBe(true);
  caller.abort();
  await expect(found).rejects.toMatchObject({ code: 'cancelled' });
});
