import { join } from 'node:path';
import { isDirectory, isInside } from '../../base/files/files';
import { removeByRename } from '../../base/files/remove-by-rename';
import { AppError } from '../../contract/errors';
import type { EnvironmentsView } from '../../contract/operations/environments';
import {
  type CreateEnvironmentParams,
  type EnvironmentRow,
  type NamedEnvironmentParams,
} from '../../contract/python/environments';
import { ownEnvironment } from '../../contract/python/own-environment';
import type { PackagePlan } from '../../contract/python/package-plan';
import type { MakingOffer } from '../../contract/python/making';
import { done, doneWithWarnings } from '../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import { msg, packMessage } from '../../contract/text/message';
import { listMessage } from '../../contract/text/message-list';
import { environmentsDirIn } from '../python/making/chosen-environment';
import { followOwnInterpreter } from '../python/environment/follow-environment';
import { findMakingTools } from '../python/making/find-pythons';
import { offerMaking } from '../python/making/making-offer';
import { identityOf, isSameTask, type ChangeTask, type EnvironmentChange } from '../records/change-record';
import type { EnvironmentRun, EnvironmentsOptions } from './environment-context';
import { listUnfinished, readEnvironmentRecord } from './environment-folders';
import { measuredFolder, readRows } from './environment-rows';
import { noSuchEnvironment, planMaking, refused, type MakingPlan } from './making-plan';
import { makeOne, type MakingContext } from './making-steps';
import { planSwitch } from './plan-switch';
import { createSwitch, type TakenBack } from './switch';

/** The environments of an installation (docs/rooms/environments.md). */
export interface Environments {
  view(): Promise<EnvironmentsView>;
  sizes(signal?: AbortSignal): Promise<{ name: string; bytes: number | null }[]>;
  offer(): Promise<MakingOffer>;
  /** Throws what speaks against making one, before anything is done. */
  check(params: CreateEnvironmentParams): Promise<void>;
  /** Makes one in staging, proves it, and gives it its name. Throws what `makeOne` throws; then nothing has the name. */
  create(params: CreateEnvironmentParams, coming: MakingContext['coming'], run: EnvironmentRun): Promise<TaskOutcome>;
  /** Throws `not-found` for one that is not there, `environment-missing` for one that does not run, `environment-refused` while a setting names the Python. */
  switchTo(params: NamedEnvironmentParams, run: EnvironmentRun): Promise<TaskOutcome>;
  /** What would be otherwise after a switch. Throws `environment-missing`. */
  planSwitch(name: string): Promise<PackagePlan>;
  /** Throws `environment-refused` for the own one and for one that is in use. */
  remove(params: NamedEnvironmentParams, run: EnvironmentRun): Promise<TaskOutcome>;
  /** What keeps a switch from being taken back, by name; empty where nothing does. */
  judge(change: EnvironmentChange): Promise<string[]>;
  /** Takes a switch back as one more change. Whether that is possible was looked at. */
  takeBack(record: TakenBack, run: EnvironmentRun): Promise<void>;
}

const { platform, arch } = process;

class InstallationEnvironments implements Environments {
  readonly #root;
  readonly #options;
  readonly #findOwn;
  readonly #switch;

  constructor(options: EnvironmentsOptions) {
    this.#options = options;
    this.#root = environmentsDirIn(options.paths.desktopDir);
    this.#findOwn = followOwnInterpreter(options);
    this.#switch = createSwitch(options);
  }

  async view(): Promise<EnvironmentsView> {
    const isHeldBySetting = this.#options.settings['python.interpreter'] !== '';
    return { environments: await this.#rows(), isHeldBySetting };
  }

  async sizes(signal?: AbortSignal): Promise<{ name: string; bytes: number | null }[]> {
    const sizes = [];
    for (const row of await this.#rows()) sizes.push({ name: row.name, bytes: await this.#measure(row, signal) });
    return sizes;
  }

  async offer(): Promise<MakingOffer> {
    return offerMaking(await this.#findTools(), platform, arch);
  }

  async check(params: CreateEnvironmentParams): Promise<void> {
    await this.#plan(params);
  }

  async create(
    params: CreateEnvironmentParams,
    coming: MakingContext['coming'],
    run: EnvironmentRun,
  ): Promise<TaskOutcome> {
    run.authorise('change-environment');
    const { job, task } = run;
    if (await this.#isMadeBy(params.name, task)) {
      if (params.use === true) await this.switchTo({ name: params.name }, run);
      return done(msg`It was finished before the app ended.`);
    }
    const plan = await this.#plan(params);
    const { installation, paths, settings, config, variables, log } = this.#options;
    const given = { installation, paths, settings, config, variables, log };
    const context = { ...given, plan, platform, coming, task: identityOf(task) };
    const { failedImports } = await this.#clearingAfter(plan, () => makeOne(context, job));
    if (params.use === true) await this.switchTo({ name: params.name }, run);
    const made = msg`The environment "${params.name}" was created, and ComfyUI started with it.`;
    if (failedImports.length === 0) return done(made);
    const names = listMessage(failedImports.map(({ name }) => packMessage(name)));
    return doneWithWarnings(made, [
      msg`These packs did not load with it: ${names}. The list of environments says why.`,
    ]);
  }

  switchTo({ name }: NamedEnvironmentParams, run: EnvironmentRun): Promise<TaskOutcome> {
    return this.#find(name).then((row) => this.#switch.to(row, run));
  }

  async planSwitch(name: string): Promise<PackagePlan> {
    return planSwitch(await this.#find(name), this.#options);
  }

  async remove({ name }: NamedEnvironmentParams, run: EnvironmentRun): Promise<TaskOutcome> {
    run.authorise('change-environment');
    const row = await this.#find(name);
    this.#refuseRemoval(row);
    run.job.report({ phase: msg`Removing`, message: name });
    await removeByRename(this.#root, name);
    return done(msg`The environment "${name}" was removed.`);
  }

  async judge({ before, after }: EnvironmentChange): Promise<string[]> {
    const { chosen } = this.#options;
    if (chosen.name() !== after) return [chosen.name() ?? ownEnvironment];
    if (before === null || (await readEnvironmentRecord(join(this.#root, before)))?.state === 'made') return [];
    return [before];
  }

  async takeBack(record: TakenBack, run: EnvironmentRun): Promise<void> {
    run.authorise('change-environment');
    await this.#switch.back(record, await this.#find(record.environment.before ?? 'own'), run);
  }

  /** Removes what an end in the middle of work has left, so far as it was there when this was called. Never rejects. */
  async recover(): Promise<void> {
    const { log } = this.#options;
    try {
      const names = await listUnfinished(this.#root);
      void this.#removeAll(names).catch((error: unknown) => {
        log.warn('What was left of an unfinished environment could not be removed.', { error });
      });
    } catch (error) {
      log.warn('The environments could not be listed.', { error });
    }
  }

  async #removeAll(names: readonly string[]): Promise<void> {
    for (const name of names) await removeByRename(this.#root, name);
    if (names.length > 0) this.#options.log.info('What was left of unfinished environments was removed.', { names });
  }

  #refuseRemoval({ name, kind, folder, isUsed }: EnvironmentRow): void {
    if (kind === 'own' || !isInside(this.#root, folder))
      throw refused(
        msg`The environment that came with the installation is never removed from here.`,
        msg`Remove it by hand, if that is what you want.`,
      );
    if (isUsed)
      throw refused(
        msg`The environment "${name}" is in use, so it was not removed.`,
        msg`Use another environment first.`,
      );
    const [since, switched] = [this.#options.runningSince(), this.#options.chosen.current()?.at ?? null];
    if (since !== null && switched !== null && Date.parse(since) < Date.parse(switched))
      throw refused(
        msg`ComfyUI was started before the last switch, so it may still use the environment "${name}".`,
        msg`Restart or stop ComfyUI first.`,
      );
  }

  async #isMadeBy(name: string, task: ChangeTask | undefined): Promise<boolean> {
    const record = await readEnvironmentRecord(join(this.#root, name));
    return record?.state === 'made' && isSameTask(record.task, task);
  }

  /** Runs work whose folder is gone afterwards, whatever came of it. */
  async #clearingAfter<T>({ workDir, dir, name }: MakingPlan, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      const { log } = this.#options;
      const isHalf = (await readEnvironmentRecord(dir))?.state === 'placing';
      const leftovers = [
        ...((await isDirectory(workDir)) ? [workDir.slice(this.#root.length + 1)] : []),
        ...(isHalf ? [name] : []),
      ];
      for (const one of leftovers)
        await removeByRename(this.#root, one).catch((error: unknown) => {
          log.warn('What an environment was made in stays until the next start.', { error });
        });
    }
  }

  async #measure(row: EnvironmentRow, signal?: AbortSignal): Promise<number | null> {
    const folder = await measuredFolder(row);
    return folder === null ? null : this.#options.measure(folder, signal);
  }

  async #findTools() {
    const { settings, environment } = this.#options;
    const own = await environment().then(
      ({ uv }) => uv,
      () => null,
    );
    return findMakingTools(settings['python.tool'], own);
  }

  async #plan(params: CreateEnvironmentParams): Promise<MakingPlan> {
    const { settings } = this.#options;
    return planMaking(params, {
      ...{ root: this.#root, settings, platform, arch, rows: await this.#rows() },
      measure: (row) => this.#measure(row),
      findTools: () => this.#findTools(),
    });
  }

  async #rows(): Promise<EnvironmentRow[]> {
    const { settings, chosen } = this.#options;
    const own = await this.#findOwn().catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
    // A setting names the Python of ComfyUI, whatever was switched to.
    const used = settings['python.interpreter'] === '' ? chosen.name() : null;
    return readRows({ root: this.#root, used, own });
  }

  async #find(name: string): Promise<EnvironmentRow> {
    const row = (await this.#rows()).find((one) => one.name === name);
    if (row === undefined) throw noSuchEnvironment(name);
    return row;
  }
}

/** Makes what keeps the environments of one installation, and clears away what an end in the middle of work has left. */
export async function openEnvironments(options: EnvironmentsOptions): Promise<Environments> {
  const environments = new InstallationEnvironments(options);
  await environments.recover();
  return environments;
}
