import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { DearFiles } from '../../base/beside/dear-files';
import { TooDearError } from '../../base/beside/reading';
import { appendLine } from '../../base/files/files';
import { readLines } from '../../base/files/read-lines';
import type { Logger } from '../../base/log';
import type { PictureUse } from '../../contract/models';
import { findNaming } from './find-naming';
import { findFiles } from './saved-workflows';
import { pictureModels } from './workflow-readings';

/** Endings of pictures that carry what they were made from. */
const pictureEndings = ['.png', '.webp', '.jpg', '.jpeg'];
/** A picture that tells nothing and is younger may still be being written. */
const settledMs = 10_000;
/** More pictures are not read. */
const maxPictures = 100_000;
/** So many times as long as a picture took this rests. */
const restShare = 3;
/** The first one waits for its thread to start, which is no measure. */
const longestRestMs = 1000;

/** A picture that was read: when it was made, and the models that its prompt names. */
const ReadPicture = z.object({ path: z.string(), at: z.string(), models: z.array(z.string()) });
type ReadPicture = z.infer<typeof ReadPicture>;

/** Pictures that were made with one model: how many, and when the last of them. */
type MadeWith = PictureUse & { lastAt: string };

/** What reading pictures asks. */
export interface PictureSource {
  /** Remembers what was read, a line for each picture. */
  file: string;
  /** Where ComfyUI saves pictures now. */
  outputDir: () => Promise<string>;
  /** Whether pictures may be read; asked anew before each. */
  isOn: () => boolean;
  /** Resolves once no task runs. */
  whenIdle: () => Promise<void>;
  /** Reads the pictures. */
  files: DearFiles;
  log: Logger;
}

/** Which models the pictures of an installation were made with. */
export interface PictureUses {
  /**
   * What the pictures that were read until now tell of models, by their names below the folder of their type; a model that none names is left out. Null
   * where none was read. New ones are read in the background from then on.
   */
  ofModels(names: readonly string[]): Promise<ReadonlyMap<string, PictureUse> | null>;
  /** Ends what goes on in the background. */
  close(): Promise<void>;
}

/** What one picture tells; null for one that is still being written, or cannot be read: it is tried again another time. */
async function readPicture(path: string, { files, log }: PictureSource): Promise<ReadPicture | null> {
  const [found] = await files.readMany(pictureModels, [path]);
  if (found === undefined || 'error' in found) {
    const isDear = found?.error instanceof TooDearError;
    if (isDear)
      log.warn('A picture takes more time or memory to read than any real one does, so it is left out.', { path });
    return null;
  }
  const made = await stat(path).catch(() => null);
  const isTelling = found.value !== null || (made !== null && Date.now() - made.mtimeMs > settledMs);
  return made !== null && isTelling ? { path, at: made.mtime.toISOString(), models: found.value ?? [] } : null;
}

const none: MadeWith = { count: 0, lastAt: '' };

function addUp(uses: readonly MadeWith[]): MadeWith {
  return uses.reduce((a, b) => ({ count: a.count + b.count, lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt }));
}

/** How often each name of a model stands in prompts, and when last. */
function countNames(pictures: Iterable<ReadPicture>): { models: string[]; use: MadeWith }[] {
  const uses = new Map<string, MadeWith>();
  for (const { at, models } of pictures) {
    for (const name of models) uses.set(name, addUp([uses.get(name) ?? none, { count: 1, lastAt: at }]));
  }
  return [...uses].map(([name, use]) => ({ models: [name], use }));
}

/** Opens what pictures tell. Nothing is read before somebody asks. ComfyUI writes no picture twice: one that was read is not looked at again. */
export function createPictureUses(source: PictureSource): PictureUses {
  const { file, outputDir, isOn, whenIdle, log } = source;
  const abort = new AbortController();
  let loaded: Promise<Map<string, ReadPicture>> | null = null;
  let underWay: Promise<void> | null = null;
  const load = async () => new Map((await readLines(file, ReadPicture)).map((picture) => [picture.path, picture]));
  const known = () => (loaded ??= load());
  const readOne = async (path: string): Promise<void> => {
    const begunMs = performance.now();
    const picture = await readPicture(path, source);
    if (picture !== null) {
      (await known()).set(path, picture);
      // What cannot be written down is read again after the next start.
      await appendLine(file, JSON.stringify(picture)).catch(() => undefined);
    }
    const restMs = Math.min(Math.ceil((performance.now() - begunMs) * restShare), longestRestMs);
    await wait(restMs, undefined, { signal: abort.signal, ref: false });
    await whenIdle();
  };
  const readNew = async (): Promise<void> => {
    await whenIdle();
    const pictures = await known();
    const files = await findFiles([await outputDir()], { endings: pictureEndings, most: maxPictures });
    for (const path of files) if (!pictures.has(path) && isOn() && !abort.signal.aborted) await readOne(path);
  };
  const begin = (): void => {
    underWay ??= readNew()
      .catch((error: unknown) => {
        if (!abort.signal.aborted) log.warn('The pictures could not all be read.', { error });
      })
      .finally(() => (underWay = null));
  };
  return {
    async ofModels(names) {
      if (isOn()) begin();
      const pictures = await known();
      if (pictures.size === 0) return null;
      const found = findNaming(names, countNames(pictures.values()));
      return new Map(found.map(([name, uses]) => [name, addUp(uses.map(({ use }) => use))]));
    },
    async close() {
      abort.abort();
      await underWay;
    },
  };
}
