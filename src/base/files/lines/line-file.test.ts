import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLineFile } from './line-file';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmd-lines-'));
  path = join(folder, 'lines.jsonl');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Lines of letters of one to four bytes each. */
const line = fc.stringMatching(/^[aä€😀]{0,20}$/u);
const text = () => readFileSync(path, 'utf8');

describe('a file of lines', () => {
  it('holds what was appended, in order, before and after it was written anew', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(line, { maxLength: 30 }), (lines, wanted) => {
        rmSync(path, { force: true });
        const file = openLineFile(path);
        for (const one of lines) file.append(one);
        expect(text()).toBe(lines.map((one) => `${one}\n`).join(''));
        file.replace(wanted);
        expect(text()).toBe(wanted.map((one) => `${one}\n`).join(''));
        expect(file.size()).toBe(Buffer.byteLength(text()));
        file.close();
      }),
      { numRuns: 50 },
    );
  });

  it('goes on at the end of what is there', () => {
    writeFileSync(path, 'old\n');
    const file = openLineFile(path);
    file.append('new');
    expect(text()).toBe('old\nnew\n');
    file.close();
  });

  it('keeps a last line that a power cut tore apart from the next', () => {
    writeFileSync(path, 'old\n{"torn":');
    const file = openLineFile(path);
    file.append('new');
    expect(text()).toBe('old\n{"torn":\nnew\n');
    file.close();
  });

  it('appends to the file that it wrote anew, and leaves no other behind', () => {
    const file = openLineFile(path);
    for (let index = 0; index < 100; index += 1) file.append(`line ${index}`);
    file.replace(['kept']);
    file.append('next');
    expect(text()).toBe('kept\nnext\n');
    expect(readdirSync(folder)).toEqual(['lines.jsonl']);
    file.close();
  });
});
