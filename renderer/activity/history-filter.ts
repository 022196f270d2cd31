import type { HistoryFilter } from '../navigation/filters';
import type { HistoryEntry } from '../state/queue/history-entries';

const kindsOf: Readonly<Record<Exclude<HistoryFilter, 'all' | 'failed'>, ReadonlySet<string>>> = {
  packs: new Set([
    'install',
    'update',
    'enable',
    'disable',
    'fix',
    'uninstall',
    'update-all',
    'install-archive',
    'rehearse-updates',
  ]),
  models: new Set([
    'install-model',
    'remove-model',
    'link-models',
    'move-model',
    'use-models-folder',
    'move-models-folder',
  ]),
  snapshots: new Set(['restore-snapshot']),
  comfyui: new Set(['update-comfyui']),
  python: new Set([
    ...['install-packages', 'repair-packages', 'create-environment', 'switch-environment', 'remove-environment'],
    'clean-cache',
  ]),
};

/** Whether something in it is of what a filter asks for; an undo is of what it takes back. */
function isOf({ status, tasks }: HistoryEntry, filter: HistoryFilter): boolean {
  if (filter === 'all') return true;
  if (filter === 'failed') return status === 'failed';
  return tasks.some(({ kind, undone }) => kindsOf[filter].has(kind) || kindsOf[filter].has(undone ?? ''));
}

interface Wanted {
  filter: HistoryFilter;
  text: string;
  /** What an entry says, line by line. */
  wordsOf: (entry: HistoryEntry) => readonly string[];
}

/** The entries that a filter and a search leave: every word has to be somewhere in what an entry says. Pure. */
export function findEntries(entries: readonly HistoryEntry[], { filter, text, wordsOf }: Wanted): HistoryEntry[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  return entries.filter((entry) => {
    if (!isOf(entry, filter)) return false;
    if (words.length === 0) return true;
    const allText = wordsOf(entry).join(' ').toLowerCase();
    return words.every((word) => allText.includes(word));
  });
}
