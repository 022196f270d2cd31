import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../testing/expect-error';
import { openGatewayDoor, type GatewayDoor } from './testing/gateway-door';
import { startSmallComfy } from './testing/small-comfy';

let door: GatewayDoor;
beforeEach(async () => {
  door = await openGatewayDoor();
});
afterEach(async () => {
  await door.server.close();
});

const asPage = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('while ComfyUI does not serve', () => {
  it.each([
    ['/', asPage],
    ['/some/deep/link?x=1', asPage],
    ['/', { accept: '*/*', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }],
  ])('a person who opens %s sees a page', async (path, headers) => {
    const reply = await door.ask('GET', path, { headers });
    expect(reply).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.body).toContain('Start ComfyUI');
    expect((await door.ask('HEAD', path, { headers })).body).toBe('');
  });

  it('runs no script and takes no style but those of the page', async () => {
    const { headers, body } = await door.ask('GET', '/', { headers: asPage });
    const policy = String(headers['content-security-policy']);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const [, text = ''] = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(body) ?? [];
      expect(text.length).toBeGreaterThan(500);
      expect(policy).toContain(`${directive} 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(body).not.toMatch(/ style=| on\w+=|src="/);
  });

  it.each([
    ['GET', '/api/jobs', {}],
    ['GET', '/system_stats', { accept: 'application/json, text/html' }],
    ['POST', '/prompt', asPage],
    ['GET', '/assets/index.js', { accept: '*/*', 'sec-fetch-mode': 'cors' }],
  ])('%s %s is refused in words', async (method, path, headers) => {
    expectError(await door.ask(method, path, { headers }), 502, 'comfyui-unreachable');
  });

  it('our own paths answer as always', async () => {
    expect((await door.ask('GET', '/v2/manager/version')).status).toBe(200);
    expectError(await door.ask('GET', '/v2/manager/nothing', { headers: asPage }), 404, 'not-found');
  });
});

it('a ComfyUI that ended without a word is the same: a page for people, words for programs', async () => {
  const comfy = await startSmallComfy();
  door.upstream.move('running', comfy.address);
  expect((await door.ask('GET', '/', { headers: asPage })).body).toBe('comfy');
  await comfy.close();
  expect((await door.ask('GET', '/', { headers: asPage })).status).toBe(503);
  expectError(await door.ask('GET', '/system_stats'), 502, 'comfyui-unreachable');
  expectError(await door.ask('POST', '/prompt', { body: '{}' }), 502, 'comfyui-unreachable');
});
