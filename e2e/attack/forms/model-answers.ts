import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { weightsOf } from '../../world/models/model-bytes';
import type { HostRequest } from '../../world/host';
import { redirect, type Answer } from '../hostile-host';
import { playRead, playTask, type HostileForm, type Stage } from '../stage';

/** The formats that weights come in. */
export const formats = ['safetensors', 'sft', 'gguf', 'ckpt', 'pt', 'pth', 'bin', 'onnx'] as const;

type Headers = Record<string, string>;
interface Said {
  status?: number;
  type?: string;
  headers?: Headers;
}

const nameOf = (format: string) => `plain.${format}`;
/** The file as it should be. */
export const rightFile = (format: string): Buffer => weightsOf(nameOf(format), { seed: format, size: 20_000 });

/** Says it in one go, whatever stretch is asked for; a proxy that answers itself does so. */
function say(
  body: Buffer | string,
  { status = 200, type = 'application/octet-stream', headers = {} }: Said = {},
): Answer {
  return ({ response }: HostRequest) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  };
}

/** Says it without a length, and ends: nothing tells that more should come. */
const sayUntilTheEnd =
  (body: Buffer): Answer =>
  ({ response }) => {
    response.socket?.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'), body]));
  };

/** Downloads it from the host of models, which has the token; `listed`: by the address of the list, whose size is known. */
function form(
  name: string,
  format: string,
  more: { answer: Answer; listed?: true; also?: (stage: Stage) => void },
): HostileForm {
  const { answer, listed, also } = more;
  const path = listed ? '/demo-weights/tiny-upscaler/resolve/main/tiny_upscaler.pth' : `/bad/${nameOf(format)}`;
  const filename = listed ? 'tiny_upscaler.pth' : nameOf(format);
  return {
    name: `model answer: ${name} for .${format}${listed ? ' of the list' : ''}`,
    prepare: (stage) => {
      stage.hosts.models.answerInstead(new RegExp(`^${path.replaceAll('.', '\\.')}`), answer);
      also?.(stage);
    },
    act: async (stage) => {
      // The person looks at the list, and downloads from there.
      if (listed) await playRead(stage, '/v2/models/list?mode=remote');
      return installFrom(stage, `${stage.hosts.models.url}${path}`, filename);
    },
    ends: 'failed',
  };
}

/** Installs a file of the host of models. */
export function installFrom(stage: Stage, url: string, filename: string) {
  const params = { name: filename, type: 'checkpoint', base: 'SD1.x', save_path: 'default', filename, url };
  return playTask(stage, { kind: 'install-model', params });
}

const error = '{"error":"Unauthorized","detail":"Bearer tokens are read by nobody"}';
const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>';
/** What comes in the place of a file, whatever it calls itself. */
const bodies: readonly (readonly [string, (format: string) => Buffer | string])[] = [
  ['a JSON error', () => error],
  ['an XML error', () => '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['a web page', () => page],
  ['words', () => 'Entry not found, and nothing else either'],
  ['a git-lfs pointer', () => 'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 20000\n'],
  ['nothing', () => ''],
  ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex')],
  ['the file in gzip', (format) => gzipSync(rightFile(format))],
];

const each = (make: (format: string) => HostileForm[]): HostileForm[] => formats.flatMap(make);

const wrongBodies = each((format) => bodies.map(([name, body]) => form(name, format, { answer: say(body(format)) })));

const wrongAnswers = each((format) => [
  form('a JSON error that says so', format, { answer: say(error, { type: 'application/json; charset=utf-8' }) }),
  form('a web page that says so', format, { answer: say(page, { type: 'text/html' }) }),
  form('the file, called a page', format, { answer: say(rightFile(format), { type: 'text/html' }) }),
  form('the file, said to be in gzip', format, {
    answer: say(gzipSync(rightFile(format)), { headers: { 'content-encoding': 'gzip' } }),
  }),
  ...[401, 403].map((status) =>
    form(`${status} with JSON`, format, { answer: say(error, { status, type: 'application/json' }) }),
  ),
  form('an error as a stretch', format, {
    answer: say(error, {
      status: 206,
      headers: { 'content-range': `bytes 0-${error.length - 1}/${error.length}`, etag: '"one"' },
    }),
  }),
  form('another hash than it names', format, {
    answer: say(rightFile(format), { headers: { 'x-linked-etag': `"${'a'.repeat(64)}"` } }),
  }),
]);

/** What a storage elsewhere says, to which the host of models leads. */
const elsewhere = (name: string, format: string, answer: Answer): HostileForm =>
  form(`${name} at the end of a redirect`, format, {
    answer: redirect('/led'),
    also: ({ hosts }) => {
      hosts.models.answerInstead(/^\/led/, redirect(`${hosts.evil.url}/stored`));
      hosts.evil.answerInstead(/^\/stored/, answer);
    },
  });

const redirected = each((format) => [
  elsewhere('a JSON error', format, say(error)),
  elsewhere('another format', format, say(rightFile(format === 'gguf' ? 'onnx' : 'gguf'))),
]);

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const cut = (format: string) => rightFile(format).subarray(0, 9000);
const other = rightFile('pth');

const sizes: readonly HostileForm[] = [
  ...['safetensors', 'sft', 'onnx'].map((format) =>
    form('a file that was cut', format, { answer: sayUntilTheEnd(cut(format)) }),
  ),
  ...formats.map((format) =>
    form('fewer bytes than the size it names', format, {
      answer: say(cut(format), { headers: { 'x-linked-size': '20000', 'x-linked-etag': `"${sha(cut(format))}"` } }),
    }),
  ),
  form('a JSON error', 'pth', { answer: say(error), listed: true }),
  form('another file of the format', 'pth', { answer: say(other), listed: true }),
  form('another file with its hash', 'pth', {
    answer: say(other, { headers: { 'x-linked-etag': `"${sha(other)}"` } }),
    listed: true,
  }),
  form('another file without a length', 'pth', { answer: sayUntilTheEnd(other), listed: true }),
];

/** What a host of models can answer in the place of a file: formats by bodies, types, packings, stretches, sizes, hashes, redirects and refusals. */
export const answerForms: readonly HostileForm[] = [...wrongBodies, ...wrongAnswers, ...redirected, ...sizes];

/** Ways in which the right file comes. */
export const rightAnswers: readonly (readonly [string, (format: string) => Answer])[] = [
  ['as bytes', (format) => say(rightFile(format))],
  ['as text, which servers call what they do not know', (format) => say(rightFile(format), { type: 'text/plain' })],
  ['without a length', (format) => sayUntilTheEnd(rightFile(format))],
];
