import { describe, expect, it } from 'vitest';
import { findMisfit, readNeeds } from './pack-fit';
import type { Machine } from './pack-needs';

const nothing = { systems: [], accelerators: [], comfyui: '' };
const here: Machine = { system: 'linux', accelerator: 'cuda', comfyui: '0.3.62' };

describe('what the registry says that a pack runs on', () => {
  it.each([
    [
      { systems: ['Operating System :: POSIX :: Linux', 'Operating System :: Microsoft :: Windows'] },
      ['linux', 'windows'],
    ],
    [{ systems: ['darwin', 'win32', 'linux'] }, ['macos', 'windows', 'linux']],
  ])('%j are systems', (declared, systems) => {
    expect(readNeeds({ ...nothing, ...declared })?.systems).toEqual(systems);
  });

  it.each([
    [
      ['GPU :: NVIDIA CUDA', 'Environment :: GPU :: AMD ROCm'],
      ['cuda', 'rocm'],
    ],
    [
      ['GPU :: Intel Arc', 'GPU :: Apple Metal', 'NPU :: Huawei Ascend'],
      ['xpu', 'metal', 'npu'],
    ],
  ])('%j are accelerators', (declared, accelerators) => {
    expect(readNeeds({ ...nothing, accelerators: declared })?.accelerators).toEqual(accelerators);
  });

  it.each([
    nothing,
    { ...nothing, systems: ['OS Independent'] },
    { ...nothing, systems: ['Operating System :: Linux', 'Operating System :: OS Independent'] },
    // Who reads half of it would say that it does not run where it does.
    { ...nothing, systems: ['Linux', 'Haiku'] },
    { ...nothing, accelerators: ['CUDA', 'CPU'] },
    { ...nothing, accelerators: ['CUDA', 'something new'] },
    { ...nothing, comfyui: 'the newest' },
    { ...nothing, comfyui: '>=0.3 || <0.1' },
  ])('%j says nothing', (declared) => {
    expect(readNeeds(declared)).toBeUndefined();
  });
});

describe('whether a pack fits', () => {
  it.each([
    ['>=0.3.50', null],
    ['>= 0.3.50, < 1', null],
    ['>=0.3.50 <0.3.62', 'comfyui'],
    ['>=0.4', 'comfyui'],
    ['==0.3.62', null],
    ['0.3.62', null],
    ['!=0.3.62', 'comfyui'],
    ['>0.3', null],
  ])('ComfyUI 0.3.62 in %s: %s', (comfyui, misfit) => {
    expect(findMisfit(readNeeds({ ...nothing, comfyui }), here)).toBe(misfit);
  });

  it('of what nobody knows nothing is said', () => {
    const needs = readNeeds({ systems: ['windows'], accelerators: ['rocm'], comfyui: '>=9' });
    expect(findMisfit(needs, here)).toBe('system');
    expect(findMisfit(needs, { ...here, system: 'windows' })).toBe('accelerator');
    expect(findMisfit(needs, { ...here, system: null, accelerator: 'unknown' })).toBe('comfyui');
    expect(findMisfit(needs, { system: null, accelerator: null, comfyui: 'f'.repeat(40) })).toBeNull();
    expect(findMisfit(undefined, here)).toBeNull();
    expect(findMisfit(readNeeds({ ...nothing, accelerators: ['CUDA'] }), { ...here, accelerator: 'cpu' })).toBe(
      'accelerator',
    );
  });
});
