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
  it.each(['', '/api'])('is there under "%s" and leads to the document and to the guide', async (prefix) => {
    const page = await door.ask('GET', `${prefix}/v2/docs`);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const links = [...page.body.matchAll(/<a href="([^"]+)"/g)].map(([, address = '']) => address);
    expect(links).toEqual(['docs/openapi.yaml', expect.stringMatching(/^https:.*\/docs\/api\.md$/)]);
    const document = await door.ask('GET', `${prefix}/v2/docs/openapi.yaml`);
    expect(document).toMatchObject({ status: 200, headers: { 'content-type': 'application/yaml; charset=utf-8' } });
  });

  it('runs no script, takes no style, and stands in no frame of another site', async () => {
    const { headers, body } = await door.ask('GET', '/v2/docs');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script|style|connect|unsafe|https?:|\*/);
    expect(body).not.toMatch(/<script|<style|style=| on\w+=/);
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
