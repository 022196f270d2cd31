import { z } from 'zod';
import { Notice } from '../text/notice';
import { ComfyEnvironment } from '../python/python-environment';
import { ComfyLogLine, ComfyMode, ComfyStatus, ComfyWorkload } from '../comfyui/comfyui-status';
import { ComfyOption } from '../comfyui/start-options';
import { ComfyReleases, ComfyVersions } from '../comfyui/comfyui-versions';
import { ImportDiagnosis } from '../comfyui/imports';
import { Forecast } from '../library/forecast';
import { Machine } from '../library/pack-needs';
import { PackageConsentParams } from '../python/package-params';
import { VersionRef } from '../packs/pack-ref';
import { reads, changes, Nothing, Asker, LooseBoolean } from './shape';

/** More packs than anybody has; ComfyUI gets their names on its command line. */
const maxPacks = 2000;

const StartRequest = z
  .object({
    mode: ComfyMode.nullish(),
    /** By their folder or file below `custom_nodes`. */
    packs: z.array(z.string().min(1).max(255)).max(maxPacks).nullish(),
    /** What a person calls them. */
    name: z.string().trim().min(1).max(80).nullish(),
  })
  .refine(({ mode, packs }) => (mode === 'lean') === (packs != null), {
    message: 'The mode `lean` needs packs, and no other mode takes any.',
    path: ['packs'],
  });
export type StartRequest = z.infer<typeof StartRequest>;

/** What was agreed to for the packages of another version, also as a query has it. */
const ConsentOfVersion = {
  plan_id: PackageConsentParams.shape.plan_id,
  only_new: LooseBoolean,
  keep_packages: LooseBoolean,
};

/** ComfyUI itself: its process, its code, its arguments, its environment. */
export const comfyuiOperations = {
  /** The specification calls it `stable`; web UIs send `is_stable`. Left out: the configured update policy decides. */
  'comfyui.update': changes(
    Asker.extend({ ...ConsentOfVersion, stable: LooseBoolean, is_stable: LooseBoolean }),
    Nothing,
    'update-comfyui',
  ),
  'comfyui.versions': reads(Nothing, ComfyVersions),
  /** With dates and notes; `remote` asks the remote first, `local` asks nobody. Throws `comfyui-not-git`. */
  'comfyui.releases': reads(z.object({ mode: z.enum(['local', 'remote']).default('local') }), ComfyReleases),
  /**
   * What another version (a release, a commit, `nightly`) would break of the enabled packs, and why; nothing is changed and no remote is asked.
   * Throws `comfyui-not-git`, `version-not-found`, `environment-missing`, `git-failed`.
   */
  'comfyui.forecast': reads(z.object({ ver: VersionRef }), Forecast),
  /** Python, its packages and what torch was built for, from files. */
  /** What packs would run on here; what nobody knows is null. */
  'comfyui.machine': reads(Nothing, Machine),
  'comfyui.environment': reads(Nothing, ComfyEnvironment),
  /** Ends the checks that are under way: they answer `cancelled`. */
  'comfyui.switchVersion': changes(Asker.extend({ ...ConsentOfVersion, ver: VersionRef }), Nothing, 'switch-comfyui'),
  'comfyui.status': reads(Nothing, ComfyStatus),
  /**
   * Without a mode it starts as it was chosen last: with all packs, or with those of a lean start. `lean` takes `packs` by their names below
   * `custom_nodes`, with `name` as what they are called.
   */
  'comfyui.start': changes(StartRequest, ComfyStatus, 'start-comfyui'),
  'comfyui.stop': changes(Nothing, ComfyStatus, 'control-comfyui'),
  /** Asks the ComfyUI that runs, whoever started it. Throws `comfyui-unreachable`. */
  'comfyui.workload': reads(Nothing, ComfyWorkload),
  /** Has it put its models out of memory: at once, or when the prompt that runs has ended. Throws `comfyui-unreachable`. */
  'comfyui.freeMemory': changes(Nothing, Nothing, 'control-comfyui'),
  /** Accepted at once; it happens when the queue has nothing more to do. */
  'comfyui.reboot': changes(Nothing, Nothing, 'control-comfyui'),
  /** Puts away what is told of the last restart. */
  'comfyui.putReportAway': changes(Nothing, Nothing, 'read'),
  /** Lines after a number, oldest first; without `after` the newest ones. */
  'comfyui.log': reads(
    z.object({ after: z.int().min(0).nullish(), limit: z.int().min(1).max(2000).default(500) }),
    z.object({ lines: z.array(ComfyLogLine), next: z.int() }),
  ),
  'comfyui.failures': reads(Nothing, z.object({ items: z.array(ImportDiagnosis) })),
  /** The arguments of the settings, and what could be among them; `options` is empty with a reason when `--help` did not tell. */
  'comfyui.options': reads(
    Nothing,
    z.object({ arguments: z.string(), options: z.array(ComfyOption), problem: Notice.nullable() }),
  ),
  /** Where ComfyUI listens from its next start on; 0: a free port that the app chooses. */
  'comfyui.setPort': changes(z.object({ port: z.int().min(0).max(65_535) }), Nothing, 'change-own-settings'),
  'comfyui.setArguments': changes(z.object({ arguments: z.string().max(4000) }), Nothing, 'change-own-settings'),
} as const;
