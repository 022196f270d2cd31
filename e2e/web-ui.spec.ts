import { expect, test } from 'playwright/test';
import { getJson, readInstalled, writeConfig } from './api';
import { unresolvableRelease, type ComfyCore } from './world/comfy-source';
import { isNightly } from './world/nightly';
import { createGate } from './world/wire';
import { webUiVersions, type WebUiVersion } from './web-ui/front-end';
import { followPack } from './web-ui/follow-pack';
import { openManager, type ManagerDialog } from './web-ui/manager-dialog';
import { findMeans, serveWebUi, type ServedWebUi } from './web-ui/served';
import { tasksOf, type TaskEnd } from './web-ui/tab-traffic';
import { updateComfyUi } from './web-ui/update-comfyui';
import { openWebUi, type WebUi } from './web-ui/web-ui';
import { openWorkflow } from './web-ui/workflow';

/** Both kinds of core under both kinds of web UI: the old one knows no `--enable-manager` and tells no manager flags. */
const coreUnder: Record<WebUiVersion, ComfyCore> = {
  '1.58.1': 'newer',
  '1.53.10': 'old',
  '1.42.15': 'newer',
  '1.41.21': 'old',
};
/** Only the newest generation shows why something failed as a notice; in the others the reason is in the log of the toast. */
const showsNotices = (version: WebUiVersion) => version === '1.58.1';
const versionAfterUpdate: Record<ComfyCore, string> = { old: '0.3.62', newer: '0.38.1' };

// Recording two browsers would take longer than what they do.
test.use({ trace: 'off' });

const upscaler = 'Demo Upscaler';
const garden = 'Prompt Garden';

/** Outside of the nightly run the newest. */
const versions = webUiVersions.filter((_version, at) => isNightly || at === 0);

for (const version of versions) {
  test.describe(`web UI ${version}`, () => {
    test.describe.configure({ mode: 'serial' });

    let webUi: ServedWebUi;
    let ui: WebUi;
    let manager: ManagerDialog;

    test.beforeAll(async () => {
      const means = await findMeans(version);
      test.skip('missing' in means, 'missing' in means ? means.missing : '');
      if ('missing' in means) return;
      webUi = await serveWebUi({ version, core: coreUnder[version], means });
      ui = await openTabOf(webUi);
    });

    test.afterAll(async () => {
      // Nothing was started where the spec is skipped.
      await (webUi as ServedWebUi | undefined)?.close();
    });

    const run = (action: () => Promise<void>, count = 1): Promise<TaskEnd[]> => tasksOf(ui.traffic, count, action);
    const succeed = async (action: () => Promise<void>, count = 1): Promise<void> => {
      const ends = await run(action, count);
      expect(
        ends.map(({ status }) => status),
        JSON.stringify(ends),
      ).toEqual(Array(count).fill('success'));
    };

    test('the manager opens without an upgrade notice', async () => {
      manager = await openManager(ui.page);
      await manager.search(upscaler);
      await expect(manager.card(upscaler)).toBeVisible();
      expect((await ui.notices()).join('\n')).not.toMatch(/upgrade|update required/i);
    });

    test('a pack is installed, switched, disabled, enabled, updated and uninstalled', async () => {
      const pack = followPack(webUi, 'Demo-Upscaler');
      await succeed(() => manager.pickVersion(upscaler, '1.0.0'));
      await expect.poll(() => manager.state(upscaler)).toBe('enabled');
      await pack.expectState('update', '1.0.0');
      await succeed(() => manager.pickVersion(upscaler, '1.1.0'));
      await expect(manager.card(upscaler).getByText('1.1.0')).toBeVisible();
      await pack.expectState('update', '1.1.0');
      await succeed(() => manager.setEnabled(upscaler, false));
      await expect.poll(() => manager.state(upscaler)).toBe('disabled');
      await pack.expectState('disabled', '1.1.0');
      await succeed(() => manager.setEnabled(upscaler, true));
      await expect.poll(() => manager.state(upscaler)).toBe('enabled');
      await pack.expectState('update', '1.1.0');
      await manager.tab('Updates Available');
      await succeed(() => manager.update(upscaler));
      await expect(manager.card(upscaler)).toHaveCount(0);
      await pack.expectState('installed', '1.2.0');
      await manager.tab('All installed');
      await succeed(() => manager.uninstall(upscaler));
      await expect(manager.card(upscaler)).toHaveCount(0);
      await pack.expectState('absent', null);

      await ui.toast.waitUntilIdle();
      const tasks = await ui.toast.tasks();
      expect(tasks.map(({ title }) => title.split(' ')[0])).toEqual(
        ['Installing', 'Changing', 'Disabling', 'Enabling'].concat([
          showsNotices(version) ? 'Changing' : 'Updating',
          'Uninstalling',
        ]),
      );
      for (const { title, lines } of tasks) expect(lines, title).not.toEqual([]);
      for (const { title, lines } of tasks) expect(new Set(lines).size, `${title}: a line twice`).toBe(lines.length);
    });

    test('a failing and a refused install show as failed with their reason, and nothing is left stuck', async () => {
      const { world } = webUi;
      for (const { title, id, reason } of failures) {
        await manager.tab('All Extensions');
        await manager.search(title);
        // The toast is unfolded while the task runs: older web UIs offer it only then, and list failures only after it.
        const gate = createGate();
        if (id === 'install-breaks') world.registry.zipFaults.set(id, { kind: 'hold', until: gate.until });
        if (id !== 'install-breaks') await writeConfig(world, ['security_level = strong']);
        const [end] = await run(async () => {
          await manager.install(title);
          if (id !== 'install-breaks') return;
          await ui.toast.expand();
          gate.open();
        });
        expect(end).toMatchObject({ status: 'error', result: expect.stringMatching(reason) });
        await expect.poll(() => manager.state(title)).toBe('not installed');
        await ui.toast.waitUntilIdle();
        if (showsNotices(version)) expect((await ui.notices()).join('\n')).toMatch(reason);
      }
      const failed = await ui.toast.failed();
      expect(failed.map(({ title }) => title)).toEqual(failures.map(({ id }) => `Installing ${id}`));
      for (const [at, { reason }] of failures.entries()) expect(failed[at]?.lines.join('\n')).toMatch(reason);
      world.registry.zipFaults.clear();
      await writeConfig(world, ['security_level = normal']);
      await ui.closeNotices();
      await expect(ui.page.getByText('Installing', { exact: true })).toHaveCount(0);
    });

    test('two tabs stay consistent, and both learn of the restart', async () => {
      const other = await ui.openTab();
      await expect.poll(() => other.sid()).not.toBe('');
      expect(other.sid()).not.toBe(ui.sid());
      const there = await openManager(other.page);
      await there.search(garden);
      // Seen before it is left: what a tab behind another has not drawn yet says nothing of what it learns.
      await expect.poll(() => there.state(garden)).toBe('not installed');
      await ui.show();
      await manager.tab('All Extensions');
      await manager.search(garden);
      await succeed(() => manager.pickVersion(garden, '1.0.0'));
      await expect.poll(() => lastInstalled(other)).toContain('prompt-garden');
      await expect.poll(() => there.state(garden)).toBe('enabled');
      await expect(other.toast.root).toBeHidden();
      await other.show();
      await tasksOf(other.traffic, 1, () => there.setEnabled(garden, false));
      await other.toast.waitUntilIdle();
      await expect.poll(() => manager.state(garden)).toBe('disabled');

      const sids = [ui.sid(), other.sid()];
      const before = await processOf(webUi);
      await ui.show();
      await ui.toast.applyChanges();
      await expect.poll(() => other.traffic.sids.length).toBe(2);
      expect([ui.sid(), other.sid()]).toEqual(sids);
      expect(await processOf(webUi)).not.toBe(before);
      // The state after the restart, in which nothing waits. Older web UIs keep the offer to restart of a tab that made changes itself.
      await expect.poll(() => lastHistory(other)).toEqual([]);
      await expect.poll(() => there.state(garden)).toBe('disabled');
      if (showsNotices(version))
        await expect(other.toast.root.getByText('Apply Changes', { exact: true })).toHaveCount(0);
      await other.close();
    });

    test('packs missing from an opened workflow are installed', async () => {
      // As a person must, to whom the dialog hides the canvas. Behind an open dialog the web UI looks the packs up while it redraws its list, which can cancel the look-up.
      await manager.close();
      await openWorkflow(ui.page, 'needs packs', [
        { type: 'WatchedPack' },
        { type: 'DemoUpscaleTiled', properties: { cnr_id: 'Demo-Upscaler', ver: '1.0.0' } },
        { type: 'NobodyKnowsThis' },
      ]);
      await manager.tab('Missing Nodes');
      for (const title of [upscaler, 'Watched Pack'])
        await expect(manager.card(title), `${title}; look-ups: ${ui.traffic.lookUps.join(', ')}`).toBeVisible();
      await succeed(() => manager.installMissing(), 2);
      expect(await readInstalled(webUi.served.api)).toMatchObject({
        'Demo-Upscaler': { ver: '1.2.0', enabled: true },
        'watched-pack': { ver: '1.0.0', enabled: true },
      });
    });

    test('Update All updates what is enabled', async () => {
      await manager.tab('All Extensions');
      await manager.search(garden);
      await succeed(() => manager.setEnabled(garden, true));
      await manager.search(upscaler);
      await succeed(() => manager.pickVersion(upscaler, '1.0.0'));
      await manager.tab('Updates Available');
      for (const title of [upscaler, garden]) await expect(manager.card(title)).toBeVisible();
      await succeed(() => manager.updateAll(), 2);
      await followPack(webUi, 'Demo-Upscaler').expectState('installed', '1.2.0');
      await followPack(webUi, 'prompt-garden').expectState('installed', '1.2.0');
      await manager.close();
    });

    test('Update ComfyUI runs the update, then the restart', async () => {
      skipOnReal(webUi);
      const sockets = ui.traffic.sids.length;
      const calls = ui.traffic.managerCalls.length;
      const before = await processOf(webUi);
      await updateComfyUi(ui.page);
      await expect.poll(() => ui.traffic.sids.length).toBe(sockets + 1);
      expect(await processOf(webUi)).not.toBe(before);
      const names = ui.traffic.managerCalls.slice(calls).map((call) => call.split('/').at(-1));
      expect(names.slice(0, 3)).toEqual(['update_comfyui', 'start', 'reboot']);
      expect((await readStats(webUi)).system.comfyui_version).toBe(versionAfterUpdate[coreUnder[version]]);
      expect((await ui.notices()).join('\n')).not.toMatch(/fail|error/i);
    });

    test('an update of ComfyUI that fails is told in words, and no restart follows', async () => {
      skipOnReal(webUi);
      await webUi.world.git.commit('comfyanonymous', 'ComfyUI', await unresolvableRelease('0.99.0'));
      const before = await processOf(webUi);
      const sockets = ui.traffic.sids.length;
      const calls = ui.traffic.managerCalls.length;
      await updateComfyUi(ui.page);
      await expect.poll(async () => (await ui.notices()).join('\n')).toMatch(/nowhere-dep/);
      expect(ui.traffic.managerCalls.slice(calls).map((call) => call.split('/').at(-1))).toEqual(['update_comfyui']);
      expect(ui.traffic.sids.length).toBe(sockets);
      expect(await processOf(webUi)).toBe(before);
    });
  });
}

const failures = [
  { title: 'Install Breaks', id: 'install-breaks', reason: /install\.py/ },
  { title: 'Sampler Kit (Demo)', id: 'sampler-kit-demo', reason: /security|policy|level/i },
] as const;

function openTabOf({ browser, served, world }: ServedWebUi): Promise<WebUi> {
  return openWebUi({ browser, address: served.api, registryUrl: world.registry.url });
}

type ReportedState = Partial<Record<'history' | 'installed_packs', Record<string, unknown>>>;

/** What the tab was told last of tasks and packs; null when it was told nothing. */
function lastState({ traffic }: WebUi): ReportedState | null {
  const last = traffic.messages.findLast(({ type }) => type === 'cm-task-completed');
  return last ? (last.data['state'] ?? {}) : null;
}

/** Tasks in the history that the tab was told last. */
function lastHistory(tab: WebUi): string[] {
  const history = lastState(tab)?.history;
  return history ? Object.keys(history) : ['none told'];
}

/** Packs that the tab was told last to be installed. */
function lastInstalled(tab: WebUi): string[] {
  return Object.keys(lastState(tab)?.installed_packs ?? {});
}

interface Stats {
  system: { comfyui_version: string; argv: string[] };
}

function readStats({ served }: ServedWebUi): Promise<Stats> {
  return getJson<Stats>(`${served.api}/system_stats`);
}

function skipOnReal({ world }: ServedWebUi): void {
  const { real } = world.comfyui;
  test.skip(real !== null, `The next release of ${real?.folder ?? ''} needs packages that the world's index has not.`);
}

/** The number of ComfyUI's process. */
async function processOf({ served }: ServedWebUi): Promise<number | null> {
  return (await getJson<{ pid: number | null }>(`${served.api}/v2/comfyui_manager/status`)).pid;
}
