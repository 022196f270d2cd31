import { describe, expect, it } from 'vitest';
import { compareRecorded } from './compare-recorded';
import { readRecorded, type Recorded } from './recorded';

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];

function read(document: unknown): Recorded {
  const recorded = readRecorded(document);
  if (recorded === null) throw new Error('no snapshot');
  return recorded;
}

const before = {
  comfyui: first,
  git_custom_nodes: {
    'https://github.com/owner/Moved.git': { hash: first, disabled: false },
    'https://github.com/owner/Same': { hash: first, disabled: false },
  },
  cnr_custom_nodes: { updated: '1.0.0', Gone: '2.0.0', off: '1.0.0' },
  file_custom_nodes: [{ filename: 'one.py', disabled: false }],
  pips: { 'numpy==1.26.4': '', 'torch==2.5.0': '' },
};
const after = {
  comfyui: second,
  git_custom_nodes: {
    'git@github.com:owner/Moved': { hash: second, disabled: false },
    'https://github.com/owner/Same.git': { hash: first, disabled: false },
  },
  cnr_custom_nodes: { Updated: '1.1.0', come: '0.1.0' },
  disabled_cnr_custom_nodes: { off: '1.0.0' },
  file_custom_nodes: [{ filename: 'one.py', disabled: true }],
  pips: { 'numpy==2.1.0': '', 'torch==2.5.0': '' },
};

describe('two snapshots', () => {
  it('differ in what came, went, moved and was switched off, by subject and name', () => {
    const words = compareRecorded(read(before), read(after)).map(
      ({ subject, name, action, from, to }) => `${subject} ${name} ${action}: ${from ?? '-'} > ${to ?? '-'}`,
    );
    expect(words).toEqual([
      `comfyui ComfyUI checkout: ${first} > ${second}`,
      'pack come install: - > 0.1.0',
      'pack Gone remove: 2.0.0 > -',
      `pack Moved switch: ${first} > ${second}`,
      'pack off disable: 1.0.0 > 1.0.0 (disabled)',
      'pack Updated switch: 1.0.0 > 1.1.0',
      'file one.py disable: file > file (disabled)',
      'python numpy switch: 1.26.4 > 2.1.0',
    ]);
  });

  it('of one state do not differ, in either direction', () => {
    expect(compareRecorded(read(before), read(before))).toEqual([]);
    expect(compareRecorded(read(after), read(after))).toEqual([]);
  });

  it('say nothing of a part that only one of them has', () => {
    const withoutPython = read({ ...before, pips: null, comfyui: null });
    expect(compareRecorded(withoutPython, read(before))).toEqual([]);
    expect(compareRecorded(read(before), withoutPython)).toEqual([]);
  });
});
