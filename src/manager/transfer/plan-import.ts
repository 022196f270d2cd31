import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../contract/errors';
import { findUnlistedArguments } from '../../contract/text/harmless-settings';
import type { HeldPack } from '../../contract/packs/holds';
import type { TransferPlan } from '../../contract/operations/transfer';
import type { HistoryItem } from '../../contract/tasks/tasks';
import { carriedSettings, type TransferParts } from './transfer-document';
import type { TransferSources } from './transfer-sources';

type Batches = TransferParts['batches'];

/** What an import has to do. To make it changes nothing. */
export interface ImportPlan {
  holds: HeldPack[];
  history: HistoryItem[];
  batches: Batches;
  /** Under the name that each gets here, oldest first. */
  snapshots: { name: string; document: Record<string, unknown> }[];
  /** Keys of config.ini whose value is another one here. */
  config: (typeof carriedSettings)[number][];
  /** Arguments of ComfyUI that are taken over; null when none are. */
  arguments: string | null;
  refusedArguments: TransferPlan['refusedArguments'];
  /** The port that is taken over; null when it is the one here. */
  port: number | null;
  /** Environment variables that are taken over, and those that no file may set: of both, those that are not here. */
  variables: ReturnType<TransferSources['variables']['newAmong']>;
}

/** The name for a snapshot: its own, with a number where another one has that; null where it is here already. */
async function nameHere(
  [name, document]: [string, Record<string, unknown>],
  taken: ReadonlySet<string>,
  { read }: Pick<TransferSources['snapshots'], 'read'>,
): Promise<string | null> {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name.slice(0, 190)} (${count})`;
    if (!taken.has(candidate)) return candidate;
    // One that cannot be read is another one.
    if (isDeepStrictEqual(await read(candidate).catch(() => null), document)) return null;
  }
}

async function planSnapshots({ snapshots }: TransferSources, given: TransferParts['snapshots']) {
  const taken = new Set(await snapshots.list());
  const planned: ImportPlan['snapshots'] = [];
  for (const [name, document] of Object.entries(given).reverse()) {
    const own = await nameHere([name, document], taken, snapshots);
    if (own === null) continue;
    taken.add(own);
    planned.push({ name: own, document });
  }
  return planned;
}

/** Why arguments stay as they are here; null when they can be taken over. */
async function judgeArguments(
  { comfyArguments }: TransferSources,
  text: string,
): Promise<TransferPlan['refusedArguments']> {
  const unlisted = findUnlistedArguments(text);
  if (unlisted.length > 0)
    return { text, unlisted, reason: `${unlisted.join(', ')} can lead ComfyUI to other places, or open it to others.` };
  try {
    await comfyArguments.check(text);
    return null;
  } catch (error) {
    if (error instanceof AppError) return { text, unlisted, reason: error.message };
    throw error;
  }
}

/** Compares a document with what is here. Throws `config-unreadable` where the holds here cannot be read. */
export async function planImport(sources: TransferSources, given: TransferParts): Promise<ImportPlan> {
  const { holds, history, batches, config, settings } = sources;
  const now = config.current();
  const isOther = given.arguments !== '' && given.arguments !== settings['comfyui.arguments'];
  const refusedArguments = isOther ? await judgeArguments(sources, given.arguments) : null;
  return {
    holds: await holds.newAmong(given.holds),
    history: history.newAmong(given.history),
    batches: await batches.newAmong(given.batches),
    snapshots: await planSnapshots(sources, given.snapshots),
    config: carriedSettings.filter(
      (key) => given.settings[key] !== undefined && !isDeepStrictEqual(given.settings[key], now[key]),
    ),
    arguments: isOther && refusedArguments === null ? given.arguments : null,
    refusedArguments,
    port: given.port === settings['comfyui.port'] ? null : given.port,
    variables: sources.variables.newAmong(given.variables),
  };
}

/** A value as it stands in a file of settings. */
const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** The plan in the words of the contract: what is new, what is here already, and which settings become others. */
export function describePlan(
  { config, settings }: Pick<TransferSources, 'config' | 'settings'>,
  given: TransferParts,
  plan: ImportPlan,
): TransferPlan {
  const now = config.current();
  const count = (all: readonly unknown[], { length: added }: readonly unknown[]) => ({
    added,
    here: all.length - added,
  });
  const become = (name: string, from: unknown, to: unknown) => ({ name, from: textOf(from), to: textOf(to) });
  const names = Object.keys(given.snapshots);
  return {
    exportedAt: given.exportedAt,
    appVersion: given.appVersion,
    holds: { added: plan.holds.map(({ name }) => name), here: given.holds.length - plan.holds.length },
    history: count(given.history, plan.history),
    batches: count(given.batches, plan.batches),
    snapshots: { added: plan.snapshots.map(({ name }) => name), here: names.length - plan.snapshots.length },
    trash: given.trash.length,
    settings: [
      ...plan.config.map((key) => become(key, now[key], given.settings[key])),
      ...(plan.arguments === null ? [] : [become('comfyui.arguments', settings['comfyui.arguments'], plan.arguments)]),
      ...(plan.port === null ? [] : [become('comfyui.port', settings['comfyui.port'], plan.port)]),
      ...Object.entries(plan.variables.taken).map(([name, value]) => become(name, '', value)),
    ],
    refusedArguments: plan.refusedArguments,
    refusedVariables: Object.entries(plan.variables.refused).map(([name, value]) => ({ name, value })),
  };
}
