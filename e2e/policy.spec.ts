import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import { expect, test } from './app';
import { ask, getJson, runTask, startQueue, waitForTask, writeConfig } from './api';
import { readStatus, startComfy, waitForAnother, waitForState } from './comfy-calls';
import { answerDialogs } from './dialogs';
import { launchApp } from './launch';
import { needsStandIn } from './stand-in';
import { callByWindow, tryByWindow } from './window-door';

test.skip(...needsStandIn('starts and stops ComfyUI many times; who may is not a question for it'));
test.use({ worldOptions: { name: 'policy', pythonTool: 'uv' }, appFor: 'file' });

interface Permission {
  id: string;
  operation: string;
  task: string | null;
  until: string;
}

interface Verdict {
  allowed: boolean;
  rule: string;
  permissions: Permission[];
}

const noPack = { node_name: 'no-such-pack' };

/** How a fix of a pack that is not there fails: the policy refuses it, or lets it through to find no pack. */
async function fixByWindow(page: Page, api: string, uiId: string = randomUUID()): Promise<string | undefined> {
  await callByWindow(page, 'queue.add', { ui_id: uiId, client_id: 'spec', kind: 'fix', params: noPack });
  await startQueue(api);
  return (await waitForTask(api, uiId)).outcome.error?.code;
}

async function fixByHttp(api: string): Promise<string | undefined> {
  return (await runTask(api, { kind: 'fix', params: noPack })).outcome.error?.code;
}

const allow = (page: Page, input: Record<string, unknown>): Promise<Permission> =>
  callByWindow(page, 'policy.allow', { minutes: 15, ...input });

const explain = (api: string) => getJson<Verdict>(`${api}/v2/policy/explain?operation=fix`);
const explainByWindow = async (page: Page) =>
  (await callByWindow(page, 'policy.explain', { operation: 'fix' })) as Verdict;

/** Until the folder is open, both doors answer that none is. */
const waitForFolder = (page: Page) =>
  expect.poll(async () => (await tryByWindow(page, 'comfyui.status')).ok).toBe(true);

test.beforeEach(({ world }) => writeConfig(world, ['security_level = normal']));
test.beforeEach(async ({ app }) => {
  await answerDialogs(app, 'Allow', 'Allow once', 'Allow for 15 minutes');
});

test('a permission counts for what the window orders, is told at both doors, and opens nothing over HTTP', async ({
  page,
  api,
}) => {
  expect(await fixByWindow(page, api)).toBe('policy-denied');
  const given = await allow(page, { operation: 'fix' });
  expect(await fixByWindow(page, api)).toBe('pack-not-installed');
  expect(await fixByHttp(api)).toBe('policy-denied');
  expect(await explain(api)).toMatchObject({ allowed: false, permissions: [given] });
  expect(await explainByWindow(page)).toMatchObject({ allowed: true, permissions: [given] });

  await callByWindow(page, 'policy.revoke', { id: given.id });
  expect(await fixByWindow(page, api)).toBe('policy-denied');
  expect(await explain(api)).toMatchObject({ allowed: false, permissions: [] });
});

test('a permission for once is for its task alone, whoever orders another', async ({ page, api }) => {
  const uiId = randomUUID();
  await allow(page, { operation: 'fix', task: uiId });
  expect(await fixByWindow(page, api)).toBe('policy-denied');
  expect(await fixByWindow(page, api, uiId)).toBe('pack-not-installed');
  const { history } = await getJson<{ history: object }>(`${api}/v2/manager/queue/history?ui_id=${uiId}`);
  expect(Object.keys(history)).toEqual([uiId]);
  const log = await callByWindow(page, 'queue.log', { ui_id: uiId });
  expect(JSON.stringify(log)).toContain('allowed by a permission that was given in the window');
  // Over with it: the same id, ordered anew, is another order.
  expect(await fixByWindow(page, api, randomUUID())).toBe('policy-denied');
  expect((await explain(api)).permissions).toEqual([]);
  // What a script calls by the id of a permitted task is not that task.
  const another = randomUUID();
  await allow(page, { operation: 'fix', task: another });
  const byScript = await runTask(api, { kind: 'fix', params: noPack, ui_id: another });
  expect(byScript.outcome.error?.code).toBe('policy-denied');
});

test('no address gives a permission, none is given for long, and none survives the app', async ({
  world,
  launched,
}) => {
  const { api, page } = launched;
  for (const path of ['/v2/policy/allow', '/api/v2/policy/allow', '/v2/policy/revoke']) {
    expect((await ask(`${api}${path}`, { operation: 'fix', minutes: 15 })).status).toBe(404);
  }
  for (const bad of [{ minutes: 16 }, { minutes: 0 }, { operation: 'everything' }]) {
    const refusal = await tryByWindow(page, 'policy.allow', { operation: 'fix', minutes: 5, ...bad });
    expect(refusal, JSON.stringify(bad)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  }
  await allow(page, { operation: 'fix' });
  await launched.close();
  const next = await launchApp({ world });
  try {
    expect((await explain(next.api)).permissions).toEqual([]);
    expect(await fixByWindow(next.page, next.api)).toBe('policy-denied');
  } finally {
    await next.close();
  }
});

test('policy/explain takes every end of every published path, every row and every operation', async ({ page, api }) => {
  await waitForFolder(page);
  const document = await (await fetch(`${api}/v2/docs/openapi.yaml`)).text();
  const published = [...document.matchAll(/^ {2}(\/v2\/[\w/.-]+):$/gmu)].map(([, path = '']) => path);
  // The door of the operations is no operation: what comes through it is judged.
  const paths = published.filter((path) => path !== '/v2/operations');
  expect(paths.length).toBeGreaterThan(35);
  const answerTo = (name: string) => ask(`${api}/v2/policy/explain?operation=${encodeURIComponent(name)}`);
  for (const path of paths) {
    const parts = path.slice(1).split('/');
    const ends = parts.map((_part, at) => parts.slice(at).join('/'));
    for (const end of [path, `/api${path}`, ...ends]) expect((await answerTo(end)).status, end).toBe(200);
  }
  const judged = async (name: string) => (await answerTo(name)).body['operation'];
  expect(await judged('comfyui_switch_version')).toBe('switch-comfyui');
  expect(await judged('reboot')).toBe('control-comfyui');
  expect(await judged('comfyui.reboot')).toBe('control-comfyui');
  // The row of that name, not the end of `policy/update`; of two that end alike, the riskier.
  expect(await judged('update')).toBe('update');
  expect(await judged('db_mode')).toBe('change-settings');

  const unknown = await answerTo('no_such_thing');
  expect(unknown.status).toBe(400);
  expect(unknown.body).toMatchObject({
    code: 'invalid-input',
    known: expect.arrayContaining(['fix', 'comfyui.switchVersion', 'comfyui_switch_version', 'queue/start']),
  });
});

test('a refusal says in plain words what is refused and what would allow it, at both doors', async ({ page, api }) => {
  const words = 'Switching the version of ComfyUI is not allowed at security level normal. ';
  const input = { ver: 'v0.3.62', client_id: 'spec', ui_id: 'denied' };
  await waitForFolder(page);
  const reply = await tryByWindow(page, 'comfyui.switchVersion', input);
  expect(reply).toMatchObject({ ok: false, error: { error: expect.stringContaining(words) } });
  const denied = await ask(`${api}/v2/comfyui_manager/comfyui_switch_version`, input);
  expect(denied.status).toBe(403);
  expect(denied.body).toMatchObject({
    error: expect.stringContaining(words),
    ...{ operation: 'switch-comfyui', level: 'normal', risk: 'high+', rule: expect.stringContaining('high risk') },
    remedies: [expect.stringContaining('security_level = normal-'), expect.stringContaining('in the window')],
  });
});

test('at security level strong the person starts, restarts and stops ComfyUI; scripts start it alone', async ({
  world,
  page,
  api,
}) => {
  await writeConfig(world, ['security_level = strong']);
  await waitForFolder(page);
  await startComfy(api);
  for (const path of ['/v2/comfyui_manager/stop', '/v2/manager/reboot']) {
    const denied = await ask(`${api}${path}`, {});
    expect(denied.status, path).toBe(403);
    expect(denied.body).toMatchObject({ code: 'policy-denied', operation: 'control-comfyui', level: 'strong' });
  }
  // To start it in another way ends what runs as well.
  const { pid } = await readStatus(api);
  const bare = await ask(`${api}/v2/comfyui_manager/start`, { mode: 'bare' });
  expect(bare.body).toMatchObject({ code: 'policy-denied', operation: 'control-comfyui' });
  expect(await readStatus(api)).toMatchObject({ state: 'running', mode: 'normal', pid });
  await page.getByTestId('place-home').click();
  await page.getByTestId('home-comfy').getByRole('button', { name: 'Stop' }).click();
  await waitForState(api, 'stopped');
  await page.getByTestId('home-comfy').getByRole('button', { name: 'Start' }).click();
  const before = await waitForState(api, 'running');
  await page.getByTestId('home-restart').click();
  await waitForAnother(api, before);
  await expect(page.getByTestId('home-refusal')).toHaveCount(0);
  await callByWindow(page, 'comfyui.stop');
  await waitForState(api, 'stopped');
});
