import { z } from 'zod';
import { ModelManifest } from '../library/model-manifest';
import { PackList } from '../library/pack-lists';
import { PackRef } from '../packs/pack-ref';
import { SnapshotName } from '../snapshots';
import { reads, acts, Nothing, FolderInput } from './shape';

/** What was handed to the app from outside, by a link or as a file: which pack to show, a document to look into, or where a workflow lies that the person has to be asked about. */
export const Given = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pack'), id: z.string() }),
  z.object({ kind: z.literal('workflow'), url: z.string() }),
  z.object({ kind: z.literal('file'), name: z.string(), text: z.string() }),
]);
export type Given = z.infer<typeof Given>;

/** What the system around the app does for a person. */
export const desktopOperations = {
  'desktop.chooseFolder': acts(z.object({ title: z.string().max(200) }), z.object({ folder: z.string().nullable() })),
  'desktop.openExternal': acts(z.object({ url: z.url({ protocol: /^https?$/ }) }), Nothing),
  /** The text on the clipboard; asked for only when a person wants it pasted. */
  'desktop.readClipboard': reads(Nothing, z.object({ text: z.string() })),
  /** Lets the person choose a pack's zip; null when none was chosen. */
  'desktop.chooseArchive': acts(z.object({ title: z.string().max(200) }), z.object({ path: z.string().nullable() })),
  /** Writes a snapshot into a file that the person names; `path` null when none was named. */
  'desktop.exportSnapshot': acts(
    z.object({ name: SnapshotName, title: z.string().max(200) }),
    z.object({ path: z.string().nullable() }),
  ),
  /** Lets the person choose a snapshot's file and reads it; null when none was chosen. */
  'desktop.importSnapshot': acts(
    z.object({ title: z.string().max(200) }),
    z.object({ file: z.object({ name: z.string(), text: z.string() }).nullable() }),
  ),
  /** Writes a list of packs or of models into a file that the person names; `path` null when none was named. */
  'desktop.exportList': acts(
    z.object({
      title: z.string().max(200),
      name: z.string().regex(/^[\w -]{1,80}$/u),
      list: z.union([PackList, ModelManifest]),
    }),
    z.object({ path: z.string().nullable() }),
  ),
  /** Lets the person choose a list of models and reads it; null when none was chosen. */
  'desktop.openModelList': acts(
    z.object({ title: z.string().max(200) }),
    z.object({ file: z.object({ name: z.string(), text: z.string() }).nullable() }),
  ),
  /** Writes what the installation keeps of its own into a file that the person names; `path` null when none was named. */
  'desktop.exportInstallation': acts(
    z.object({ title: z.string().max(200) }),
    z.object({ path: z.string().nullable() }),
  ),
  /** Lets the person choose such a file and reads it; null when none was chosen. */
  'desktop.importInstallation': acts(
    z.object({ title: z.string().max(200) }),
    z.object({ file: z.object({ name: z.string(), text: z.string() }).nullable() }),
  ),
  /**
   * Takes what was handed to the app next, and no second time; null when nothing waits. A link or file that cannot be used fails with the reason, and is
   * taken as well.
   */
  'desktop.takeGiven': acts(Nothing, z.object({ given: Given.nullable() })),
  /** Opens the terminal of the system in the folder of ComfyUI, with its Python environment active. */
  'desktop.openTerminal': acts(Nothing, Nothing),
  'desktop.revealPack': acts(z.object({ name: PackRef }), Nothing),
  'desktop.revealModel': acts(z.object({ path: z.string().min(1).max(4096) }), Nothing),
  /** Opens the first folder of a key of ComfyUI's folder registry, which is made where it is not there yet. */
  'desktop.openModelFolder': acts(z.object({ key: z.string().min(1).max(200) }), Nothing),
  /** To the trash of the system; refused where it has none. */
  'desktop.trashModel': acts(z.object({ path: z.string().min(1).max(4096) }), Nothing),
  /** The window tells how many packs of the shown installation have an update; the tray shows it. */
  'desktop.noteUpdates': acts(FolderInput.extend({ count: z.int().min(0) }), Nothing),
} as const;
