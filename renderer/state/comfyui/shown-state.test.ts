import { describe, expect, it } from 'vitest';
import { canStart, findPortThief, hasWebUi, readShownState } from './shown-state';

const holder = { port: 8188, pid: 7, name: 'python', isComfy: false };

describe('readShownState', () => {
  it('tells a ComfyUI started elsewhere from a program that only took the port', () => {
    expect(readShownState({ state: 'foreign', holder })).toBe('port-taken');
    expect(readShownState({ state: 'foreign', holder: { ...holder, isComfy: true } })).toBe('foreign');
    expect(readShownState({ state: 'foreign', holder: null })).toBe('foreign');
    expect(readShownState({ state: 'running', holder })).toBe('running');
    expect(findPortThief({ state: 'foreign', holder })).toBe(holder);
  });

  it('offers a start where one can be tried, and the web UI where it answers', () => {
    const states = ['stopped', 'starting', 'running', 'stopping', 'crashed', 'foreign', 'port-taken'] as const;
    expect(states.filter(canStart)).toEqual(['stopped', 'crashed', 'port-taken']);
    expect(states.filter(hasWebUi)).toEqual(['running', 'foreign']);
  });
});
