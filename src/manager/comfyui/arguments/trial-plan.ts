import { readComfyArguments } from './command-line';
import type { LaunchPlan } from './launch-plan';
import { argumentsForPart, loadNone, loadThese } from './part-of-packs';

/** What a trial decides itself, and what would reach a person or another machine while packs are only tried. */
const ownFlags: ReadonlySet<string> = new Set([
  ...['--port', '--listen', '--tls-keyfile', '--tls-certfile', '--enable-cors-header'],
  ...['--auto-launch', '--disable-auto-launch', '--quick-test-for-ci', loadNone, loadThese],
]);

interface Option {
  flag: string;
  words: string[];
}

/** The arguments, each option with its values. */
function groupByOption(argv: readonly string[]): Option[] {
  const options: Option[] = [];
  for (const word of argv) {
    const last = options.at(-1);
    if (word.startsWith('--') || last === undefined)
      options.push({ flag: word.split('=', 1)[0] ?? word, words: [word] });
    else last.words.push(word);
  }
  return options;
}

/** The packs that a start by these arguments loads; null: all of them. */
export function packsLetIn(argv: readonly string[]): ReadonlySet<string> | null {
  const options = groupByOption(argv);
  if (!options.some(({ flag }) => flag === loadNone)) return null;
  const last = options.findLast(({ flag }) => flag === loadThese)?.words ?? [];
  const [head = '', ...named] = last;
  return new Set(head.includes('=') ? [head.slice(head.indexOf('=') + 1)] : named);
}

/** What a trial is to be. */
export interface TrialRequest {
  /** Names below `custom_nodes`; null: all that it loads. */
  packs: readonly string[] | null;
  port: number;
  /** Arguments that count before those of the person. */
  last?: readonly string[] | undefined;
}

/**
 * A start of the same ComfyUI for a trial: only with these packs (null: with all that it loads), on this port of this machine, and without a browser that opens. All other
 * arguments of the person stay: they may be a part of what is wrong.
 */
export function planTrial(plan: LaunchPlan, { packs, port, last = [] }: TrialRequest): LaunchPlan {
  const passed = groupByOption(plan.argv).filter(({ flag }) => !ownFlags.has(flag));
  const own = ['--port', String(port), '--disable-auto-launch', ...last];
  const argv = [...passed.flatMap(({ words }) => words), ...own, ...(packs === null ? [] : argumentsForPart(packs))];
  const address = { port, baseUrl: `http://127.0.0.1:${port}`, hasOwnTls: false };
  return { ...plan, mode: 'normal', lean: null, argv, cliArguments: readComfyArguments(argv), ...address };
}
