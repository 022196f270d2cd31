import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkflowFile } from './workflow-file';
import { NoWorkflowError } from './workflow-source';

const fixtures = join(import.meta.dirname, 'workflow-fixtures');
const saved = readdirSync(fixtures).filter((name) => !name.endsWith('.py'));

type Bytes = Uint8Array<ArrayBuffer>;

const bytesOf = (name: string): Bytes => new Uint8Array(readFileSync(join(fixtures, name)));
const fileOf = (name: string, bytes: Bytes): File => new File([bytes], name);

async function outcomeOf(file: File): Promise<string> {
  try {
    return await readWorkflowFile(file);
  } catch (thrown) {
    return thrown instanceof NoWorkflowError ? thrown.reason : String(thrown);
  }
}

const inWords = (text: string): unknown => {
  const { workflow, prompt } = JSON.parse(text) as { workflow: string; prompt: string };
  return { workflow: JSON.parse(workflow), prompt: JSON.parse(prompt) };
};

/** Replaces a range of bytes, and leaves the length of the file alone. */
function withBytes(name: string, at: number, bytes: readonly number[]): Bytes {
  const whole = bytesOf(name);
  whole.set(bytes, at);
  return whole;
}

function indexOf(name: string, word: string): number {
  return Buffer.from(bytesOf(name)).indexOf(word, 0, 'latin1');
}

describe('files as ComfyUI saves them', () => {
  it('are there in every kind', () => {
    const endings = saved.map((name) => name.replace(/^.*\./u, ''));
    expect(endings.sort()).toEqual(['avif', 'flac', 'jpg', 'mp3', 'mp4', 'opus', 'webm', 'webp']);
  });

  it.each(saved)('%s carries workflow and prompt', async (name) => {
    const expected = {
      workflow: { nodes: [{ id: 1, type: 'Größe 花' }] },
      prompt: { '1': { class_type: 'KSampler' } },
    };
    expect(inWords(await outcomeOf(fileOf(name, bytesOf(name))))).toEqual(expected);
    // A name says nothing about what a file is.
    expect(inWords(await outcomeOf(fileOf('renamed.bin', bytesOf(name))))).toEqual(expected);
  });
});

describe('files that were cut off or planted', () => {
  it.each(saved)('%s ends with a reason wherever it is cut', async (name) => {
    const whole = bytesOf(name);
    for (let length = 16; length < whole.length; length += Math.ceil(whole.length / 40)) {
      const outcome = await outcomeOf(fileOf(name, whole.slice(0, length)));
      if (!outcome.startsWith('{')) expect(outcome, `${length}`).toMatch(/^(?:noMetadata|brokenPicture)$/u);
    }
  });

  it.each<[what: string, given: Bytes, outcome: string]>([
    ['a FLAC whose block is longer than the file', withBytes('sound.flac', 43, [255, 255, 255]), 'brokenPicture'],
    [
      'a FLAC that claims four thousand million comments',
      withBytes('sound.flac', indexOf('sound.flac', 'prompt=') - 8, [255, 255, 255, 255]),
      'brokenPicture',
    ],
    [
      'an Ogg whose comment is longer than the file',
      withBytes('sound.opus', indexOf('sound.opus', 'prompt=') - 4, [255, 255, 255, 127]),
      'brokenPicture',
    ],
    ['an MP3 whose frame is longer than the file', withBytes('sound.mp3', 14, [127, 127, 127, 127]), 'prompt'],
    [
      'an MP4 that claims four thousand million keys',
      withBytes('film.mp4', indexOf('film.mp4', 'keys') + 8, [255, 255, 255, 255]),
      'brokenPicture',
    ],
    [
      'an MP4 whose box is longer than what holds it',
      withBytes('film.mp4', indexOf('film.mp4', 'ilst') - 4, [127, 255, 255, 255]),
      'brokenPicture',
    ],
    [
      'an AVIF whose picture data lies outside of it',
      withBytes('picture.avif', indexOf('picture.avif', 'iloc') + 8, Array<number>(32).fill(255)),
      'noMetadata',
    ],
    [
      'a WebP whose part is longer than the file',
      withBytes('picture.webp', indexOf('picture.webp', 'EXIF') + 4, [255, 255, 255, 127]),
      'workflow',
    ],
    [
      'a JPEG whose first directory has no end',
      withBytes('picture.jpg', indexOf('picture.jpg', 'Exif') + 14, [255, 255]),
      'workflow',
    ],
  ])('%s', async (what, given, outcome) => {
    // What is whole before the damage is read all the same.
    expect(await outcomeOf(fileOf(what, given))).toContain(outcome);
  });

  it('sounds without a workflow say so', async () => {
    const quiet = Buffer.from(bytesOf('sound.flac'))
      .toString('latin1')
      .replace('prompt=', 'nobody=')
      .replace('workflow=', 'nobodies=');
    expect(await outcomeOf(fileOf('a.flac', new Uint8Array(Buffer.from(quiet, 'latin1'))))).toBe('noMetadata');
  });
});
