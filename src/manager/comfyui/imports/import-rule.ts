import type { ImportRemedy } from '../../../contract/comfyui';
import type { PackSource } from '../../../contract/packs';
import { say, type Said, type SaidValue } from '../../../contract/text/said';
import type { Evidence } from './import-evidence';
import { likelyPackagesOf } from './module-packages';

/** What is known of the installation and of the pack besides its failure. Nulls are not known. */
export interface ImportFacts {
  comfyVersion: string | null;
  /** `3.11.7`, or only `3.11`. */
  pythonVersion: string | null;
  /** Normalised name to version; empty when the environment could not be read. */
  packages: ReadonlyMap<string, string>;
  /** Normalised names of the packages that the pack's own requirements ask for. */
  requirements: readonly string[];
  /** How the pack came here; null for one that no list knows. */
  source: PackSource | null;
}

/** A remedy whose sentence is still in parts. */
export interface SaidRemedy extends Omit<ImportRemedy, 'text'> {
  text: Said;
}

export interface Finding {
  /** One plain sentence, with the facts in it. */
  cause: Said;
  remedy: SaidRemedy;
}

/** One known cause. Pure: the same evidence and facts give the same finding. */
export interface ImportRule {
  name: string;
  /** Null when this is not the cause. */
  find(evidence: Evidence, facts: ImportFacts): Finding | null;
}

const plain = (kind: ImportRemedy['kind'], text: Said): SaidRemedy => ({ kind, text, packages: [] });

/** Something only a person can do. */
export const byHand = (text: Said): SaidRemedy => plain('by-hand', text);
export const updateComfy = (text: Said): SaidRemedy => plain('update-comfyui', text);
export const disablePack = (text: Said): SaidRemedy => plain('disable-pack', text);

/** Packages to install, as requirement lines. */
export function installPackages(first: string, ...others: string[]): SaidRemedy {
  const all = others.reduce<SaidValue>((named, next) => say`${named} and ${next}`, first);
  return { kind: 'install-packages', text: say`Install ${all}.`, packages: [first, ...others] };
}

/** An update, where one can exist: for a plain folder or file the author has to be asked. */
export function updatePack({ name }: Evidence, { source }: ImportFacts): SaidRemedy {
  return source === 'file' || source === 'folder'
    ? byHand(say`Get a newer version of ${name} from its author.`)
    : plain('update-pack', say`Update ${name}, and tell its author when that does not help.`);
}

/** Its requirements once more; a single file has none. */
export function fixPack({ name }: Evidence, { source }: ImportFacts, text: Said): SaidRemedy {
  return source === 'file' ? byHand(say`Get ${name} from its author again.`) : plain('fix-pack', text);
}

/** Files of it that are lacking: the same task, and another thing to a person. */
export function restoreFiles({ name }: Evidence, { source }: ImportFacts): SaidRemedy {
  return source === 'file'
    ? byHand(say`Get ${name} from its author again.`)
    : plain('restore-files', say`Restore the missing files of ${name}; or uninstall it and install it again.`);
}

/** ComfyUI as a sentence names it. */
export const comfyName = ({ comfyVersion }: ImportFacts): SaidValue =>
  comfyVersion === null ? say`this ComfyUI` : say`ComfyUI ${comfyVersion}`;

/** Python as a sentence names it. */
export const pythonName = ({ pythonVersion }: ImportFacts): SaidValue =>
  pythonVersion === null ? say`ComfyUI's Python` : say`Python ${pythonVersion}`;

/** The installed package that brings a module: `{ name, version }`, or null. */
export function installedFor(module: string, { packages }: ImportFacts): { name: string; version: string } | null {
  for (const name of likelyPackagesOf(module)) {
    const version = packages.get(name);
    if (version !== undefined) return { name, version };
  }
  return null;
}

/** A package with its version, as far as known; the module's name when its package is not. */
export function packageName(module: string, facts: ImportFacts): string {
  const installed = installedFor(module, facts);
  return installed === null ? (module.split('.')[0] ?? module) : `${installed.name} ${installed.version}`;
}

/** A package with its version, as far as known. */
export const named = (name: string, { packages }: ImportFacts): string => `${name} ${packages.get(name) ?? ''}`.trim();

/** The code that stumbled, as the subject of a sentence: an installed package, or the pack. */
export const culprit = ({ library, name }: Evidence, facts: ImportFacts): string =>
  library === null ? name : packageName(library, facts);

/** What is written for a Python that this ComfyUI does not have. */
export function newerPython(
  { name }: Evidence,
  facts: ImportFacts,
  { what, since }: { what: Said; since: string },
): Finding {
  return {
    cause: say`${what} needs Python ${since} or newer; ComfyUI runs on ${pythonName(facts)}.`,
    remedy: byHand(say`Choose an older version of ${name}, or run ComfyUI with Python ${since} or newer.`),
  };
}

/** Whether a dotted version is at least another; an unknown one is not. */
export function isAtLeast(version: string | null | undefined, least: string): boolean {
  if (!version) return false;
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [at, part] of least.split('.').map(Number).entries()) {
    const own = parts[at] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
