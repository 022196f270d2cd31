import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder, writeAtomic } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { AppSettings, NetworkMode } from '../../../contract/settings';
import { createPublicReader } from '../../installation/read-public';
import { readPictureHead } from './picture-size';

/** Where pictures come from, and where those of packs are kept. */
export interface PictureSources {
  settings: AppSettings;
  networkMode: () => NetworkMode;
  /** A folder of our own. */
  folder: string;
}

export interface Pictures {
  /** The picture of a pack as a `data:` address, from its kept copy where there is a young one; null where it cannot be had. Never fails. */
  ofPack(url: string): Promise<string | null>;
  /** Any other picture as a `data:` address, which is not kept. Throws `download-failed`, `network-failed`. */
  at(url: string): Promise<string>;
}

const iconBytes = 512 * 1024;
const pictureBytes = 8 * 1024 * 1024;
const timeoutMs = 20_000;
const keepMs = 30 * 24 * 3600 * 1000;
const maxPictures = 500;

/** Four bytes each once it is shown: a file of some kilobytes can say that it has a thousand million. */
const mostPixels = 16_000_000;

/** A picture as an address that the window may load; null for bytes that are none, and for one that is larger than any that people show. */
function toAddress(bytes: Buffer): string | null {
  const head = readPictureHead(bytes);
  if (head === null || head.width * head.height > mostPixels) return null;
  return `data:${head.kind};base64,${bytes.toString('base64')}`;
}

function fileOf(folder: string, url: string): string {
  return join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 40)}.picture`);
}

/** The kept copy: its bytes and its age; null where there is none. */
async function readCached(file: string): Promise<{ address: string | null; ageMs: number } | null> {
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
    return { address: toAddress(bytes), ageMs: Date.now() - mtimeMs };
  } catch {
    return null;
  }
}

/** Lets the oldest go, where there are more than anybody looks at. */
async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.picture'));
  if (names.length <= maxPictures) return;
  const dated = await Promise.all(
    names.map(async (name) => ({ name, timeMs: (await stat(join(folder, name))).mtimeMs })),
  );
  dated.sort((a, b) => a.timeMs - b.timeMs);
  for (const { name } of dated.slice(0, names.length - maxPictures)) await removeInside(folder, name);
}

/** A file of GitHub is asked of the host of the settings, as clones are. */
function toMirror(url: string, settings: AppSettings): string {
  const page = url.replace(/^(https:\/\/github\.com\/[^/]+\/[^/]+)\/blob\//, '$1/raw/');
  const host = settings['hosts.github'].replace(/\/+$/, '');
  return page.startsWith('https://github.com/') ? host + page.slice('https://github.com'.length) : page;
}

/** Reads pictures that strangers name: guarded as everything that they name, and handed to the window as bytes, which loads nothing from the web itself. */
export function createPictures({ settings, networkMode, folder }: PictureSources): Pictures {
  const readPublic = createPublicReader(settings, networkMode);
  const read = async (url: string, maxBytes: number): Promise<Buffer> =>
    (await readPublic(toMirror(url, settings), { maxBytes, timeoutMs })).bytes;
  const fetchIcon = async (url: string, file: string): Promise<string | null> => {
    const bytes = await read(url, iconBytes);
    // What is none is kept as well, so that nobody asks for it again at each reading.
    await ensureFolder(folder);
    await writeAtomic(file, bytes);
    await forgetOldest(folder);
    return toAddress(bytes);
  };
  return {
    async ofPack(url) {
      const file = fileOf(folder, url);
      const cached = await readCached(file);
      if (cached !== null && cached.ageMs < keepMs) return cached.address;
      return fetchIcon(url, file).catch(() => cached?.address ?? null);
    },
    async at(url) {
      const address = toAddress(await read(url, pictureBytes));
      if (address !== null) return address;
      throw new AppError('download-failed', msg`There is no picture at this address that can be shown.`, {
        remedy: msg`Open it in the browser.`,
      });
    },
  };
}
