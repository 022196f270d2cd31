import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';

/** Codes of the library, and of the network below it, with what they mean for a person. */
const known: readonly { sign: RegExp; reason: string; remedy: string }[] = [
  {
    sign: /checksum mismatch|ERR_CHECKSUM/iu,
    reason: 'what was downloaded is not what was published, so it was discarded',
    remedy: 'Try again. If it happens every time, the server or a proxy changes files: tell whoever runs it.',
  },
  {
    sign: /CHANNEL_FILE_NOT_FOUND|NO_PUBLISHED_VERSIONS|LATEST_VERSION_NOT_FOUND/u,
    reason: 'there is no list of versions for this system',
    remedy: 'Check updates.feed and updates.channel in Settings.',
  },
  {
    sign: /net::ERR_(?:INTERNET|NAME|CONNECTION|ADDRESS|NETWORK|TIMED|PROXY|TUNNEL|EMPTY|SOCKS|CONTENT_LENGTH|INCOMPLETE|HTTP2|QUIC)|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE/u,
    reason: 'the server did not answer, or stopped in the middle',
    remedy: 'Try again when the network is available. Settings > Network says which proxy is used.',
  },
  {
    sign: /net::ERR_CERT|certificate/iu,
    reason: 'the server could not prove who it is',
    remedy: 'Check the clock of this machine, and whether something between it and the server inspects the connection.',
  },
  {
    sign: /ENOSPC/u,
    reason: 'the disk is full',
    remedy: 'Free some space on the disk, then try again.',
  },
];

/** What a failure of the library means. Its own words may be pages long; the first line is kept. */
export function updateFailed(what: string, thrown: unknown): AppError {
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
