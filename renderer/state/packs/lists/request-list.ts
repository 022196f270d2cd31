import type { ListRow } from './pack-list-file';
import { orderPacks } from '../request-pack';

/** The version to ask for: a commit is none that can be chosen for a pack of the registry, whose newest state in git is meant then. */
function versionOf({ entry: { version }, record }: ListRow): string | undefined {
  if (version === null) return undefined;
  return record?.registryId !== null && /^[0-9a-f]{7,40}$/iu.test(version) ? 'nightly' : version;
}

/** Installs packs of a list as one batch, with the optional groups that it names. `isAsListed`: at the versions it names, else at their newest. */
export async function requestList(rows: readonly ListRow[], isAsListed: boolean): Promise<void> {
  await orderPacks(
    rows.flatMap((row) => {
      if (row.record === null) return [];
      const version = isAsListed ? versionOf(row) : undefined;
      const { groups } = row.entry;
      const choice = { ...(version !== undefined && { version }), ...(groups !== undefined && { groups }) };
      return [{ record: row.record, request: { kind: 'install', ...choice } }];
    }),
  );
}
