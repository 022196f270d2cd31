import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { isFromHere, isOwnPage, refuse, shorten, type Listener, type SourceFacts } from './guards';

/** The ways in which a script of a page asks; all others fetch something for the page itself, or open one. */
const scriptModes: ReadonlySet<string> = new Set(['cors', 'no-cors', 'same-origin']);
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a browser accepts first when it opens a page, or loads a picture or a style for one. */
const loadsForPage = /^\s*(?:text\/html|application\/xhtml|image\/|text\/css|video\/|audio\/)/i;

/**
 * Decides whether a request that changes something is meant: the script of a page of ours asks for it, or a program that is no browser. Everything
 * that a page elsewhere can bring a browser to send, without a click, looks different: a prefetch or a typed address (`Sec-Fetch-Site: none`), a
 * link, a redirect, a picture. It is asked after `judgeSource`, which answers for Host and Origin. Answers the refusal, or null.
 */
export function judgeChange(
  facts: SourceFacts,
  listener: Listener,
  isToken: (text: string, source: SourceFacts) => boolean,
): AppError | null {
  const load = nameTool(facts) ?? nameLoad(facts);
  if (load !== null) return refuseChange(load);
  const foreign = judgeNamedPage(facts, listener);
  if (foreign !== null) return foreign;
  const namesPage = [facts.fetchSite, facts.origin, facts.referer].some((word) => word !== undefined);
  if (namesPage) return null;
  const token = readToken(facts);
  if (token !== null && isToken(token, facts)) return null;
  if (isBrowser(facts)) return refuseChange('a browser sent it and does not say from which page');
  return isFromHere(facts) ? null : askForToken(token !== null);
}

/**
 * Decides whether a request may go on to ComfyUI as one of ours. ComfyUI judges it too; here stops what no page elsewhere needs, whatever the age of
 * that ComfyUI: changing something there, loading something of it into itself (a link may open it), and fetching it ahead.
 */
export function judgePassage(facts: SourceFacts, listener: Listener): AppError | null {
  const { fetchSite, fetchMode, fetchDest } = facts;
  if (!safeMethods.has(facts.method)) return judgeNamedPage(facts, listener);
  if (fetchSite === undefined || fetchSite === 'same-origin') return null;
  if (facts.purpose !== undefined) return refuse(fetchedAhead, { remedy });
  const isLink = fetchMode === 'navigate' && fetchDest === 'document';
  return fetchSite === 'cross-site' && !isLink ? refuse('a page of another site loads it', { remedy }) : null;
}

/** The tools that this app itself sends to an index or a git host, by the names they give themselves. */
const ownTools = /^(?:uv|pip|git|git-lfs)\//i;

/** A hostile index or host names our door as the place of a package: to come here is never the tool's own request. */
function nameTool({ userAgent = '' }: SourceFacts): string | null {
  return ownTools.test(userAgent) ? `"${shorten(userAgent)}" fetches it, led here by a host` : null;
}

/** How a browser made the request, where no script of a page did; null: one did, or there is no browser. */
function nameLoad({ purpose, fetchMode, fetchDest = 'empty', ...facts }: SourceFacts): string | null {
  if (purpose !== undefined) return fetchedAhead;
  if (fetchMode !== undefined && !scriptModes.has(fetchMode)) {
    return `a browser opens it as a page ("${shorten(fetchMode)}")`;
  }
  if (fetchDest !== 'empty') return `a page loads it as "${shorten(fetchDest)}"`;
  const isLoad = isBrowser(facts) && loadsForPage.test(facts.accept ?? '');
  return isLoad ? 'a browser opens it as a page, or loads it for one' : null;
}

/** What is said of the page must be true of ours: by the browser's own word, where it gives one, else by Origin and Referer. */
function judgeNamedPage({ fetchSite, origin, referer }: SourceFacts, listener: Listener): AppError | null {
  if (fetchSite !== undefined) {
    return fetchSite === 'same-origin' ? null : refuseChange(`the browser calls it "${shorten(fetchSite)}"`);
  }
  const foreign = [origin, referer].find((page) => page !== undefined && !isOwnPage(page, listener));
  return foreign === undefined ? null : refuseChange(`it was sent by a page of "${shorten(foreign)}"`);
}

/** Browsers call themselves Mozilla and say on which system. PowerShell does too; no page can send its name to us. Qt sends the bare word. */
function isBrowser({ userAgent = '' }: Pick<SourceFacts, 'userAgent'>): boolean {
  return /\b(?:Mozilla\/[\d.]+ \(|Opera\/)/i.test(userAgent) && !/PowerShell\//i.test(userAgent);
}

function refuseChange(reason: string): AppError {
  return refuse(`it changes something, and ${reason}`, { remedy });
}

/** The token that a request carries, right or wrong; null: it carries none. */
export function readToken({ authorization = '' }: SourceFacts): string | null {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? null;
}

function askForToken(isOther: boolean): AppError {
  const message = isOther
    ? 'The API token of the request is not, or no longer, that of this app.'
    : 'A program needs the API token to change something from another machine, or by a name of the network.';
  return new AppError('token-required', message, {
    remedy: msg`Make one in Settings > Security, and send it as \`Authorization: Bearer TOKEN\`.`,
  });
}

const fetchedAhead = 'a browser fetched it ahead, before anybody wished it';
const remedy = 'Use a page of this server, or a program that is no browser, e.g. curl.';
