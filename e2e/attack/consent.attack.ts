import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { writeConfig } from '../api';
import { expect, test } from '../app';
import { answerDialogs } from '../dialogs';
import type { OperationName } from '../../src/contract/operations';
import { callByWindow, tryByWindow } from '../window-door';

test.use({ worldOptions: { name: 'attack-consent', pythonTool: 'uv' } });
test.beforeAll(({ world }) => writeConfig(world, ['security_level = normal']));

/** What a page that somebody has taken over would call, past everything that the window draws. */
const calls = [
  ['settings.change', { name: 'python.interpreter', value: process.execPath }],
  ['settings.change', { name: 'network.proxy', value: 'http://stranger.example:3128' }],
  ['settings.change', { name: 'gateway.host', value: '0.0.0.0' }],
  ['settings.change', { name: 'gateway.allowedHosts', value: 'stranger.example' }],
  ['settings.change', { name: 'updates.feed', value: 'https://stranger.example/app' }],
  ['settings.change', { name: 'comfyui.repository', value: 'https://stranger.example/ComfyUI' }],
  ['comfyui.setArguments', { arguments: '--listen' }],
  ['config.change', { changes: { security_level: 'weak', allow_pip_install: true } }],
  ['variables.set', { name: 'BROWSER', value: "sh -c 'touch theirs' %s" }],
  ['policy.allow', { operation: 'install-packages', minutes: 15 }],
  ['apiToken.make', {}],
] as const;

/** All that these calls could change. */
async function readState(page: Page): Promise<string> {
  const of = (name: OperationName): Promise<unknown> => callByWindow(page, name);
  const table = (await of('policy.table')) as { permissions: unknown[] };
  const { values } = (await of('config.read')) as { values: unknown };
  const { arguments: text } = (await of('comfyui.options')) as { arguments: string };
  return JSON.stringify([
    ...[await of('settings.read'), values, text, await of('variables.list')],
    ...[table.permissions, await of('apiToken.read')],
  ]);
}

test('a page that is taken over names no folder of the machine to ComfyUI, and has no file put anywhere', async ({
  world,
  shared: { app, page },
}) => {
  const model = join(world.comfyui.path, 'models', 'loras', 'mine.safetensors');
  await writeFile(model, 'mine');
  const autostart = join(world.root, 'home', '.config', 'autostart');
  const plain = join(world.root, 'plain');
  await mkdir(autostart, { recursive: true });
  let count = 0;
  const order = async (kind: string, params: object) => {
    const uiId = `folder-${(count += 1)}`;
    const tasks = [{ ui_id: uiId, client_id: 'page', kind, params }];
    const { ok } = await tryByWindow(page, 'queue.order', { tasks });
    if (!ok) return 'refused';
    const ended = async () => {
      const value = await callByWindow(page, 'queue.history', { ui_id: uiId });
      return (value as { history: Record<string, { outcome: { status: string } }> }).history[uiId]?.outcome.status;
    };
    await expect.poll(ended).toBeDefined();
    return ended();
  };
  await answerDialogs(app, 'Do not allow');
  for (const to of [autostart, plain]) expect(await order('move-models-folder', { to, keep: true })).toBe('refused');
  expect(await order('use-models-folder', { path: world.root })).toBe('refused');
  // Nor with a yes to a place that programs obey.
  await answerDialogs(app, 'Allow');
  expect(await order('move-models-folder', { to: autostart, keep: true })).toBe('failed');
  expect([await readdir(autostart), existsSync(plain)]).toEqual([[], false]);
  // The control: with a yes, and to a folder of its own.
  expect(await order('move-models-folder', { to: plain, keep: true })).toBe('done');
  expect(await readdir(join(plain, 'loras'))).toEqual(['mine.safetensors']);
});

test('a page that is taken over changes nothing that runs programs or opens doors, without a yes outside of it', async ({
  shared: { app, page },
}) => {
  const questions = await answerDialogs(app, 'Do not allow');
  const before = await readState(page);
  for (const [name, input] of calls) {
    const reply = await tryByWindow(page, name, input);
    expect(reply, JSON.stringify(input)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await readState(page), JSON.stringify(input)).toBe(before);
  }
  const shownQuestions = await questions();
  expect(shownQuestions).toHaveLength(calls.length);
  for (const { focused } of shownQuestions) expect(focused).toBe('Do not allow');
  expect(shownQuestions[8]?.text).toContain("BROWSER = sh -c 'touch theirs' %s");

  // The control: with a yes each of them changes something.
  await answerDialogs(app, 'Allow', 'Allow for 15 minutes');
  let state = before;
  for (const [name, input] of calls) {
    await callByWindow(page, name, input);
    const next = await readState(page);
    expect(next, JSON.stringify(input)).not.toBe(state);
    state = next;
  }
});
