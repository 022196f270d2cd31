import { addressKey } from '../sources/addresses';
import { indexByRepository } from './merge';
import type { RegistryRecord } from '../sources/registry-data';
import type { Source } from '../sources/source';

/** Registry packs in memory: the list of all, and those asked for one by one before it came. */
export interface RecordIndex {
  add(record: RegistryRecord): void;
  byRepository(repository: string): RegistryRecord | null;
}

/** Makes the index over the registry's list; it follows every refresh. */
export function createRecordIndex(source: Pick<Source<readonly RegistryRecord[]>, 'peek'>): RecordIndex {
  const byAddress = new Map<string, RegistryRecord>();
  let indexed: { records: readonly RegistryRecord[] | null; byKey: ReadonlyMap<string, RegistryRecord> } = {
    records: null,
    byKey: new Map(),
  };
  return {
    add: (record) => {
      if (record.repository !== '') byAddress.set(addressKey(record.repository), record);
    },
    byRepository: (repository) => {
      const records = source.peek()?.value ?? null;
      if (indexed.records !== records) indexed = { records, byKey: indexByRepository(records ?? []) };
      const key = addressKey(repository);
      return indexed.byKey.get(key) ?? byAddress.get(key) ?? null;
    },
  };
}
