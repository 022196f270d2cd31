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
  it('gives back every line from its place, in the order that is asked for, before and after it was written anew', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(fc.nat(29)), (lines, picks) => {
        rmSync(path, { force: true });
        const file = openLineFile(path);
        const spans = lines.map((one) => file.append(one));
        const chosen = picks.flatMap((at) => spans[at] ?? []);
        const wanted = picks.flatMap((at) => lines[at] ?? []);
        expect(file.read(chosen)).toEqual(wanted);
        const places = file.replace(wanted);
        expect(file.read(places)).toEqual(wanted);
        expect(text()).toBe(wanted.map((one) => `${one}\n`).join(''));
        expect(file.size()).toBe(Buffer.byteLength(text()));
        file.close();
      }),
      { numRuns: 50 },
    );
  });

  it('reads lines that lie far apart', () => {
    const file = openLineFile(path);
    const first = file.append('first');
    file.append('x'.repeat(200_000));
    const last = file.append('last');
    expect(file.read([last, first, last])).toEqual(['last', 'first', 'last']);
    file.close();
  });

  it('goes on at the end of what is there', () => {
    writeFileSync(path, 'old\n');
    const file = openLineFile(path);
    const span = file.append('new');
    expect(file.read([span])).toEqual(['new']);
    expect(text()).toBe('old\nnew\n');
    file.close();
  });

  it('keeps a last line that a power cut tore apart from the next', () => {
    writeFileSync(path, 'old\n{"torn":');
    const file = openLineFile(path);
    const span = file.append('new');
    expect(file.read([span])).toEqual(['new']);
    expect(text()).toBe('old\n{"torn":\nnew\n');
    file.close();
  });

  it('appends to the file that it wrote anew, and leaves no other behind', () => {
    const file = openLineFile(path);
    for (let index = 0; index < 100; index += 1) file.append(`line ${index}`);
    file.replace(['kept']);
    const span = file.append('next');
    expect(file.read([span])).toEqual(['next']);
    expect(text()).toBe('kept\nnext\n');
    expect(readdirSync(folder)).toEqual(['lines.jsonl']);
    file.close();
  });
});
