import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** A JSON schema as it stands in a document; only what is looked at is named. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
}

export interface Parameter {
  name: string;
  required: boolean;
  schema: Schema;
}

/** One operation: what can be sent, and what may come back. */
export interface SpecifiedOperation {
  method: 'get' | 'post';
  path: string;
  parameters: Parameter[];
  body: Schema | null;
  /** Request examples by name. */
  examples: Record<string, unknown>;
  /** Schema of a JSON answer by status; null where the status has none. */
  answers: Map<number, Schema | null>;
}

export interface Specification {
  operations: SpecifiedOperation[];
  schemaOf(name: string): Schema;
  /** Whether a value fits a schema; the answer lists what does not, and is empty when all does. */
  problemsOf(schema: Schema, value: unknown): string[];
}

interface RawOperation {
  parameters?: (Parameter & { $ref?: string })[];
  requestBody?: { content: Record<string, { schema: Schema; examples?: Record<string, { value: unknown }> }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface RawDocument {
  components: { schemas: Record<string, Schema>; parameters?: Record<string, Parameter> };
  paths: Record<string, Record<string, RawOperation>>;
}

const projectDir = resolve(import.meta.dirname, '..', '..');
/** The specification without its words; scripts/stripped-specification.mjs makes it of the whole one. */
export const specificationFile = resolve(import.meta.dirname, 'specification.yaml');
/** Our own document, generated from the operation table. */
export const publishedFile = resolve(projectDir, 'docs', 'openapi.yaml');

const json = 'application/json';

/**
 * Two schemas of the specification contradict themselves: members of its `oneOf` overlap, so that hardly any value fits exactly one, and
 * `state_after` demands null and an object at once. They are read as they are meant: any of, and an object or null.
 */
function asMeant(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asMeant);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, asMeant(value)]);
  const meant = Object.fromEntries(entries) as Record<string, unknown>;
  const { type, allOf } = meant;
  const isNullOnly = Array.isArray(type) && type.join() === 'null';
  return isNullOnly && Array.isArray(allOf) ? { anyOf: [{ type: 'null' }, ...(allOf as unknown[])] } : meant;
}

function createChecker(document: RawDocument): Specification['problemsOf'] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(asMeant({ $id: 'specification', components: document.components }) as object);
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema, value) => {
    const absolute = JSON.stringify(asMeant(schema)).replaceAll('"#/', '"specification#/');
    const validate = compiled.get(schema) ?? ajv.compile(JSON.parse(absolute) as object);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).slice(0, 5).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  };
}

function readOperation(document: RawDocument, path: string, [method, raw]: [string, RawOperation]): SpecifiedOperation {
  const parameters = (raw.parameters ?? []).map((parameter) => {
    const name = parameter.$ref?.split('/').at(-1);
    const found = name === undefined ? parameter : document.components.parameters?.[name];
    if (!found) throw new Error(`${path} names an unknown parameter ${String(name)}.`);
    return { name: found.name, required: found.required, schema: found.schema };
  });
  const content = raw.requestBody?.content[json];
  const examples = Object.entries(content?.examples ?? {}).map(([name, { value }]) => [name, value]);
  const answers = Object.entries(raw.responses).map(
    ([status, answer]) => [Number(status), answer.content?.[json]?.schema ?? null] as const,
  );
  return {
    ...{ method: method as 'get' | 'post', path, parameters },
    body: content?.schema ?? null,
    examples: Object.fromEntries(examples) as Record<string, unknown>,
    answers: new Map(answers),
  };
}

/** Reads an OpenAPI document as far as a client needs it. */
export function readSpecification(file: string): Specification {
  const document = parse(readFileSync(file, 'utf8')) as RawDocument;
  const methods = ['get', 'post'];
  return {
    operations: Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => methods.includes(method))
        .map((entry) => readOperation(document, path, entry)),
    ),
    schemaOf: (name) => {
      const schema = document.components.schemas[name];
      if (!schema) throw new Error(`The document has no schema ${name}.`);
      return schema;
    },
    problemsOf: createChecker(document),
  };
}

/** How an operation is called in tables. */
export function nameOf({ method, path }: { method: string; path: string }): string {
  return `${method.toUpperCase()} ${path}`;
}
