import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** So many lines has the list of the benchmark: the real ones, and generated ones like them. */
const catalogueRows = 20_000;

/** The last line of the list; nothing else contains the word, and it is in no prepared first rows, for it has no stars. */
export const lastRow = { word: 'zqlast', keyEnd: 'zq-last-row' };

const realDir = resolve(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');

interface Entry {
  author: string;
  title: string;
  id: string;
  reference: string;
  files: string[];
  install_type: string;
  description: string;
}

interface ChannelFiles {
  entries: Entry[];
  nodeMap: Record<string, [string[], Record<string, unknown>]>;
  stats: Record<string, { stars: number; last_update: string; author_account_age_days: number }>;
}

const verbs = ['blend', 'mask', 'sample', 'upscale', 'denoise', 'segment', 'caption', 'align', 'stitch', 'relight'];
const things = ['latent', 'video', 'depth', 'pose', 'prompt', 'sampler', 'tile', 'lora', 'face', 'audio', 'noise'];
const manners = ['fast', 'quiet', 'batch', 'simple', 'advanced', 'regional', 'adaptive', 'guided', 'tiled', 'smart'];

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] ?? '';
}

/** As long as the real ones are in the middle: 380 characters an entry, nine node classes. */
function generate(index: number): { entry: Entry; classes: string[]; stars: number; updated: string } {
  const [manner, verb, thing] = [pick(manners, index), pick(verbs, index * 7 + 3), pick(things, index * 13 + 5)];
  const repo = `ComfyUI-${manner}-${verb}-${thing}-${index}`;
  const reference = `https://github.com/bench-author-${index % 3000}/${repo}`;
  const classes = Array.from(
    { length: 1 + (index % 17) },
    (_, at) => `${manner}${verb}${pick(things, index + at)}${at}`,
  );
  const description =
    `Nodes that ${verb} ${thing} inputs in a ${manner} way: load, ${pick(verbs, index + 1)} and ${pick(verbs, index + 4)} ` +
    `${pick(things, index + 2)} data, with previews and settings for each step of the ${pick(things, index + 6)} workflow.`;
  const updated = new Date(Date.UTC(2024, 0, 1) + (index % 700) * 86_400_000).toISOString().slice(0, 19);
  return {
    entry: {
      ...{
        author: `bench-author-${index % 3000}`,
        title: `${manner} ${verb} ${thing} ${index}`,
        id: repo.toLowerCase(),
      },
      ...{ reference, files: [reference], install_type: 'git-clone', description },
    },
    classes,
    stars: (index * 37) % 900,
    updated: updated.replace('T', ' '),
  };
}

function addLastRow({ entries, nodeMap, stats }: ChannelFiles): void {
  const reference = `https://github.com/bench-author-0/${lastRow.keyEnd}`;
  const title = `${lastRow.word} row`;
  entries.push({
    ...{ author: 'bench-author-0', title, id: lastRow.keyEnd, reference, files: [reference] },
    ...{ install_type: 'git-clone', description: 'The last row of the list.' },
  });
  nodeMap[reference] = [['LastRowOfAll'], { title_aux: title }];
  stats[reference] = { stars: 0, last_update: '2024-01-01 00:00:00', author_account_age_days: 1 };
}

/** Whether the real lists are beside the project. */
function hasRealCatalogue(): boolean {
  return existsSync(join(realDir, 'custom-node-list.json'));
}

async function readReal(): Promise<ChannelFiles> {
  if (!hasRealCatalogue()) return { entries: [], nodeMap: {}, stats: {} };
  const read = async (name: string) => JSON.parse(await readFile(join(realDir, name), 'utf8')) as unknown;
  const list = (await read('custom-node-list.json')) as { custom_nodes: Entry[] };
  return {
    entries: list.custom_nodes,
    nodeMap: (await read('extension-node-map.json')) as ChannelFiles['nodeMap'],
    stats: (await read('github-stats.json')) as ChannelFiles['stats'],
  };
}

/** Writes the files of a channel with 20,000 packs into `folder`: the real packs when they are there, filled up with generated ones. */
export async function writeLargeCatalogue(folder: string): Promise<void> {
  const files = await readReal();
  for (let index = files.entries.length; index < catalogueRows - 1; index += 1) {
    const { entry, classes, stars, updated } = generate(index);
    files.entries.push(entry);
    files.nodeMap[entry.reference] = [classes, { title_aux: entry.title }];
    files.stats[entry.reference] = { stars, last_update: updated, author_account_age_days: 400 };
  }
  addLastRow(files);
  await mkdir(folder, { recursive: true });
  const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content, null, 4));
  await write('custom-node-list.json', { custom_nodes: files.entries });
  await write('extension-node-map.json', files.nodeMap);
  await write('github-stats.json', files.stats);
  await write('model-list.json', { models: [] });
  await write('alter-list.json', { items: [] });
  await write('extras.json', {});
}
