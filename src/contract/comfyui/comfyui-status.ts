import { z } from 'zod';
import { Notice } from '../text/notice';
import { ComfyBuild } from './comfyui-versions';
import { RestartView } from './restart';
import { ImportTime } from './imports';

/** Whether ComfyUI runs. `foreign`: another program answers on its port, or ComfyUI was started by somebody else. */
export const ComfyState = z.enum(['stopped', 'starting', 'running', 'stopping', 'crashed', 'foreign']);
export type ComfyState = z.infer<typeof ComfyState>;

/** How far a start has come, as its output tells. */
export const StartupPhase = z.enum(['starting', 'importing', 'serving']);
export type StartupPhase = z.infer<typeof StartupPhase>;

/** The program that holds a port ComfyUI needs, as far as the system tells. */
export const PortHolder = z.object({
  port: z.int(),
  pid: z.int().nullable(),
  name: z.string().nullable(),
  /** Whether it answers as a ComfyUI does; anything else only takes the port. */
  isComfy: z.boolean(),
});
export type PortHolder = z.infer<typeof PortHolder>;

/** The last change before a crash, and the automatic snapshot that takes it back. */
export const LastChange = z.object({
  ui_id: z.string(),
  kind: z.string(),
  target: z.string(),
  /** RFC 3339. */
  endedAt: z.string(),
  snapshot: z.string().nullable(),
});
export type LastChange = z.infer<typeof LastChange>;

/** What is known of a crash. */
export const ComfyCrash = z.object({
  lastLines: z.array(z.string()),
  change: LastChange.nullable(),
  /** Whether something points to that change: the last words name it, or no start has served since. */
  isChangeSuspected: z.boolean(),
  /** Of one that was ended from outside: the memory that there was afterwards, in bytes, and whether the system ended a program for lack of it meanwhile (null: it does not say). */
  memory: z.object({ hasRunOut: z.boolean().nullable(), totalBytes: z.number(), freeBytes: z.number() }).nullable(),
  /** Packs that its last words name, the likeliest first: names below `custom_nodes`. */
  suspects: z.array(z.string()),
  /** An argument with which it would start, `--cpu` where torch can use no graphics card; null where none is known. */
  argument: z.string().nullable(),
});
export type ComfyCrash = z.infer<typeof ComfyCrash>;

/** `bare`: without any custom node, for one run. `lean`: with only some of the packs, until another start is chosen. */
export const ComfyMode = z.enum(['normal', 'bare', 'lean']);
export type ComfyMode = z.infer<typeof ComfyMode>;

/** Some of the packs, and what a person calls them. */
export const LeanPacks = z.object({
  /** What they were chosen for, else the first of them. */
  name: z.string(),
  /** Names below `custom_nodes`. */
  packs: z.array(z.string()),
});
export type LeanPacks = z.infer<typeof LeanPacks>;

/** A start with only some of the packs: of the living process, else of the next one. */
export const LeanStart = LeanPacks.extend({
  /** Those of them that were not there, or disabled, when the process began; empty before. */
  missing: z.array(z.string()),
  /** How many packs a full start would have loaded; null while no process lives. */
  of: z.int().nullable(),
});
export type LeanStart = z.infer<typeof LeanStart>;

export const ComfyStatus = z.object({
  state: ComfyState,
  pid: z.int().nullable(),
  port: z.int(),
  /** How the living process was started; `bare`: without custom nodes. Null while no process of ours lives. */
  mode: ComfyMode.nullable(),
  /** The packs that the living process was started with, else those of the next start; null where that is all of them. */
  lean: LeanStart.nullable(),
  startedAt: z.string().nullable(),
  /** How the process ended; null while it runs and before the first start. */
  exit: z.object({ code: z.int().nullable(), signal: z.string().nullable() }).nullable(),
  /** What a person needs to know of this state, one sentence; null when all is well. */
  notice: Notice.nullable(),
  /** Null while no process of ours lives. */
  phase: StartupPhase.nullable(),
  /** The pack whose import takes long right now: its name below `custom_nodes`. */
  importing: z.string().nullable(),
  /** Who holds the port, when that keeps ComfyUI from starting. */
  holder: PortHolder.nullable(),
  crash: ComfyCrash.nullable(),
  versions: z.object({
    /** What the living process was started from; null while no process of ours lives. */
    running: ComfyBuild.nullable(),
    /** What lies on disk. */
    installed: ComfyBuild,
    /** Whether the process runs other code than lies on disk. */
    waitsForRestart: z.boolean(),
  }),
  restart: RestartView,
  /** Imports of the last start, slowest first. */
  imports: z.array(ImportTime),
  /** Last lines of its output. */
  lastLines: z.array(z.string()),
});
export type ComfyStatus = z.infer<typeof ComfyStatus>;

/** A memory that models lie in, in bytes. */
const ComfyMemory = z.object({
  /** As ComfyUI calls it: the graphics card, or the processor. */
  name: z.string(),
  total: z.number().min(0),
  free: z.number().min(0),
});

/** What a running ComfyUI takes, and what waits there. */
export const ComfyWorkload = z.object({
  /** The memory of the devices it computes on, the one it uses first. */
  devices: z.array(ComfyMemory),
  /** The memory of the machine; null where ComfyUI does not say. */
  system: ComfyMemory.omit({ name: true }).nullable(),
  /** Prompts that run or wait; null where ComfyUI does not say. */
  prompts: z.int().min(0).nullable(),
});
export type ComfyWorkload = z.infer<typeof ComfyWorkload>;

/** One line of ComfyUI's output. */
export const ComfyLogLine = z.object({
  /** Counts up over restarts, while the app runs. */
  number: z.int(),
  /** RFC 3339. */
  at: z.string(),
  stream: z.enum(['stdout', 'stderr', 'app']),
  text: z.string(),
  /** The pack it is about, where the line itself tells: its name below `custom_nodes`. */
  pack: z.string().nullable(),
});
export type ComfyLogLine = z.infer<typeof ComfyLogLine>;
