import type { Page } from 'playwright';
import { expect, noChromium, test } from './attacker';
import { foreignName, withContext } from './hostile-browser';
import type { LaunchedHost } from '../launch-host';

test.use({ worldOptions: { name: 'attack-operations', pythonTool: 'uv' } });

const call = async ({ api, token }: LaunchedHost, name: string) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${api}/v2/operations/${name}`, { method: 'POST', headers, body: '{}' });
  return (await answer.json()) as { items: string[] };
};
const countSnapshots = async (host: LaunchedHost) => (await call(host, 'snapshots.list')).items.length;

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
      return Promise.all([
        asSent(fetch(url, { method: 'POST', body: '{}', headers: { authorization, ...json } })),
        asSent(fetch(url, { method: 'POST', body: '{}', headers: json })),
        asSent(fetch(url, { method: 'POST', body: '{}', mode: 'no-cors' })),
        asSent(fetch(url.replace('://', `://user:${bearer}@`), { method: 'POST' }).catch(() => Response.error())),
        String(navigator.sendBeacon(url, '{}') && false),
        socket,
      ]);
    },
    [api, token] as const,
  );
}

test('no page calls an operation, even with the token in its hands', async ({ host, site, attackBrowser }) => {
  test.skip(attackBrowser === null, noChromium);
  if (attackBrowser === null) return;
  await withContext(attackBrowser, async (context) => {
    site.show({ html: '<!doctype html><title>attack</title>' });
    const page = await context.newPage();
    const before = await countSnapshots(host);
    const pages = [
      ...[foreignName, 'evil.localhost', '127.0.0.1'].map((name) => `http://${name}:${site.port}/attack`),
      `${host.api}/v2/docs`,
    ];
    for (const address of pages) {
      await page.goto(address);
      const outcomes = await attack(page, host.api, host.token);
      expect(outcomes, address).not.toContain('true');
      // A form needs no leave to be sent.
      await page.setContent(
        `<form method="post" enctype="text/plain" action="${host.api}/v2/operations/snapshots.save"><input name='{"a' value='":1}'></form>`,
      );
      await Promise.all([page.waitForResponse(/snapshots\.save/), page.evaluate('document.forms[0].submit()')]);
    }
    expect(await countSnapshots(host)).toBe(before);
  });
});

test('the control case: a program with the token calls it', async ({ host }) => {
  const before = await countSnapshots(host);
  await call(host, 'snapshots.save');
  expect(await countSnapshots(host)).toBe(before + 1);
});
