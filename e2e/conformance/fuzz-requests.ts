import fc from 'fast-check';
import type { Call } from './client';
import type { SpecifiedOperation } from './specification';

/** A name that no file outside the installation may ever bear. */
export const escapeName = 'fuzz-escape';

const traversals = [
  `../../../../../../tmp/${escapeName}`,
  `..\\..\\${escapeName}`,
  `/tmp/${escapeName}`,
  `C:\\${escapeName}`,
  `\\\\host\\share\\${escapeName}`,
  `%2e%2e%2f${escapeName}`,
  `....//....//${escapeName}`,
  `custom_nodes/../../../${escapeName}`,
  `.disabled/../../${escapeName}`,
  `file:///tmp/${escapeName}`,
  `ext::sh -c touch% /tmp/${escapeName}`,
  `--upload-pack=touch /tmp/${escapeName}`,
  `$(touch /tmp/${escapeName})`,
  `; touch /tmp/${escapeName}`,
];

/** Any character. fast-check's own unit `binary` makes a table of all of them, which costs each process that loads this 0.7 s. */
const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

const wildText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...traversals) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '.', '..', '\u0000', 'null', 'NaN', '-1', '1e999', 'con', '💥'.repeat(40)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 60_000 }).map((length) => 'a'.repeat(length)) },
);
const wildValue = fc.oneof(
  { weight: 5, arbitrary: wildText },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, -1, 1.5, 2 ** 53, [], {}, [[[]]]) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);
const plausible: Readonly<Record<string, readonly unknown[]>> = {
  kind: [
    'install',
    'uninstall',
    'update',
    'fix',
    'disable',
    'enable',
    'update-all',
    'update-comfyui',
    'install-model',
    'restore-snapshot',
    'install-packages',
    'install-archive',
    'repair-packages',
    'create-environment',
    'switch-environment',
    'remove-environment',
    'clean-cache',
    'rehearse-updates',
    'undo',
  ],
  mode: ['local', 'cache', 'remote', 'default', 'imported'],
  channel: ['default', 'dev'],
  version: ['1.0.0', 'latest', 'nightly'],
  selected_version: ['1.0.0', 'latest', 'nightly'],
  id: ['tidy-latents', 'no-such-pack'],
  node_name: ['tidy-latents', 'no-such-pack'],
  cnr_id: ['tidy-latents', 'no-such-pack'],
  type: ['checkpoint', 'lora'],
  url: ['https://huggingface.co/owner/repo/resolve/main/a.safetensors'],
  filename: ['a.safetensors'],
  save_path: ['default', 'loras/x'],
  dry_run: ['true', 'false'],
};
const fieldNames = [
  ...[
    'ui_id',
    'client_id',
    'kind',
    'params',
    'id',
    'version',
    'selected_version',
    'repository',
    'pip',
    'mode',
    'channel',
  ],
  ...[
    'node_name',
    'node_ver',
    'cnr_id',
    'cnr_ids',
    'urls',
    'url',
    'filename',
    'save_path',
    'name',
    'type',
    'base',
    'files',
  ],
  ...['target', 'value', 'ver', 'stable', 'is_stable', 'target_version', 'exact', 'dry_run', 'max_items', 'offset'],
  ...['operation', 'is_unknown', '__proto__', 'constructor'],
];

function valueOf(name: string): fc.Arbitrary<unknown> {
  const known = Object.hasOwn(plausible, name) ? plausible[name] : undefined;
  if (!known) return wildValue;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 2, arbitrary: wildValue });
}

function fieldsOf(depth: number): fc.Arbitrary<Record<string, unknown>> {
  const field = fc.constantFrom(...fieldNames).chain((name) => {
    const value = name === 'params' && depth > 0 ? fieldsOf(depth - 1) : valueOf(name);
    return value.map((one) => [name, one] as const);
  });
  return fc.array(field, { maxLength: 9 }).map((pairs) => Object.fromEntries(pairs));
}

/** A task with the right outline, so that what is inside it is reached too. */
const nearlyTask = fc.record({
  ui_id: fc.oneof(fc.uuid(), wildText),
  client_id: fc.oneof(fc.constant('fuzz'), wildText),
  kind: valueOf('kind'),
  params: fieldsOf(0),
});
const brokenBody = fc.oneof(
  wildText,
  fc.constantFrom('{', '[', '{"a":}', '\u0000', '{"ui_id":"a","ui_id":"b"}', '1', '"text"'),
);

function bodyOf(operation: SpecifiedOperation): fc.Arbitrary<unknown> {
  const known = operation.path.endsWith('/queue/task') ? nearlyTask : fieldsOf(1);
  return fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 2, arbitrary: fieldsOf(1) },
    { weight: 1, arbitrary: brokenBody },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

function queryOf(operation: SpecifiedOperation): fc.Arbitrary<Record<string, string>> {
  const own = operation.parameters.map(({ name }) => name);
  const names = own.length > 0 ? fc.constantFrom(...own, ...fieldNames) : fc.constantFrom(...fieldNames);
  const pair = names.chain((name) => valueOf(name).map((value) => [name, asText(value)] as const));
  return fc.array(pair, { maxLength: 5 }).map((pairs) => {
    // An address longer than the server reads is answered before it is understood; a few of those are enough.
    const shortened = pairs.map(([name, value]) => [name, value.slice(0, 4000)] as const);
    return Object.fromEntries(shortened);
  });
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A lone surrogate cannot be written into an address.
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Requests for an operation with everything wrong that can be: missing, ill-typed, huge, unicode, paths that lead out. */
export function fuzzRequests(operation: SpecifiedOperation, options: { count: number; seed: number }): Call[] {
  const isPost = operation.method === 'post';
  const call = fc.record({
    query: queryOf(operation),
    body: isPost ? bodyOf(operation) : fc.constant(undefined),
    prefix: fc.constantFrom('', '/api'),
    level: fc.option(fc.constantFrom('strong', 'normal', 'weak', 'nonsense'), { freq: 8, nil: undefined }),
  });
  return fc.sample(call, { numRuns: options.count, seed: options.seed }).map(({ query, body, prefix, level }) => ({
    method: operation.method.toUpperCase(),
    path: prefix + operation.path,
    query,
    body,
    ...(level === undefined ? {} : { headers: { 'security-level': level } }),
  }));
}
