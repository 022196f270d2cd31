import type { Locator, Page } from 'playwright';
import { expect } from 'playwright/test';
import { getJson } from './api';
import { type ComfyStatus, readStatus } from './comfy-calls';
import { callByWindow } from './window-door';

/** What each place says of one fact, by the place; undefined where it says nothing of it. */
interface Fact {
  name: string;
  said: Record<string, unknown>;
}

interface Core {
  status: ComfyStatus & { restart: { count: number } };
  states: { name: string; state: string }[];
  doctor: { findings: unknown[]; unmet: { asker: string }[] };
  local: { key: string; name: string; enabled: boolean }[];
  failures: unknown[];
  /** The files of models. */
  models: unknown[];
}

/** What scripts are told. */
async function readCore(page: Page, api: string): Promise<Core> {
  const [status, states, doctor] = await Promise.all([
    readStatus(api),
    getJson<Record<string, Core['states'][number]>>(`${api}/v2/customnode/state`),
    getJson<Core['doctor']>(`${api}/v2/manager/packages/doctor`),
  ]);
  const local = (await callByWindow(page, 'packs.local')) as { packs: Core['local'] };
  const failures = (await callByWindow(page, 'comfyui.failures')) as { items: unknown[] };
  const { models } = (await callByWindow(page, 'models.local')) as { models: unknown[] };
  return {
    ...{ doctor, local: local.packs, failures: failures.items, models, states: Object.values(states) },
    status: status as Core['status'],
  };
}

const numberIn = (text: string | undefined): number =>
  Number(/\d[\d,]*/.exec(text ?? '')?.[0].replaceAll(',', '') ?? 0);

async function textOf(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join(' ');
}

async function go(page: Page, place: string, there: Locator): Promise<void> {
  await page.getByTestId(`place-${place}`).click();
  await expect(there).toBeVisible();
}

async function readPacks(page: Page) {
  const chips = page.getByRole('button', { name: /^(?:All|Problems|Not in this start|Installed|Updates|Disabled)/ });
  await go(page, 'packs', chips.first());
  const counts = async () => {
    const texts = await chips.allInnerTexts();
    return Object.fromEntries(
      texts.map((text) => [text.replace(/\s*[\d,]+$/, ''), numberIn(/[\d,]+$/.exec(text)?.[0])]),
    );
  };
  const statuses = async (chip: RegExp) => {
    await page.getByRole('button', { name: chip }).click();
    return page.getByTestId('pack-status').allInnerTexts();
  };
  const [broken, installed] = [await statuses(/^Problems/), await statuses(/^Installed/)];
  return { counts: await counts(), broken, installed };
}

/** How many files the list of models says that there are. */
async function readModels(page: Page): Promise<number> {
  const chip = page.getByRole('button', { name: /^On disk/ });
  await go(page, 'models', chip);
  return numberIn(/[\d,]+$/.exec(await textOf(chip))?.[0]);
}

async function readHome(page: Page) {
  await go(page, 'home', page.getByTestId('home-comfy'));
  const rows = page.getByTestId('change-row');
  const of = (kind: string) => page.locator(`[data-testid="attention"][data-kind="${kind}"]`);
  const changes = await rows.evaluateAll((all) =>
    all.map((row) => [
      row.getAttribute('data-batch'),
      row.querySelector('h3')?.textContent,
      row.querySelector('[data-outcome]')?.getAttribute('data-outcome'),
    ]),
  );
  return {
    changes,
    state: await page.getByTestId('comfy-state').first().getAttribute('data-state'),
    imports: (await of('import').count()) + numberIn(await textOf(of('more-imports'))),
    updates: numberIn(await textOf(of('updates'))),
    restart: numberIn(await textOf(page.getByTestId('restart-waiting').locator('p').first())),
  };
}

async function readComfy(page: Page) {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId('comfy-tab-overview').click();
  const state = page.getByTestId('comfy-state').first();
  await expect(state).toBeVisible();
  const overview = {
    state: await state.getAttribute('data-state'),
    problems: await page.getByTestId('import-problem').count(),
  };
  await page.getByTestId('comfy-tab-environment').click();
  const doctor = page.getByTestId('doctor');
  await expect(doctor).toBeVisible();
  const findings = doctor.getByTestId('doctor-finding');
  return {
    overview,
    isSound: (await textOf(doctor.locator('h2'))).includes('is sound'),
    found: await findings.count(),
    lacking: await doctor.locator('[data-kind="lacking"]').count(),
  };
}

async function readNow(page: Page) {
  const now = page.getByTestId('snapshot-now');
  await go(page, 'snapshots', now.or(page.getByText('No snapshots yet').first()));
  if ((await now.count()) === 0) return {};
  await expect(now).toContainText(/\d pack/);
  const text = await textOf(now);
  const disabled = numberIn(/([\d,]+) disabled/.exec(text)?.[0]);
  return { disabled, packs: numberIn(/([\d,]+) packs?\b/.exec(text)?.[0]) + disabled };
}

/** How Activity tells of the batches that Home names. */
async function readHistory(page: Page, ids: readonly unknown[]) {
  const rows = page.locator('[data-testid="history-row"][data-kind="entry"]');
  await page.getByTestId('place-activity').click();
  if (ids.length > 0) await expect(rows.first()).toBeVisible();
  const told = await rows.evaluateAll((all) =>
    all.map((row) => [
      row.getAttribute('data-key'),
      row.querySelector('[role="gridcell"] > span')?.textContent,
      row.getAttribute('data-status'),
    ]),
  );
  return told.filter(([id]) => ids.includes(id));
}

/** What Workflow says of the one that is open, by its headline, its rows and their sum; nothing where none is. */
async function readWorkflow(page: Page) {
  const needs = page.getByTestId('workflow-needs');
  await go(page, 'workflow', needs.or(page.getByTestId('workflow-empty')));
  if ((await needs.count()) === 0) return {};
  const stateOf = (rows: Locator) =>
    rows.evaluateAll((all) => all.map((row) => [row.getAttribute('data-key'), row.getAttribute('data-state')]));
  const packs = await stateOf(page.getByTestId('workflow-pack'));
  const models = await stateOf(page.getByTestId('workflow-model'));
  return {
    isThere: (await textOf(page.getByTestId('workflow-outcome'))).startsWith('All there.'),
    isComplete:
      packs.every(([, state]) => state === 'installed') &&
      models.every(([, state]) => state === 'present') &&
      (await page.getByTestId('workflow-unknown').count()) === 0,
    onDisk: packs.filter(([, state]) => state !== 'missing').length,
    enabled: packs.filter(([, state]) => state === 'installed' || state === 'failed-import').length,
    named: packs.map(([key]) => String(key)),
  };
}

/** Of the packs that an opened workflow needs, those that are on disk and how many of them are enabled. */
function lookUp(named: readonly string[] | undefined, local: Core['local']) {
  if (named === undefined) return {};
  const found = local.filter(({ key }) => named.includes(key));
  return { onDisk: found.length, enabled: found.filter(({ enabled }) => enabled).length };
}

/** A pack of which a row says first that it did not load, or is not loaded, says there that something is missing no more. */
const louder: ReadonlySet<string> = new Set(['did-not-load', 'waits-for-restart', 'left-out', 'disabled']);

/** All that the places and the core say at one moment. */
async function readAll(page: Page, api: string) {
  const packs = await readPacks(page);
  const models = await readModels(page);
  const home = await readHome(page);
  const comfy = await readComfy(page);
  const now = await readNow(page);
  const workflow = await readWorkflow(page);
  const history = await readHistory(
    page,
    home.changes.map(([id]) => id),
  );
  return { packs, models, home, comfy, now, workflow, history, core: await readCore(page, api) };
}

type All = Awaited<ReturnType<typeof readAll>>;

const countTexts = (all: readonly string[], word: string) => all.filter((text) => text.includes(word)).length;

function factsOfPacks({ packs, home, comfy, now, workflow, core }: All): Fact[] {
  const { states, doctor, local, failures } = core;
  const countOf = (state: string) => states.filter((one) => one.state === state).length;
  const isLoud = (name: string) => states.some((one) => one.name === name && louder.has(one.state));
  const lacking = new Set(doctor.unmet.map(({ asker }) => asker).filter((name) => name !== 'ComfyUI' && !isLoud(name)));
  const ofWorkflow = lookUp(workflow.named, local);
  return [
    { name: 'packs on disk', said: { list: packs.counts['Installed'], disk: local.length, snapshots: now.packs } },
    {
      name: 'disabled packs',
      said: {
        ...{ list: packs.counts['Disabled'], snapshots: now.disabled },
        disk: local.filter(({ enabled }) => !enabled).length,
      },
    },
    {
      name: 'packs that did not load',
      said: {
        ...{ list: countTexts(packs.broken, 'Did not load'), home: home.imports, comfyui: comfy.overview.problems },
        ...{ failures: failures.length, api: countOf('did-not-load') },
      },
    },
    {
      name: 'packs not in this start',
      said: {
        ...{ list: packs.counts['Not in this start'] ?? 0, api: countOf('left-out') },
        rows: countTexts(packs.installed, 'Not in this start'),
      },
    },
    {
      name: 'packs that lack something',
      said: { list: countTexts(packs.installed, 'Requirement unmet'), api: lacking.size },
    },
    { name: 'packs of the workflow', said: { workflow: workflow.onDisk, disk: ofWorkflow.onDisk } },
    { name: 'its enabled packs', said: { workflow: workflow.enabled, disk: ofWorkflow.enabled } },
    { name: 'updates', said: { list: packs.counts['Updates'], home: home.updates } },
  ];
}

function factsOfTheRest({ models, home, comfy, workflow, history, core }: All): Fact[] {
  const { status, doctor, models: files } = core;
  return [
    { name: 'unmet lines', said: { environment: comfy.lacking, api: doctor.unmet.length } },
    { name: 'findings', said: { environment: comfy.found, api: doctor.unmet.length + doctor.findings.length } },
    {
      name: 'sound environment',
      said: { environment: comfy.isSound, api: doctor.unmet.length + doctor.findings.length === 0 },
    },
    { name: 'ComfyUI', said: { home: home.state, place: comfy.overview.state, api: status.state } },
    { name: 'changes that wait for a restart', said: { rail: home.restart, api: status.restart.count } },
    { name: 'models on disk', said: { list: models, disk: files.length } },
    { name: 'the workflow has everything', said: { headline: workflow.isThere, rows: workflow.isComplete } },
    { name: 'last changes', said: { home: JSON.stringify(home.changes), activity: JSON.stringify(history) } },
  ];
}

/** Walks all places, and names each fact of which two of them say different things. */
export async function findContradictions(page: Page, api: string): Promise<Fact[]> {
  const all = await readAll(page, api);
  return [...factsOfPacks(all), ...factsOfTheRest(all)].filter(
    ({ said }) => new Set(Object.values(said).filter((one) => one !== undefined)).size > 1,
  );
}
