import { describe, expect, it } from 'vitest';
import { knowKind, nameTask } from './task-title';

const findNothing = () => undefined;

describe('knowKind', () => {
  it('tells another version of ComfyUI from an update of it', () => {
    expect(knowKind('update-comfyui', {})).toBe('update-comfyui');
    expect(knowKind('update-comfyui', { is_stable: true, target_version: null })).toBe('update-comfyui');
    expect(knowKind('update-comfyui', { target_version: 'v0.3.50' })).toBe('switch-comfyui');
  });

  it('calls what it does not know other', () => {
    expect(knowKind('explode')).toBe('other');
  });
});

describe('nameTask', () => {
  it('names what a task without a pack is about', () => {
    expect(nameTask({ target_version: 'v0.3.50' }, findNothing)).toBe('v0.3.50');
    expect(nameTask({ packages: ['a', 'b'] }, findNothing)).toBe('a, b');
    expect(nameTask({ path: '/somewhere/pack.zip' }, findNothing)).toBe('pack.zip');
    expect(nameTask({}, findNothing)).toBe('');
  });

  it('shortens a commit, as everywhere', () => {
    expect(nameTask({ target_version: 'abcdef0123'.repeat(4) }, findNothing)).toMatch(/^abcdef0/u);
    expect(nameTask({ target_version: 'abcdef0123'.repeat(4) }, findNothing).length).toBeLessThan(12);
  });
});
