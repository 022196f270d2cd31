import type { InstallationRow } from '../../src/contract/installation';
import { createNewsWatch, type NewsWatch } from './collect-news';
import type { Note } from './compose';
import type { Translate } from '../texts/texts';
import type { Workspace } from '../../src/host/workspace/workspace';

export interface BackgroundNewsOptions {
  t: Translate;
  /** To be called when the window comes to the front. */
  isFocused: () => boolean;
  overview: Workspace['overview'];
  onNote: (note: Note) => void;
}

/** News of the installations that work while another one is shown; of the shown one its own events tell more. */
export interface BackgroundNews {
  /** To be called when the list of installations has changed. */
  see: (rows: readonly InstallationRow[]) => void;
  close: () => void;
}

/** Watches each open installation from the moment it is on the list. */
export function createBackgroundNews({ t, isFocused, overview, onNote }: BackgroundNewsOptions): BackgroundNews {
  const watches = new Map<string, NewsWatch>();
  const find = (folder: string) => overview().find((work) => work.folder === folder);

  function watch({ folder, name }: InstallationRow): NewsWatch {
    const news = createNewsWatch({
      t,
      isWatched: () => isFocused() || (find(folder)?.isShown ?? true),
      queue: () => find(folder)?.queue ?? null,
      // What can be taken back is shown with the installation itself; nothing is taken back unseen.
      canUndo: () => false,
      onNote: (note) => onNote(placeNote(note, { folder, name }, t)),
    });
    watches.set(folder, news);
    return news;
  }

  return {
    see(rows) {
      const open = rows.filter(({ isOpen }) => isOpen);
      for (const [folder, news] of watches) {
        if (open.some((row) => row.folder === folder)) continue;
        news.forget();
        watches.delete(folder);
      }
      for (const row of open) {
        const news = watches.get(row.folder) ?? watch(row);
        news.seeQueue();
        // A crash, and packs that were not imported, are told in the installation's own place.
        if (row.comfy !== null) news.seeComfy({ state: row.comfy, imports: [], crash: null, exit: null });
      }
    },
    close: () => {
      for (const news of watches.values()) news.forget();
      watches.clear();
    },
  };
}

/** Says where it happened; what would act on the shown installation is left out. */
function placeNote(note: Note, { folder, name }: { folder: string; name: string }, t: Translate): Note {
  return { ...note, folder, title: t('note.in', { title: note.title, installation: name }), actions: ['show'] };
}
