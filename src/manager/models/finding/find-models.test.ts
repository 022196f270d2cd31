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

describe('an address', () => {
  const lantern = civitaiModels.findIndex(({ name }) => name.startsWith('Paper Lantern'));
  const file = civitaiModels[lantern]?.file ?? '';

  it.each([
    `https://civitai.com/models/${100 + lantern}/paper-lantern-style`,
    `https://civitai.com/models/${100 + lantern}?modelVersionId=${lantern}`,
    `https://civitai.red/models/${100 + lantern}/paper-lantern-style`,
    `https://www.civitai.green/models/${100 + lantern}`,
    `https://civitai.com/model-versions/${lantern}`,
    `https://civitai.com/api/download/models/${lantern}`,
    `urn:air:sdxl:lora:civitai:${100 + lantern}@${lantern}`,
  ])('of Civitai is asked for by its number at the host of the settings: %s', async (address) => {
    const { models } = await find(address);
    expect(models).toMatchObject([
      { source: 'civitai', filename: file, type: 'loras', targetDir: test.place('loras') },
    ]);
    expect(models[0]?.url).toBe(`${civitai.url}/api/download/models/${lantern}`);
    expect(test.host.requests()).toEqual([]);
  });

  it('is answered with nothing where the host knows no such model, or answers something else', async () => {
    civitai.answerWith('/api/v1/model-versions/9', { modelId: 3, model: { name: 'Odd', type: 'LORA' }, files: 'none' });
    expect(await namesOf('https://civitai.com/model-versions/9')).toEqual([]);
    await expect(find('https://civitai.com/models/99999')).rejects.toMatchObject({ code: 'download-failed' });
  });

  it('of a download keeps the variant that was chosen, and names its file', async () => {
    const of = (name: string, fp: string) => ({
      ...{ name, type: 'Model', metadata: { format: 'SafeTensor', size: 'pruned', fp }, primary: fp === 'fp16' },
      downloadUrl: `${civitai.url}/api/download/models/7`,
    });
    const files = [of('half.safetensors', 'fp16'), of('whole.safetensors', 'fp32')];
    const answer = { id: 7, modelId: 3, name: 'v1', model: { name: 'Two', type: 'Checkpoint' }, files };
    civitai.answerWith('/api/v1/model-versions/7', answer);
    const address = 'https://civitai.com/api/download/models/7';
    const chosen = 'type=Model&format=SafeTensor&size=pruned&fp=fp32';
    expect((await find(`${address}?${chosen}&token=secret`)).models).toMatchObject([
      { filename: 'whole.safetensors', type: 'checkpoints', url: `${civitai.url}/api/download/models/7?${chosen}` },
    ]);
    expect(await namesOf(address)).toEqual(['half.safetensors']);
    expect(await namesOf(`${address}?fp=bf16`)).toEqual([]);
    expect(await namesOf('https://civitai.com/models/3?modelVersionId=7')).toEqual(files.map(({ name }) => name));
    expect(JSON.stringify(civitai.requests())).not.toContain('secret');
  });

  it.each([
    ['', ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']],
    ['/tree/main', ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']],
    ['/blob/main/model-00002-of-00002.safetensors', ['model-00002-of-00002.safetensors']],
    ['/resolve/main/model-00001-of-00002.safetensors?download=true', ['model-00001-of-00002.safetensors']],
    ['/blob/main/config.json', []],
  ])('of a repository names its weights: %s', async (rest, names) => {
    const janus = (await find('janus')).models[0]?.description ?? '';
    expect(await namesOf(`https://huggingface.co/${janus}${rest}`)).toEqual(names);
  });

  it.each([
    'https://civitai.com/user/me',
    'https://huggingface.co/datasets/a/b',
    'https://civitai.com.example.org/models/1',
  ])('that names no model is a search for words: %s', async (address) => {
    await find(address);
    expect(civitai.requests().map(({ path }) => path.split('?')[0])).toEqual(['/api/v1/models']);
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
