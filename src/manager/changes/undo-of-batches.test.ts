import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planUndo, type UndoFacts } from './undo-of-batches';

const stays = { python: 0, model: 0 };
const nothing = { comfyui: 0, pack: 0, python: 0, model: 0, setting: 0 };

const noPackages = { brought: [], removed: [] };

function batch(snapshot: string | null, change: Partial<UndoFacts> = {}): UndoFacts {
  const tasks = [{ kind: 'install', target: 'a', result: 'success' as const }];
  return { tasks, counts: { ...nothing, pack: 1 }, snapshot, isCarried: false, packages: noPackages, ...change };
}

function restore(target: string, snapshot: string): UndoFacts {
  return batch(snapshot, { tasks: [{ kind: 'restore-snapshot', target, result: 'success' }] });
}

const states = (batches: readonly UndoFacts[]) => planUndo(batches).map(({ state }) => state);

describe('the way back from a batch', () => {
  it('is the snapshot taken before it, and takes later ones along', () => {
    expect(planUndo([batch('s3'), batch('s2'), batch('s1')])).toEqual([
      { state: 'snapshot', snapshot: 's3', laterBatches: 0, stays },
      { state: 'snapshot', snapshot: 's2', laterBatches: 1, stays },
      { state: 'snapshot', snapshot: 's1', laterBatches: 2, stays },
    ]);
  });

  it('is not there, with the reason, where a snapshot says nothing or is gone', () => {
    const model = batch(null, { counts: { ...nothing, model: 1 } });
    const idle = batch('s', { counts: nothing });
    const unrecorded = batch(null, { counts: null });
    expect(states([model, idle, unrecorded, batch(null)])).toEqual([
      'only-models',
      'nothing-changed',
      'unknown',
      'no-snapshot',
    ]);
    // What changed nothing is no change that a way back takes along.
    expect(planUndo([model, idle, batch('s')])[2]?.laterBatches).toBe(0);
  });

  it('was gone already when a later restore went it, and can itself be gone back', () => {
    const undone = [restore('s2', 's4'), batch('s3'), batch('s2'), batch('s1')];
    expect(states(undone)).toEqual(['snapshot', 'taken-back', 'taken-back', 'snapshot']);
    // Both the changes and what took them back are no more between then and now.
    expect(planUndo(undone)[3]?.laterBatches).toBe(0);
    const again = [restore('s4', 's5'), ...undone];
    expect(states(again)).toEqual(['snapshot', 'taken-back', 'snapshot', 'snapshot', 'snapshot']);
    expect(planUndo(again)[2]).toEqual({ state: 'snapshot', snapshot: 's3', laterBatches: 0, stays });
  });

  it('leaves what no snapshot brings back: models, and packages that the restore did not remove', () => {
    const packages = { brought: ['numpy', 'tinydep'], removed: [] };
    const mixed = batch('s1', { counts: { ...nothing, pack: 4, python: 2, model: 2 }, packages });
    const staysAfter = (removed: string[]) =>
      planUndo([{ ...restore('s1', 's2'), packages: { brought: [], removed } }, mixed])[1];
    expect(staysAfter([])).toMatchObject({ state: 'taken-back', stays: { python: 2, model: 2 } });
    expect(staysAfter(['tinydep', 'numpy'])).toMatchObject({ stays: { python: 0, model: 2 } });
  });

  it('is none for what was made in another installation, which goes with nothing that was made here', () => {
    const elsewhere = batch(null, { isCarried: true });
    const restored = { ...restore('s2', 's3'), isCarried: true };
    expect(planUndo([elsewhere, restored, batch('s2')])).toEqual([
      { state: 'elsewhere', snapshot: null, laterBatches: 0, stays },
      { state: 'elsewhere', snapshot: null, laterBatches: 0, stays },
      { state: 'snapshot', snapshot: 's2', laterBatches: 0, stays },
    ]);
  });

  it('is not taken for gone by a restore that failed or went elsewhere', () => {
    const failed = batch('s3', { tasks: [{ kind: 'restore-snapshot', target: 's2', result: 'failed' }] });
    expect(states([failed, batch('s2')])).toEqual(['snapshot', 'snapshot']);
    expect(states([restore('by-hand', 's3'), batch('s2')])).toEqual(['snapshot', 'snapshot']);
  });

  it('names a snapshot exactly when there is one to restore, whatever happened', () => {
    const name = fc.constantFrom('s1', 's2', 's3', 's4');
    const any = fc.oneof(
      fc
        .record({ snapshot: fc.option(name), pack: fc.nat(1), model: fc.nat(1) })
        .map(({ snapshot, pack, model }) => batch(snapshot, { counts: { ...nothing, pack, model } })),
      fc.tuple(name, name).map(([target, before]) => restore(target, before)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (batches) => {
        const undos = planUndo(batches);
        expect(undos).toHaveLength(batches.length);
        undos.forEach(({ state, snapshot, laterBatches }, position) => {
          expect(snapshot !== null).toBe(state === 'snapshot');
          expect(laterBatches).toBeLessThanOrEqual(position);
        });
      }),
    );
  });
});
