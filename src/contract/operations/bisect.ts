import { z } from 'zod';
import { Notice } from '../text/notice';
import { StartupPhase } from '../comfyui/comfyui-status';
import { changes, Nothing, reads } from './shape';

/** What is wrong, and with it who says whether a start is good. */
const BisectSymptom = z.enum([
  /** ComfyUI does not start: a start that serves is good. */
  'start',
  /** A pack does not load, or a node class is missing: read from ComfyUI's own report, in starts that always have the pack. */
  'pack',
  /** What only a person sees, in the web UI: each start waits for their word. */
  'web-ui',
]);

const PackName = z.string().min(1).max(255);
const NodeClass = z.string().trim().min(1).max(300);

export const BisectQuestion = z.object({
  question: BisectSymptom,
  /** For `pack`: the name of its folder or file below `custom_nodes`. Left out where a node class names it. */
  pack: PackName.nullish(),
  /** For `pack`: the node class that is missing, while the pack itself loads. */
  nodeClass: NodeClass.nullish(),
  /** The packs that are suspected, where not all are: every other one is loaded in every start. */
  among: z.array(PackName).min(1).nullish(),
});
export type BisectQuestion = z.infer<typeof BisectQuestion>;

export const BisectVerdict = z.enum(['good', 'bad']);
export type BisectVerdict = z.infer<typeof BisectVerdict>;

const BisectPhase = z.enum([
  'idle',
  /** The queue comes to its end, and the ComfyUI that ran is stopped. */
  'preparing',
  'starting',
  /** The start is there, and a person is asked. */
  'judging',
  /** ComfyUI is started again as it was. */
  'restoring',
  'done',
]);

const BisectOutcome = z.enum([
  /** With these packs together it is bad, and with one of them less it is good. */
  'found',
  /** It is bad without any pack that was on trial: ComfyUI itself, its Python, or the pack that does not load. */
  'without-packs',
  /** It was good in every start, with all packs as well. */
  'not-reproduced',
  /** The same packs were good once and bad once. */
  'contradiction',
  /** Packs or ComfyUI were changed meanwhile, so what was judged says nothing any more. */
  'disturbed',
  /** A start could not be made at all. */
  'failed',
]);

/** What the last bad start said. */
export const BisectEvidence = z.object({
  /** The pack that these lines are about, where they say so. */
  pack: z.string().nullable(),
  /** A traceback, else the last lines. */
  lines: z.array(z.string()),
});
export type BisectEvidence = z.infer<typeof BisectEvidence>;

export const BisectResult = z.object({
  outcome: BisectOutcome,
  /** For `found` those that are to blame, for `contradiction` the likeliest, else none. Names below `custom_nodes`. */
  packs: z.array(z.string()),
  /** How many starts it took. */
  starts: z.int(),
  evidence: BisectEvidence.nullable(),
  /** Why a start could not be made; null otherwise. */
  problem: Notice.nullable(),
});
export type BisectResult = z.infer<typeof BisectResult>;

/** The search for the pack that breaks ComfyUI, as it stands. */
export const BisectView = z.object({
  phase: BisectPhase,
  question: BisectQuestion.nullable(),
  /** The number of the start that is under way, or was last; 0 before the first. */
  start: z.int(),
  /** How many starts there will be at most, as far as that is known now. */
  atMost: z.int(),
  /** Among how many packs the one is that is looked for. */
  left: z.int(),
  /** The packs that this start loads, by name; all others are left out. */
  onTrial: z.array(z.string()),
  /** When this start began, RFC 3339. */
  startedAt: z.string().nullable(),
  /** How far it has come; null while no start is under way. */
  progress: StartupPhase.nullable(),
  /** Where the web UI of this start is, while a person is asked. */
  port: z.int().nullable(),
  /** The start that is to be judged has ended by itself. */
  hasEnded: z.boolean(),
  /** The starts before this one. */
  past: z.array(z.object({ packs: z.int(), verdict: BisectVerdict })),
  result: BisectResult.nullable(),
});
export type BisectView = z.infer<typeof BisectView>;

/** The search for the pack that breaks ComfyUI, by starts with a part of the packs. */
export const bisectOperations = {
  'bisect.view': reads(Nothing, BisectView),
  /**
   * Stops ComfyUI, and begins. Answers once it is known that it can be done; what comes is told by `cmd-bisect-changed`. Throws `bisect-running`,
   * `bisect-impossible`, `comfyui-not-ours`, `pack-not-installed`.
   */
  'bisect.begin': changes(BisectQuestion, BisectView, 'control-comfyui'),
  /**
   * The person's word about a start that waits for it; `bad` also ends one that does not get any further. `start` is its number: a word about an
   * earlier one is refused. Throws `bisect-over`.
   */
  'bisect.answer': changes(
    z.object({ start: z.coerce.number().int().min(1), verdict: BisectVerdict }),
    BisectView,
    'start-comfyui',
  ),
  /** Ends the search, and starts ComfyUI again as it was; a result that is there is forgotten. Answers once that is done. */
  'bisect.cancel': changes(Nothing, BisectView, 'control-comfyui'),
} as const;
