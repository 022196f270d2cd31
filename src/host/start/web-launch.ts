import { setTimeout as wait } from 'node:timers/promises';
import { inLimitedTime } from '../../base/async/time-limit';
import { openHttp } from '../../base/http/fetch';
import type { ComfyState, ComfyStatus } from '../../contract/comfyui/comfyui-status';
import { sentenceOf, toAppError } from '../../contract/errors';
import { asPerson } from '../workspace/core-call';
import { formatMessage } from '../../contract/text/message';
import { asSelf, dispatch, type ManagerOperations } from '../../contract/operations';
import type { Upstream } from '../../server/gateway/upstream';
import { addressOf } from '../workspace/door-address';
import type { Host } from '../host';

export interface WebLaunchOptions {
  operations: () => Pick<ManagerOperations, 'comfyui.status' | 'comfyui.start'> | null;
  upstream: Upstream;
  /** Where the gateway answers. */
  address: string;
  /** How long ComfyUI may take until its web UI is there. */
  limitMs: number;
}

/** The result of a launch. */
export interface WebLaunch {
  /** Address at which the web UI answers; null: it does not. */
  web: string | null;
  /** What a person has to know: what failed, and what to do. */
  note: string | null;
}

const notStarted = 'ComfyUI was not started.';
/** A ComfyUI of somebody else is asked who it is before the gateway leads there. */
const foreignMs = 5000;
const pageMs = 10_000;
const pageTries = 5;
const betweenTriesMs = 200;

/**
 * Starts the ComfyUI of the open folder and waits until its web UI answers through the gateway, it has ended, or the time is over; whichever is
 * known first. Never throws: the app goes on without it, and the gateway's own page says how things stand.
 */
export async function launchWebUi(options: WebLaunchOptions): Promise<WebLaunch> {
  const core = options.operations();
  if (core === null) return { web: null, note: `${notStarted} No folder is open.` };
  const endAt = Date.now() + options.limitMs;
  try {
    await dispatch<'comfyui.start'>(core, { name: 'comfyui.start', input: {}, context: asPerson });
  } catch (error) {
    const refusal = toAppError(error);
    const why = sentenceOf(refusal);
    return refusal.code === 'comfyui-not-ours' ? useForeign(why, options) : { web: null, note: `${notStarted} ${why}` };
  }
  const isOurs = (state: ComfyState) => state !== 'foreign';
  const { web, note, news } = await waitForWeb(options, endAt, isOurs);
  if (news !== 'foreign') return { web, note };
  // Its start had begun when somebody took the port.
  return useForeign(formatMessage((await readStatus(options))?.notice ?? ''), options);
}

/** The same for the installation that is shown, at its own door; null: none is. */
export async function launchShown({
  workspace,
  settings,
}: Pick<Host, 'workspace' | 'settings'>): Promise<WebLaunch | null> {
  const instance = workspace.shownInstance();
  if (instance === null) return null;
  return launchWebUi({
    operations: () => instance.slot.current()?.core.operations ?? null,
    upstream: instance.upstream,
    address: addressOf(workspace.host, instance.port),
    limitMs: settings['comfyui.readySeconds'] * 1000,
  });
}

/** Somebody else's ComfyUI is on the port; the gateway leads there when it is one. */
async function useForeign(why: string, options: WebLaunchOptions): Promise<WebLaunch> {
  const { web } = await waitForWeb(options, Date.now() + foreignMs);
  const what = web === null ? notStarted : 'The web UI of that ComfyUI is shown instead of one of our own.';
  return { web, note: `${what} ${why}` };
}

/** `isWanted`: whose web UI is waited for; whoever runs when it is left out. */
async function waitForWeb(
  options: WebLaunchOptions,
  endAt: number,
  isWanted: (state: ComfyState) => boolean = () => true,
): Promise<WebLaunch & { news: News }> {
  const { upstream, address } = options;
  let lastProblem = '';
  for (let tries = 0; tries < pageTries; tries += 1) {
    const news = await nextNews(upstream, endAt - Date.now(), isWanted);
    if (news === 'foreign') return { web: null, note: null, news };
    if (news !== 'serving') return { web: null, note: await describe(news, options), news };
    const problem = await askForPage(address);
    if (problem === null) return { web: address, note: null, news };
    lastProblem = problem;
    await wait(betweenTriesMs);
  }
  return {
    ...{ web: null, news: 'serving' },
    note: `ComfyUI runs, but gives no web UI: ${lastProblem} Check --front-end-root and --front-end-version in comfyui.arguments.`,
  };
}

type News = 'serving' | 'ended' | 'late' | 'foreign';

function readNews(upstream: Upstream, isWanted: (state: ComfyState) => boolean): News | null {
  const state = upstream.status()?.state ?? 'stopped';
  if (!isWanted(state)) return 'foreign';
  if (upstream.address() !== null) return 'serving';
  return state === 'crashed' || state === 'stopped' ? 'ended' : null;
}

/** Waits until ComfyUI serves or has ended; says so at once when that is so already. */
async function nextNews(upstream: Upstream, limitMs: number, isWanted: (state: ComfyState) => boolean): Promise<News> {
  const known = readNews(upstream, isWanted);
  if (known !== null) return known;
  return new Promise((resolve) => {
    const finish = (news: News) => {
      clearTimeout(late);
      unsubscribe();
      resolve(news);
    };
    const unsubscribe = upstream.onChange(() => {
      const news = readNews(upstream, isWanted);
      if (news !== null) finish(news);
    });
    const late = setTimeout(finish, Math.max(0, limitMs), 'late');
  });
}

/** Why the address gave no page, null when it gave one. */
async function askForPage(address: string): Promise<string | null> {
  try {
    const headers = { accept: 'text/html' };
    const { body, header } = await inLimitedTime(pageMs, undefined, ({ signal }) =>
      openHttp(address, { headers, signal, isToOurselves: true }),
    );
    body.on('error', () => undefined).destroy();
    const type = header('content-type') ?? 'no type';
    return type.startsWith('text/html') ? null : `${address} answers with ${type}.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function readStatus({ operations }: WebLaunchOptions): Promise<ComfyStatus | null> {
  const core = operations();
  const call = { name: 'comfyui.status', input: {}, context: asSelf } as const;
  return core === null ? null : dispatch<'comfyui.status'>(core, call).catch(() => null);
}

async function describe(news: 'ended' | 'late', options: WebLaunchOptions): Promise<string> {
  const status = await readStatus(options);
  return news === 'late' ? describeLate(status, options) : describeEnd(status, options.address);
}

function describeLate(status: ComfyStatus | null, { address, limitMs }: WebLaunchOptions): string {
  const importing = status?.importing ? `, importing ${status.importing}` : '';
  return (
    `ComfyUI has not served its web UI within ${Math.round(limitMs / 1000)} s and is still starting${importing}. ` +
    `Open ${address}, which shows it as soon as it is there; comfyui.readySeconds says how long to wait for it.`
  );
}

function describeEnd(status: ComfyStatus | null, address: string): string {
  const notice = formatMessage(status?.notice ?? 'ComfyUI was stopped before it was ready.');
  const last = status?.lastLines.findLast((line) => line.trim() !== '');
  const lastWords = last === undefined ? '' : ` Its last line: ${last.trim()}`;
  return `${notice}${lastWords}\nOpen ${address} or the window for its log; put right what it names, then press Start there.`;
}
