import { describe, expect, it } from 'vitest';
import { composeSnapshot } from './state';
import { clone, commit, copyOf, plan, registryCopy, stateOf } from './testing/recorded-state';

describe('chosen optional groups', () => {
  const copies = [
    registryCopy('face-pack', '1.1.0'),
    registryCopy('face-pack', '1.0.0', { name: 'face-pack@1_0_0', originName: 'face-pack', enabled: false }),
    clone('Shapes', commit),
    copyOf('folder', { name: 'Plain' }),
  ];
  const state = (groups: Record<string, string>) => stateOf(copies, {}, groups);
  const chosen = { 'face-pack': 'swap,video', plain: 'one', gone: 'other' };
  const differences = (document: unknown, groups: Record<string, string>) =>
    plan(document, state(groups)).map(({ name, action, from, to }) => [name, action, from, to]);

  it('stand under our own key for the folders that are there, and a choice made since is one change of the pack', () => {
    const document = composeSnapshot(state(chosen));
    expect(document['desktop']).toMatchObject({ optional_groups: { 'face-pack': ['swap', 'video'], plain: ['one'] } });
    expect(document['desktop']).not.toHaveProperty('optional_groups.gone');
    expect(differences(document, chosen)).toEqual([]);
    expect(differences(document, { 'face-pack': 'video', shapes: 'extra', plain: 'one' })).toEqual([
      ['face-pack', 'choose', '1.1.0 [video]', '1.1.0 [swap, video]'],
      ['Shapes', 'choose', `${commit} [extra]`, commit],
    ]);
  });

  it('go with a version, a state or a pack that comes back', () => {
    const document = composeSnapshot(state(chosen));
    const now = stateOf([registryCopy('face-pack', '1.2.0'), copyOf('folder', { name: 'Plain', enabled: false })]);
    expect(plan(document, now).map(({ name, action, from, to }) => [name, action, from, to])).toEqual([
      ['face-pack', 'install', null, '1.0.0 (disabled)'],
      ['face-pack', 'switch', '1.2.0', '1.1.0 [swap, video]'],
      ['Plain', 'enable', 'folder (disabled)', 'folder [one]'],
      ['Shapes', 'install', null, commit],
    ]);
  });

  it('are left as they are by a document that says nothing of them, and read from one that somebody wrote by hand', () => {
    const { desktop, ...others } = composeSnapshot(state(chosen));
    const { optional_groups: _own, ...older } = desktop as Record<string, unknown>;
    expect(differences({ ...others, desktop: older }, { 'face-pack': 'video' })).toEqual([]);
    const byHand = { 'Face-Pack': ['Video', 7, '../evil', 'swap'], plain: 'one', __proto__: ['x'] };
    expect(differences({ ...others, desktop: { ...older, optional_groups: byHand } }, {})).toEqual([
      ['face-pack', 'choose', '1.1.0', '1.1.0 [swap, video]'],
    ]);
  });
});
