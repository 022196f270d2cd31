import type { FirstLook } from '../../src/contract/pack-table';
import { tableFormat } from '../../src/contract/pack-table';
import { readPrepared, tellStarted } from '../bridge';
import { readWholeTable } from './held-catalogue';
import { createFirstRows } from './pack-table';
import { installationQuery, keptCatalogueQuery, localPacksQuery, queryClient } from './queries';

function parse(bytes: Uint8Array): FirstLook | null {
  try {
    const look = JSON.parse(new TextDecoder().decode(bytes)) as FirstLook;
    return look.format === tableFormat ? look : null;
  } catch {
    return null;
  }
}

/** Holds an answer of an earlier run until the core gives its own, which is asked for as soon as somebody looks. */
function holdUntilAsked(look: FirstLook): void {
  const { installation, locals, part, asOf, origin, notice, rows } = look;
  const about = { demoAvailable: false, apiPort: null, exposedAt: null };
  queryClient.setQueryData(installationQuery.queryKey, { installation, ...about });
  queryClient.setQueryData(localPacksQuery.queryKey, [...locals]);
  void queryClient.invalidateQueries({ refetchType: 'none' });
  const first = { asOf, origin, notice, rows, prepared: createFirstRows(part), isWhole: false };
  queryClient.setQueryData(keptCatalogueQuery.queryKey, first);
}

/** Reads the rest of the list; without it the core is asked. */
async function readRest(look: FirstLook, bytes: Promise<Uint8Array | null>): Promise<void> {
  const table = await readWholeTable(await bytes);
  const known = queryClient.getQueryData(keptCatalogueQuery.queryKey);
  if (known?.isWhole === true) return;
  if (table === null) return void queryClient.resetQueries({ queryKey: keptCatalogueQuery.queryKey });
  const { asOf, origin, notice } = look;
  const rows = table.catalogue.orders.byStars.length;
  const whole = { asOf, origin, notice, rows, prepared: table.catalogue, isWhole: true };
  queryClient.setQueryData(keptCatalogueQuery.queryKey, whole);
}

/**
 * Shows what an earlier run prepared, before the core is there (docs/decisions/014). The answer reads the rest of the list; it is called when the
 * first rows are painted, and does nothing when none were prepared.
 */
export async function openFirstLook(): Promise<() => Promise<void>> {
  const bytes = await readPrepared('first-look');
  const look = bytes === null ? null : parse(bytes);
  if (look === null) return () => Promise.resolve();
  holdUntilAsked(look);
  // On its way while the first rows are drawn.
  const rest = readPrepared('table');
  return () => readRest(look, rest).finally(tellStarted);
}
