import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import {
  dispatch,
  managerOperations,
  type CallContext,
  type ManagerOperationName,
  type ManagerOperations,
  type OperationOutput,
} from '../../contract/operations';
import type { Method } from './method';
import type { PathWords } from './path-words';
import { type Answer, answerJson } from './respond';

/** What a request says: its query, and the fields of its JSON body. */
export interface Fields {
  query: Readonly<Record<string, unknown>>;
  body: Readonly<Record<string, unknown>>;
}

/** One row as it is written: a path of the specification and the operation behind it. */
export interface RowText<N extends ManagerOperationName> {
  /** As the specification has it; it is served under `/api` as well. */
  path: string;
  operation: N;
  /** Left out: GET and POST when the operation changes something, GET and HEAD when it reads. */
  methods?: readonly Method[];
  /** Where several rows share a path, the first that wants the request answers it. Left out: wants every request. */
  when?: (fields: Fields) => boolean;
  /** These requests change something, though the operation mostly reads. */
  mutates?: true;
  /** The input of the operation. Left out: query and body together, the body winning. */
  input?: (fields: Fields) => unknown;
  /** Left out: the output as JSON. */
  answer?: (output: OperationOutput<N>) => Answer | Promise<Answer>;
  /** What the published document says about the path; null where another row of it does. */
  words: PathWords | null;
}

/** What the caller brings along besides the request. */
export interface RowCall {
  operations: ManagerOperations | null;
  fields: Fields;
  context: CallContext;
}

/** One row as the server uses it; which operation it was is no longer part of the type. */
export interface Row {
  path: string;
  /** What it asks for; null where nothing of the core is asked. */
  operation: ManagerOperationName | null;
  methods: readonly Method[];
  mutates: boolean;
  words: PathWords | null;
  wants(fields: Fields): boolean;
  call(call: RowCall): Promise<Answer>;
}

const changing: readonly Method[] = ['GET', 'POST'];
const reading: readonly Method[] = ['GET', 'HEAD'];

/** Makes a row usable: method rule, input and answer of one operation in one place. */
export function row<N extends ManagerOperationName>(text: RowText<N>): Row {
  const { mutates } = { ...managerOperations[text.operation], ...(text.mutates && { mutates: true }) };
  const input = text.input ?? (({ query, body }: Fields) => ({ ...query, ...body }));
  return {
    path: text.path,
    operation: text.operation,
    methods: text.methods ?? (mutates ? changing : reading),
    mutates,
    words: text.words,
    wants: text.when ?? (() => true),
    async call({ operations, fields, context }) {
      const output = await dispatch<N>(operations ?? {}, {
        name: text.operation,
        input: input(fields),
        context,
      });
      return text.answer === undefined ? answerJson(output) : text.answer(output);
    },
  };
}

/** A row that answers the same bytes to everybody: a page and what belongs to it. They are loaded when somebody asks. */
export function fileRow(path: string, load: () => Promise<Answer>, words: PathWords): Row {
  return { path, operation: null, methods: reading, mutates: false, words, wants: () => true, call: load };
}

const noWords: ReadonlySet<unknown> = new Set([undefined, null, false, 0, 'false', '0', 'f', 'n', 'no', 'off']);

/** Only a clear no lets the change happen: who sends `dry_run` at all, however written, does not expect a change. */
export function isDryRun({ query, body }: Fields): boolean {
  const dryRun = body.dry_run ?? query.dry_run;
  return !noWords.has(typeof dryRun === 'string' ? dryRun.toLowerCase() : dryRun);
}

/** One text of the query; an empty one counts as left out, as the reference reads it. */
export function textOf(query: Fields['query'], name: string): unknown {
  return query[name] === '' ? undefined : query[name];
}

/** One whole number of the query. Throws `invalid-input` for every other text, an empty one included. */
export function wholeNumberOf(query: Fields['query'], name: string): number | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  throw new AppError('invalid-input', msg`\`${name}\` is not a whole number.`, {
    remedy: msg`Send one number, e.g. 20.`,
    details: { details: [{ path: name, message: 'Expected a whole number.' }] },
  });
}
