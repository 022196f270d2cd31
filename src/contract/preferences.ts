import { z } from 'zod';

/** What the close button of the window does; `ask` until the person has answered once. */
export const CloseChoice = z.enum(['ask', 'hide', 'quit']);
export type CloseChoice = z.infer<typeof CloseChoice>;

/** How the app behaves on this desktop. They are the person's, not one installation's. */
export const Preferences = z.object({
  /** `system`, or the tag of a language the app has texts in, e.g. `en`. */
  language: z.string().min(1).max(35),
  closeToTray: CloseChoice,
  /** Read from the system, which may have been told otherwise by somebody else. */
  startAtLogin: z.boolean(),
  /** Whether the system's notifications are used while the window is not in front. */
  notifications: z.boolean(),
});
export type Preferences = z.infer<typeof Preferences>;

/** The preferences with what can be chosen. */
export const PreferencesView = Preferences.extend({
  /** Tags of the languages the app has texts in. */
  languages: z.array(z.string()),
  /** The language in use: the chosen one, or what comes closest to the system's. */
  usedLanguage: z.string(),
});
export type PreferencesView = z.infer<typeof PreferencesView>;
