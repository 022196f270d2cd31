import type { ImportRemedy } from '../../../contract/comfyui/imports';
import type { PackSource } from '../../../contract/packs/local-packs';
import { msg, type Message, type MessageValue } from '../../../contract/text/message';
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
export interface WordedRemedy extends Omit<ImportRemedy, 'text'> {
  text: Message;
}

export interface Finding {
  /** One plain sentence, with the facts in it. */
  cause: Message;
  remedy: WordedRemedy;
}

/** One known cause. Pure: the same evidence and facts give the same finding. */
export interface ImportRule {
  name: string;
  /** Null when this is not the cause. */
  find(evidence: Evidence, facts: ImportFacts): Finding | null;
}

const plain = (kind: ImportRemedy['kind'], text: Message): WordedRemedy => ({ kind, text, packages: [] });

/** Something only a person can do. */
export const byHand = (text: Message): WordedRemedy => plain('by-hand', text);
export const updateComfy = (text: Message): WordedRemedy => plain('update-comfyui', text);
export const disablePack = (text: Message): WordedRemedy => plain('disable-pack', text);

/** Packages to install, as requirement lines. */
export function installPackages(first: string, ...others: string[]): WordedRemedy {
  const all = others.reduce<MessageValue>((named, next) => msg`${named} and ${next}`, first);
  return { kind: 'install-packages', text: msg`Install ${all}.`, packages: [first, ...others] };
}

/** An update, where one can exist: for a plain folder or file the author has to be asked. */
export function updatePack({ name }: Evidence, { source }: ImportFacts): WordedRemedy {
  return source === 'file' || source === 'folder'
    ? byHand(msg`Get a newer version of ${name} from its author.`)
    : plain('update-pack', msg`Update ${name}. If that does not help, tell its author.`);
}

/** Its requirements once more; a single file has none. */
export function fixPack({ name }: Evidence, { source }: ImportFacts, text: Message): WordedRemedy {
  return source === 'file' ? byHand(msg`Get ${name} from its author again.`) : plain('fix-pack', text);
}

/** Files of it that are lacking: the same task, and another thing to a person. */
export function restoreFiles({ name }: Evidence, { source }: ImportFacts): WordedRemedy {
  return source === 'file'
    ? byHand(msg`Get ${name} from its author again.`)
    : plain('restore-files', msg`Restore the missing files of ${name}; or uninstall it and install it again.`);
}

/** ComfyUI as a sentence names it. */
export const comfyName = ({ comfyVersion }: ImportFacts): MessageValue =>
  comfyVersion === null ? msg`this ComfyUI` : msg`ComfyUI ${comfyVersion}`;

/** Python as a sentence names it. */
export const pythonName = ({ pythonVersion }: ImportFacts): MessageValue =>
  pythonVersion === null ? msg`ComfyUI's Python` : msg`Python ${pythonVersion}`;

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
  { what, since }: { what: Message; since: string },
): Finding {
  return {
    cause: msg`${what} needs Python ${since} or newer; ComfyUI runs on ${pythonName(facts)}.`,
    remedy: byHand(msg`Choose an older version of ${name}, or run ComfyUI with Python ${since} or newer.`),
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
