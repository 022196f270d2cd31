import { describe, expect, it } from 'vitest';
import type { PackUpdateRisk } from '../../../src/contract/pack-details';
import { isMajorStep, listMarks } from './review-marks';

const step = { kind: 'registry', from: '1.0.0', to: '1.2.0' } as const;
const none = { added: [], changed: [], removed: [] };
const risk = (parts: Partial<PackUpdateRisk>): PackUpdateRisk => ({
  ...{ requirements: none, hardware: [], removedClasses: null, changedNodes: [] },
  ...parts,
});
const kinds = (...asked: Parameters<typeof listMarks>) => listMarks(...asked).map(({ kind }) => kind);

describe('the marks of an update', () => {
  it('name a step of the first number, and none of a commit', () => {
    expect(isMajorStep({ ...step, to: '2.0.0' })).toBe(true);
    expect(isMajorStep(step)).toBe(false);
    expect(isMajorStep({ kind: 'git', from: '1'.repeat(40), to: '2'.repeat(40) })).toBe(false);
  });

  it('say that requirements stay, change, or are not known before the download', () => {
    expect(kinds(step, undefined, undefined)).toEqual([]);
    expect(kinds(step, null, undefined)).toEqual(['unknown']);
    expect(kinds(step, risk({ requirements: null }), undefined)).toEqual(['unknown']);
    expect(kinds(step, risk({}), undefined)).toEqual(['same']);
    const changed = { ...none, added: ['foo>=2'], changed: [{ from: 'numpy<2', to: 'numpy>=2' }] };
    expect(kinds(step, risk({ requirements: changed, hardware: ['numpy'] }), undefined)).toEqual([
      'hardware',
      'added',
      'changed',
    ]);
  });

  it('name classes that go only where a saved workflow uses them', () => {
    const gone = risk({ removedClasses: ['Old', 'Never'] });
    const use = { count: 1, workflows: [{ name: 'portrait', path: 'default/workflows/portrait.json' }] };
    const uses = { total: 1, packs: {}, models: {}, classes: { Old: use, Never: { count: 0, workflows: [] } } };
    expect(listMarks(step, gone, uses)[0]).toEqual({
      kind: 'removed-classes',
      names: ['Old'],
      workflows: ['portrait'],
    });
    expect(kinds(step, gone, undefined)).toEqual(['same']);
  });

  it('name nodes whose inputs change only where a saved workflow uses them, with what comes and goes', () => {
    const node = { added: ['model'], removed: ['size'], hasOtherOutputs: false };
    const changedNodes = [
      { name: 'Used', ...node },
      { name: 'Out', added: [], removed: [], hasOtherOutputs: true },
      { name: 'Never', ...node },
    ];
    const use = { count: 1, workflows: [{ name: 'portrait', path: 'default/workflows/portrait.json' }] };
    const uses = { total: 1, packs: {}, models: {}, classes: { Used: use, Out: use } };
    expect(listMarks(step, risk({ changedNodes }), uses)[0]).toEqual({
      kind: 'changed-nodes',
      names: ['Used (+model −size)', 'Out'],
      workflows: ['portrait'],
    });
  });
});
