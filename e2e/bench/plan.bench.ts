import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchApp } from '../launch';
import { createWorld, type World } from '../world/world';
import { createClient, type Client } from './client';
import { openApp } from './apps/open-app';
import { watchPage } from './page-timing';
import { toRow, type Row } from './row';
import { typeInto } from './typing';

const packs = 60;
const linesOfPack = 6;
const packages = 150;
const [coldTries, warmTries] = [3, 8];
const words = ['upscaler', 'promt<pt', 'garden', 'tidy', 'latents', 'kit'];
const keystroke = {
  name: 'keystroke to painted result while packages are planned',
  unit: 'ms',
  judged: 'p95',
} as const;

/** Packages that lead to one another, as real ones do: each to two that come after it. */
async function publishPackages({ index }: World): Promise<void> {
  for (let at = 0; at < packages; at += 1) {
    const next = [at + 1, at + 7].filter((other) => other < packages).map((other) => `bench-part-${other}>=1.0`);
    for (const version of ['1.0', '1.1', '2.0'])
      await index.publish({ name: `bench-part-${at}`, version, requires: next });
  }
}

async function placePacks({ comfyui }: World): Promise<void> {
  for (let pack = 0; pack < packs; pack += 1) {
    const folder = join(comfyui.customNodesDir, `bench-pack-${pack}`);
    await mkdir(folder, { recursive: true });
    const lines = Array.from({ length: linesOfPack }, (_, at) => `bench-part-${(pack * 5 + at * 23) % packages}>=1.0`);
    await writeFile(join(folder, '__init__.py'), '');
    await writeFile(join(folder, 'requirements.txt'), `${lines.join('\n')}\n`);
  }
}

/** Keys in the search of packs while plan after plan is made, word by word beside keys while nothing is: the machine's own pace falls out of the ratio. */
async function measureTyping(world: World): Promise<Row[]> {
  const launched = await launchApp({ world });
  const client = createClient(launched.api);
  try {
    const { page } = launched;
    await page.getByTestId('place-packs').click();
    await page.getByTestId('pack-row').first().waitFor();
    await watchPage(page);
    const search = '[data-testid="pack-search"]';
    await typeInto(page, search, ['warm']);
    const [quiet, planning]: [number[], number[]] = [[], []];
    for (const word of words) {
      quiet.push(...(await typeInto(page, search, [word])).keys);
      planning.push(...(await duringPlans(client, async () => (await typeInto(page, search, [word])).keys)));
    }
    const [still, busy] = [quiet, planning].map((keys) => toRow({ ...keystroke, limit: Infinity }, keys).p95);
    return [
      toRow({ ...keystroke, limit: 33 }, planning),
      toRow({ ...keystroke, name: `${keystroke.name}, to without`, unit: 'ratio', limit: 1.5 }, [
        (busy ?? 0) / (still ?? 1),
      ]),
    ];
  } finally {
    client.close();
    await launched.close();
  }
}

/** Does something for as long as it takes, while there is always a plan under way. */
async function duringPlans<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const planning = (async () => {
    while (!over.signal.aborted) {
      const { status } = await client.post('/v2/manager/packages/plan', {});
      if (status !== 200) throw new Error(`The plan answered ${status}.`);
    }
  })();
  const result = await work();
  over.abort();
  await planning;
  return result;
}

/** The plan of everything that sixty packs ask for, nothing of which is installed: with nothing kept by uv, and with what it has kept. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-plan', pythonTool: 'uv' });
  try {
    await publishPackages(world);
    await placePacks(world);
    const app = await openApp(world);
    const plan = async (): Promise<number> => {
      const { status, tookMs } = await app.client.post('/v2/manager/packages/plan', {});
      if (status !== 200) throw new Error(`The plan answered ${status}.`);
      return tookMs / 1000;
    };
    const cold: number[] = [];
    for (let at = 0; at < coldTries; at += 1) {
      await rm(world.env['UV_CACHE_DIR'] ?? '', { recursive: true, force: true });
      cold.push(await plan());
    }
    const warm: number[] = [];
    for (let at = 0; at < warmTries; at += 1) warm.push(await plan());
    await app.close();
    const claim = { unit: 's', judged: 'p95' } as const;
    const typing = await measureTyping(world);
    return [
      ...typing,
      toRow({ ...claim, name: 'plan of the packages of 60 packs, nothing kept', limit: 10 }, cold),
      toRow({ ...claim, name: 'plan of the packages of 60 packs, again', limit: 3 }, warm),
    ];
  } finally {
    await world.stop();
  }
}
