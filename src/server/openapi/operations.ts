import type { Method } from '../http/method';
import type { Row } from '../http/route-row';
import { composeErrorAnswers } from './error-answers';
import { fieldWords } from './field-words';
import type { AnswerWords, PathWords } from '../http/path-words';
import type { DocumentSchemas, JsonSchema } from './schemas';

/** What a paragraph of a description begins with that tells how the reference answers otherwise, and why we do not. */
export const differenceHead = '**Differs from the reference.**';

/** What is known about one path. */
export interface PathFacts {
  path: string;
  rows: readonly Row[];
  words: PathWords;
  schemas: DocumentSchemas;
}

/** The operations of one path by method. HEAD is not listed: it is GET without a body. */
export function composePath(facts: PathFacts): JsonSchema {
  const methods = (['GET', 'POST'] as const).filter((method) => rowsOf(facts, method).length > 0);
  return Object.fromEntries(methods.map((method) => [method.toLowerCase(), composeOperation(facts, method)]));
}

function composeOperation(facts: PathFacts, method: Method): JsonSchema {
  const { path, words } = facts;
  const parameters = composeParameters(facts, method);
  const rows = rowsOf(facts, method);
  const changes = rows.some(({ mutates }) => mutates);
  const asksCore = rows.some(({ operation }) => operation !== null);
  return {
    tags: [words.tag],
    operationId: `${method.toLowerCase()}${path.replace('/v2', '').replace(/[/_.-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: words.summary,
    description: describe(facts),
    ...(words.refusals?.includes('policy-denied') ? { security: [{}, { securityLevel: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(method === 'POST' ? composeBody(facts) : {}),
    responses: {
      ...composeAnswers(words.byMethod?.[method] ?? words.answers, facts.schemas),
      ...composeErrorAnswers(words.refusals ?? [], { hasBody: method === 'POST', changes, asksCore }),
      default: { $ref: '#/components/responses/OtherFailure' },
    },
  };
}

const formsAreRefused =
  'A content type that a form can send is 415 here; the reference answers 400 with a text. An empty body needs no type in either.';
const everyTypeIsRead =
  'A body of another type than `application/json` is 415 here; the reference reads JSON of every type.';

/**
 * How the reference judges the content type of a request, where that differs from our 415 (docs/reference/on-the-wire.md 11): the first eight take no body and
 * refuse what a form can send; the others read JSON whatever it is called, which lets a page of another site send it.
 */
const notes: Readonly<Record<string, string>> = {
  '/v2/manager/queue/start': formsAreRefused,
  '/v2/manager/queue/reset': formsAreRefused,
  '/v2/manager/queue/update_all': formsAreRefused,
  '/v2/manager/queue/update_comfyui': formsAreRefused,
  '/v2/snapshot/save': formsAreRefused,
  '/v2/snapshot/remove': formsAreRefused,
  '/v2/snapshot/restore': formsAreRefused,
  '/v2/manager/reboot': formsAreRefused,
  '/v2/manager/queue/task': everyTypeIsRead,
  '/v2/manager/queue/install_model': everyTypeIsRead,
  '/v2/customnode/import_fail_info': everyTypeIsRead,
  '/v2/customnode/import_fail_info_bulk': everyTypeIsRead,
  '/v2/comfyui_manager/comfyui_switch_version': everyTypeIsRead,
  '/v2/manager/db_mode': everyTypeIsRead,
  '/v2/manager/policy/update': everyTypeIsRead,
  '/v2/manager/channel_url_list': everyTypeIsRead,
};

/** What differs there, as a sentence; empty where nothing does. */
function noteOfContentType(path: string): string {
  return notes[path] ?? '';
}

/** The difference stands in the description, where every viewer shows it. */
function describe({ path, words: { description, difference = '' } }: PathFacts): string {
  const differences = [difference, noteOfContentType(path)].filter((text) => text !== '');
  return differences.length === 0 ? description : `${description}\n\n${differenceHead} ${differences.join(' ')}`;
}

function rowsOf({ rows }: PathFacts, method: Method): readonly Row[] {
  return rows.filter(({ methods }) => methods.includes(method));
}

interface Field {
  name: string;
  schema: JsonSchema;
  /** Whether every operation behind the path needs it. */
  isRequired: boolean;
}

/** Where one path has several operations, they share their fields; only one may need what the others do not know. */
function fieldsOf(facts: PathFacts, method: Method): Field[] {
  const inputs = rowsOf(facts, method).flatMap(({ operation }) =>
    operation ? [facts.schemas.inputOf(operation)] : [],
  );
  const fields = new Map<string, JsonSchema>();
  for (const input of inputs) {
    for (const [name, schema] of Object.entries(propertiesOf(input))) fields.set(name, schema);
  }
  for (const [name, schema] of Object.entries(facts.words.selectors ?? {})) fields.set(name, { ...schema });
  return [...fields].map(([name, schema]) => ({
    name,
    schema,
    isRequired: inputs.length > 0 && inputs.every(({ required }) => Array.isArray(required) && required.includes(name)),
  }));
}

function propertiesOf({ properties }: JsonSchema): Record<string, JsonSchema> {
  return (properties ?? {}) as Record<string, JsonSchema>;
}

/** A path that answers GET takes its fields from the query, by POST too; but there they may be in the body instead. */
function composeParameters(facts: PathFacts, method: Method): JsonSchema[] {
  if (rowsOf(facts, 'GET').length === 0) return [];
  return fieldsOf(facts, method).map(({ name, schema, isRequired }) => {
    const { description: own, ...rest } = schema;
    const description = facts.words.fields?.[name] ?? own ?? fieldWords[name];
    const words = typeof description === 'string' ? { description } : {};
    return { name, in: 'query', required: isRequired && method === 'GET', ...words, schema: rest };
  });
}

function composeBody(facts: PathFacts): JsonSchema {
  const onlyBody = rowsOf(facts, 'GET').length === 0;
  const schema = onlyBody ? bodyOf(facts) : mergedBody(fieldsOf(facts, 'POST'));
  const { examples } = facts.words;
  const description = onlyBody
    ? {}
    : { description: 'The fields of the query may come here instead. No bytes and the text `null` are no fields.' };
  // Where the query says everything, a viewer offers no fields that would win over it.
  const shown = examples ? { examples } : onlyBody ? {} : { example: {} };
  const content = { 'application/json': { schema, ...shown } };
  return { requestBody: { ...description, required: onlyBody, content } };
}

function bodyOf({ rows, schemas }: PathFacts): JsonSchema {
  const operation = rows[0]?.operation;
  return operation ? schemas.inputRefOf(operation) : {};
}

function mergedBody(fields: readonly Field[]): JsonSchema {
  const properties = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));
  const object = { type: 'object', ...(fields.length > 0 ? { properties } : {}) };
  return { anyOf: [object, { type: 'null' }] };
}

function composeAnswers(answers: Readonly<Record<number, AnswerWords>>, schemas: DocumentSchemas): JsonSchema {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, body }]) => [
      status,
      { description, ...(body === undefined ? {} : { content: contentOf(body, schemas) }) },
    ]),
  );
}

function contentOf(body: string | readonly string[], schemas: DocumentSchemas): JsonSchema {
  if (typeof body === 'string') return { [body]: { schema: { type: 'string' } } };
  const alternatives = body.map((name) => schemas.answer(name));
  return { 'application/json': { schema: alternatives.length === 1 ? alternatives[0] : { anyOf: alternatives } } };
}
