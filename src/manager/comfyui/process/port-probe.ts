import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { inLimitedTime } from '../../../base/async/time-limit';
import { fetchJson, openHttp } from '../../../base/http/fetch';
import { hasSystemCode } from '../../../base/files/files';
import { createNodeClassScanner } from './node-classes';

/** Who answers where ComfyUI is to listen. `argv`: the arguments a ComfyUI says it was started with, null when it does not say. */
export type PortAnswer = { kind: 'nobody' } | { kind: 'comfyui'; argv: string[] | null } | { kind: 'other' };

const SystemStats = z.object({ system: z.object({ argv: z.array(z.string()).nullish() }) });
/** Windows takes two seconds to say that nobody listens. */
const probeTimeoutMs = 4000;
const infoTimeoutMs = 120_000;

const nobodyCodes = ['ECONNREFUSED', 'EADDRNOTAVAIL', 'EHOSTUNREACH', 'ENETUNREACH'];
const cutCodes = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** Whether the cause at the bottom of a failed request has one of these codes. */
function isCausedBy(error: unknown, codes: readonly string[]): boolean {
  if (hasSystemCode(error, ...codes)) return true;
  if (error instanceof AggregateError) return error.errors.some((inner) => isCausedBy(inner, codes));
  return error instanceof Error && error.cause !== undefined && isCausedBy(error.cause, codes);
}

async function fetchStats(baseUrl: string, signal: AbortSignal | undefined): Promise<unknown> {
  const fetchOnce = () =>
    fetchJson(`${baseUrl}/system_stats`, { signal, timeoutMs: probeTimeoutMs, isToOurselves: true });
  try {
    return await fetchOnce();
  } catch (error) {
    // A connection kept from an earlier question may have died with the program at its other end: that says nothing of now.
    if (isCausedBy(error, cutCodes)) return fetchOnce();
    throw error;
  }
}

/** Asks who answers at `baseUrl`. A program that accepts and stays silent counts as `other` after 4 s. Throws only what `signal` says. */
export async function askPort(baseUrl: string, signal?: AbortSignal): Promise<PortAnswer> {
  try {
    const stats = SystemStats.safeParse(await fetchStats(baseUrl, signal));
    return stats.success ? { kind: 'comfyui', argv: stats.data.system.argv ?? null } : { kind: 'other' };
  } catch (error) {
    if (signal?.aborted) throw error;
    return isCausedBy(error, nobodyCodes) ? { kind: 'nobody' } : { kind: 'other' };
  }
}

/** The host of an address as a socket has it, without brackets. */
export function hostOf(baseUrl: string): string {
  return new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
}

/** Asks again and again until what answers on the port satisfies `isReady`; rejects when `signal` aborts. Paces itself to 4 per second. */
export async function waitForAnswer(
  baseUrl: string,
  isReady: (answer: PortAnswer) => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  while (!(await isReady(await askPort(baseUrl, signal)))) await wait(250, undefined, { signal });
  signal.throwIfAborted();
}

/** Node classes of a running ComfyUI and the module each came from. Throws as `openHttp`; the answer is read as it comes. */
export async function readNodeClasses(baseUrl: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  return inLimitedTime(infoTimeoutMs, signal, async (time) => {
    const { body } = await openHttp(`${baseUrl}/object_info`, { signal: time.signal, isToOurselves: true });
    const scanner = createNodeClassScanner();
    const decoder = new TextDecoder();
    for await (const piece of body as AsyncIterable<Buffer>) scanner.add(decoder.decode(piece, { stream: true }));
    return scanner.classes();
  });
}
