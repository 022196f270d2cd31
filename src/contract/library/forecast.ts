import { z } from 'zod';

/** A commit of ComfyUI. */
export const ForecastCommit = z.object({
  commit: z.string(),
  /** RFC 3339, when it was committed. */
  date: z.string(),
  subject: z.string(),
  /** Where a browser shows it; null where ComfyUI does not come from GitHub. */
  address: z.string().nullable(),
});
export type ForecastCommit = z.infer<typeof ForecastCommit>;

/** What a pack takes from the ComfyUI that is installed, and would not find in the other version, or not in the form in which it uses it. */
export const ForecastBreak = z.object({
  /** `call`: it is there, and does not take what the pack gives it any more. */
  kind: z.enum(['module', 'name', 'call']),
  /** Dotted, as Python names it: `comfy.samplers.sample`. */
  name: z.string(),
  /** Of a call: the parameter that is not there any more, or that has to be given; null where it is given too many. */
  parameter: z.string().nullable(),
  /** `pack`: it does not load. `part`: a part of it does not. `use`: it loads, and a node fails when it comes to that place. */
  effect: z.enum(['pack', 'part', 'use']),
  /** The first place, from the pack's folder on. */
  file: z.string(),
  line: z.int(),
  /** How many places there are. */
  places: z.int(),
  /** The commit that took it away; of an older version the one that brings it. Null where git does not tell. */
  commit: ForecastCommit.nullable(),
});
export type ForecastBreak = z.infer<typeof ForecastBreak>;

/** One enabled pack of which there is something to tell. */
export const PackForecast = z.object({
  /** As in the list of local packs. */
  key: z.string(),
  /** Folder or file name. */
  name: z.string(),
  breaks: z.array(ForecastBreak),
  /** Node classes that the other version brings itself: those of the pack are not used any more. */
  taken: z.array(z.string()),
  /** Why its requirements do not fit to those of that version; null where they do, or nobody knows. */
  clash: z.string().nullable(),
  /** The range of ComfyUI's versions that its publisher names, where that version is outside of it. */
  range: z.string().nullable(),
});
export type PackForecast = z.infer<typeof PackForecast>;

/** What another version of ComfyUI would do to the enabled packs, before anything is changed. */
export const Forecast = z.object({
  from: z.string(),
  to: z.object({ version: z.string(), commit: z.string(), date: z.string() }),
  /** That version is older than the installed one. */
  isOlder: z.boolean(),
  /** How many enabled packs were read. */
  read: z.int(),
  /** The gravest first. */
  packs: z.array(PackForecast),
  /** Files of packs that are no Python that can be read. `file` is empty where it is the pack: nobody knows what it uses. */
  unread: z.array(z.object({ pack: z.string(), file: z.string(), reason: z.string() })),
  /** Of the Python packages: `same` requirements, all `fit`, they are `impossible` together, or it is `unknown`, with the reason. */
  packages: z.object({ state: z.enum(['same', 'fit', 'impossible', 'unknown']), reason: z.string().nullable() }),
});
export type Forecast = z.infer<typeof Forecast>;
