import { join } from 'node:path';
import { toAppError } from '../../contract/errors';
import { findMisfit, unknownMachine } from '../../contract/library/pack-fit';
import type { Installation } from '../../contract/installation';
import type { AppSettings } from '../../contract/settings';
import type { Logger } from '../../base/log';
import type { Areas } from '../areas';
import { createForecasts, type EnabledPack, type Forecasts, type RequirementsVerdict } from '../forecast/forecast';
import { gitSettings } from '../installation/git-settings';
import type { Paths } from '../installation/paths';
import { withEnvironment, type ReadToken } from '../installation/tokens';

type ForecastParts = Pick<Areas, 'packs' | 'catalogue' | 'python' | 'code' | 'config'>;

interface ForecastOptions {
  installation: Pick<Installation, 'comfyDir'>;
  settings: AppSettings;
  readToken?: ReadToken;
  log: Logger;
}

/** As the plan calls the version of ComfyUI that is to come. */
const candidate = 'ComfyUI';

/** One resolve over all enabled packs and the requirements of another version, in the place of those that are there. */
async function judgeRequirements(
  { python }: ForecastParts,
  { comfyDir }: ForecastOptions['installation'],
  { lines, signal }: { lines: string; signal: AbortSignal },
): Promise<RequirementsVerdict> {
  const packs = [{ name: candidate, lines: [{ text: lines, source: 'requirements.txt' }], isWhole: true }];
  const nothing = { packages: [], remove: [], leaveOut: [] };
  const leavingDirs = comfyDir === null ? [] : [comfyDir];
  // The requirement policy is about packs.
  const request = { ...nothing, packs, leavingDirs, policy: 'as-asked' as const };
  try {
    const { outcome, conflict, unbuilt } = await python.plan(request, signal);
    const [first] = unbuilt;
    if (first !== undefined) {
      const reason = `Nobody knows what ${first.line} brings before it is built.`;
      return { state: 'unknown', reason, clashes: new Map() };
    }
    if (outcome !== 'impossible') return { state: 'fit', reason: null, clashes: new Map() };
    const reason = conflict?.reason ?? null;
    const sides = (conflict?.sides ?? []).filter(({ kind }) => kind === 'pack');
    return { state: 'impossible', reason, clashes: new Map(sides.map(({ name }) => [name, reason ?? ''])) };
  } catch (error) {
    // Without an index nobody knows; what the code says is known all the same.
    return { state: 'unknown', reason: toAppError(error).message, clashes: new Map() };
  }
}

async function listEnabled({ packs }: ForecastParts): Promise<EnabledPack[]> {
  const copies = await packs.copies();
  return copies
    .filter(({ enabled }) => enabled)
    .map(({ key, name, dir, source }) => ({ key, name, dir, isFile: source === 'file' }));
}

/** Opens the forecasts on top of the areas that they ask. */
export function openForecasts(
  parts: ForecastParts,
  paths: Pick<Paths, 'desktopDir' | 'stagingDir'>,
  options: ForecastOptions,
): Forecasts {
  const { catalogue, python, code, config } = parts;
  const { installation, settings, readToken, log } = options;
  return createForecasts({
    find: code.find,
    packs: () => listEnabled(parts),
    judgeRequirements: (lines, signal) => judgeRequirements(parts, installation, { lines, signal }),
    async rangeOutside(key, version) {
      const listed = await catalogue.find(key, { mode: 'local', channel: 'default' }).catch(() => null);
      const needs = listed?.needs;
      return findMisfit(needs, { ...unknownMachine, comfyui: version }) === 'comfyui' ? (needs?.comfyui ?? null) : null;
    },
    interpreter: async () => (await python.environment()).interpreter,
    gitOptions: gitSettings(settings, () => config.current(), withEnvironment(readToken)),
    factsDir: join(paths.desktopDir, 'forecast'),
    stagingDir: paths.stagingDir,
    log,
  });
}
