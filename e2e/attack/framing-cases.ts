import { end, get, post, type RawCase } from './raw-request';

const inOurChunks =
  'the body of such a request was sent on in chunks of our own, on a connection that nothing followed on';
const parser = "Node's strict parser refuses it";
const chunked = (hidden: string) => `0${end}${end}${hidden}`;

/** A header that only hides another one from what lies behind: it is refused, or ComfyUI sees the other as it came. */
function hides(name: string, header: string, value: string): RawCase {
  // The name stands in every request; the Origin is one of the few that are let in at all.
  const lines = (host: string) => (name === 'host' ? [] : [`${header}: ${value.replace('OWN', `http://${host}`)}`]);
  return {
    name: `Connection: ${name} in front of ${header}`,
    bytes: (words) => get([`Connection: ${name}`, ...lines(words.host)])(words),
    keeps: { [header.toLowerCase()]: value },
  };
}

const inConnection: readonly RawCase[] = [
  ...[
    'content-length',
    'Content-Length',
    'close, content-length',
    'keep-alive,\tCONTENT-LENGTH',
    'content-length,',
  ].map((name): RawCase => ({
    name: `Connection: ${JSON.stringify(name)} with a body`,
    bytes: (words) => get([`Connection: ${name}`, `Content-Length: ${words.hidden.length}`], 'HIDDEN')(words),
  })),
  {
    name: 'two Connection headers, the second names content-length',
    bytes: (words) =>
      get(
        ['Connection: keep-alive', 'Connection: content-length', `Content-Length: ${words.hidden.length}`],
        'HIDDEN',
      )(words),
  },
  {
    name: 'Connection: content-length of a POST',
    bytes: post(['Connection: content-length', 'Content-Length: LENGTH']),
    blockedBefore: inOurChunks,
  },
  {
    name: 'Connection: content-length of a DELETE',
    bytes: (words) =>
      String(post(['Connection: content-length', 'Content-Length: LENGTH'])(words)).replace('POST', 'DELETE'),
  },
  {
    name: 'Connection: content-length of a long body',
    bytes: ({ first, host, hidden }) => {
      const body = hidden + 'x'.repeat(300_000);
      return `POST ${first} HTTP/1.1${end}Host: ${host}${end}Connection: content-length${end}Content-Length: ${body.length}${end}${end}${body}`;
    },
    blockedBefore: inOurChunks,
  },
  {
    name: 'Connection: transfer-encoding with a chunked body',
    bytes: post(
      ['Connection: transfer-encoding', 'Transfer-Encoding: chunked'],
      (hidden) => `${hidden.length.toString(16)}${end}${hidden}${end}0${end}${end}`,
    ),
    blockedBefore: 'the body was sent on in chunks of our own, whatever Connection named',
  },
  hides('host', 'Host', 'HOST'),
  hides('sec-fetch-site', 'Sec-Fetch-Site', 'cross-site'),
  hides('sec-fetch-mode', 'Sec-Fetch-Mode', 'navigate'),
  hides('sec-fetch-dest', 'Sec-Fetch-Dest', 'iframe'),
  hides('referer', 'Referer', 'http://evil.example/'),
  hides('origin', 'Origin', 'OWN'),
];

function lengths(what: string, lines: readonly string[], blockedBefore = parser): RawCase {
  return { name: `body: ${what}`, bytes: post(lines), blockedBefore };
}

const bodies: readonly RawCase[] = [
  {
    name: 'a good POST',
    bytes: ({ first, host }) => `POST ${first} HTTP/1.1${end}Host: ${host}${end}Content-Length: 2${end}${end}{}`,
    arrives: 'first',
    blockedBefore: 'it is the control case',
  },
  lengths('Content-Length and Transfer-Encoding', ['Content-Length: LENGTH', 'Transfer-Encoding: chunked']),
  lengths('Transfer-Encoding and Content-Length', ['Transfer-Encoding: chunked', 'Content-Length: 4']),
  lengths('two lengths', ['Content-Length: 0', 'Content-Length: LENGTH']),
  lengths('twice the same length', ['Content-Length: LENGTH', 'Content-Length: LENGTH']),
  lengths('lengths with a comma', ['Content-Length: 0, LENGTH']),
  lengths('a signed length', ['Content-Length: +0']),
  lengths('a negative length', ['Content-Length: -1']),
  lengths('a hexadecimal length', ['Content-Length: 0x0']),
  lengths('a length with an exponent', ['Content-Length: 0e1']),
  lengths('a length beyond 64 bits', ['Content-Length: 18446744073709551616']),
  lengths('an empty length', ['Content-Length:']),
  lengths('a length with a space inside', ['Content-Length: 0 0']),
  lengths('a blank before the colon', ['Content-Length : LENGTH']),
  lengths('a tab before the colon', ['Content-Length\t: LENGTH']),
  lengths('a length in a folded line', ['Content-Length:', ' LENGTH']),
  lengths('a vertical tab in the length', ['Content-Length: \u000b0']),
  ...[
    'chunked, identity',
    'identity, chunked',
    'xchunked',
    'chunked\u000b',
    'chunked;q=1',
    '"chunked"',
    'gzip, chunked',
    'chunked, chunked',
    'identity',
    '',
  ].map((value): RawCase => ({
    name: `Transfer-Encoding: ${JSON.stringify(value)}`,
    bytes: post([`Transfer-Encoding: ${value}`], chunked),
    blockedBefore: 'what follows is judged as a request of its own, and goes no way past the guards',
  })),
  lengths('two Transfer-Encoding headers', ['Transfer-Encoding: identity', 'Transfer-Encoding: chunked']),
  lengths('a folded Transfer-Encoding', ['Transfer-Encoding:', ' chunked', 'Content-Length: 0']),
  lengths(
    'a name that only looks like Transfer-Encoding',
    ['Transfer_Encoding: chunked', 'Content-Length: LENGTH'],
    'the length is what counts, on both sides',
  ),
  {
    name: 'HTTP/1.0 with chunks',
    bytes: ({ first, host, hidden }) =>
      `POST ${first} HTTP/1.0${end}Host: ${host}${end}Transfer-Encoding: chunked${end}${end}0${end}${end}${hidden}`,
    blockedBefore: parser,
  },
];

const inChunks = (name: string, chunk: (hidden: string) => string): RawCase => ({
  name: `chunk: ${name}`,
  bytes: post(['Transfer-Encoding: chunked'], chunk),
  blockedBefore: parser,
});

const chunks: readonly RawCase[] = [
  inChunks('a size with 0x', (hidden) => `0x0${end}${end}${hidden}`),
  inChunks('a signed size', (hidden) => `-0${end}${end}${hidden}`),
  inChunks('a size with a blank', (hidden) => `0 0${end}${end}${hidden}`),
  inChunks('a size beyond 64 bits', (hidden) => `10000000000000000${end}${end}${hidden}`),
  inChunks('a size that ends with LF', (hidden) => `0\n\n${hidden}`),
  inChunks('a size that ends with CR', (hidden) => `0\r\r${hidden}`),
  inChunks('an extension with LF inside', (hidden) => `5;a=\nb${end}hello${end}0${end}${end}${hidden}`),
  inChunks('data without its end of line', (hidden) => `5${end}hello0${end}${end}${hidden}`),
  inChunks(
    'a trailer that is a Host',
    (hidden) => `0${end}Host: evil.example${end}Content-Length: ${hidden.length}${end}${end}`,
  ),
  inChunks('an endless extension', () => `5;${'a'.repeat(200_000)}`),
];

/** Bodies, their lengths, and what takes them away. */
export const framingCases: readonly RawCase[] = [...inConnection, ...bodies, ...chunks];
