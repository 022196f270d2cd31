import { z } from 'zod';
import { ErrorBody } from '../error-body';

/** Why this app does not update itself here; the window has a sentence for each. */
const UpdatesOff = z.enum([
  /** It runs from a checkout. */
  'unpackaged',
  /** A program started it and holds it, or it has no screen. */
  'headless',
  /** It was unpacked from an archive, which nothing could replace. */
  'archive',
  /** The folder of the AppImage cannot be written. */
  'not-writable',
  /** An installation that is open says `network_mode: offline`. */
  'offline',
]);
export type UpdatesOff = z.infer<typeof UpdatesOff>;

/** What an update waits for: nothing of this app is exchanged while it works. */
export const UpdateHindrance = z.enum(['queue', 'comfyui']);
export type UpdateHindrance = z.infer<typeof UpdateHindrance>;

/** A version of this app, with what its makers say about it in Markdown or HTML. */
export const AppVersionNotes = z.object({ version: z.string(), notes: z.string() });
export type AppVersionNotes = z.infer<typeof AppVersionNotes>;

/** How this app stands to newer versions of itself. */
export const AppUpdatesView = z.object({
  current: z.string(),
  off: UpdatesOff.nullable(),
  /** The folder that `not-writable` speaks of. */
  offPlace: z.string().nullable(),
  /**
   * `idle`: nobody has looked yet. `current`: there was nothing newer. `available`, `downloading` and `ready` speak of `offered`; `waiting`: it will be
   * downloaded once `waitsFor` is over. `installing`: the app is about to end.
   */
  step: z.enum(['idle', 'checking', 'current', 'available', 'waiting', 'downloading', 'ready', 'installing']),
  offered: AppVersionNotes.nullable(),
  /** 0 to 1 while it is downloaded. */
  fraction: z.number().nullable(),
  /** What keeps an update from being downloaded or installed now. */
  waitsFor: UpdateHindrance.nullable(),
  /** When somebody last looked, RFC 3339. */
  checkedAt: z.string().nullable(),
  /** Why the last step failed. */
  problem: ErrorBody.nullable(),
  /** What this version brought, until the person has put it away. */
  news: AppVersionNotes.nullable(),
});
export type AppUpdatesView = z.infer<typeof AppUpdatesView>;
