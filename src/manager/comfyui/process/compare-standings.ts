import { isDeepStrictEqual } from 'node:util';
import type { ComfyBuild } from '../../../contract/comfyui/comfyui-versions';
import type { RestartChange } from '../../../contract/comfyui/restart';
import type { PackOnDisk } from './pack-states';

/** What a start of ComfyUI finds on disk, as far as it loads it. */
export interface Standing {
  /** Every enabled pack, by name. */
  packs: ReadonlyMap<string, PackOnDisk>;
  /** Every disabled one, by name; the version that was left there. */
  disabled: ReadonlyMap<string, PackOnDisk>;
  /** Python packages: name to version; null when they could not be read. */
  packages: ReadonlyMap<string, string> | null;
  build: ComfyBuild;
  /** Environment variables that a person gave it. */
  variables: Readonly<Record<string, string>>;
}

const shownVersion = (pack: PackOnDisk | undefined): string | null => pack?.version || null;

/** Sorts copies of packs: of one name the enabled copy is what counts. Pure. */
export function sortCopies(copies: readonly PackOnDisk[]): Pick<Standing, 'packs' | 'disabled'> {
  const named = (some: readonly PackOnDisk[]) => new Map(some.map((pack) => [pack.name, pack] as const));
  const packs = named(copies.filter(({ enabled }) => enabled));
  return { packs, disabled: named(copies.filter(({ enabled, name }) => !enabled && !packs.has(name))) };
}

function comparePack(name: string, before: Standing, now: Standing): RestartChange[] {
  const [was, is] = [before.packs.get(name), now.packs.get(name)];
  const change = { subject: 'pack', name, from: shownVersion(was), to: shownVersion(is) } as const;
  if (was === undefined)
    return is === undefined ? [] : [{ ...change, action: before.disabled.has(name) ? 'enable' : 'add' }];
  if (is === undefined) return [{ ...change, action: now.disabled.has(name) ? 'disable' : 'remove' }];
  return was.version === is.version && was.identity === is.identity ? [] : [{ ...change, action: 'switch' }];
}

/** Two commits of one version are told by commit, as two versions are by version. */
function compareBuilds(before: ComfyBuild, now: ComfyBuild): RestartChange[] {
  const [was, is] =
    before.version === now.version ? [before.commit, now.commit] : [before.version, now.version ?? now.commit];
  return was === is ? [] : [{ subject: 'comfyui', name: 'ComfyUI', action: 'switch', from: was, to: is }];
}

function comparePackage(name: string, was: string | null, is: string | null): RestartChange[] {
  if (was === is) return [];
  const action = was === null ? 'add' : is === null ? 'remove' : 'switch';
  return [{ subject: 'python', name, action, from: was, to: is }];
}

/** Their names and values stay out of it: a value may be a secret. */
function compareVariables(before: Standing, now: Standing): RestartChange[] {
  if (isDeepStrictEqual(before.variables, now.variables)) return [];
  return [{ subject: 'variables', name: 'Environment variables', action: 'switch', from: null, to: null }];
}

/** Names of either, each once, in their order. */
function namesOf(...maps: readonly (ReadonlyMap<string, unknown> | null)[]): string[] {
  return [...new Set(maps.flatMap((map) => [...(map?.keys() ?? [])]))].sort((a, b) => a.localeCompare(b, 'en'));
}

/** What a start finds now that an earlier one found otherwise: ComfyUI itself, packs, Python packages. Pure. */
export function compareStandings(before: Standing, now: Standing): RestartChange[] {
  const packs = namesOf(before.packs, now.packs).flatMap((name) => comparePack(name, before, now));
  const [old, fresh] = [before.packages, now.packages];
  const packages =
    old === null || fresh === null
      ? []
      : namesOf(old, fresh).flatMap((name) => comparePackage(name, old.get(name) ?? null, fresh.get(name) ?? null));
  return [...compareBuilds(before.build, now.build), ...compareVariables(before, now), ...packs, ...packages];
}
