import { beforeAll, describe, expect, it } from 'vitest';
import type { PackUpdateRisk } from '../../../src/contract/packs/pack-details';
import { speakEnglish } from '../../texts/testing/speak-english';
import { hasSeenNodes } from '../review/trial';
import { listMarks, type PackUpdate } from './verdict';

const step: PackUpdate = { packKey: 'a', kind: 'registry', from: '1.0.0', to: '1.2.0' };
const none = { added: [], changed: [], removed: [] };
const risk = (parts: Partial<PackUpdateRisk>): PackUpdateRisk => ({
  ...{ requirements: none, hardware: [], removedClasses: [], nodesUnknown: null, changedNodes: [], usedBy: {} },
  edited: [],
  ...parts,
});
const kinds = (...args: Parameters<typeof listMarks>) => listMarks(...args).map(({ kind }) => kind);

beforeAll(speakEnglish);

describe('the marks of an update', () => {
  it('name a step of the first number, and none of a commit', () => {
    expect(kinds({ ...step, to: '2.0.0' }, undefined)).toEqual(['major']);
    expect(kinds({ ...step, kind: 'git', from: '1'.repeat(40), to: '2'.repeat(40) }, undefined)).toEqual([]);
  });

  it('say that requirements stay, change, or are not known before the download', () => {
    expect(kinds(step, undefined)).toEqual([]);
    expect(kinds(step, null)).toEqual(['unknown']);
    expect(kinds(step, risk({ requirements: null }))).toEqual(['unknown']);
    expect(kinds(step, risk({}))).toEqual([]);
    const changed = { ...none, added: ['foo>=2'], changed: [{ from: 'numpy<2', to: 'numpy>=2' }] };
    expect(kinds(step, risk({ requirements: changed, hardware: ['numpy'] }))).toEqual(['hardware', 'added', 'changed']);
  });

  it('name files that a person has edited, and that nobody knows of any', () => {
    expect(listMarks(step, risk({ edited: ['nodes.py'] }))).toContainEqual({
      kind: 'edited',
      names: ['nodes.py'],
      workflows: [],
    });
    expect(kinds(step, risk({ edited: [] }))).toEqual([]);
    expect(kinds(step, risk({ edited: null }))).toEqual(['editsUnknown']);
    expect(kinds({ ...step, kind: 'git' }, risk({ edited: null }))).toEqual([]);
  });

  it('name classes that go, those first that a saved workflow uses', () => {
    const gone = risk({ removedClasses: ['Old', 'Never'], usedBy: { Old: ['portrait'] } });
    expect(listMarks(step, gone)).toEqual([
      { kind: 'removedClasses', names: ['Old'], workflows: ['portrait'] },
      { kind: 'removedUnused', names: ['Never'], workflows: [] },
    ]);
  });

  it('say that nobody can know which nodes go, and call none removed', () => {
    const unknown = { why: 'made-as-it-loads', version: 'new', place: 'loader.py:12' } as const;
    expect(kinds(step, risk({ removedClasses: null, nodesUnknown: unknown }))).toEqual(['nodesUnknown']);
  });

  it('leave the nodes that go to a trial that saw them, whatever was known before', () => {
    const gone = risk({ removedClasses: ['Old', 'Never'], usedBy: { Old: ['portrait'] } });
    const unknown = { why: 'made-as-it-loads', version: 'new', place: 'loader.py:12' } as const;
    expect(kinds(step, gone, true)).toEqual([]);
    expect(kinds(step, risk({ removedClasses: null, nodesUnknown: unknown }), true)).toEqual([]);
    const verdicts = ['fine', 'loses-nodes', 'breaks-import', 'breaks-start', 'clash', 'not-prepared'] as const;
    expect(verdicts.map((verdict) => hasSeenNodes({ verdict }))).toEqual([true, true, true, false, false, false]);
  });

  it('name nodes whose inputs or outputs change, with what comes and goes, those first that a saved workflow uses', () => {
    const node = { added: ['model'], removed: ['size'], hasOtherOutputs: false };
    const changedNodes = [
      { name: 'Used', ...node },
      { name: 'Out', added: [], removed: [], hasOtherOutputs: true },
      { name: 'Never', ...node },
    ];
    const usedBy = { Used: ['portrait'], Out: ['portrait'] };
    expect(listMarks(step, risk({ changedNodes, usedBy }))).toEqual([
      { kind: 'changedNodes', names: ['Used (+model −size)', 'Out (other outputs)'], workflows: ['portrait'] },
      { kind: 'changedUnused', names: ['Never (+model −size)'], workflows: [] },
    ]);
  });
});
