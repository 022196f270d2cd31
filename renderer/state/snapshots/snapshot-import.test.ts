import { describe, expect, it } from 'vitest';
import { SnapshotName } from '../../../src/contract/snapshots';
import { isSnapshotText, nameFrom } from './snapshot-import';

describe('the name of an imported snapshot', () => {
  it.each([
    ['2026-11-25_14-03-22_before.json', '2026-11-25_14-03-22_before'],
    ['from a friend.yaml', 'from a friend'],
    ['what? now*.json', 'what  now'],
    ['.hidden.json', 'hidden'],
    ['a..b.json', 'a.b'],
    ['???.json', 'imported'],
    ['木'.repeat(400), '木'.repeat(180)],
  ])('of %s can be used', (file, name) => {
    expect(nameFrom(file)).toBe(name);
    expect(SnapshotName.safeParse(nameFrom(file)).success).toBe(true);
  });
});

describe('a dropped text', () => {
  it.each([
    [{ comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: {} }, true],
    [{ custom_nodes: { cnr_custom_nodes: {} } }, true],
    // A workflow whose note speaks of snapshots.
    [{ nodes: [{ type: 'Note', widgets_values: ['"git_custom_nodes"'] }], links: [] }, false],
    [{ nodes: [{ type: 'Note', properties: { git_custom_nodes: 1 } }], links: [] }, false],
    [['git_custom_nodes'], false],
    ['git_custom_nodes', false],
  ])('%o is a snapshot: %s', (document, isOne) => {
    expect(isSnapshotText(JSON.stringify(document))).toBe(isOne);
  });

  it('that ends in its middle is none', () => {
    expect(isSnapshotText('{"git_custom_nodes": {')).toBe(false);
  });
});
