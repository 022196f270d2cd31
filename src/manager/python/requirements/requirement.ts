import { parsePipRequirementsLine, RequirementsSyntaxError, type EnvironmentMarker } from 'pip-requirements-js';
import { redactSecrets } from '../../../base/log';
import { createRecall } from '../../../base/text/recall';
import { normaliseName } from '../packages/packages';
import { readPlainRequirement } from './plain-requirement';

/** One thing a line asks for. */
export interface Requirement {
  /** As it is handed to the tool: without comment, with its hashes. */
  readonly text: string;
  /** Normalised; null for an address that does not tell it. */
  readonly name: string | null;
  readonly extras: readonly string[];
  /** PEP 440 specifiers joined by commas, empty for any version; null when only the tool can judge (address, odd syntax). */
  readonly specifier: string | null;
  readonly marker: EnvironmentMarker | null;
}

const namePattern = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?/;
const address = /^(?:[a-z][a-z0-9]*\+)?[a-z][a-z0-9]*:\/\//i;

/** The name an address tells: `#egg=name`, or the beginning of a wheel's or archive's file name. */
function nameOfAddress(text: string): string | null {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(text)?.[1];
  if (egg !== undefined) return normaliseName(egg);
  const file = /([^/\\]+?)(?:[#?;\s].*)?$/.exec(text)?.[1] ?? '';
  const wheel = /^([A-Za-z0-9._]+)-[^-]+(?:-[^-]+){3,4}\.whl$/.exec(file)?.[1];
  const archive = /^([A-Za-z0-9._-]+)-\d[^-]*\.(?:tar\.gz|zip)$/.exec(file)?.[1];
  const found = wheel ?? archive;
  return found === undefined ? null : normaliseName(found);
}

/** Whether a line is a path and not a name: `.`, `./x`, `wheels/x.whl`, `sub/../..`. The tools take all with a slash for one. */
function isLocalPath(text: string): boolean {
  if (address.test(text)) return false;
  return /^\.{1,2}(?:$|\[)/.test(text) || /^[^@;]*[\\/]/.test(text) || /^[^@;]*\.(?:whl|tar\.gz|zip)\s*$/i.test(text);
}

const reference = /^([A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*)(\S.*)$/u;
const fileAddress = /^(?:[a-z][a-z0-9]*\+)?file:/i;

/** Whether a line takes a package from an address of this machine: `file:`, `name @ file:`, `git+file:`. */
export function isFileAddress(text: string): boolean {
  return fileAddress.test(reference.exec(text)?.[2] ?? text);
}

/** The path a line takes a package from, `./x` or `name @ ./x`, and what stands before it; null for a name or an address. */
export function localPathOf(text: string): { name: string; path: string } | null {
  const [, name = '', target = ''] = reference.exec(text) ?? [];
  if (name === '') return isLocalPath(text) ? { name: '', path: text } : null;
  return address.test(target) || fileAddress.test(target) ? null : { name, path: target };
}

/** A requirement as people are told it: without its conditions, and without secrets of an address. */
export function describeRequirement(text: string): string {
  return redactSecrets(text.replace(/\s*;.*$/u, '').trim());
}

/**
 * Whether a line names a package and then says what the PEP 508 grammar does not know, as `numpy<1.24>=1.18` does, which a real pack asks for. The tools
 * of today refuse a whole file for it.
 */
export function isUnreadable({ text, name, specifier }: Requirement): boolean {
  const isElsewhere = reference.test(text) || address.test(text) || isLocalPath(text);
  return name !== null && specifier === null && !isElsewhere;
}

function readOpaque(text: string, line: string): Requirement {
  const isAddress = address.test(line) || isLocalPath(line);
  const found = isAddress ? null : namePattern.exec(line);
  const name = isAddress ? nameOfAddress(line) : found?.[1] ? normaliseName(found[1]) : null;
  return { text, name, extras: [], specifier: null, marker: null };
}

function read(text: string): Requirement {
  // Hashes are pip's addition to the grammar and come last.
  const line = text.replace(/\s+--hash[=\s].*$/, '').trim();
  const plain = readPlainRequirement(line);
  return plain === null ? readByGrammar(text, line) : { text, ...plain, name: normaliseName(plain.name) };
}

/** Reads a line by the whole grammar. */
export function readByGrammar(text: string, line: string): Requirement {
  try {
    const parsed = parsePipRequirementsLine(line);
    if (parsed === null || !('name' in parsed)) return readOpaque(text, line);
    const base = { text, name: normaliseName(parsed.name), extras: parsed.extras ?? [] };
    const marker = parsed.environmentMarkerTree ?? null;
    if (parsed.type === 'ProjectURL') return { ...base, specifier: null, marker };
    const specifier = (parsed.versionSpec ?? []).map(({ operator, version }) => `${operator}${version}`).join(',');
    return { ...base, specifier, marker };
  } catch (error) {
    if (error instanceof RequirementsSyntaxError) return readOpaque(text, line);
    throw error;
  }
}

/** The lines of some sixty packs and of a thousand installed packages; many packs ask for the same, and all are asked again before each start. */
const recall = createRecall<Requirement>(4000);

/**
 * Reads one line without comment. What the PEP 508 grammar does not know is left to the tool, with as much of its name as can be read. The grammar takes
 * 0.3 ms for a line, so what is plain is read without it, and lines that were read are remembered.
 */
export function parseRequirement(text: string): Requirement {
  return recall(text, () => read(text));
}
