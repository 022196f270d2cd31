import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCuttableLine, type CuttableLine } from '../../../e2e/cuttable-line';
import type { Installation } from '../../contract/installation';
import { dispatch, type ManagerOperationName } from '../../contract/operations';
import { uploadPieceBytes } from '../../contract/operations/uploads';
import { createPreparedTables } from '../../manager/catalogue/table/prepared-table';
import { doorToken } from '../../server/testing/door-client';
import { openDoor, type Door } from '../../server/testing/door';
import { openRemoteCore, type RemoteCore } from './remote-core';

const there: Installation = {
  ...{ kind: 'git', rootDir: '/srv/ComfyUI', comfyDir: '/srv/ComfyUI', baseDir: '/srv/ComfyUI' },
  ...{ customNodesDir: '/srv/ComfyUI/custom_nodes', userDir: '/srv/ComfyUI/user', interpreter: null, version: null },
};
let root: string;
let door: Door;
let line: CuttableLine;
let core: RemoteCore;
/** Where files of others lie there. */
let uploadsDir: string;
/** What a person has dropped on the window. */
const given = new Set<string>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sent files '));
  door = await openDoor({ isToken: (text) => text === doorToken, installation: () => there, appVersion: '1.2.3' });
  line = await openCuttableLine(`http://127.0.0.1:${door.server.port}`);
  const piece = { upload_id: randomUUID(), name: 'a.zip', totalBytes: 1, offset: 0, bytes: 'YQ==' };
  const { path } = await door.core.operations['uploads.write'](piece, { caller: 'person' });
  await door.core.operations['uploads.remove'](piece, { caller: 'person' });
  uploadsDir = dirname(dirname(path));
});
afterAll(async () => {
  await line.close();
  await door.server.close();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  line.mend();
  const remote = { place: { kind: 'address', address: line.address }, title: 'studio', folder: null } as const;
  core = await openRemoteCore({
    target: { folder: 'remote:a1', remote, token: doorToken },
    tables: createPreparedTables(join(root, 'prepared')),
    ...{ isGiven: (path) => given.has(path), firstWaitMs: 20 },
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await core.close();
});

const ask = <N extends ManagerOperationName>(name: N, input: object = {}, signal?: AbortSignal) =>
  dispatch<N>(core.operations, { name, input, context: { caller: 'person', ...(signal && { signal }) } });

/** A file with one tensor, of three pieces. */
function tensors(): Buffer {
  const size = 2 * uploadPieceBytes + 10;
  const header = Buffer.from(JSON.stringify({ a: { dtype: 'U8', shape: [size], data_offsets: [0, size] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(size, 'xyz')]);
}

async function make(name: string, content: Buffer | string, isGiven = true): Promise<string> {
  const path = join(root, name);
  await writeFile(path, content);
  if (isGiven) given.add(path);
  return path;
}

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

describe('a model that was dropped on the window', () => {
  it('is sent in pieces, with its progress, and lies in its folder there, and here as before', async () => {
    const content = tensors();
    const path = await make('sent.safetensors', content);
    const id = randomUUID();
    const told: (number | undefined)[] = [];
    const own = door.core.operations['uploads.write'];
    vi.spyOn(door.core.operations, 'uploads.write').mockImplementation(async (...args) => {
      told.push((await ask('models.placing', { placing_id: id })).progress?.bytesDone);
      return own(...args);
    });
    const placed = await ask('models.place', { path, folder: 'vae', how: 'copy', placing_id: id });
    expect(told).toEqual([0, uploadPieceBytes, 2 * uploadPieceBytes]);
    expect(placed.how).toBe('copy');
    expect(readFileSync(placed.path).equals(content)).toBe(true);
    expect(existsSync(path)).toBe(true);
    expect(namesIn(uploadsDir)).toEqual([]);
    const { models } = await ask('models.local');
    expect(models.map(({ name }) => name)).toContain('sent.safetensors');
  });

  it('is refused as one of that machine is, and nothing of it stays there', async () => {
    const path = await make('broken.safetensors', 'no tensors at all');
    const refused = ask('models.place', { path, folder: 'vae', how: 'copy' });
    await expect(refused).rejects.toMatchObject({ code: 'model-invalid' });
    expect(namesIn(uploadsDir)).toEqual([]);
  });

  it('can be called back on its way, and nothing of it stays there', async () => {
    const path = await make('called-back.safetensors', tensors());
    const leaving = new AbortController();
    const own = door.core.operations['uploads.write'];
    vi.spyOn(door.core.operations, 'uploads.write').mockImplementation(async (piece, context) => {
      if (piece.offset > 0) leaving.abort();
      return own(piece, context);
    });
    const placing = ask('models.place', { path, folder: 'vae', how: 'copy' }, leaving.signal);
    await expect(placing).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(namesIn(uploadsDir)).toEqual([]));
  });

  it('is not placed where the line breaks on its way', async () => {
    const path = await make('cut.safetensors', tensors());
    vi.spyOn(door.core.operations, 'uploads.write').mockImplementation(() => {
      line.cut();
      return new Promise(() => undefined);
    });
    const placing = ask('models.place', { path, folder: 'vae', how: 'copy' });
    await expect(placing).rejects.toMatchObject({ code: 'outcome-unknown' });
    const { models } = await ask('models.local');
    expect(models.map(({ name }) => name)).not.toContain('cut.safetensors');
  });

  it.each(['is gone', 'is a folder', 'is empty'])('is told of where it %s', async (what) => {
    const path = what === 'is a folder' ? root : await make('empty.safetensors', '');
    if (what === 'is gone') await rm(path);
    given.add(path);
    const codes = { 'is gone': 'not-found', 'is a folder': 'not-found', 'is empty': 'not-found' };
    const placing = ask('models.place', { path, folder: 'vae', how: 'copy' });
    await expect(placing).rejects.toMatchObject({ code: codes[what as 'is gone'] });
  });
});

it('a zip of a pack is sent before its install is ordered, and waits there', async () => {
  const path = await make('a pack.zip', 'PK');
  await door.core.operations['queue.pause']({}, { caller: 'person' });
  const task = { ui_id: 'zip', client_id: 'tests', kind: 'install-archive', params: { path } };
  await ask('queue.order', { tasks: [task] });
  const [waiting] = await door.core.pending();
  const sent = (waiting?.params as { path: string }).path;
  expect(dirname(dirname(sent))).toBe(uploadsDir);
  expect(readFileSync(sent, 'utf8')).toBe('PK');
});

describe('a file that no person has given to the window', () => {
  const watchSending = () => vi.spyOn(door.core.operations, 'uploads.write');

  it('is not sent, whatever a page names, and not placed there', async () => {
    const path = await make('secret.safetensors', tensors(), false);
    const sending = watchSending();
    const placing = ask('models.place', { path, folder: 'vae', how: 'move' });
    await expect(placing).rejects.toMatchObject({ code: 'not-trusted' });
    expect(sending).not.toHaveBeenCalled();
    expect(existsSync(path)).toBe(true);
  });

  it('is not read for a task either, here or there', async () => {
    const path = await make('secret.zip', 'PK', false);
    const sending = watchSending();
    await door.core.operations['queue.pause']({}, { caller: 'person' });
    const task = { ui_id: 'their-zip', client_id: 'tests', kind: 'install-archive', params: { path } };
    await expect(ask('queue.order', { tasks: [task] })).rejects.toMatchObject({ code: 'not-trusted' });
    expect(sending).not.toHaveBeenCalled();
    expect((await door.core.pending()).map(({ params }) => params)).not.toContainEqual({ path });
  });
});
