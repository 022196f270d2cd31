import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor, type Door } from '../testing/door';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  await door.server.close();
});

const published = readFileSync(resolve(import.meta.dirname, '../../../docs/openapi.yaml'), 'utf8');

describe('the page of the API', () => {
  it.each(['', '/api'])('is there under "%s" with all its parts, and needs nothing from elsewhere', async (prefix) => {
    const page = await door.ask('GET', `${prefix}/v2/docs`);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    const ours = parts.filter((address) => !address.startsWith('data:'));
    expect(ours).toHaveLength(4);
    for (const part of ours) {
      const { status, body, headers } = await door.ask('GET', new URL(part, `http://door${prefix}/v2/docs`).pathname);
      expect({ part, status }).toEqual({ part, status: 200 });
      expect(body.length).toBeGreaterThan(50);
      expect(headers['content-type']).toMatch(/^(text\/(javascript|css)|application\/yaml); charset=utf-8$/);
    }
  });

  it('runs no script and takes no style but its own', async () => {
    const { headers, body } = await door.ask('GET', '/v2/docs');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/<script>|<style|style=|onload=/);
  });

  it('shows the published document as it is', async () => {
    expect((await door.ask('GET', '/v2/docs/openapi.yaml')).body).toBe(published);
  });

  it('is there while no installation is open, for our own pages only', async () => {
    door.closeInstallation();
    expect((await door.ask('HEAD', '/v2/docs')).status).toBe(200);
    expect((await door.ask('GET', '/v2/docs', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });
});
