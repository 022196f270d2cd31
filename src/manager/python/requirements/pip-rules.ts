import { z } from 'zod';
import type { ManagerConfig } from '../../../contract/settings';
import { readJsonIfPresent } from '../../../base/files/files';
import { readOwnText } from '../../../base/files/own-file';
import type { Paths } from '../../installation/paths';
import { torchFamily } from '../packages/hardware-packages';
import { normaliseName } from '../packages/packages';
import { builtInNoDowngrade, type RequirementRules } from './requirement-plan';

const Overrides = z.record(z.string(), z.string());

/** pip_overrides.json, or nothing when it is missing or no map of lines. */
async function readOverrides(file: string): Promise<ReadonlyMap<string, string>> {
  const parsed = Overrides.safeParse(await readJsonIfPresent(file));
  return new Map(parsed.success ? Object.entries(parsed.data).map(([line, by]) => [line.trim(), by] as const) : []);
}

/** A name of a list file or setting; anything behind it (a version, a comment) does not matter. */
function readName(line: string): string[] {
  const found = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1];
  return found === undefined ? [] : [normaliseName(found)];
}

/** The user's rules over requirement lines (docs/reference/on-disk.md 15 and 16), read anew for each task because they may be edited meanwhile. */
export async function readPipRules(
  paths: Paths,
  config: ManagerConfig,
): Promise<Pick<RequirementRules, 'overrides' | 'blacklist' | 'noDowngrade'>> {
  const listed = (await readOwnText(paths.pipBlacklistFile)) ?? '';
  return {
    overrides: await readOverrides(paths.pipOverridesFile),
    blacklist: new Set([...torchFamily, ...listed.split(/\r?\n/).flatMap(readName)]),
    noDowngrade: new Set([...builtInNoDowngrade, ...config.downgrade_blacklist.flatMap(readName)]),
  };
}
