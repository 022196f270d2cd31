import { join } from 'node:path';
import { pathExists } from '../../../base/files/files';
import { readTextIfReadable } from '../../../base/files/read-whole';
import type { PackageStanding, PackageUse, PackageUser, PackageUses } from '../../../contract/python/package-uses';
import type { Installation } from '../../../contract/installation';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { isBuiltForHardware, isInstaller } from '../packages/hardware-packages';
import type { Distribution } from '../packages/packages';
import { parseRecord } from '../packages/record';
import { readEnvironmentRules } from '../requirements/environment-rules';
import { comfyRequirementFiles } from '../requirements/needed-packages';
import type { ChosenGroups } from '../requirements/optional-groups';
import { builtInNoDowngrade } from '../requirements/requirement-plan';
import { followNeeds, readNeedGraph, type Need, type NeedGraph } from './need-graph';
import { readAsks, type AskingFolder, type FolderAsks } from './read-asks';

/** How a package came, as far as it is known. */
export interface PackageOrigin {
  /** Its `dist-info` as it was left: another one is not of this origin. */
  infoPath: string;
  /** A person asked for it by name, under these extras; null: nobody did. */
  byHand: { extras: readonly string[] } | null;
  /** The packs that it came with, by name. */
  cameWith: readonly string[];
  /** Whether one of those has an install.py and is there: it may need what no line names. */
  hasScript: boolean;
}

/** Who may ask for packages, and how those that are there came. A package without an origin is somebody else's. */
export interface UsesQuestion {
  /** `name`: what the folder is called when it is enabled. */
  packs: readonly { name: string; dir: string; isEnabled: boolean }[];
  origins: ReadonlyMap<string, PackageOrigin>;
}

/** What is known of all packages together. */
interface Facts {
  graph: NeedGraph;
  asks: readonly FolderAsks[];
  origins: ReadonlyMap<string, PackageOrigin>;
  isProtected: (name: string) => boolean;
  /** Whether somebody asks by an address that does not tell which package it is. */
  hasNameless: boolean;
  cameByAddress: ReadonlySet<string>;
}

function usersOf({ graph, asks }: Facts): ReadonlyMap<string, PackageUser[]> {
  const users = new Map<string, PackageUser[]>();
  for (const { name, kind, lines } of asks) {
    for (const [reached, root] of followNeeds(lines ?? [], graph)) {
      const user = { name, kind, through: root === reached ? null : root };
      users.set(reached, [...(users.get(reached) ?? []), user]);
    }
  }
  return users;
}

function findOwners({ distributions, needsOf }: NeedGraph): ReadonlyMap<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const owner of distributions.keys())
    for (const name of new Set(needsOf(owner, []).map((need) => need.name)))
      owners.set(name, [...(owners.get(name) ?? []), owner]);
  return owners;
}

/** What stays by itself, whoever asks: then its needs stay as well. */
function ownStanding(name: string, facts: Facts): 'protected' | 'hand' | 'came' | 'unknown' | null {
  if (facts.isProtected(name)) return 'protected';
  const origin = facts.origins.get(name);
  if (origin === undefined) return 'unknown';
  if (origin.byHand !== null) return 'hand';
  if (origin.hasScript) return 'came';
  return facts.hasNameless && facts.cameByAddress.has(name) ? 'unknown' : null;
}

/** Who needs each package, and which of them nobody does. Pure. */
function judgeUses(facts: Facts): Pick<PackageUses, 'unread'> & { packages: Omit<PackageUse, 'bytes'>[] } {
  const { graph, asks, origins } = facts;
  const users = usersOf(facts);
  const owners = findOwners(graph);
  const staying = new Map([...graph.distributions.keys()].map((name) => [name, ownStanding(name, facts)] as const));
  const roots: Need[] = [...staying].flatMap(([name, standing]) =>
    standing === null ? [] : [{ name, extras: origins.get(name)?.byHand?.extras ?? [] }],
  );
  const reachable = followNeeds([...roots, ...asks.flatMap(({ lines }) => lines ?? [])], graph);
  const unread = [
    ...asks.flatMap(({ name, lines }) => (lines === null ? [name] : [])),
    ...[...graph.unread].filter((name) => reachable.has(name)),
  ];
  const judge = (name: string): PackageStanding => {
    if (users.has(name)) return 'needed';
    const own = staying.get(name) ?? null;
    if (own === 'protected' || own === 'hand') return own;
    const isOwned = owners.get(name)?.some((owner) => reachable.has(owner)) === true;
    if (isOwned) return 'package';
    if (own !== null) return own;
    return unread.length === 0 ? 'unneeded' : 'unknown';
  };
  const packages = [...graph.distributions.values()].map(({ name, version }) => ({
    ...{ name, version, standing: judge(name), users: users.get(name) ?? [] },
    ...{ neededBy: owners.get(name) ?? [], cameWith: [...(origins.get(name)?.cameWith ?? [])] },
  }));
  return { packages: packages.sort((a, b) => (a.name < b.name ? -1 : 1)), unread };
}

/** What the files of a distribution take by its RECORD, in bytes; null where that does not tell. */
async function sizeOf({ infoPath }: Distribution): Promise<number | null> {
  const sizes = parseRecord((await readTextIfReadable(join(infoPath, 'RECORD'))) ?? '').flatMap(
    ({ size }) => size ?? [],
  );
  return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0);
}

/** ComfyUI and the packs. Where nobody knows the folder of ComfyUI, nobody knows what it asks for. */
async function readAllAsks(
  { packs }: UsesQuestion,
  { comfyDir }: Pick<Installation, 'comfyDir'>,
  { chosenGroups, ...reading }: Parameters<typeof readAsks>[1] & { chosenGroups: ChosenGroups },
): Promise<FolderAsks[]> {
  const comfy = { name: 'ComfyUI', kind: 'comfyui', files: comfyRequirementFiles, groups: [] } as const;
  const folders = packs.map(({ isEnabled, ...pack }): AskingFolder => {
    const groups = chosenGroups.ofFolder(pack.name);
    return { ...pack, kind: isEnabled ? 'pack' : 'disabled-pack', files: ['requirements.txt'], groups };
  });
  const own = comfyDir === null ? [{ ...comfy, dir: '', lines: null }] : [];
  const all = comfyDir === null ? folders : [{ ...comfy, dir: comfyDir }, ...folders];
  return [...own, ...(await Promise.all(all.map((folder) => readAsks(folder, reading))))];
}

async function readFacts(
  question: UsesQuestion,
  { environment, options }: { environment: PythonEnvironment; options: PythonOptions },
): Promise<Facts> {
  const { distributions, markers, rules, chosenGroups } = await readEnvironmentRules(environment, options);
  const [graph, asks] = await Promise.all([
    readNeedGraph(distributions, markers),
    readAllAsks(question, options.installation, { markers, overrides: rules.overrides, chosenGroups }),
  ]);
  const origins = new Map(
    [...question.origins].filter(([name, { infoPath }]) => distributions.get(name)?.infoPath === infoPath),
  );
  const hasAddress = async (name: string) =>
    pathExists(join(distributions.get(name)?.infoPath ?? '', 'direct_url.json'));
  const judged = await Promise.all([...origins.keys()].map(async (name) => ({ name, is: await hasAddress(name) })));
  // What a person put on the list of what must not be older, they care for; what the app itself put there is asked for by ComfyUI, or not needed.
  const ownList = new Set([...rules.noDowngrade].filter((name) => !builtInNoDowngrade.some((one) => one === name)));
  return {
    ...{ graph, asks, origins },
    isProtected: (name) => isBuiltForHardware(name) || isInstaller(name) || ownList.has(name),
    hasNameless: asks.some(({ lines }) => lines?.some(({ name }) => name === null) === true),
    cameByAddress: new Set(judged.flatMap(({ name, is }) => (is ? [name] : []))),
  };
}

/** Tells who needs what is installed. Reads files alone and starts no Python. */
export interface PackageUsesReader {
  /** Throws `environment-missing`. */
  packageUses(question: UsesQuestion): Promise<PackageUses>;
}

/** Opens the reader on an environment. */
export function createPackageUses(
  options: PythonOptions,
  environment: () => Promise<PythonEnvironment>,
): PackageUsesReader {
  return {
    async packageUses(question) {
      const facts = await readFacts(question, { environment: await environment(), options });
      const { packages, unread } = judgeUses(facts);
      const sized = packages.map(async (one): Promise<PackageUse> => {
        const distribution = one.standing === 'unneeded' ? facts.graph.distributions.get(one.name) : undefined;
        return { ...one, bytes: distribution === undefined ? null : await sizeOf(distribution) };
      });
      return { packages: await Promise.all(sized), unread };
    },
  };
}
