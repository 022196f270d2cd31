import { end, get, type RawCase } from './raw-request';

const parser = "Node's strict parser refuses it";
const guarded = 'Host and Origin are judged, and repeated ones stay visible';

const line = (name: string, bytes: RawCase['bytes'], blockedBefore = parser): RawCase => ({
  name,
  bytes,
  blockedBefore,
});

/** Another request line in front of good headers. */
const start = (name: string, write: (first: string, host: string) => string, blockedBefore = parser): RawCase =>
  line(
    `request line: ${name}`,
    ({ first, host, hidden }) => `${write(first, host)}${end}Host: ${host}${end}${end}${hidden.slice(0, 0)}`,
    blockedBefore,
  );

const requestLines: readonly RawCase[] = [
  { ...line('a good GET', get([]), 'it is the control case'), arrives: 'first' },
  start(
    'an absolute address of ours',
    (first, host) => `GET http://${host}${first} HTTP/1.1`,
    'only paths are targets here',
  ),
  start(
    'an absolute address of another host',
    (first) => `GET http://evil.example${first} HTTP/1.1`,
    'only paths are targets here',
  ),
  start('an authority', () => 'CONNECT 127.0.0.1:22 HTTP/1.1', 'a proxy was never offered'),
  start('an authority by GET', (first) => `GET 127.0.0.1:22${first} HTTP/1.1`),
  start('a star', () => 'OPTIONS * HTTP/1.1', 'only paths are targets here'),
  start('a target without a slash', (first) => `GET ${first.slice(1)} HTTP/1.1`),
  start('a backslash', (first) => `GET \\${first} HTTP/1.1`),
  start('a blank in the target', (first) => `GET ${first} x HTTP/1.1`),
  start('a NUL in the target', (first) => `GET ${first}\u0000 HTTP/1.1`),
  start('a tab in front of the version', (first) => `GET ${first}\tHTTP/1.1`),
  start('a method of its own', (first) => `STEAL ${first} HTTP/1.1`),
  start('a method in small letters', (first) => `get ${first} HTTP/1.1`),
  start('HTTP/1.2', (first) => `GET ${first} HTTP/1.2`),
  start('HTTP/9.9', (first) => `GET ${first} HTTP/9.9`),
  start('a version in small letters', (first) => `GET ${first} http/1.1`),
  line('HTTP/0.9', ({ first }) => `GET ${first}${end}`),
  line('the preface of HTTP/2', () => `PRI * HTTP/2.0${end}${end}SM${end}${end}`),
  line('a hello of TLS', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'),
  line('HTTP/1.0 without Host', ({ first }) => `GET ${first} HTTP/1.0${end}${end}`, guarded),
  line('HTTP/1.1 without Host', ({ first }) => `GET ${first} HTTP/1.1${end}${end}`, guarded),
  line(
    'a line of 100 KB',
    ({ first, host }) => `GET ${first}?${'a'.repeat(100_000)} HTTP/1.1${end}Host: ${host}${end}${end}`,
  ),
];

const host = (name: string, hosts: (own: string) => string[]): RawCase =>
  line(
    `Host: ${name}`,
    ({ first, host: own }) =>
      [`GET ${first} HTTP/1.1`, ...hosts(own).map((value) => `Host: ${value}`), '', ''].join(end),
    guarded,
  );

const hosts: readonly RawCase[] = [
  host('another name', () => ['evil.example']),
  host('ours and another', (own) => [own, 'evil.example']),
  host('another and ours', (own) => ['evil.example', own]),
  host('twice ours', (own) => [own, own]),
  host('two in one line', (own) => [`${own}, evil.example`]),
  host('behind a user', (own) => [`evil.example@${own}`]),
  host('in front of an address', (own) => [`${own}@evil.example`]),
  host('another port', () => ['127.0.0.1:1']),
  host('a name that begins like ours', () => ['127.0.0.1.evil.example']),
  host('a name that ends like ours', () => ['evil.localhost']),
  host('empty', () => ['']),
  host('a number that means loopback', (own) => [own.replace('127.0.0.1', '2130706433')]),
  host('a path behind it', (own) => [`${own}/x`]),
];

const origin = (name: string, origins: (own: string) => string[]): RawCase =>
  line(
    `Origin: ${name}`,
    (words) => get(origins(`http://${words.host}`).map((value) => `Origin: ${value}`))(words),
    guarded,
  );

const origins: readonly RawCase[] = [
  origin('another site', () => ['http://evil.example']),
  origin('null', () => ['null']),
  origin('ours and another', (own) => [own, 'http://evil.example']),
  origin('twice ours', (own) => [own, own]),
  origin('ours as a user', (own) => [`${own}@evil.example`]),
  origin('ours with another behind it', (own) => [`${own}.evil.example`]),
  origin('ours with a path', (own) => [`${own}/x`]),
  origin('another port', () => ['http://127.0.0.1:1']),
  origin('a file', () => ['file://']),
];

const header = (name: string, headers: readonly string[], blockedBefore = parser): RawCase =>
  line(`header: ${name}`, get(headers), blockedBefore);

const headers: readonly RawCase[] = [
  header('a folded line', ['X-A: b', ' c']),
  header('a folded line that hides a Host', ['X-A: b', '\tHost: evil.example']),
  header('a NUL in the value', ['X-A: b\u0000c']),
  header('a CR in the value', ['X-A: b\rHost: evil.example']),
  header('a LF that ends a line', ['X-A: b\nOrigin: http://evil.example'], 'the Origin behind it is read and refused'),
  header('no colon', ['X-A']),
  header('no name', [': b']),
  header('a blank in the name', ['X A: b']),
  header('a blank in front of the first name', [' X-A: b']),
  header('64 KB', [`X-A: ${'a'.repeat(65_536)}`]),
  line('a thousand headers', get(Array.from({ length: 1000 }, (_, at) => `X-${at}: ${'a'.repeat(30)}`))),
  line(
    'only LF ends the lines',
    ({ first, host: own }) => `GET ${first} HTTP/1.1\nHost: ${own}\nOrigin: http://evil.example\n\n`,
  ),
  line('only CR ends the lines', ({ first, host: own }) => `GET ${first} HTTP/1.1\rHost: ${own}\r\r`),
  line(
    'a head that never ends',
    ({ first, host: own }) => `GET ${first} HTTP/1.1${end}Host: ${own}${end}X-A: b`,
    'half a head is no request',
  ),
];

const foreign = (target: string, own: string) =>
  `POST ${target} HTTP/1.1${end}Host: ${own}${end}Origin: http://evil.example${end}Content-Length: 0${end}${end}`;

const sequences: readonly RawCase[] = [
  {
    name: 'two good requests in one piece',
    bytes: ({ first, second, host: own }) =>
      `GET ${first} HTTP/1.1${end}Host: ${own}${end}${end}GET ${second} HTTP/1.1${end}Host: ${own}${end}${end}`,
    arrives: 'both',
    blockedBefore: 'it is the control case',
  },
  line(
    'a good request, then one of another site',
    ({ first, second, host: own }) => `GET ${first} HTTP/1.1${end}Host: ${own}${end}${end}${foreign(second, own)}`,
    'each request is judged',
  ),
  line(
    'one of another site behind ten good ones',
    ({ first, second, host: own }) =>
      `GET ${first} HTTP/1.1${end}Host: ${own}${end}${end}`.repeat(10) + foreign(second, own),
    'each request is judged',
  ),
  line(
    'one of another site in pieces',
    ({ second, host: own }) => foreign(second, own).split(/(?=\n|:)/),
    'each request is judged',
  ),
  line(
    'behind an upgrade that is refused',
    (words) => get(['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'], 'HIDDEN')(words),
    'nothing but the first request goes on before ComfyUI agrees',
  ),
  line(
    'behind an upgrade to HTTP/2',
    (words) =>
      get(['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'], '')(words),
    'it is no WebSocket',
  ),
  line(
    'behind an upgrade with a length',
    (words) =>
      get(['Connection: Upgrade', 'Upgrade: websocket', `Content-Length: ${words.hidden.length}`], 'HIDDEN')(words),
    'nothing but the first request goes on before ComfyUI agrees',
  ),
  line(
    'behind an upgrade that names content-length',
    (words) =>
      get(
        ['Connection: Upgrade, content-length', 'Upgrade: websocket', `Content-Length: ${words.hidden.length}`],
        'HIDDEN',
      )(words),
    'nothing but the first request goes on before ComfyUI agrees',
  ),
  line(
    'an upgrade of another site',
    (words) => get(['Connection: Upgrade', 'Upgrade: websocket', 'Origin: http://evil.example'])(words),
    'the Origin of sockets is judged',
  ),
  line(
    'behind Expect',
    (words) => [
      get(['Expect: 100-continue', 'Content-Length: 0'])(words).toString(),
      foreign(words.second, words.host),
    ],
    'each request is judged',
  ),
];

/** Request lines, the headers that say where a request comes from, and requests behind requests. */
export const lineCases: readonly RawCase[] = [...requestLines, ...hosts, ...origins, ...headers, ...sequences];
