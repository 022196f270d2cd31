import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { readToken } from './change-guard';
import { isFromHere, refuse, type SourceFacts } from './guards';

/** Whether a text opens the operations for who has sent a request. */
export type IsToken = (text: string, source: SourceFacts) => boolean;

/** Decides whether a request may come in where only programs have business, and no page, ours included. Answers the refusal, or null. */
function judgeProgram({ origin, fetchSite, referer }: SourceFacts): AppError | null {
  if (origin === undefined && fetchSite === undefined && referer === undefined) return null;
  return refuse('a page sent it, and these operations are for programs', {
    remedy: 'Call it from a program, without an Origin.',
  });
}

/** The same for programs of this machine alone, by a name that leads nowhere else. */
export function judgeLocalProgram(facts: SourceFacts): AppError | null {
  if (!isFromHere(facts)) return refuse('it does not come from this machine', { remedy: 'Call it at 127.0.0.1.' });
  return judgeProgram(facts);
}

/** Who shows a token: a program of this account, or one on another machine. */
export type TokenCaller = 'account' | 'token';

/** Who shows the token of a request that `judgeToken` has let in. */
export function callerBy(facts: SourceFacts, isLocalToken: (text: string) => boolean): TokenCaller {
  return isLocalToken(readToken(facts) ?? '') ? 'account' : 'token';
}

/**
 * Decides whether a request may come in where a token of the person is needed. No page may, ours included: what a browser sends with a page says so
 * (`Origin`, `Sec-Fetch-Site`), and a page has no business with a token. It is asked after `judgeSource`. Answers the refusal, or null.
 */
export function judgeToken(facts: SourceFacts, isToken: IsToken): AppError | null {
  const page = judgeProgram(facts);
  if (page !== null) return page;
  const token = readToken(facts);
  if (token !== null && isToken(token, facts)) return null;
  const message =
    token === null
      ? msg`These operations are for programs that show a token.`
      : msg`The token of the request is not, or no longer, one of this app.`;
  return new AppError('token-required', message, {
    remedy: msg`Make one in Settings > Security, and send it as \`Authorization: Bearer TOKEN\`.`,
  });
}
