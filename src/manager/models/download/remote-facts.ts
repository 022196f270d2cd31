import { AppError, cancelled } from '../../../contract/errors';
import { formatMessage, type Message, msg } from '../../../contract/text/message';
import { inLimitedTime } from '../../../base/async/time-limit';
import { openHttp, type HttpAnswer } from '../../../base/http/fetch';
import { answeredStatus } from '../../../base/http/failure';
import type { RateLimit } from '../../../base/http/ranges/rate-limit';
import { isLoopbackUrl } from '../../../base/http/target';
import { isOtherType, type Fault } from '../gate/gate';

/** How the network is reached for models. */
export interface ModelNetwork {
  /** Address of Hugging Face or a mirror, without a final slash. */
  hubUrl: string;
  /** Sent to the hub alone, for repositories that ask for an account; empty without one. */
  hubToken: string;
  /** Civitai and the token it alone is sent; empty without one. */
  civitai?: { url: string; token: string };
  proxy: string;
  stallMs: number;
  /** How fast all downloads together may be. */
  limit?: RateLimit;
}

/** What a server says about a file before it sends it. */
export interface RemoteFacts {
  sizeBytes: number | null;
  /** In lower-case hex; only Hugging Face tells. */
  sha256: string | null;
}

type Headers = Omit<HttpAnswer, 'body'>;

function numberIn(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

function sha256In(tag: string | null): string | null {
  return /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(tag ?? '')?.[1]?.toLowerCase() ?? null;
}

/** A part of a file has a length of its own, and names that of the whole beside its place (RFC 9110, 14.4). */
export function sizeOf({ status, header }: Headers): number | null {
  if (status !== 206) return numberIn(header('content-length'));
  return numberIn(/^bytes \d+-\d+\/(\d+)$/i.exec(header('content-range') ?? '')?.[1] ?? null);
}

/**
 * Reads the headers. Hugging Face describes a big file in the redirect to its storage (`X-Linked-ETag` is the SHA-256, `X-Linked-Size`
 * the size); the `ETag` of a storage is another hash, so it counts only where the hub itself answers (`X-Repo-Commit`).
 */
export function readFacts(answer: Headers): RemoteFacts {
  const linked = (name: string) => answer.redirectHeader(name) ?? answer.header(name);
  const ownTag = answer.header('x-repo-commit') === null ? null : answer.header('etag');
  return {
    sizeBytes: numberIn(linked('x-linked-size')) ?? sizeOf(answer),
    sha256: sha256In(linked('x-linked-etag')) ?? sha256In(ownTag),
  };
}

/** What is known beforehand, and for the rest what a server says. Pure. */
export function joinFacts(expected: RemoteFacts, answered: RemoteFacts): RemoteFacts {
  return { sizeBytes: expected.sizeBytes ?? answered.sizeBytes, sha256: expected.sha256 ?? answered.sha256 };
}

/** What a host sends in the place of a file: words of a login, of an error, or the page around it. */
const asksWho = /unauthor|forbidden|denied|log ?in|sign ?in|token|gated|restricted/i;

/** What to do where what came is not the file. */
export function adviceForFault({ kind, reason }: Fault, url: string, network: ModelNetwork): Message {
  if (kind === 'message') {
    if (/^https:\/\/(www\.)?(github\.com|huggingface\.co)\/[^?#]+\/blob\//i.test(url))
      return msg`The address has /blob/ in it, which is the page around the file: use the one with /raw/ or /resolve/ instead.`;
    if (asksWho.test(formatMessage(reason))) return adviceForMembers(url, network);
    return msg`Open the address in a browser: it may ask for a login or a consent first, or the file is gone. Otherwise take another source.`;
  }
  if (kind === 'packed') return msg`Take another source, or download it in a browser and put it into the folder.`;
  if (kind === 'listed')
    return msg`If the model has changed since the list was made, search for it under its name: what Hugging Face and Civitai name there is proven by its hash.`;
  return msg`Try again. If it happens every time, take another source: the file is damaged there, or is something else.`;
}

/** The token an address is sent: only that of its own host, and none where it could be read on the way. */
function tokenFor(url: string, { hubUrl, hubToken, civitai }: ModelNetwork): string {
  if (!/^https:/i.test(url) && !isLoopbackUrl(url)) return '';
  if (url.startsWith(`${hubUrl}/`)) return hubToken;
  return civitai !== undefined && url.startsWith(`${civitai.url}/`) ? civitai.token : '';
}

/** The headers of a request. A token goes to its host only; redirects to other hosts lose it (base/http-target). */
export function headersFor(url: string, network: ModelNetwork): Record<string, string> {
  const headers = { 'accept-encoding': 'identity' };
  const token = tokenFor(url, network);
  return token === '' ? headers : { ...headers, authorization: `Bearer ${token}` };
}

/** The page of the repository or of the model, where a person accepts its terms; null for hosts of which none is known. */
export function pageOf(url: string, { hubUrl, civitai }: ModelNetwork): string | null {
  const version =
    civitai === undefined ? null : new RegExp('^/api/download/models/(\\d+)').exec(pathOn(url, civitai.url));
  if (civitai !== undefined && version !== null) return `${civitai.url}/model-versions/${version[1]}`;
  const [, owner, name] = pathOn(url, hubUrl).split('/');
  return owner && name ? `${hubUrl}/${owner}/${name}` : null;
}

/** The path of an address at a host, with its first slash; empty for an address of another host. */
function pathOn(url: string, host: string): string {
  return url.startsWith(`${host}/`) ? url.slice(host.length) : '';
}

/** What to do where a host asks who is there. */
function adviceForMembers(url: string, network: ModelNetwork): Message {
  const { hubUrl, hubToken, civitai } = network;
  const page = pageOf(url, network) ?? hubUrl;
  if (url.startsWith(`${hubUrl}/`)) {
    return hubToken === ''
      ? msg`The repository asks for an account: accept its terms at ${page}, paste your token under Settings > Accounts (or set HF_TOKEN), and try again.`
      : msg`The repository asks for an account: accept its terms at ${page}, check the account of your token (or HF_TOKEN), and try again.`;
  }
  if (civitai !== undefined && url.startsWith(`${civitai.url}/`)) {
    const civitaiPage = pageOf(url, network) ?? civitai.url;
    return civitai.token === ''
      ? msg`Civitai gives it to its members only: look at ${civitaiPage}, paste your token under Settings > Accounts, and try again.`
      : msg`Civitai does not give it to this account: look at ${civitaiPage}, and check the token under Settings > Accounts.`;
  }
  return msg`The host gives it to its members only: download it in a browser and put it into the folder.`;
}

/** What to do about a refused request; null where the general advice is the best there is. */
function adviceFor(status: number | null, url: string, network: ModelNetwork): Message | null {
  if (status === 401 || status === 403) return adviceForMembers(url, network);
  if (status === 404 || status === 410) {
    return msg`The file was moved or taken away: look for its new address on the page of the model.`;
  }
  if (status !== 429) return null;
  return url.startsWith(`${network.hubUrl}/`) && network.hubToken === ''
    ? msg`The host limits requests: try again in a few minutes, or store a token under Settings > Accounts (or HF_TOKEN), which raises the limit.`
    : msg`The host limits requests: try again in a few minutes.`;
}

/** Says what to do where a host refuses a model: members only, gone, too many requests. Every other failure stays as it is. */
export function explainRefusal(error: unknown, url: string, network: ModelNetwork): unknown {
  const remedy = adviceFor(answeredStatus(error), url, network);
  if (!(error instanceof AppError) || remedy === null) return error;
  return new AppError(error.code, error.words.message, { remedy, details: error.details, cause: error });
}

/** Refuses addresses that could be read or changed on the way: plain http is for this machine and for a mirror named in the settings. */
export function assertSafeAddress(url: string, { hubUrl }: ModelNetwork): void {
  const isHttps = /^https:\/\//i.test(url);
  if (isHttps || isLoopbackUrl(url) || url.startsWith(`${hubUrl}/`)) return;
  const isHttp = /^http:\/\//i.test(url);
  throw new AppError(
    'download-failed',
    isHttp ? msg`"${url}" is a plain http address.` : msg`"${url}" is not a web address.`,
    {
      remedy: isHttp
        ? msg`Use its https address: what comes over http can be tampered with on the way.`
        : msg`Give the https address of the file.`,
    },
  );
}

/**
 * Asks what lies at an address without taking it: for the headers alone, and for one byte where a host does not answer that, or not with a size
 * (addresses that were signed for one method, servers that make their answers). Null when nobody answers, or not with a file; throws `cancelled`.
 */
export async function askServer(
  { url, name }: { url: string; name: string },
  network: ModelNetwork,
  signal: AbortSignal,
): Promise<RemoteFacts | null> {
  const facts = await ask({ url, name }, network, { signal, isHead: true });
  return facts !== null && facts.sizeBytes !== null && facts.sizeBytes > 0
    ? facts
    : ask({ url, name }, network, { signal });
}

async function ask(
  { url, name }: { url: string; name: string },
  network: ModelNetwork,
  { signal, isHead = false }: { signal: AbortSignal; isHead?: boolean },
): Promise<RemoteFacts | null> {
  try {
    const headers = { ...headersFor(url, network), ...(isHead ? {} : { range: 'bytes=0-0' }) };
    const answer = await inLimitedTime(network.stallMs, signal, (time) =>
      openHttp(url, { signal: time.signal, proxy: network.proxy, headers, isHead }),
    );
    answer.body.on('error', () => undefined).destroy();
    return isOtherType(answer, name) ? null : readFacts(answer);
  } catch {
    if (signal.aborted) throw cancelled();
    return null;
  }
}
