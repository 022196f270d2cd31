import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import { composeIcns, composeIco, readIcnsEntries, readIcoEdges, readPngEdge } from './icon-files.mjs';

const folder = join(projectDir, 'assets', 'package');
const read = (...path) => readFileSync(join(folder, ...path));
const picture = (edge) => ({ edge, png: read('icons', `${edge}x${edge}.png`) });

describe('icons', () => {
  it('of Linux are as large as they are called, and come in every size', () => {
    const edges = readdirSync(join(folder, 'icons')).map((name) => {
      const edge = readPngEdge(read('icons', name));
      expect(name).toBe(`${edge}x${edge}.png`);
      return edge;
    });
    expect(edges.sort((one, other) => one - other)).toEqual([16, 24, 32, 48, 64, 96, 128, 256, 512]);
  });

  it('of Windows hold every size that it shows', () => {
    expect(readIcoEdges(read('icon.ico'))).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  });

  it('of macOS hold every size that it shows', () => {
    expect(readIcnsEntries(read('icon.icns'))).toEqual([
      ['icp4', 16],
      ['icp5', 32],
      ['ic11', 32],
      ['ic12', 64],
      ['ic07', 128],
      ['ic08', 256],
      ['ic13', 256],
      ['ic09', 512],
      ['ic14', 512],
      ['ic10', 1024],
    ]);
  });

  it('are read as they were written', () => {
    expect(readIcoEdges(composeIco([picture(16), picture(256)]))).toEqual([16, 256]);
    expect(readIcnsEntries(composeIcns([picture(128)]))).toEqual([['ic07', 128]]);
  });

  it('with a picture of another size are noticed', () => {
    expect(() => readIcoEdges(composeIco([{ edge: 32, png: picture(16).png }]))).toThrow('no PNG of 32 pixels');
    expect(() => readIcnsEntries(Buffer.from('no icns at all'))).toThrow('no icns');
  });
});
