import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { startHost, type Host } from './host';
import { createFaults, sendBody, type Faults } from './wire';

/** Name of one of the six files of a channel (docs/reference/on-disk.md 22). */
export type ChannelFile =
  | 'custom-node-list.json'
  | 'extension-node-map.json'
  | 'model-list.json'
  | 'alter-list.json'
  | 'github-stats.json'
  | 'extras.json';

/** The catalogue host; `url` is what `hosts.channel` is set to. */
export interface ChannelHost extends Host {
  /** Faults by file name, or `*` for all. Bad JSON is `{ kind: 'truncate', bytes: 100 }`. */
  faults: Faults;
  /** Replaces one file of the default channel. */
  write(file: ChannelFile, content: unknown): void;
}

/** Serves generated files, or those of a folder when `catalogueDir` is given; other channels (`/node_db/...`) come from it too. */
export async function startChannel(options: {
  files: Record<ChannelFile, unknown>;
  catalogueDir?: string;
}): Promise<ChannelHost> {
  const faults = createFaults();
  const written = new Map<string, Buffer>();
  for (const [file, content] of Object.entries(options.files)) {
    if (options.catalogueDir === undefined) written.set(`/${file}`, toBytes(content));
  }
  const host = await startHost(async ({ request, response, path }) => {
    const body = written.get(path) ?? (await readCatalogue(options.catalogueDir, path));
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    const missing = { kind: 'status', status: 404, body: '404: Not Found' } as const;
    const fault = faults.take(fileName, '*') ?? (body === null ? missing : null);
    await sendBody({
      request,
      response,
      body: body ?? Buffer.alloc(0),
      contentType: 'text/plain; charset=utf-8',
      fault,
    });
  });
  return { ...host, faults, write: (file, content) => void written.set(`/${file}`, toBytes(content)) };
}

function toBytes(content: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(content, null, 4)}\n`);
}

async function readCatalogue(catalogueDir: string | undefined, path: string): Promise<Buffer | null> {
  const isPlain = /^\/[\w./-]+\.json$/.test(path) && normalize(path) === path;
  if (catalogueDir === undefined || !isPlain) return null;
  return readFile(join(catalogueDir, path)).catch(() => null);
}
