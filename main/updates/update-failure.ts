import { AppError } from '../../src/contract/errors';
import { type Message, msg } from '../../src/contract/text/message';

/** Codes of the library, and of the network below it, with what they mean for a person. */
const known: readonly { sign: RegExp; reason: Message; remedy: Message }[] = [
  {
    sign: /checksum mismatch|ERR_CHECKSUM/iu,
    reason: msg`what was downloaded is not what was published, so it was discarded`,
    remedy: msg`Try again. If it happens every time, the server or a proxy changes files: tell whoever runs it.`,
  },
  {
    sign: /CHANNEL_FILE_NOT_FOUND|NO_PUBLISHED_VERSIONS|LATEST_VERSION_NOT_FOUND/u,
    reason: msg`there is no list of versions for this system`,
    remedy: msg`Check updates.feed and updates.channel in Settings.`,
  },
  {
    sign: /net::ERR_(?:INTERNET|NAME|CONNECTION|ADDRESS|NETWORK|TIMED|PROXY|TUNNEL|EMPTY|SOCKS|CONTENT_LENGTH|INCOMPLETE|HTTP2|QUIC)|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE/u,
    reason: msg`the server did not answer, or stopped in the middle`,
    remedy: msg`Try again when the network is available. Settings > Network says which proxy is used.`,
  },
  {
    sign: /net::ERR_CERT|certificate/iu,
    reason: msg`the server could not prove who it is`,
    remedy: msg`Check the clock of this machine, and whether something between it and the server inspects the connection.`,
  },
  {
    sign: /ENOSPC/u,
    reason: msg`the disk is full`,
    remedy: msg`Free some space on the disk, then try again.`,
  },
];

/** What a failure of the library means. Its own words may be pages long; the first line is kept. */
export function updateFailed(what: Message, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { message, code = '' }: { message: string; code?: string } =
    thrown instanceof Error ? thrown : new Error(String(thrown));
  const first = (message.split('\n')[0] ?? '').slice(0, 300);
  const found = known.find(({ sign }) => sign.test(`${code} ${first}`));
  return new AppError('update-failed', msg`${what}: ${found?.reason ?? first}.`, {
    remedy: found?.remedy ?? msg`Try again, or download the new version by hand.`,
    details: { reason: first },
    cause: thrown,
  });
}
