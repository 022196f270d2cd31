import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readTree } from '../../../../e2e/tree';
import { silentLogger } from '../../../base/log';
import type { BisectQuestion, BisectView } from '../../../contract/operations/bisect';
import { AppError } from '../../../contract/errors';
import { AppSettings } from '../../../contract/settings';
import { createComfyOptions } from '../arguments/comfy-options';
import type { ComfyProcess } from '../process/process';
import { isSilent, openComfyPlace, waitFor, waitForState, type ComfyPlace } from '../testing/comfy-place';
import { createBisect, type Bisect, type BisectOptions } from './bisect';
import { saying } from '../../../base/testing/saying';

let place: ComfyPlace;
let open: Bisect[] = [];
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(async () => {
  await Promise.all(open.map((bisect) => bisect.close()));
  open = [];
  await place.reset();
});
afterAll(() => place.remove());

const quiet = 'NODE_CLASS_MAPPINGS = {}\n';
const deadly = 'import sys\nraise SystemExit("the licence of this pack is gone")\n';
/** Ends ComfyUI when as many packs of this kind are there. */
const together = (count: number) => `import sys
sys.met = getattr(sys, "met", 0) + 1
if sys.met == ${count}:
    raise SystemExit("they do not get along")
NODE_CLASS_MAPPINGS = {}
`;

async function writePacks(count: number, special: Record<string, string> = {}): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `pack-${String(index + 1).padStart(2, '0')}`);
  await place.writePacks(Object.fromEntries(names.map((name) => [`${name}/__init__.py`, special[name] ?? quiet])));
}

function openBisect(comfy: ComfyProcess, overrides: Partial<BisectOptions> = {}): Bisect {
  const { installation, paths, python, port } = place;
  const interpreter = () => Promise.resolve(python);
  const bisect = createBisect({
    ...{ installation, paths, comfy, log: silentLogger },
    settings: AppSettings.parse({ 'comfyui.port': String(port) }),
    options: createComfyOptions({ installation, interpreter, commit: () => null, log: silentLogger }),
    packsOnDisk: async () =>
      (await readdir(installation.customNodesDir))
        .filter((name) => name !== '__pycache__')
        .map((name) => ({ name, enabled: true, version: '1', identity: '' })),
    whenIdle: () => Promise.resolve(),
    usualStart: () => ({ mode: 'normal' }),
    ...overrides,
  });
  open.push(bisect);
  return bisect;
}

async function search(bisect: Bisect, question: BisectQuestion): Promise<BisectView> {
  await bisect.begin(question);
  await waitFor(() => bisect.view().phase === 'done');
  return bisect.view();
}

const codeOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof AppError ? error.code : error;
};

/** All but what belongs to the process that runs. */
const ofProcess = /^(venv|temp|user\/__manager\/desktop\/(logs|comfyui-process\.json|import-watch-\w+))(\/|$)/;
const untouched = () => readTree(place.installation.rootDir, ofProcess);

describe('a search for the pack that ends every start', () => {
  it('finds it with its last words, moves nothing, and leaves ComfyUI as it was', async () => {
    await writePacks(16, { 'pack-11': deadly });
    const comfy = place.open();
    await comfy.start();
    await waitForState(comfy, 'crashed');
    const before = await untouched();
    const bisect = openBisect(comfy);
    const seen: number[] = [];
    bisect.onChange(({ start }) => seen.push(start));
    const { result, past } = await search(bisect, { question: 'start' });
    expect(result).toMatchObject({ outcome: 'found', packs: ['pack-11'], problem: null });
    expect(result?.starts).toBeLessThanOrEqual(5);
    expect(past).toHaveLength(result?.starts ?? 0);
    expect(Math.max(...seen)).toBe(result?.starts);
    expect(result?.evidence?.lines.join('\n')).toContain('the licence of this pack is gone');
    // It had crashed before, and is left so.
    expect(comfy.status().state).toBe('crashed');
    expect(await untouched()).toEqual(before);
  });

  it('finds two that end it only together', async () => {
    await writePacks(16, { 'pack-04': together(2), 'pack-13': together(2) });
    const { result } = await search(openBisect(place.open()), { question: 'start' });
    expect(result).toMatchObject({ outcome: 'found', packs: ['pack-13', 'pack-04'] });
    expect(result?.starts).toBeLessThanOrEqual(10);
  });

  it('says so when it is no pack, and when nothing is wrong', async () => {
    await writePacks(2);
    const nothing = await search(openBisect(place.open()), { question: 'start' });
    expect(nothing.result).toMatchObject({ outcome: 'not-reproduced', packs: [], evidence: null });
    const broken = place.open({ set: { 'comfyui.arguments': '--there-is-no-such-argument' } });
    const noPack = await search(openBisect(broken), { question: 'start' });
    expect(noPack.result).toMatchObject({ outcome: 'without-packs', packs: [] });
    expect(noPack.result?.evidence?.lines.join('\n')).toContain('unrecognized arguments');
  });

  it('counts a start that gets no further as bad', async () => {
    await writePacks(2, { 'pack-02': 'import time\ntime.sleep(3600)\n' });
    const { result } = await search(openBisect(place.open(), { hangMs: 4000 }), { question: 'start' });
    expect(result).toMatchObject({ outcome: 'found', packs: ['pack-02'] });
  });
});

describe('a search among some of the packs', () => {
  it('loads the others in every start, and finds the suspected one', async () => {
    await writePacks(8, { 'pack-03': deadly });
    const question = { question: 'start', among: ['pack-02', 'pack-03', 'pack-04'] } as const;
    const { result, past } = await search(openBisect(place.open()), { ...question, among: [...question.among] });
    expect(result).toMatchObject({ outcome: 'found', packs: ['pack-03'] });
    // The first start has all that nobody suspects.
    expect(past[0]).toEqual({ packs: 5, verdict: 'good' });
  });

  it('says that none of them is to blame where it is bad without them', async () => {
    await writePacks(4, { 'pack-04': deadly });
    const { result } = await search(openBisect(place.open()), { question: 'start', among: ['pack-01'] });
    expect(result).toMatchObject({ outcome: 'without-packs', packs: [], starts: 1 });
  });
});

describe('a search about one pack', () => {
  it('finds the one that keeps it from loading', async () => {
    await writePacks(8, {
      'pack-03': 'import sys\nsys.taken = True\nNODE_CLASS_MAPPINGS = {}\n',
      'pack-06': quiet,
    });
    await place.writePacks({
      'victim/prestartup_script.py': '',
      'victim/__init__.py':
        'import sys\nassert not hasattr(sys, "taken"), "somebody was here"\nNODE_CLASS_MAPPINGS = {}\n',
      // Runs before all imports, in whatever order those come.
      'pack-03/prestartup_script.py': 'import sys\nsys.taken = True\n',
    });
    const { result } = await search(openBisect(place.open()), { question: 'pack', pack: 'victim' });
    expect(result).toMatchObject({ outcome: 'found', packs: ['pack-03'], evidence: { pack: 'victim' } });
    expect(result?.evidence?.lines.join('\n')).toContain('somebody was here');
  });

  it('says after one start that it fails by itself', async () => {
    await writePacks(8, { 'pack-05': 'import there_is_no_such_module\n' });
    const { result } = await search(openBisect(place.open()), { question: 'pack', pack: 'pack-05' });
    expect(result).toMatchObject({ outcome: 'without-packs', starts: 1, evidence: { pack: 'pack-05' } });
  });

  it('looks for a node class that another pack takes away', async () => {
    await writePacks(3);
    const node =
      'class A:\n  RETURN_TYPES = ()\n  FUNCTION = "run"\n  @classmethod\n  def INPUT_TYPES(cls): return {}\n';
    await place.writePacks({
      'provider/__init__.py': `import sys\n${node}NODE_CLASS_MAPPINGS = {} if hasattr(sys, "thief") else {"Wanted": A}\n`,
      'thief/prestartup_script.py': 'import sys\nsys.thief = True\n',
      'thief/__init__.py': quiet,
    });
    const question = { question: 'pack', pack: 'provider', nodeClass: 'Wanted' } as const;
    const { result } = await search(openBisect(place.open()), question);
    expect(result).toMatchObject({ outcome: 'found', packs: ['thief'] });
  });
});

describe('a search that a person judges', () => {
  it('opens each start at one address, waits for the word, and starts ComfyUI again as it was', async () => {
    await writePacks(4);
    const comfy = place.open();
    await comfy.start();
    await waitForState(comfy, 'running');
    const bisect = openBisect(comfy);
    await bisect.begin({ question: 'web-ui' });
    const ports: (number | null)[] = [];
    for (let start = 1; bisect.view().phase !== 'done'; start += 1) {
      await waitFor(() => bisect.view().start === start && bisect.view().phase === 'judging');
      const { port, onTrial } = bisect.view();
      expect(await isSilent(port ?? 0)).toBe(false);
      // The own one is away, and no order brings it back.
      expect(comfy.status()).toMatchObject({ state: 'stopped', notice: saying('during the search') });
      expect(() => bisect.refuseWhileRunning()).toThrow('A search for the pack that breaks ComfyUI is running');
      ports.push(port);
      bisect.answer({ start, verdict: onTrial.includes('pack-02') ? 'bad' : 'good' });
      expect(() => bisect.answer({ start, verdict: 'good' })).toThrow();
      await waitFor(() => bisect.view().start > start || ['done', 'restoring'].includes(bisect.view().phase));
      if (bisect.view().phase === 'restoring') await waitFor(() => bisect.view().phase === 'done');
    }
    expect(bisect.view().result).toMatchObject({ outcome: 'found', packs: ['pack-02'], evidence: null });
    expect(new Set(ports).size).toBe(1);
    expect(await isSilent(ports[0] ?? 0)).toBe(true);
    await waitForState(comfy, 'running');
    expect(comfy.status().notice).toBeNull();
  });

  it('is over with a cancel: the trial ends, and ComfyUI runs as before', async () => {
    await writePacks(4);
    const comfy = place.open();
    await comfy.start({ mode: 'bare' });
    await waitForState(comfy, 'running');
    const before = await untouched();
    const bisect = openBisect(comfy);
    await bisect.begin({ question: 'web-ui' });
    await waitFor(() => bisect.view().phase === 'judging');
    const { port } = bisect.view();
    expect(await codeOf(bisect.begin({ question: 'start' }))).toBe('bisect-running');
    expect((await bisect.cancel()).phase).toBe('idle');
    expect(await isSilent(port ?? 0)).toBe(true);
    await waitForState(comfy, 'running');
    expect(comfy.status().mode).toBe('bare');
    expect(await untouched()).toEqual(before);
  });

  it('asks as well when a start ended by itself', async () => {
    await writePacks(2, { 'pack-01': deadly });
    const bisect = openBisect(place.open());
    await bisect.begin({ question: 'web-ui' });
    await waitFor(() => bisect.view().phase === 'judging');
    expect(bisect.view()).toMatchObject({ hasEnded: true, onTrial: ['pack-01'] });
    bisect.answer({ start: 1, verdict: 'bad' });
    await waitFor(() => bisect.view().phase === 'judging' && bisect.view().start === 2);
    expect(bisect.view()).toMatchObject({ hasEnded: false, onTrial: [] });
  });
});

describe('a search', () => {
  it('ends when packs were changed meanwhile', async () => {
    await writePacks(4);
    const bisect = openBisect(place.open());
    await bisect.begin({ question: 'web-ui' });
    await waitFor(() => bisect.view().phase === 'judging');
    await place.writePacks({ 'newcomer/__init__.py': quiet });
    bisect.answer({ start: 1, verdict: 'bad' });
    await waitFor(() => bisect.view().phase === 'done');
    expect(bisect.view().result).toMatchObject({ outcome: 'disturbed', packs: [] });
    expect((await bisect.cancel()).result).toBeNull();
  });

  it('is refused where it cannot be made', async () => {
    const comfy = place.open();
    expect(await codeOf(openBisect(comfy).begin({ question: 'start' }))).toBe('bisect-impossible');
    await writePacks(1);
    expect(await codeOf(openBisect(comfy).begin({ question: 'pack' }))).toBe('invalid-input');
    expect(await codeOf(openBisect(comfy).begin({ question: 'pack', pack: 'x' }))).toBe('pack-not-installed');
    const old = { read: () => Promise.resolve({ options: [], problem: null }) };
    const outdated = openBisect(comfy, { options: old });
    await expect(outdated.begin({ question: 'start' })).rejects.toThrow('--whitelist-custom-nodes');
    // A refusal leaves nothing under way.
    expect(outdated.view().phase).toBe('idle');
    expect(() => outdated.refuseWhileRunning()).not.toThrow();
  });

  it('leaves no process behind when the app ends in the middle', async () => {
    await writePacks(2, {
      'pack-01': 'import os\nopen(os.path.join(os.path.dirname(__file__), "pid"), "w").write(str(os.getpid()))\n',
    });
    const bisect = openBisect(place.open());
    await bisect.begin({ question: 'web-ui' });
    await waitFor(() => bisect.view().phase === 'judging');
    const { port } = bisect.view();
    await bisect.close();
    expect(await isSilent(port ?? 0)).toBe(true);
    const names = await readdir(place.paths.desktopDir);
    expect(names.filter((name) => /bisect|process|session|import-watch/.test(name))).toEqual([]);
  });

  it('takes away the logs that a trial wrote, also those of an app that was killed', async () => {
    const { userDir } = place.installation;
    await writeFile(join(userDir, 'comfyui_4711.log'), 'of a trial');
    await writeFile(join(userDir, 'comfyui_4712.log'), 'of somebody');
    await writeFile(join(place.paths.desktopDir, 'comfyui-bisect.json'), '{"ports":[4711]}');
    openBisect(place.open());
    await waitFor(async () => !(await readdir(place.paths.desktopDir)).includes('comfyui-bisect.json'));
    expect(await readdir(userDir)).toContain('comfyui_4712.log');
    expect(await readdir(userDir)).not.toContain('comfyui_4711.log');
  });
});
