import type { BisectQuestion } from '../../../contract/operations/bisect';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import type { ComfyOptions } from '../arguments/comfy-options';
import { planLaunch, type StartOrder } from '../arguments/launch-plan';
import { canBeNamed, canLoadPart } from '../arguments/part-of-packs';
import { packsLetIn } from '../arguments/trial-plan';
import type { PackOnDisk } from '../process/pack-states';
import type { ComfyProcess } from '../process/process';

/** What a search is begun from. */
export interface GroundSources {
  installation: Installation;
  settings: AppSettings;
  comfy: Pick<ComfyProcess, 'status'>;
  options: Pick<ComfyOptions, 'read'>;
  /** Every copy of every pack. */
  packsOnDisk: () => Promise<readonly PackOnDisk[]>;
  /** How a start is made that names no packs: of a lean one only its packs are searched. */
  usualStart: () => StartOrder;
}

/** What a search stands on from its first start to its last. */
export interface SearchGround {
  question: BisectQuestion;
  /** The packs among which the one is; by name, in the order in which they are tried. */
  suspects: readonly string[];
  /** The packs that are loaded in every start. */
  fixedPacks: readonly string[];
  /** The same as long as nothing was installed, removed, changed or switched. */
  stamp: string;
}

/** ComfyUI and its enabled packs with their versions. The files of a pack may change while it is imported: some write their settings there. */
export async function readStamp({ comfy, packsOnDisk }: Pick<GroundSources, 'comfy' | 'packsOnDisk'>): Promise<string> {
  const enabled = (await packsOnDisk()).filter((pack) => pack.enabled).map(({ name, version }) => `${name} ${version}`);
  return JSON.stringify([comfy.status().versions.installed, enabled.sort()]);
}

function impossible(message: string | Message, remedy: Message): AppError {
  return new AppError('bisect-impossible', message, { remedy });
}

/** A ComfyUI of somebody else stays: two at once share memory of the graphics card and files. */
function refuseForeign({ comfy }: GroundSources): void {
  const { holder } = comfy.status();
  if (holder?.isComfy !== true) return;
  throw new AppError('comfyui-not-ours', msg`A ComfyUI that this app did not start answers on port ${holder.port}.`, {
    remedy: msg`Stop it where it was started, so that the starts of the search have the graphics card for themselves.`,
    details: { port: holder.port, holder: 'comfyui', pid: holder.pid, program: holder.name },
  });
}

async function refuseUnable({ options }: GroundSources): Promise<void> {
  const { options: known, problem } = await options.read();
  if (canLoadPart(known.flatMap(({ flags }) => flags))) return;
  if (problem !== null) throw impossible(problem, msg`Repair its Python environment under ComfyUI > Environment.`);
  const why = msg`This version of ComfyUI cannot be started with a part of its packs: it has no --whitelist-custom-nodes.`;
  throw impossible(
    why,
    msg`Update ComfyUI to a version from July 2025 or later, or disable half of the packs by hand.`,
  );
}

/** The packs that a start loads as it is made now. */
async function listLoaded({ installation, settings, packsOnDisk, usualStart }: GroundSources): Promise<string[]> {
  const letIn = packsLetIn((await planLaunch(installation, settings, usualStart())).argv);
  const enabled = (await packsOnDisk()).filter((pack) => pack.enabled).map(({ name }) => name);
  const loaded = [...new Set(enabled)].filter((name) => canBeNamed(name) && (letIn === null || letIn.has(name)));
  return loaded.sort((a, b) => a.localeCompare(b, 'en'));
}

/** The packs that every start loads: those that are not suspected, and the one that is asked about. */
function fixedPacksOf(question: BisectQuestion, loaded: readonly string[]): string[] {
  const { among = null } = question;
  const inQuestion = packsInQuestion(question, loaded);
  return loaded.filter((name) => inQuestion.includes(name) || (among !== null && !among.includes(name)));
}

function packsInQuestion({ question, pack = null }: BisectQuestion, loaded: readonly string[]): string[] {
  if (question !== 'pack') return [];
  if (pack === null) {
    throw new AppError('invalid-input', msg`The pack that does not load is not named.`, {
      remedy: msg`Name it as \`pack\`.`,
    });
  }
  if (loaded.includes(pack)) return [pack];
  throw new AppError('pack-not-installed', msg`A start of ComfyUI does not load "${pack}".`, {
    remedy: msg`Install or enable it first. A pack is named by its folder or file below custom_nodes.`,
  });
}

/**
 * Whether and among which packs can be searched. Throws `bisect-impossible`, `comfyui-not-ours`, `comfyui-start-failed`, `invalid-input`,
 * `pack-not-installed`.
 */
export async function prepareGround(sources: GroundSources, question: BisectQuestion): Promise<SearchGround> {
  refuseForeign(sources);
  const loaded = await listLoaded(sources);
  const fixedPacks = fixedPacksOf(question, loaded);
  const suspects = loaded.filter((name) => !fixedPacks.includes(name));
  if (suspects.length === 0 && fixedPacks.length === 0) {
    throw impossible(
      msg`No pack is enabled, so none can break ComfyUI.`,
      msg`Read its log, which says what the cause is.`,
    );
  }
  await refuseUnable(sources);
  return { question, suspects, fixedPacks, stamp: await readStamp(sources) };
}
