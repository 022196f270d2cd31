import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { getJson, runTask, writeConfig, type FinishedTask } from './api';
import { worldModels } from './world/catalogue';
import type { World } from './world/world';

/** A model of the list, as a script reads it. */
interface ModelRow {
  name: string;
  type: string;
  base: string;
  savePath: string;
  filename: string;
  url: string;
  presence: string;
  file: string | null;
  targetDir: string | null;
}

export type ModelParams = Record<string, string>;

/** A path below the models folder. */
export function modelsDir(world: World, ...names: string[]): string {
  return join(world.comfyui.path, 'models', ...names);
}

export async function readList(api: string): Promise<ModelRow[]> {
  return (await getJson<{ models: ModelRow[] }>(`${api}/v2/models/list?mode=cache`)).models;
}

export async function rowOf(api: string, name: string): Promise<ModelRow> {
  const found = (await readList(api)).find((row) => row.name === name);
  if (found === undefined) throw new Error(`The list has no ${name}.`);
  return found;
}

/** Parameters of an install as web UIs send them. */
export function paramsOf({ name, type, base, savePath, filename, url }: ModelRow): ModelParams {
  return { name, type, base, save_path: savePath, filename, url };
}

/** Bytes a file of the model host has. */
export function bytesOf(world: World, file: string): Buffer {
  const model = worldModels.find((item) => item.file === file);
  if (model === undefined) throw new Error(`The world has no model file ${file}.`);
  return world.models.bytesOf(model);
}

export function install(api: string, params: ModelParams): Promise<FinishedTask> {
  return runTask(api, { kind: 'install-model', params });
}

/** An installation without models, at the usual security level, and a model host that behaves. */
export async function clearModels(world: World): Promise<void> {
  world.models.faults.clear();
  await writeConfig(world, ['security_level = normal']);
  await rm(modelsDir(world), { recursive: true, force: true });
  await mkdir(modelsDir(world, 'checkpoints'), { recursive: true });
}

/** Chooses a line of the menu in the header of Models. */
export async function chooseOfModels(page: Page, name: string): Promise<void> {
  await page.getByTestId('models-more').click();
  await page.getByRole('menuitem', { name }).click();
}

/** How a file of tensors begins: the length of its header, and the header. */
export function headOfTensors(header: string): Buffer {
  const bytes = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes]);
}

/** The smallest file of tensors that is one: four bytes behind a header that says so. */
export function smallestTensors(): Buffer {
  const header = JSON.stringify({ a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } });
  return Buffer.concat([headOfTensors(header), Buffer.from('abcd')]);
}
