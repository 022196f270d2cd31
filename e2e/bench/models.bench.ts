import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { launchApp, type LaunchedApp } from '../launch';
import { createWorld, type World } from '../world/world';
import { createClient, expectStatus, type Client } from './client';
import { watchPage } from './page-timing';
import { toRow, type Row } from './row';
import { pause, typeInto } from './typing';

const [files, smallFiles] = [2000, 40];
/** Each a file with a hole, 6 TB in all, which fits on any disk and is read at the pace of memory. */
const fileBytes = 3_000_000_000;
const kinds = ['checkpoints', 'loras', 'vae', 'diffusion_models', 'text_encoders'];
const listTries = 10;
const words = ['model', 'vae 1', 'loras', 'shelf', 'encoder', 'model 19'];
const keystroke = { name: 'keystroke to painted result while models are hashed', unit: 'ms', judged: 'p95' } as const;

const pathOf = ({ comfyui }: World, at: number): string => {
  const folder = join(comfyui.path, 'models', kinds[at % kinds.length] ?? '', `shelf ${at % 40}`);
  return join(folder, `model ${at}.safetensors`);
};

/** All of them as small files, which are read at once. */
async function placeModels(world: World): Promise<void> {
  for (let at = 0; at < files; at += 1) {
    const path = pathOf(world, at);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${at}`);
  }
}

/** Makes nearly all of them large, no two of a size, so that what is small is read first. */
async function makeLarge(world: World): Promise<void> {
  for (let at = smallFiles; at < files; at += 1) await truncate(pathOf(world, at), fileBytes + at);
}

interface LocalAnswer {
  models: { size_bytes: number; hash: string | null }[];
}
async function readLocal(client: Client): Promise<LocalAnswer> {
  const { text } = expectStatus(await client.read('/v2/models/local'), 200, 'The list of models');
  return JSON.parse(text) as LocalAnswer;
}

async function countSmallUnread(client: Client): Promise<number> {
  const { models } = await readLocal(client);
  return models.filter(({ size_bytes: size, hash }) => size < fileBytes && hash === null).length;
}

/** Begins the reading. What is small is read first: once that is known, only what is large is left, for hours. */
async function untilSmallAreRead(client: Client): Promise<void> {
  expectStatus(await client.read('/v2/models/duplicates'), 200, 'The list of duplicates');
  while ((await countSmallUnread(client)) > 0) await pause(500);
}

async function measureList(client: Client): Promise<number[]> {
  const samples: number[] = [];
  for (let at = 0; at < listTries; at += 1) {
    const answer = await client.get('/v2/models/local');
    samples.push(expectStatus(answer, 200, 'The list of models').tookMs);
  }
  return samples;
}

async function measureTyping({ page }: LaunchedApp): Promise<number[]> {
  await page.getByTestId('place-models').click();
  await page.getByTestId('model-row').first().waitFor();
  await watchPage(page);
  const search = '[data-testid="model-search"]';
  await typeInto(page, search, ['warm']);
  return (await typeInto(page, search, words)).keys;
}

async function withApp<T>(world: World, use: (launched: LaunchedApp, client: Client) => Promise<T>): Promise<T> {
  const launched = await launchApp({ world });
  const client = createClient(launched.api);
  try {
    return await use(launched, client);
  } finally {
    client.close();
    await launched.close();
  }
}

/** 2,000 models of 6 TB: how fast they are listed, what typing feels like while they are hashed, and what of that has to be done again after a restart. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-models', pythonTool: 'uv' });
  try {
    await placeModels(world);
    const [list, keys, quiet] = await withApp(world, async (launched, client) => {
      await untilSmallAreRead(client);
      const before = await measureTyping(launched);
      await makeLarge(world);
      await untilSmallAreRead(client);
      const { models } = await readLocal(client);
      if (models.length !== files) throw new Error(`${models.length} models are listed instead of ${files}.`);
      return [await measureList(client), await measureTyping(launched), before] as const;
    });
    const [busy, still] = [keys, quiet].map((some) => toRow({ ...keystroke, limit: Infinity }, some).p95);
    const again = await withApp(world, (_launched, client) => countSmallUnread(client));
    return [
      toRow({ name: 'list of 2,000 models while they are hashed', unit: 'ms', judged: 'p95', limit: 300 }, list),
      toRow({ ...keystroke, limit: 33 }, keys),
      toRow({ ...keystroke, name: `${keystroke.name}, to without`, unit: 'ratio', limit: 1.5 }, [
        (busy ?? 0) / (still ?? 1),
      ]),
      toRow({ name: 'models hashed before a restart and not known after it', unit: 'files', judged: 'p50', limit: 0 }, [
        again,
      ]),
    ];
  } finally {
    await world.stop();
  }
}
