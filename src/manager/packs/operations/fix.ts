import { join } from 'node:path';
import { done } from '../../../contract/tasks/task-outcome';
import { pathExists } from '../../../base/files/files';
import { msg, packMessage } from '../../../contract/text/message';
import type { FixParams } from '../../../contract/packs/pack-params';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { guardPackages, needsPython, stillUnmet } from '../change/deliver';
import { readTracking } from '../inventory/identity';
import type { PackCopy } from '../inventory/inventory';
import { type PackContext, type PackRun } from '../change/pack-run';
import { replaceRegistryPack } from '../change/replace';
import { chooseGroups, namesGroups } from './choose-groups';
import { readChosen } from '../change/settle-groups';
import { findCopy } from './update';

async function missingFiles(copy: PackCopy): Promise<string[]> {
  const missing: string[] = [];
  for (const name of readTracking(copy.dir) ?? []) {
    if (!name.endsWith('/') && !(await pathExists(join(copy.dir, name)))) missing.push(name);
  }
  return missing;
}

/** Answers what was done: requirements were looked at, a script ran. */
async function rerunPostInstall(context: PackContext, copy: PackCopy, run: PackRun): Promise<TaskOutcome> {
  // The metadata may be what is damaged, so pip or uv itself is asked before and after.
  const input = { packDir: copy.dir, packName: copy.key, isThorough: true, consent: run.consent };
  return guardPackages(context, { what: copy.key, job: run.job }, async ({ commit }) => {
    await context.python.installRequirements(input, run.job);
    const hasRun = await context.python.runInstallScript(input, run.job);
    const unmet = await context.python.checkRequirements(input, run.job.signal);
    if (unmet.length > 0) throw stillUnmet(copy.key, unmet);
    await context.swap.note({ packages: await commit() }, { task: run.task });
    return done(
      hasRun
        ? msg`The requirements of "${packMessage(copy.key)}" are met, and its install script ran.`
        : msg`The requirements of "${packMessage(copy.key)}" are met.`,
    );
  });
}

/** Repairs a pack, or chooses its optional groups where the task names them: files of a registry pack that are missing are brought back, requirements and `install.py` run again, and the result is what really happened (beats W17). */
export async function fixPack(context: PackContext, params: FixParams, run: PackRun): Promise<TaskOutcome> {
  run.authorise('fix');
  const copy = await findCopy(context, params.node_name);
  if (namesGroups(params)) return chooseGroups(context, copy, run);
  if (copy.source === 'file')
    return done(msg`"${packMessage(copy.key)}" is a single file; there is nothing to reinstall.`);
  const missing = copy.source === 'registry' ? await missingFiles(copy) : [];
  if (missing.length > 0) {
    const record = await context.catalogue.resolveVersion(copy.registryId ?? copy.key, copy.version, run.job.signal);
    await replaceRegistryPack(context, { copy, record, pip: [], skipPostInstall: false }, run);
    return done(msg`${missing.length} missing files of "${packMessage(copy.key)}" were restored.`);
  }
  if (!(await needsPython(copy.dir, await readChosen(context, copy.originName))))
    return done(msg`"${packMessage(copy.key)}" has no requirements and no install script; its files are complete.`);
  return rerunPostInstall(context, copy, run);
}
