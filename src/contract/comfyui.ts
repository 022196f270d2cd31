import { z } from 'zod';
import { Notice } from './text/notice';
import { PackageConsentParams, VersionRef } from './packs';

/** Where ComfyUI is to go. Without `is_stable` the configured update policy decides; `target_version` switches. */
export const ComfyRequest = z.object({ is_stable: z.boolean().nullish(), target_version: VersionRef.nullish() });
export type ComfyRequest = z.infer<typeof ComfyRequest>;

/** What a person has agreed to for the Python packages of a version of ComfyUI; none of its lines can be left out, and the requirement policy is about packs. */
const ComfyConsentParams = PackageConsentParams.omit({
  leave_out: true,
  requirement_policy: true,
  optional_groups: true,
});

/** Parameters of kind `update-comfyui`. */
export const UpdateComfyParams = ComfyRequest.extend(ComfyConsentParams.shape);
export type UpdateComfyParams = z.infer<typeof UpdateComfyParams>;

/** Versions for the picker, newest first after `nightly` (docs/reference/on-the-wire.md 4). */
export const ComfyVersions = z.object({ versions: z.array(z.string()), current: z.string() });
export type ComfyVersions = z.infer<typeof ComfyVersions>;

/** Whether ComfyUI runs. `foreign`: another program answers on its port, or ComfyUI was started by somebody else. */
export const ComfyState = z.enum(['stopped', 'starting', 'running', 'stopping', 'crashed', 'foreign']);
export type ComfyState = z.infer<typeof ComfyState>;

/** How one module in `custom_nodes` was imported at ComfyUI's last start. */
export const ImportTime = z.object({ path: z.string(), seconds: z.number(), hasFailed: z.boolean() });
export type ImportTime = z.infer<typeof ImportTime>;

/** Why a pack did not import, read from ComfyUI's own start-up output. */
export const ImportFailure = z.object({
  /** Folder or file name below `custom_nodes`. */
  name: z.string(),
  path: z.string(),
  /** The exception in one line, then the traceback: what the reference calls the message. */
  msg: z.string(),
  traceback: z.string(),
});
export type ImportFailure = z.infer<typeof ImportFailure>;

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

/** One ComfyUI as code: what its own files say, and the commit of its clone; null where nobody knows. */
export const ComfyBuild = z.object({ version: z.string().nullable(), commit: z.string().nullable() });
export type ComfyBuild = z.infer<typeof ComfyBuild>;

/** One thing that lies on disk otherwise than a process of ComfyUI has, or had, it. */
export const RestartChange = z.object({
  subject: z.enum(['comfyui', 'pack', 'python', 'variables']),
  /** Folder or file below `custom_nodes`, Python package, `ComfyUI`, or `Environment variables`. */
  name: z.string(),
  /** `switch`: another version, or other files of the same version. */
  action: z.enum(['add', 'remove', 'switch', 'enable', 'disable']),
  /** Version before and after, of two commits of one version the commits; null where there was or is none, or nobody knows. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type RestartChange = z.infer<typeof RestartChange>;

/** A change, and what became of it: `loaded` and `failed` are packs, `out` is what is not loaded any more, and `untold` what ComfyUI said nothing of. */
export const RestartOutcome = RestartChange.extend({
  outcome: z.enum(['loaded', 'failed', 'out', 'untold']),
  /** Of what failed: why, in one line. */
  reason: z.string().nullable(),
});
export type RestartOutcome = z.infer<typeof RestartOutcome>;

/** What a start brought that was not there at the one before. */
export const RestartReport = z.object({
  /** When that start was, RFC 3339. */
  startedAt: z.string(),
  outcomes: z.array(RestartOutcome),
});
export type RestartReport = z.infer<typeof RestartReport>;

/** What a restart is for, and what the last one brought. */
export const RestartView = z.object({
  /** What the running ComfyUI does not have as it is on disk; empty while none of ours serves. */
  waiting: z.array(RestartChange),
  /** How many changes that is to a person: Python packages come with packs, and count as one where nothing else waits. */
  count: z.int(),
  /** Until a person puts it away, or the next start; null when there is nothing to tell. */
  report: RestartReport.nullable(),
});
export type RestartView = z.infer<typeof RestartView>;

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

/** What would cure an import failure: a task, except `by-hand`, which is only told. */
export const ImportRemedy = z.object({
  kind: z.enum([
    'fix-pack',
    'restore-files',
    'update-pack',
    'update-comfyui',
    'disable-pack',
    'install-packages',
    'by-hand',
  ]),
  /** One imperative sentence. */
  text: z.string(),
  /** Packages for `install-packages`. */
  packages: z.array(z.string()),
});
export type ImportRemedy = z.infer<typeof ImportRemedy>;

/** An import failure with its cause in one sentence. */
export const ImportDiagnosis = ImportFailure.extend({
  cause: z.string(),
  /** Cause and remedy in parts, for a window in another language (`ErrorWords`). */
  words: z.unknown().optional(),
  /** Name of the rule that knew it; null when none did. */
  rule: z.string().nullable(),
  remedy: ImportRemedy.nullable(),
});
export type ImportDiagnosis = z.infer<typeof ImportDiagnosis>;

/** One argument of `main.py`, as its own `--help` describes it. */
export const ComfyOption = z.object({
  flags: z.array(z.string()),
  /** Name of its value; null for a switch. */
  value: z.string().nullable(),
  choices: z.array(z.string()),
  help: z.string(),
  /** Arguments of which only one can be given, else null. */
  exclusiveWith: z.array(z.string()),
});
export type ComfyOption = z.infer<typeof ComfyOption>;

/** One version that can be chosen: a release (a tag `vX.Y.Z`), or the newest known commit of the default branch. */
export const ComfyRelease = z.object({
  /** The tag; `nightly` for the default branch. */
  version: z.string(),
  kind: z.enum(['release', 'nightly']),
  commit: z.string(),
  /** RFC 3339: of the tag when it has one, else of the commit. */
  date: z.string(),
  notes: z.object({
    /** What its maker wrote into the tag, or the subjects of the commits since the release before it, newest first. */
    from: z.enum(['tag', 'commits']),
    lines: z.array(z.string()),
    /** How many commits there are beside those that are listed. */
    more: z.int(),
  }),
  isCurrent: z.boolean(),
  isNewest: z.boolean(),
  /** Whether what is checked out has all of it, or has a higher version: going there is a step back. */
  isOlder: z.boolean(),
  /** Whether its requirements.txt is another one than that of what is checked out; null when one of them has none. */
  requirementsChanged: z.boolean().nullable(),
});
export type ComfyRelease = z.infer<typeof ComfyRelease>;

/** The versions that are known without asking anybody, and where ComfyUI stands among them. */
export const ComfyReleases = z.object({
  /** `nightly` first where there is one, then the releases, newest first. */
  releases: z.array(ComfyRelease),
  current: z.object({
    /** A release, or what `git describe` says. */
    name: z.string(),
    commit: z.string(),
    /** Null when the head is detached, as it is at a release. */
    branch: z.string().nullable(),
    /** RFC 3339; null when the commit cannot be read. */
    date: z.string().nullable(),
  }),
  /** Where ComfyUI stood before its version was changed last; null when its history does not tell. */
  previous: z.object({ name: z.string(), commit: z.string(), leftAt: z.string() }).nullable(),
  /** Files of ComfyUI that a person changed; a change of version keeps them aside by name. */
  changedFiles: z.array(z.string()),
  /** When anybody last fetched, RFC 3339; null when nobody did since it was cloned, or nobody knows. */
  askedAt: z.string().nullable(),
});
export type ComfyReleases = z.infer<typeof ComfyReleases>;

/** What torch was built for. */
export const Accelerator = z.enum(['cuda', 'rocm', 'xpu', 'metal', 'cpu', 'unknown']);
export type Accelerator = z.infer<typeof Accelerator>;

/** One installed Python package. */
export const PythonPackage = z.object({
  name: z.string(),
  version: z.string(),
  /** Where it came from, when that was no index; without the person's name. */
  address: z.string().nullable(),
});
export type PythonPackage = z.infer<typeof PythonPackage>;

/** Who asks for a package: a pack or ComfyUI by name, or an installed package, with the line that says so. */
export const PackageAsker = z.object({
  by: z.string(),
  line: z.string(),
  /** The optional group of the pack that asks for it, where it is one. */
  group: z.string().optional(),
});

/** Why a Python package is installed. */
export const PackageReasons = z.object({
  /** Packs, and `ComfyUI`, that name it among their requirements. */
  asked: z.array(PackageAsker),
  /** Installed packages that need it. */
  needed: z.array(PackageAsker),
  /** Packs, and `ComfyUI`, that ask for what needs it, and do not name it. */
  through: z.array(z.string()),
  /** It belongs to torch, or was built for this torch and its CUDA. */
  isHardware: z.boolean(),
});
export type PackageReasons = z.infer<typeof PackageReasons>;

/** What ComfyUI runs in. */
export const ComfyEnvironment = z.object({
  python: z.object({
    version: z.string(),
    executable: z.string(),
    /** The same without the person's name. */
    shown: z.string(),
    kind: z.enum(['venv', 'portable', 'conda', 'system']),
  }),
  tool: z.object({ name: z.enum(['uv', 'pip']), version: z.string().nullable() }),
  /** Null when torch is not installed. */
  torch: z
    .object({
      version: z.string(),
      accelerator: Accelerator,
      /** The version of what it was built for, as its maker writes it: `12.8`, `6.2.4`; null when nothing tells. */
      runtime: z.string().nullable(),
      /** Every package that belongs to it, itself included. */
      family: z.array(PythonPackage),
    })
    .nullable(),
  platform: z.object({ system: z.string(), release: z.string(), arch: z.string() }),
  packages: z.array(PythonPackage),
  /** All of it as a text for a bug report, without the person's name. */
  report: z.string(),
});
export type ComfyEnvironment = z.infer<typeof ComfyEnvironment>;
