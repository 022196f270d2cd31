import { expect, it } from 'vitest';
import { ChangeRecord } from './change-record';
import { findArrivals } from './package-arrivals';

let count = 0;

/** A record of one task: packages by name, with their versions before and after. */
function record(
  kind: string,
  changes: Record<string, [string | null, string | null]>,
  more: Partial<ChangeRecord> = {},
) {
  count += 1;
  const side = (at: 0 | 1) =>
    Object.entries(changes).flatMap(([name, versions]) => {
      const version = versions[at];
      if (version === null) return [];
      return [{ name, version, infoPath: `/site/${name}-${version}.dist-info`, record: null, address: null }];
    });
  const task = { uiId: `task-${count}`, kind, target: `${kind}-${count}`, orderedAt: '', rows: [] };
  return ChangeRecord.parse({
    ...{ id: crypto.randomUUID(), task, moves: [] },
    difference: { asOf: '', before: side(0), after: side(1) },
    ...more,
  });
}

const arrivals = (records: ChangeRecord[]) =>
  Object.fromEntries([...findArrivals(records)].map(([name, { infoPath, tasks }]) => [name, [infoPath, tasks.length]]));

it('knows what changes brought, and follows it through later ones', () => {
  const records = [
    record('install', { fresh: [null, '1.0'], older: ['1.0', '2.0'] }),
    record('update', { fresh: ['1.0', '1.1'] }),
    record('install', { gone: [null, '3.0'] }),
    record('install-packages', { gone: ['3.0', null] }),
  ];
  // What was there before is somebody else's, also after we have moved it.
  expect(arrivals(records)).toEqual({ fresh: ['/site/fresh-1.1.dist-info', 2] });
});

it('knows nothing of a package that somebody else has exchanged meanwhile', () => {
  const records = [record('install', { dep: [null, '1.0'] }), record('install', { dep: ['1.5', '2.0'] })];
  expect(arrivals(records)).toEqual({});
});

it('gives a package back to whom it was of when its removal is undone', () => {
  const install = record('install', { dep: [null, '1.0'] });
  const removal = record('install-packages', { dep: ['1.0', null] });
  const undo = record('undo', { dep: [null, '1.0'] }, { takesBack: removal.id });
  const undone = record('undo', { dep: ['1.0', null] }, { takesBack: install.id });
  expect(
    findArrivals([install, removal, undo])
      .get('dep')
      ?.tasks.map(({ kind }) => kind),
  ).toEqual(['install']);
  expect(arrivals([install, undone])).toEqual({});
});
