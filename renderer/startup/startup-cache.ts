import type { StartupView } from '../../src/contract/pack-table/pack-table';
import { tableFormat } from '../../src/contract/pack-table/pack-table';
import { readStartupView, readTableFile } from '../bridge';
import { readWholeTable } from '../state/packs/catalogue-loader';
import { nextPaint } from '../hooks/next-paint';
import { makeTable } from '../state/packs/pack-table';
import { installationQuery } from '../state/installation/installation-queries';
import { keptCatalogueQuery, localPacksQuery } from '../state/packs/pack-queries';
import { queryClient } from '../state/query-client';

function parse(text: string): StartupView | null {
  try {
    const look = JSON.parse(text) as StartupView;
    return look.format === tableFormat ? look : null;
  } catch {
    return null;
  }
}

/** Holds an answer of an earlier run until the core gives its own, which is asked for as soon as somebody looks. */
function holdUntilAsked(look: StartupView): void {
  const { installation, locals, asOf, origin, notice, rows } = look;
  const about = { demoAvailable: false, apiPort: null, exposedAt: null };
  queryClient.setQueryData(installationQuery.queryKey, { installation, ...about });
  queryClient.setQueryData(localPacksQuery.queryKey, { revision: null, packs: [...locals] });
  void queryClient.invalidateQueries({ refetchType: 'none' });
  // The first rows are not searched.
  const table = makeTable(look.first);
  queryClient.setQueryData(keptCatalogueQuery.queryKey, { asOf, origin, notice, rows, table, isWhole: false });
}

/** Reads the rest of the list; without it the core is asked. */
async function readRest(look: StartupView, bytes: Promise<Uint8Array<ArrayBuffer> | null>): Promise<void> {
  const file = await bytes;
  // A key that was typed meanwhile is shown first.
  await nextPaint();
  const table = readWholeTable(file);
  const known = queryClient.getQueryData(keptCatalogueQuery.queryKey);
  if (known?.isWhole === true) return;
  if (table === null) return void queryClient.resetQueries({ queryKey: keptCatalogueQuery.queryKey });
  const { asOf, origin, notice } = look;
  queryClient.setQueryData(keptCatalogueQuery.queryKey, {
    asOf,
    origin,
    notice,
    rows: table.rows,
    table,
    isWhole: true,
  });
  // Who shows the rows is told in a task of its own, which comes before this one.
  await new Promise<void>((done) => setTimeout(done));
}

/**
 * Shows what an earlier run prepared, before the core is there (docs/decisions/014). The answer reads the rest of the list; it is called when the
 * first rows are painted, and does nothing when none were prepared.
 */
export async function openStartupCache(): Promise<() => Promise<void>> {
  const text = await readStartupView();
  const look = text === null ? null : parse(text);
  if (look === null) return () => Promise.resolve();
  holdUntilAsked(look);
  // It is read while the first rows are drawn.
  const rest = readTableFile();
  return () => readRest(look, rest);
}
