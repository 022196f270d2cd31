import type { StartupView } from '../../src/contract/library/pack-table';
import { tableFormat } from '../../src/contract/library/pack-table';
import { readStartupView, readTableFile } from '../bridge';
import { readWholeTable } from '../state/packs/catalogue-loader';
import { nextPaint } from '../hooks/next-paint';
import { makeTable } from '../state/packs/pack-table';
import { installationQuery } from '../state/installation/installation-queries';
import { cachedCatalogueQuery, localPacksQuery } from '../state/packs/pack-queries';
import { queryClient } from '../state/query-client';

function parse(text: string): StartupView | null {
  try {
    const view = JSON.parse(text) as StartupView;
    return view.format === tableFormat ? view : null;
  } catch {
    return null;
  }
}

/** Holds an answer of an earlier run until the core gives its own, which is asked for as soon as somebody looks. */
function showUntilAnswered(view: StartupView): void {
  const { installation, locals, asOf, origin, notice, rows, core } = view;
  const about = { demoAvailable: false, apiPort: null, exposedAt: null };
  queryClient.setQueryData(installationQuery.queryKey, { installation, ...about });
  queryClient.setQueryData(localPacksQuery.queryKey, { revision: null, packs: [...locals] });
  void queryClient.invalidateQueries({ refetchType: 'none' });
  // The first rows are not searched.
  const table = makeTable(view.first);
  queryClient.setQueryData(cachedCatalogueQuery.queryKey, { asOf, origin, notice, rows, core, table, isWhole: false });
}

/** Reads the rest of the list; without it the core is asked. */
async function readRest(view: StartupView, reading: Promise<string | null>): Promise<void> {
  const file = await reading;
  // A key that was typed meanwhile is shown first.
  await nextPaint();
  const table = await readWholeTable(file);
  const known = queryClient.getQueryData(cachedCatalogueQuery.queryKey);
  if (known?.isWhole === true) return;
  if (table === null) return void queryClient.resetQueries({ queryKey: cachedCatalogueQuery.queryKey });
  const { asOf, origin, notice, core } = view;
  queryClient.setQueryData(cachedCatalogueQuery.queryKey, {
    asOf,
    origin,
    notice,
    rows: table.length,
    core,
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
  const view = text === null ? null : parse(text);
  if (view === null) return () => Promise.resolve();
  showUntilAnswered(view);
  // It is read while the first rows are drawn.
  const rest = readTableFile();
  return () => readRest(view, rest);
}
