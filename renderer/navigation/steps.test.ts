import { describe, expect, it } from 'vitest';
import { startLocation } from './location';
import { isStep } from './steps';

describe('isStep', () => {
  const packs = { ...startLocation, place: 'packs' as const };

  it('is another place, or something that opened or closed', () => {
    expect(isStep(startLocation, packs)).toBe(true);
    expect(isStep(packs, { ...packs, packKey: 'a', isDetailsOpen: true })).toBe(true);
    expect(isStep({ ...packs, isDetailsOpen: true }, packs)).toBe(true);
    const comfyui = { ...startLocation, place: 'comfyui' as const };
    expect(isStep(comfyui, { ...comfyui, comfyTab: 'log' })).toBe(true);
  });

  it('is not how somebody looks at a place', () => {
    expect(isStep(packs, { ...packs, query: 'upscale', filter: 'installed', sort: 'name' })).toBe(false);
    expect(
      isStep({ ...packs, isDetailsOpen: true, packKey: 'a' }, { ...packs, isDetailsOpen: true, packKey: 'b' }),
    ).toBe(false);
    expect(isStep(packs, { ...packs, comfyTab: 'log' })).toBe(false);
  });
});
