import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { registryPack, packFiles } from '../pack-seed';
import { smallPacks } from '../packs-small';
import { runProgram } from '../python-env';
import { startRegistry, type RegistryHost } from './registry-host';

let registry: RegistryHost;
let folder: string;

beforeAll(async () => {
  registry = await startRegistry();
  for (const seed of smallPacks) if (seed.registry !== 'none') registry.publish(registryPack(seed));
  folder = await mkdtemp(join(tmpdir(), 'registry zip ü-'));
});

afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true });
});

async function getJson(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(registry.url + path);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('API', () => {
  it('pages through all packs and filters', async () => {
    const first = await getJson('/nodes?page=1&limit=5&comfyui_version=v0.3.61&form_factor=git-linux');
    expect(first.body['totalPages']).toBe(3);
    const found = await getJson('/nodes/search?comfy_node_search=KSamplerDemo');
    expect(found.body['nodes']).toMatchObject([{ id: 'sampler-kit-demo' }]);
    expect((await getJson('/nodes?timestamp=2025-08-22T00:00:00Z')).body['nodes']).toMatchObject([
      { id: 'watched-pack' },
    ]);
  });

  it('tells a nightly pack by its missing latest_version, and finds ids in any case', async () => {
    expect((await getJson('/nodes/wired-shapes')).body).not.toHaveProperty('latest_version');
    expect((await getJson('/nodes/demo-upscaler')).body).toMatchObject({
      id: 'Demo-Upscaler',
      latest_version: { version: '1.2.0' },
    });
    expect((await getJson('/nodes/nobody')).status).toBe(404);
  });

  it('answers install by status', async () => {
    expect((await getJson('/nodes/watched-pack/install')).body).toMatchObject({ version: '1.0.0' });
    expect((await getJson('/nodes/watched-pack/install?version=1.1.0')).body).toMatchObject({
      status: 'NodeVersionStatusFlagged',
    });
    expect((await getJson('/nodes/watched-pack/install?version=1.2.0')).status).toBe(403);
    expect((await getJson('/nodes/watched-pack/install?version=9.9.9')).status).toBe(404);
    expect((await getJson('/nodes/watched-pack/install?version=new')).status).toBe(400);
    registry.apiFaults.set('tidy-latents@1.0.0', { kind: 'status', status: 500, body: '{}' }, 1);
    expect((await getJson('/nodes/tidy-latents/install?version=1.0.0')).status).toBe(500);
    expect((await getJson('/nodes/tidy-latents/install?version=1.0.0')).status).toBe(200);
  });

  it('lists versions newest first, by status', async () => {
    const ask = '/nodes/watched-pack/versions?statuses=NodeVersionStatusActive&statuses=NodeVersionStatusPending';
    expect((await getJson(ask)).body).toMatchObject([{ version: '1.3.0' }, { version: '1.0.0' }]);
  });
});

describe('zips', () => {
  it('unzip to the files of the pack, unicode names included', async () => {
    const { body } = await getJson('/nodes/prompt-garden/install?version=1.1.0');
    const bytes = Buffer.from(await (await fetch(String(body['downloadUrl']))).arrayBuffer());
    const archive = join(folder, 'pack.zip');
    await writeFile(archive, bytes);
    expect((await runProgram('python3', ['-m', 'zipfile', '-e', archive, join(folder, 'out')])).code).toBe(0);
    const seed = smallPacks.find((item) => item.id === 'prompt-garden');
    for (const [name, content] of Object.entries(seed ? packFiles(seed, '1.1.0') : {})) {
      expect(await readFile(join(folder, 'out', name), 'utf8')).toBe(content);
    }
    expect(await listEntries(bytes)).toContainEqual(expect.objectContaining({ fileName: 'word lists/花 と 木.txt' }));
  });

  it('can be replaced by hostile ones that are what they claim', async () => {
    const zip = async (kind: Parameters<RegistryHost['replaceZip']>[2]) => {
      registry.replaceZip('install-note', '1.0.0', kind);
      return Buffer.from(await (await fetch(`${registry.url}/cdn/install-note/1.0.0.zip`)).arrayBuffer());
    };
    expect(names(await listEntries(await zip('parent-path')))).toContain('../evil.py');
    expect(names(await listEntries(await zip('absolute-path')))).toContain('/tmp/comfy-world-evil.py');
    expect(names(await listEntries(await zip('drive-letter')))).toContain('C:/evil.py');
    expect(names(await listEntries(await zip('device-name')))).toContain('aux.py');
    const link = (await listEntries(await zip('symlink'))).find((entry) => entry.fileName === 'link');
    expect(((link?.externalFileAttributes ?? 0) >>> 28) & 0xf).toBe(0o12);
    const bomb = await zip('bomb');
    expect(bomb.length).toBeLessThan(60_000);
    const unpacked = (await listEntries(bomb)).reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    expect(unpacked).toBeGreaterThan(2 * 2 ** 30);
    expect((await zip('bomb-single')).length).toBeLessThan(3_000_000);
    expect(await zip(null)).toEqual(await registry.zipOf('install-note', '1.0.0'));
  });

  it('unpack as promised: the overlapping bomb is honest to a reader', async () => {
    registry.replaceZip('install-note', '1.0.0', 'bomb');
    const bytes = Buffer.from(await (await fetch(`${registry.url}/cdn/install-note/1.0.0.zip`)).arrayBuffer());
    registry.replaceZip('install-note', '1.0.0', null);
    expect(await sizeOfEntry(bytes, 'zeros-219.bin')).toBe(10 * 2 ** 20);
  });

  it('go wrong on the wire', async () => {
    const address = `${registry.url}/cdn/Demo-Upscaler/1.2.0.zip`;
    const honest = await registry.zipOf('Demo-Upscaler', '1.2.0');
    const faults = registry.zipFaults;
    faults.set('Demo-Upscaler', { kind: 'error-page' }, 1);
    expect(await (await fetch(address)).text()).toContain('<!doctype html>');
    faults.set('Demo-Upscaler@1.2.0', { kind: 'corrupt' }, 1);
    const corrupt = Buffer.from(await (await fetch(address)).arrayBuffer());
    expect([corrupt.length, corrupt.equals(honest)]).toEqual([honest.length, false]);
    faults.set('Demo-Upscaler', { kind: 'truncate', bytes: 300 }, 1);
    expect((await (await fetch(address)).arrayBuffer()).byteLength).toBe(300);
    faults.set('Demo-Upscaler', { kind: 'cut', afterBytes: 300 }, 1);
    await expect(fetch(address).then((answer) => answer.arrayBuffer())).rejects.toThrow();
    faults.set('Demo-Upscaler', { kind: 'stall', afterBytes: 300 }, 1);
    const stalled = fetch(address, { signal: AbortSignal.timeout(400) }).then((answer) => answer.arrayBuffer());
    await expect(stalled).rejects.toThrow(/timeout/i);
    faults.set('Demo-Upscaler', { kind: 'hang' }, 1);
    await expect(fetch(address, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/i);
    faults.set('Demo-Upscaler', { kind: 'slow', bytesPerSecond: honest.length * 2 }, 1);
    const started = performance.now();
    expect(Buffer.from(await (await fetch(address)).arrayBuffer()).equals(honest)).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(300);
  });
});

function names(entries: Entry[]): string[] {
  return entries.map((entry) => entry.fileName);
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(
      bytes,
      { lazyEntries: true, decodeStrings: true, strictFileNames: false, validateEntrySizes: true },
      (error, zip) => {
        if (error) reject(error);
        else resolve(Object.assign(zip, { validateFileName: () => null }));
      },
    );
  });
}

/** yauzl refuses hostile names itself, which is what it is for; here the central directory is read with Python instead. */
async function listEntries(bytes: Buffer): Promise<Entry[]> {
  const archive = join(folder, 'listed.zip');
  await writeFile(archive, bytes);
  const script = [
    'import json, sys, zipfile',
    'rows = zipfile.ZipFile(sys.argv[1]).infolist()',
    'print(json.dumps([{"fileName": r.orig_filename, "uncompressedSize": r.file_size, "externalFileAttributes": r.external_attr} for r in rows]))',
  ];
  const { output } = await runProgram('python3', ['-c', script.join('\n'), archive]);
  return JSON.parse(output) as Entry[];
}

async function sizeOfEntry(bytes: Buffer, name: string): Promise<number> {
  const zip = await openZip(bytes);
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName !== name) {
        zip.readEntry();
        return;
      }
      zip.openReadStream(entry, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        let size = 0;
        stream
          .on('data', (chunk: Buffer) => (size += chunk.length))
          .on('end', () => resolve(size))
          .on('error', reject);
      });
    });
    zip.readEntry();
  });
}
