import { describe, expect, it } from 'vitest';
import { createPackIndex } from './pack-index';
import { parseQuery } from './pack-query';
import { findMatchedClass } from './pack-search';
import { makeTable } from './pack-table';
import { pack } from './testing/table-row';

describe('findMatchedClass', () => {
  const packs = [
    pack('ksampler'),
    pack('impact', { nodeClasses: ['ImpactKSamplerAdvanced', 'MaskToSEGS'] }),
    pack('described', { description: 'Works with KSampler nodes' }),
  ];
  const packIndex = createPackIndex(makeTable(packs), []);
  const record = (key: string) => {
    const found = packIndex.findByKey(key);
    if (!found) throw new Error(`${key} is missing`);
    return found;
  };

  it('names the class that explains a row', () => {
    expect(findMatchedClass(record('impact'), parseQuery('node:ksampler'))).toBe('ImpactKSamplerAdvanced');
    expect(findMatchedClass(record('impact'), parseQuery('masktosegs'))).toBe('MaskToSEGS');
  });

  it('names a class that is what was typed, also where the title says as much', () => {
    const nodeClasses = ['Impact', 'KSampler (Efficient)'];
    expect(findMatchedClass({ ...record('impact'), nodeClasses }, parseQuery('impact'))).toBe('Impact');
    const efficient = findMatchedClass({ ...record('impact'), nodeClasses }, parseQuery('ksampler (efficient)'));
    expect(efficient).toBe('KSampler (Efficient)');
  });

  it('names none when the title or the author explains it', () => {
    expect(findMatchedClass(record('ksampler'), parseQuery('ksampler'))).toBeNull();
    expect(findMatchedClass(record('impact'), parseQuery('impact'))).toBeNull();
  });

  it('names none when a description explains it, or when there are no classes', () => {
    expect(findMatchedClass(record('described'), parseQuery('works'))).toBeNull();
    expect(findMatchedClass(record('impact'), parseQuery('nowhere'))).toBeNull();
  });

  it('prefers a class that is the word to one that only has it', () => {
    const nodeClasses = ['LoadImageMask', 'loadimage', 'LoadImage'];
    expect(findMatchedClass({ ...record('impact'), nodeClasses }, parseQuery('node:LoadImage'))).toBe('loadimage');
  });
});
