import { expect, it } from 'vitest';
import { describeResult, type ReportedPack } from './describe-result';

function packOf(key: string, more: Partial<ReportedPack['pack']>): ReportedPack {
  const about = { from: '1.0.0', to: '1.1.0', verdict: 'fine', lacksScript: false } as const;
  return { pack: { key, ...about, reason: '', lost: [], lostCount: 0, ...more }, reason: '' };
}

it('says of a pack that is fine that its install.py was not run, and of another one what is wrong with it', () => {
  const packs = [
    packOf('lantern', { lacksScript: true }),
    packOf('weaver', {}),
    { ...packOf('anvil', { verdict: 'breaks-start', lacksScript: true }), reason: 'It ends.' },
  ];
  expect(describeResult(packs, { packages: [], others: [] })).toMatchObject({
    status: 'warning',
    warnings: ['anvil: It ends.', 'lantern: its install.py could not be run in the trial.'],
  });
});
