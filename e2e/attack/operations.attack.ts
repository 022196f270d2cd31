import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, noChromium, test } from './attacker';
import { foreignName, withContext } from './hostile-browser';
import type { LaunchedHost } from '../launch-host';

test.use({ worldOptions: { name: 'attack-operations', pythonTool: 'uv' } });

const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return fetch(url, { ...sent, body: JSON.stringify(body) });
};
const call = async ({ api, token }: LaunchedHost, name: string, body = {}) =>
  (await post(`${api}/v2/operations/${name}`, body, { authorization: `Bearer ${token}` })).json();
const countSnapshots = async (host: LaunchedHost) =>
  ((await call(host, 'snapshots.list')) as { items: string[] }).items.length;

/** What a page does that has even got hold of the token. Each answers what came of it. */
async function attack(page: Page, api: string, token: string): Promise<string[]> {
  return page.evaluate(
    async ([door, bearer]) => {
      const url = `${door}/v2/operations/snapshots.save`;
      const asSent = (sent: Promise<Response>) =>
        sent.then(
          (answer) => String(answer.ok),
          () => 'failed',
        );
      const authorization = `Bearer ${bearer}`;
      const json = { 'content-type': 'application/json' };
      const socket = new Promise<string>((done) => {
        const opened = new WebSocket(`${door.replace('http', 'ws')}/v2/operations?token=${bearer}`, [
          'cmd.operations.v1',
        ]);
        opened.onopen = () => done('true');
        opened.onerror = () => done('failed');
      });
      // It goes out, and nobody hears what becomes of it.
      navigator.sendBeacon(url, '{}');
      return Promise.all([
        asSent(fetch(url, { method: 'POST', body: '{}', headers: { authorization, ...json } })),
        asSent(fetch(url, { method: 'POST', body: '{}', headers: json })),
        asSent(fetch(url, { method: 'POST', body: '{}', mode: 'no-cors' })),
        asSent(fetch(url.replace('://', `://user:${bearer}@`), { method: 'POST' }).catch(() => Response.error())),
        socket,
      ]);
    },
    [api, token] as const,
  );
}

async function sendForm(page: Page, api: string): Promise<void> {
  const action = `${api}/v2/operations/snapshots.save`;
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${action}"><input name='{"a' value='":1}'></form>`,
  );
  await Promise.all([page.waitForURL(action), page.evaluate('document.forms[0].submit()')]);
}

test('no page calls an operation, even with the token in its hands', async ({ host, site, attackBrowser }) => {
  test.skip(attackBrowser === null, noChromium);
  if (attackBrowser === null) return;
  await withContext(attackBrowser, async (context) => {
    site.show({ html: '<!doctype html><title>attack</title>' });
    const before = await countSnapshots(host);
    const pages = [
      ...[foreignName, 'evil.localhost', '127.0.0.1'].map((name) => `http://${name}:${site.port}/attack`),
      `${host.api}/healthz`,
    ];
    for (const address of pages) {
      const page = await context.newPage();
      await page.goto(address);
      const outcomes = await attack(page, host.api, host.token);
      expect(outcomes, address).not.toContain('true');
      // A form needs no leave to be sent, but from our own page, which sends none.
      if (!address.startsWith(host.api)) await sendForm(page, host.api);
      await page.close();
    }
    expect(await countSnapshots(host)).toBe(before);
  });
});

test('the control case: a program with the token calls it', async ({ host }) => {
  const before = await countSnapshots(host);
  await call(host, 'snapshots.save');
  expect(await countSnapshots(host)).toBe(before + 1);
});

test('no program without the token of this account names a folder of the machine, or learns which files are there', async ({
  host,
  world,
}) => {
  const model = join(world.comfyui.path, 'models', 'loras', 'mine.safetensors');
  await writeFile(model, 'mine');
  const there = join(world.root, 'there.zip');
  await writeFile(there, 'no zip');
  const to = join(world.root, 'plain');
  const task = (kind: string, params: object) => ({ ui_id: `far ${kind}`, client_id: 'far', kind, params });
  const url = `${host.api}/v2/manager/queue/task`;
  const answers = [];
  for (const path of [there, join(world.root, 'absent.zip')]) {
    const answer = await post(url, task('install-archive', { path }));
    answers.push([answer.status, (await answer.text()).replaceAll(path, 'PATH')]);
  }
  expect(answers[0]).toEqual(answers[1]);
  await post(url, task('use-models-folder', { path: world.root }));
  await post(url, task('move-models-folder', { to, keep: true }));
  await fetch(`${host.api}/v2/manager/queue/start`);
  expect(await call(host, 'queue.view')).toMatchObject({ running: [], pending: [] });
  expect(existsSync(to)).toBe(false);

  // The control: a program of this account does.
  await call(host, 'queue.order', { tasks: [task('move-models-folder', { to, keep: true })] });
  await expect.poll(() => existsSync(join(to, 'loras', 'mine.safetensors'))).toBe(true);
});
