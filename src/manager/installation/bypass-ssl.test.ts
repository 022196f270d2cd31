import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../base/http/download';
import { fetchJson } from '../../base/http/fetch';
import { onlyWhere } from '../../base/testing/only-where';
import { openConfig } from './config';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let root: string;
let server: Server;
let url: string;
let requests: number;

/** A server whose certificate nobody vouches for. */
async function startServer(): Promise<void> {
  const [key, certificate] = [join(root, 'key.pem'), join(root, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = spawnSync('openssl', [...request, ...names], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  requests = 0;
  server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}

describe('bypass_ssl = True', onlyWhere(hasOpenssl, 'there is no openssl to make a certificate'), () => {
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'certificate ü-'));
    await startServer();
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(root, { recursive: true });
  });

  it('is kept for the reference, and turns no verification off', async () => {
    const configFile = join(root, 'config.ini');
    await writeFile(configFile, '[default]\nbypass_ssl = True\n');
    const config = await openConfig({ configFile });
    await config.set({ security_level: 'weak' });
    expect(await readFile(configFile, 'utf8')).toContain('bypass_ssl = True');
    await expect(fetchJson(url)).rejects.toMatchObject({ message: expect.stringMatching(/certificate/i) });
    const job = {
      signal: new AbortController().signal,
      report: () => undefined,
      log: () => undefined,
      warn: () => undefined,
    };
    const download = { url, file: join(root, 'file'), stallMs: 5000, maxBytes: 1000 };
    await expect(downloadFile(download, job)).rejects.toMatchObject({
      message: expect.stringMatching(/certificate/i),
    });
    expect(requests).toBe(0);
  });
});
