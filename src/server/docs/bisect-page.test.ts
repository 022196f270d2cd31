import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../testing/expect-error';
import { openDoor, type Door } from '../testing/door';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  await door.server.close();
});

const base = '/v2/comfyui_manager/bisect';

describe('the page on which starts are judged', () => {
  it.each(['', '/api'])('is there under "%s" with its parts, and needs nothing from elsewhere', async (prefix) => {
    const page = await door.ask('GET', `${prefix}${base}/page?lang=de`);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const parts = [...page.body.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
    const ours = parts.filter((part) => !part.startsWith('data:'));
    expect(ours).toEqual(['page.css', 'page.js']);
    for (const part of ours) expect((await door.ask('GET', `${prefix}${base}/${part}`)).status).toBe(200);
  });

  it('runs no script but its own, and can be put into no page', async () => {
    const { headers, body } = await door.ask('GET', `${base}/page`);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(body).not.toMatch(/<script>|<style|style=| on\w+=/);
  });

  it('asks what scripts can ask too', async () => {
    expectError(await door.post(`${base}/answer`, { start: 1, verdict: 'bad' }), 409, 'bisect-over');
    expect(JSON.parse((await door.ask('POST', `${base}/cancel`)).body)).toMatchObject({ phase: 'idle' });
    expectError(await door.post(`${base}/begin`, { question: 'why' }), 400, 'invalid-input');
    expectError(await door.ask('GET', `${base}/begin?question=start`), 405, 'method-not-allowed');
  });
});
