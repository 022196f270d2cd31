import { describe, expect, it } from 'vitest';
import { copyOf } from './testing/recorded-state';
import { outlineNow, outlineSnapshot } from './outline';
import { readRecorded } from './recorded';
import { composeSnapshot, type SnapshotState } from './state';
import { listPresent } from './surplus';

const commit = 'a'.repeat(40);
const state: SnapshotState = {
  comfyCommit: commit,
  copies: [],
  packages: new Map([['numpy', { version: '2.1.0', address: null }]]),
  pythonVersion: '3.11.7',
};

const present = { state, things: listPresent(state) };

const document = {
  comfyui: commit,
  git_custom_nodes: { 'https://github.com/owner/Clone': { hash: commit, disabled: true } },
  cnr_custom_nodes: { one: '1.0.0', two: '2.0.0' },
  file_custom_nodes: [{ filename: 'single.py', disabled: false }],
  pips: { 'numpy==1.26.4': '', 'pillow==11.0.0': '' },
};

describe('the outline of a snapshot', () => {
  it('counts what it holds and what a restore would change', () => {
    const outline = outlineSnapshot('one', readRecorded(document), present);
    expect(outline.holds).toEqual({ comfyui: commit, packs: 3, disabledPacks: 1, packages: 2 });
    // Its single file is gone: that is a difference, though no restore brings a file back.
    expect(outline.restores).toEqual({ comfyui: 0, packs: 4, packages: 2 });
  });

  it('says nothing of a part that the document leaves out, of a file that is none, and of a state that cannot be read', () => {
    const partial = outlineSnapshot('one', readRecorded({ cnr_custom_nodes: {} }), present);
    expect(partial.holds).toEqual({ comfyui: null, packs: 0, disabledPacks: 0, packages: null });
    expect(partial.restores).toEqual({ comfyui: 0, packs: 0, packages: 0 });
    expect(outlineSnapshot('one', null, present)).toEqual({
      ...{ name: 'one', holds: null, restores: null, stays: null },
    });
    expect(outlineSnapshot('one', readRecorded(document), null).restores).toBeNull();
  });

  it('counts what is there besides and would stay: disabled packs, and packages that it does not name', () => {
    const copies = [copyOf('registry', { name: 'one', enabled: false })];
    const packages = new Map([...(state.packages ?? []), ['extra', { version: '1.0', address: null }]]);
    const now = { ...state, copies, packages };
    const same = { comfyui: commit, cnr_custom_nodes: {}, pips: { 'numpy==2.1.0': '' } };
    const outline = outlineSnapshot('one', readRecorded(same), { state: now, things: listPresent(now) });
    expect(outline.restores).toEqual({ comfyui: 0, packs: 0, packages: 0 });
    expect(outline.stays).toEqual({ packs: 1, packages: 1 });
    expect(
      outlineSnapshot('one', readRecorded(composeSnapshot(now)), { state: now, things: listPresent(now) }).stays,
    ).toEqual({ packs: 0, packages: 0 });
  });

  it('of what is there now is that of a snapshot taken now', () => {
    expect(outlineNow(present)).toEqual({ comfyui: commit, packs: 0, disabledPacks: 0, packages: 1 });
  });
});
