import { z } from 'zod';
import { managerOperations, type ManagerOperationName } from '../../contract/operations';
import { publishedAnswers, publishedRequests } from '../../contract/published';
import { Notice } from '../../contract/text/notice';
import { DocumentGap } from './document-gap';
import { fieldWords } from './field-words';

export type JsonSchema = Record<string, unknown>;

/** The schemas of the contract as JSON Schema 2020-12, which is what OpenAPI 3.1 takes. */
export interface DocumentSchemas {
  components: Readonly<Record<string, JsonSchema>>;
  /** What an operation takes: an object, published or not. */
  inputOf(operation: ManagerOperationName): JsonSchema;
  /** The same, as a reference where it is published. */
  inputRefOf(operation: ManagerOperationName): JsonSchema;
  /** A published schema, or the output of an operation, by its name. Throws `DocumentGap` for a name that is neither. */
  answer(name: string): JsonSchema;
}

const prefix = '#/components/schemas/';
const operationNames = Object.keys(managerOperations) as ManagerOperationName[];
/** Fields that hold a moment, RFC 3339 with offset. */
const moments = /^(timestamp|snapshot_time|last_updated|last_update|install_date|asOf|startedAt)$|_time$|_at$/;

/** What a value of a published schema looks like, where a viewer could not guess it: maps, and words of errors. */
const schemaExamples: Readonly<Record<string, unknown>> = {
  Error: {
    error: 'What failed, and why.',
    message: 'What failed, why, and what to do about it.',
    code: 'one-of-a-closed-list',
    remedy: 'What to do about it.',
  },
  ManagerMappings: {
    'comfyui-impact-pack': [['SAMLoader', 'FaceDetailer'], { title_aux: 'ComfyUI Impact Pack' }],
  },
  InstalledPacksResponse: {
    'comfyui-impact-pack': { ver: '8.1.0', cnr_id: 'comfyui-impact-pack', aux_id: null, enabled: true },
  },
  ImportFailInfoBulkResponse: {
    'comfyui-impact-pack': null,
    'comfyui-custom-scripts': {
      error: "ModuleNotFoundError: No module named 'cv2'",
      traceback: "Traceback (most recent call last):\n…\nModuleNotFoundError: No module named 'cv2'",
    },
  },
};

/** Converts the whole contract. */
export function createSchemas(): DocumentSchemas {
  const sent = convert('input');
  const answered = convert('output');
  const components: Record<string, JsonSchema> = {
    ...pick(answered.schemas, Object.keys(publishedAnswers)),
    ...pick(sent.schemas, Object.keys(publishedRequests)),
  };
  for (const [name, example] of Object.entries(schemaExamples)) {
    components[name] = { ...components[name], examples: [example] };
  }
  const refer = (id: string, schema: JsonSchema | undefined): JsonSchema => {
    if (id in components) return { $ref: prefix + id };
    if (schema) return schema;
    throw new DocumentGap(
      `The published document has no schema "${id}".`,
      'Name an operation or a schema of src/contract/published.ts in the words of its row in src/server/routes/.',
    );
  };
  return {
    components,
    inputOf: (operation) => sent.schemas[sent.idOf(managerOperations[operation].input)] ?? {},
    inputRefOf: (operation) => {
      const id = sent.idOf(managerOperations[operation].input);
      return refer(id, sent.schemas[id]);
    },
    answer: (name) => {
      const id = isManagerOperation(name) ? answered.idOf(managerOperations[name].output) : name;
      return refer(id, answered.schemas[id]);
    },
  };
}

function isManagerOperation(name: string): name is ManagerOperationName {
  return Object.hasOwn(managerOperations, name);
}

function convert(io: 'input' | 'output') {
  const registry = z.registry<{ id: string }>();
  const name = (schema: z.ZodType, id: string): void => {
    if (!registry.has(schema)) registry.add(schema, { id });
  };
  for (const [id, schema] of Object.entries({ ...publishedAnswers, ...publishedRequests })) name(schema, id);
  for (const operation of operationNames) name(managerOperations[operation][io], `${operation} ${io}`);
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => prefix + id,
    override: ({ zodSchema, jsonSchema }) => {
      const words = z.globalRegistry.get(zodSchema)?.description;
      if (words !== undefined) jsonSchema.description = words;
      if (zodSchema === Notice) jsonSchema.type = 'string';
    },
  });
  return {
    schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, tidyObject(schema)])),
    idOf: (schema: z.ZodType): string => registry.get(schema)?.id ?? '',
  };
}

function pick(schemas: Readonly<Record<string, JsonSchema>>, names: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map((name) => [name, schemas[name] ?? {}]));
}

/** Takes away what says nothing, and adds what fields mean. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => tidy(item));
  return isRecord(value) ? tidyObject(value) : value;
}

function tidyObject(schema: object): JsonSchema {
  const members = Object.entries(schema).filter(([key, value]) => !isNoise(key, value));
  return Object.fromEntries(
    members.map(([key, value]: [string, unknown]) => {
      return [key, key === 'properties' && isRecord(value) ? tidyFields(value) : tidy(value)] as const;
    }),
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What says nothing: bounds of whole numbers in JavaScript, names that are texts. And that there is no more than this: there may be. */
function isNoise(key: string, value: unknown): boolean {
  if (key === 'additionalProperties') return value === false;
  return ['$schema', '$id', 'propertyNames'].includes(key) || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

function tidyFields(fields: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const tidied = moments.test(name) ? asMoment(tidy(field)) : tidy(field);
      return [name, { ...(tidied as JsonSchema), ...describe(name) }] as const;
    }),
  );
}

function describe(name: string): JsonSchema {
  const description = fieldWords[name];
  return description === undefined ? {} : { description };
}

/** Marks the text in it, which may be one of several alternatives, as a date-time. */
function asMoment(field: unknown): JsonSchema {
  const schema = field as JsonSchema;
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: schema.anyOf.map(asMoment) };
  return [schema.type].flat().includes('string') ? { ...schema, format: 'date-time' } : schema;
}
