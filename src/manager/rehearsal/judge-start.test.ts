import { expect, it } from 'vitest';
import type { PackagePlan } from '../../contract/python/package-plan';
import { judgeStart, type StartFacts } from './judge-start';
import type { TriedUpdate } from './rehearsal-context';

const update = (key: string): TriedUpdate => ({
  key,
  name: key,
  from: '1',
  to: '2',
  dir: `/packs/${key}`,
  hasScript: false,
});
const facts = (failures: Record<string, string>, classes: Record<string, string>): StartFacts => ({
  failures: new Map(Object.entries(failures)),
  classes: new Map(Object.entries(classes).map(([name, pack]) => [name, `custom_nodes.${pack}`] as const)),
});
const nothing: Pick<PackagePlan, 'changes' | 'touches'> = { changes: [], touches: [] };

function change(name: string, by: string): PackagePlan['changes'][number] {
  const about = { from: '1', to: '2', kind: 'up' as const, bytes: null, form: null, address: null };
  return { name, ...about, askedBy: [{ by, line: name }], isHardware: false, isMajor: false };
}

function judge(keys: string[], [before, after]: readonly [StartFacts, StartFacts], moved = nothing) {
  const { judgements, others } = judgeStart(keys.map(update), { before, after, moved });
  return { verdicts: Object.fromEntries([...judgements].map(([key, one]) => [key, one.verdict])), judgements, others };
}

it('charges each failing import to the pack that has it, and not one that failed before', () => {
  const before = facts({ old: 'No module named x' }, { A: 'one', B: 'two' });
  const after = facts({ old: 'No module named x', one: 'SyntaxError', two: 'ImportError' }, {});
  const { verdicts, judgements } = judge(['one', 'two', 'old'], [before, after]);
  expect(verdicts).toEqual({ one: 'breaks-import', two: 'breaks-import', old: 'fine' });
  expect(judgements.get('one')).toEqual({ verdict: 'breaks-import', reason: 'SyntaxError', lost: ['A'] });
});

it('tells node classes that are gone, and not those that another pack has now', () => {
  const before = facts({}, { A: 'one', B: 'one', C: 'other' });
  const { verdicts, judgements } = judge(['one', 'two'], [before, facts({}, { B: 'two' })]);
  expect(verdicts).toEqual({ one: 'loses-nodes', two: 'fine' });
  expect(judgements.get('one')?.lost).toEqual(['A']);
});

it('charges a pack that was not updated to who brought its packages, through others, else to nobody', () => {
  const moved = {
    changes: [change('scipy', 'one'), change('numpy', 'scipy'), change('pillow', 'two')],
    touches: [{ pack: 'bystander', packages: ['numpy'] }],
  };
  const { verdicts, others } = judge(
    ['one', 'two'],
    [facts({}, {}), facts({ bystander: 'numpy is too new', stranger: 'no reason' }, {})],
    moved,
  );
  expect(verdicts).toEqual({ one: 'breaks-others', two: 'fine' });
  expect(others).toEqual([{ name: 'stranger', reason: 'no reason' }]);
});
