import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../e2e/bundle-modules';
import { onlyWhere } from '../../base/testing/only-where';
import type { Installation } from '../../contract/installation';
import { openDoor, type Door } from '../../server/testing/door';
import { doorToken } from '../../server/testing/door-client';
import { openRemoteCore, type RemoteTarget } from './remote-core';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const there: Installation = {
  kind: 'git',
  ...{ rootDir: '/srv/ComfyUI', comfyDir: '/srv/ComfyUI', baseDir: '/srv/ComfyUI' },
  ...{ customNodesDir: '/srv/ComfyUI/custom_nodes', userDir: '/srv/ComfyUI/user' },
  ...{ interpreter: null, version: '0.3.61' },
};
let root: string;
let certificate: string;
let door: Door;
let front: Server;
let modules: BundledModules;
let target: RemoteTarget;

/** What stands before a door and speaks https for it, with a certificate that nobody vouches for. */
async function openFront(port: number): Promise<Server> {
  const key = join(root, 'key.pem');
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  const made = spawnSync('openssl', [...request, '-subj', '/CN=studio', '-addext', 'subjectAltName=IP:::1']);
  if (made.status !== 0) throw new Error(String(made.stderr));
  const server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (here) => {
    const behind = connect(port, '127.0.0.1');
    here.pipe(behind).pipe(here);
    for (const end of [here, behind]) end.on('error', () => [here, behind].forEach((socket) => socket.destroy()));
  });
  // A door knows itself by its port.
  server.listen(port, '::1');
  await once(server, 'listening');
  return server;
}

describe('a remote core at https', onlyWhere(hasOpenssl, 'there is no openssl to make a certificate'), () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'certificate ü-'));
    certificate = join(root, 'certificate.pem');
    door = await openDoor({ isToken: (text) => text === doorToken, installation: () => there, appVersion: '1.2.3' });
    front = await openFront(door.server.port);
    const place = { kind: 'address', address: `https://[::1]:${door.server.port}` } as const;
    target = { folder: 'remote:a1', remote: { place, title: 'studio', folder: null }, token: doorToken };
    modules = await bundleModules({ core: join(import.meta.dirname, 'remote-core.ts') });
  });
  afterAll(async () => {
    await new Promise((done) => front.close(done));
    await door.server.close();
    for (const folder of [root, modules.folder]) await rm(folder, { recursive: true });
  });

  it('is told nothing while nobody vouches for its certificate, and the person is told why', async () => {
    let requests = 0;
    const count = () => (requests += 1);
    front.on('secureConnection', count);
    const tables = { find: () => Promise.resolve(null), prepare: () => Promise.reject(new Error('not asked for')) };
    await expect(openRemoteCore({ target, tables })).rejects.toMatchObject({
      code: 'remote-unreachable',
      message: `Nothing was said to [::1]:${door.server.port}, because its certificate is self-signed.`,
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
    });
    front.off('secureConnection', count);
    expect(requests).toBe(0);
  });

  it('is spoken with where the app was started with the certificate of whoever signed it', async () => {
    const script = `
      import { openRemoteCore } from ${JSON.stringify(modules.urlOf('core'))};
      const core = await openRemoteCore({ target: ${JSON.stringify(target)}, tables: {} });
      const view = await core.operations['queue.view']({}, { caller: 'person' });
      console.log(JSON.stringify([core.installation.remote.folder, core.remote.connection().state, view.isPaused]));
      await core.close();
    `;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(JSON.parse(stdout)).toEqual(['/srv/ComfyUI', 'connected', false]);
  });
});
