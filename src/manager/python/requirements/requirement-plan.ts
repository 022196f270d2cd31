import { AppError } from '../../../contract/errors';
import { type Message, msg, type Sentence } from '../../../contract/text/message';
import { torchFamily } from '../packages/hardware-packages';
import { evaluateMarker, type MarkerValues } from './markers';
import { isFileAddress, localPathOf, parseRequirement, type Requirement } from './requirement';
import { cutComment, splitLines, type RequirementText } from './requirement-text';
import { publicVersion, wouldDowngrade } from './version-rules';

/** Never replaced by an older version, beside the torch family (docs/reference/on-disk.md 15). */
export const builtInNoDowngrade = [...torchFamily, 'transformers', 'safetensors', 'kornia'] as const;

/** What decides over lines. Names are normalised. */
export interface RequirementRules {
  /** Exact trimmed line to the line that stands for it. */
  overrides: ReadonlyMap<string, string>;
  blacklist: ReadonlySet<string>;
  noDowngrade: ReadonlySet<string>;
  /** Name to version. */
  installed: ReadonlyMap<string, string>;
  markers: MarkerValues;
}

export interface PlannedRequirement extends Requirement {
  source: string;
  /** Set for a path of the pack, which must become an absolute one. */
  localPath: { line: RequirementText; name: string; path: string } | null;
}

/** Why a line was replaced or left out. */
export interface PlanNote {
  source: string;
  text: string;
  reason: Sentence;
  /** The same as a sentence of its own. */
  sentence: Sentence;
}

/** What one resolve is asked, and what was left out with its reason. */
export interface RequirementPlan {
  wanted: readonly PlannedRequirement[];
  /** Lines that bind versions: the installed torch family, the no-downgrade list, the pack's own `-c` files. */
  constraints: readonly string[];
  /** Whether the pack binds versions itself. */
  hasOwnConstraints: boolean;
  /** Option lines for the head of the requirements file: indexes, links, binary choices. */
  options: readonly string[];
  allowsPrereleases: boolean;
  notes: readonly PlanNote[];
  /** What the pack asks for and a list keeps it from getting. A line whose marker does not apply asks for nothing. */
  leftOut: readonly LeftOut[];
}

/** A requirement that the blacklist or the no-downgrade list keeps out. */
export interface LeftOut extends Requirement {
  reason: Sentence;
}

type Verdict =
  | { kind: 'wanted'; requirement: PlannedRequirement; options: string[] }
  | { kind: 'constraint'; name: string | null; text: string }
  | { kind: 'option'; text: string }
  | { kind: 'prereleases' }
  | { kind: 'left-out'; reason: Sentence; requirement?: Requirement };

const indexOption = /^(?:-i|--index-url|--pypi-url|--extra-index-url)[\s=]+(\S+)/;
const passedOption = /^(?:-f|--find-links|--no-binary|--only-binary)[\s=]+\S/;

function readOption(text: string): Verdict {
  const index = indexOption.exec(text)?.[1];
  // The index of the settings stays the main one: a pack may add places to look, not take them away.
  if (index !== undefined && !/^https?:/i.test(index))
    return { kind: 'left-out', reason: msg`only http addresses of indexes are used` };
  if (index !== undefined) return { kind: 'option', text: `--extra-index-url ${index}` };
  if (/^(?:-f|--find-links)[\s=]+(?!https?:)/i.test(text))
    return { kind: 'left-out', reason: msg`only http addresses of links are used` };
  if (passedOption.test(text)) return { kind: 'option', text };
  if (/^--pre\b/.test(text)) return { kind: 'prereleases' };
  return { kind: 'left-out', reason: msg`this option is not one a pack may set` };
}

function refused(line: RequirementText, what: Message): AppError {
  return new AppError(
    'requirements-failed',
    msg`${line.source} ("${line.text}") ${what}, which is never done for a pack.`,
    {
      remedy: msg`Report it to the author of the pack, or replace this line in pip_overrides.json.`,
      details: { line: line.text, source: line.source },
    },
  );
}

/** Throws for what no pack may ask for, whatever the rest of the line says. */
function refuseForbidden(line: RequirementText, text: string): void {
  if (/^(?:-e|--editable)\b/.test(text)) throw refused(line, msg`asks for an editable install`);
  // pip and uv put the variable in: a token of this account would travel to whatever address the line names.
  if (/\$\{\w+\}/u.test(text)) throw refused(line, msg`asks for a variable of the environment`);
}

/** Options behind a requirement (`pkg --index-url URL`) count for the whole resolve; hashes stay with their line. */
function splitInlineOptions(text: string): { text: string; options: string[] } {
  const [head = '', ...rest] = text.split(/\s+(?=--?[a-z])/);
  const hashes = rest.filter((option) => option.startsWith('--hash'));
  const verdicts = rest.filter((option) => !option.startsWith('--hash')).map(readOption);
  return {
    text: [head, ...hashes].join(' '),
    options: verdicts.flatMap((verdict) => (verdict.kind === 'option' ? [verdict.text] : [])),
  };
}

/** The reason of a list to leave a requirement out, or null. */
function reasonAgainst({ name, specifier }: Requirement, rules: RequirementRules): Message | null {
  if (name === null) return null;
  const installed = rules.installed.get(name);
  if (rules.blacklist.has(name))
    return installed === undefined
      ? msg`${name} is on the blacklist`
      : msg`${name} is on the blacklist (installed: ${installed})`;
  if (!rules.noDowngrade.has(name) || installed === undefined) return null;
  if (specifier === null)
    return msg`${name} ${installed} is on the no-downgrade list and the line names no version to compare`;
  return wouldDowngrade(installed, specifier) ? msg`it would downgrade ${name} ${installed}` : null;
}

function judgeLine(line: RequirementText, rules: RequirementRules): Verdict {
  const text = cutComment(line.text);
  if (text === '') return { kind: 'left-out', reason: '' };
  refuseForbidden(line, text);
  return text.startsWith('-') ? readOption(text) : judgeRequirement(line, rules, splitInlineOptions(text));
}

function judgeRequirement(
  line: RequirementText,
  rules: RequirementRules,
  { text, options }: ReturnType<typeof splitInlineOptions>,
): Verdict {
  const parsed = parseRequirement(text);
  if (parsed.marker && evaluateMarker(parsed.marker, rules.markers) === false)
    return { kind: 'left-out', reason: msg`its marker does not apply to this Python` };
  const reason = reasonAgainst(parsed, rules);
  if (reason !== null) return { kind: 'left-out', reason, ...(!line.isConstraint && { requirement: parsed }) };
  const path = localPathOf(text);
  if (isFileAddress(text) || (line.isConstraint && path !== null))
    throw refused(line, msg`takes a package from a folder of this machine by its address`);
  if (line.isConstraint) return { kind: 'constraint', name: parsed.name, text };
  const localPath = path === null ? null : { line, ...path };
  return { kind: 'wanted', requirement: { ...parsed, source: line.source, localPath }, options };
}

/** What keeps the installed torch family as it is, and the rest of the no-downgrade list at least where it is. */
function protectInstalled(rules: RequirementRules): Map<string, string> {
  const family: ReadonlySet<string> = new Set(torchFamily);
  const bound = new Map<string, string>();
  for (const name of new Set([...torchFamily, ...rules.noDowngrade])) {
    const version = rules.installed.get(name);
    if (version === undefined) continue;
    bound.set(name, family.has(name) ? `${name}==${version}` : `${name}>=${publicVersion(version)}`);
  }
  return bound;
}

/** What stands for a line, when pip_overrides names something. */
function applyOverride(line: RequirementText, rules: RequirementRules): { line: RequirementText; notes: PlanNote[] }[] {
  const override = rules.overrides.get(line.text);
  if (override === undefined) return [{ line, notes: [] }];
  const sentence = msg`Replaced by "${override}" (pip_overrides).`;
  const reason = msg`replaced by "${override}" (pip_overrides)`;
  const notes = [{ source: line.source, text: line.text, reason, sentence }];
  const [first, ...more] = splitLines(override).map(({ text }) => ({ ...line, text }));
  return [{ line: first ?? { ...line, text: '' }, notes }, ...more.map((each) => ({ line: each, notes: [] }))];
}

/** Decides over every line of a pack: overrides, blacklist, no-downgrade list, markers, options. Pure. Throws `requirements-failed` for a line that is refused. */
export function planRequirements(texts: readonly RequirementText[], rules: RequirementRules): RequirementPlan {
  const bound = protectInstalled(rules);
  const replaced = texts.flatMap((text) => applyOverride(text, rules));
  const judged = replaced.map(({ line, notes }) => ({ line, notes, verdict: judgeLine(line, rules) }));
  const verdicts = judged.map(({ verdict }) => verdict);
  const wanted = verdicts.flatMap((verdict) => (verdict.kind === 'wanted' ? [verdict.requirement] : []));
  const own = verdicts.flatMap((verdict) => (verdict.kind === 'constraint' ? [verdict] : []));
  const options = verdicts.flatMap((verdict) => {
    if (verdict.kind === 'option') return [verdict.text];
    return verdict.kind === 'wanted' ? verdict.options : [];
  });
  const notes = judged.flatMap(({ line: { source, text }, notes: before, verdict }) => {
    const isReported = verdict.kind === 'left-out' && verdict.reason !== '';
    if (!isReported) return before;
    const words = { reason: msg`left out: ${verdict.reason}`, sentence: msg`Left out: ${verdict.reason}.` };
    return [...before, { source, text, ...words }];
  });
  return {
    wanted,
    constraints: [
      ...bound.values(),
      ...own.filter(({ name }) => name === null || !bound.has(name)).map(({ text }) => text),
    ],
    hasOwnConstraints: own.length > 0,
    options: [...new Set(options)],
    allowsPrereleases: verdicts.some(({ kind }) => kind === 'prereleases'),
    notes,
    leftOut: verdicts.flatMap((verdict) => {
      if (verdict.kind !== 'left-out' || verdict.requirement === undefined) return [];
      return [{ ...verdict.requirement, reason: verdict.reason }];
    }),
  };
}
