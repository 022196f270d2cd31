import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worldModels } from '../catalogue';
import type { ModelFile } from './model-bytes';
import { startModelHost, type ModelHost } from './model-host';

let host: ModelHost;

beforeAll(async () => {
  host = await startModelHost(worldModels);
});

afterAll(() => host.stop());

const modelOf = (name: string) => worldModels.find(({ file }) => file === name) ?? expect.fail(`no ${name}`);
const addressOf = ({ org, repo, file }: ModelFile) => `${host.url}/${org}/${repo}/resolve/main/${file}`;

describe('model host', () => {
  it('serves ranges of seeded bytes', async () => {
    const address = `${host.url}/demo-weights/tiny-lora/resolve/main/tiny_lora.safetensors`;
    const whole = Buffer.from(await (await fetch(address)).arrayBuffer());
    expect(createHash('sha256').update(whole).digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"697deab80218e23e"`);
    const part = await fetch(address, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 100-199/120000');
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 200))).toBe(true);
    const tail = await fetch(address, { headers: { range: 'bytes=-10', 'if-range': part.headers.get('etag') ?? '' } });
    expect(tail.headers.get('content-range')).toBe('bytes 119990-119999/120000');
    expect((await fetch(address, { headers: { range: 'bytes=50-', 'if-range': '"older"' } })).status).toBe(200);
    expect((await fetch(address, { headers: { range: 'bytes=120000-' } })).status).toBe(416);
  });

  it('describes a big file in the redirect to its storage, as the hub does', async () => {
    const file = modelOf('tiny_vae.safetensors');
    const sha256 = createHash('sha256').update(host.bytesOf(file)).digest('hex');
    const described = await fetch(addressOf(file), { redirect: 'manual' });
    expect(described.status).toBe(302);
    expect(described.headers.get('x-linked-size')).toBe('400000');
    expect(described.headers.get('x-linked-etag')).toBe(`"${sha256}"`);
    expect(described.headers.get('location')).toContain(`/cdn/${sha256}`);
    const plain = await fetch(host.plainUrl(file));
    expect(plain.headers.get('content-disposition')).toBe('attachment; filename="tiny_vae.safetensors"');
    expect(Buffer.from(await plain.arrayBuffer()).equals(host.bytesOf(file))).toBe(true);
  });

  it('lists a repository with sizes, and has nothing under an unknown name', async () => {
    const listed = await fetch(`${host.url}/api/models/demo-weights/tiny-janus?blobs=true`);
    const { siblings } = (await listed.json()) as { siblings: { rfilename: string; size: number; lfs?: object }[] };
    expect(siblings.map(({ rfilename, size, lfs }) => [rfilename, size, lfs !== undefined])).toEqual([
      ['config.json', 300, false],
      ['model-00001-of-00002.safetensors', 150_000, true],
      ['model-00002-of-00002.safetensors', 90_000, true],
      ['tokenizer/vocab.json', 2_000, false],
    ]);
    expect((await fetch(`${host.url}/api/models/nobody/nothing?blobs=true`)).status).toBe(404);
    expect((await fetch(`${host.url}/nobody/nothing/resolve/main/a.bin`)).status).toBe(404);
  });

  it('holds real tensors: a header that ends where the data begins', () => {
    const bytes = host.bytesOf(modelOf('tiny_lora.safetensors'));
    const headerBytes = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes)) as { noise: { data_offsets: number[] } };
    expect(header.noise.data_offsets).toEqual([0, bytes.length - 8 - headerBytes]);
  });

  it('gives a file to members only, once it was asked to', async () => {
    const file = modelOf('stranger.safetensors');
    const closed = await startModelHost([file]);
    closed.requireToken(file.file, 'hf_secret');
    const address = `${closed.url}/${file.org}/${file.repo}/resolve/main/${file.file}`;
    expect((await fetch(address)).status).toBe(401);
    expect((await fetch(address, { headers: { authorization: 'Bearer hf_secret' } })).status).toBe(200);
    await closed.stop();
  });
});
