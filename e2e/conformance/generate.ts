import fc from 'fast-check';
import type { Schema, SpecifiedOperation, Specification } from './specification';

/** What a field of this name holds in real life: a text that merely has the right type would be no valid request. */
const meanings: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  id: fc.constantFrom('tidy-latents', 'Some_Owner/Some-Repo', 'sampler-kit-demo'),
  node_name: fc.constantFrom('tidy-latents', 'Some Folder', 'ünïcode-pack'),
  cnr_id: fc.constantFrom('tidy-latents', 'no-such-pack'),
  version: fc.constantFrom('1.0.0', 'latest', 'nightly'),
  selected_version: fc.constantFrom('1.0.0', 'latest', 'nightly'),
  node_ver: fc.constantFrom('1.0.0', 'nightly'),
  target_version: fc.constantFrom('v0.3.60', 'nightly'),
  repository: fc.constantFrom('https://github.com/some-owner/some-repo'),
  url: fc.constantFrom('https://huggingface.co/owner/repo/resolve/main/a.safetensors'),
  filename: fc.constantFrom('a.safetensors', 'ä model.safetensors'),
  save_path: fc.constantFrom('default', 'loras/some'),
  type: fc.constantFrom('checkpoint', 'lora', 'something-new'),
  name: fc.constantFrom('A model', 'Modell Ü'),
  base: fc.constantFrom('SDXL', 'SD1.5'),
};

const kindSchemas: Readonly<Record<string, string>> = {
  install: 'InstallPackParams',
  update: 'UpdatePackParams',
  'update-comfyui': 'UpdateComfyUIParams',
  fix: 'FixPackParams',
  uninstall: 'UninstallPackParams',
  disable: 'DisablePackParams',
  enable: 'EnablePackParams',
  'install-model': 'ModelMetadata',
};

const plainText = fc.string({ minLength: 1, maxLength: 40 });

interface Resolved {
  properties: Record<string, Schema>;
  required: string[];
}

function resolveRef(specification: Specification, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolveRef(specification, specification.schemaOf(name));
}

/** Properties of a schema and of everything it is composed of. */
function flatten(specification: Specification, schema: Schema): Resolved {
  const own = resolveRef(specification, schema);
  const parts = (own.allOf ?? []).map((part) => flatten(specification, part));
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties), own.properties) as Record<string, Schema>,
    required: [...parts.flatMap((part) => part.required), ...(own.required ?? [])],
  };
}

function scalarOf(type: 'integer' | 'boolean', minimum = 0): fc.Arbitrary<unknown> {
  return type === 'boolean' ? fc.boolean() : fc.integer({ min: minimum, max: 1000 });
}

function arbitraryOf(specification: Specification, name: string, schema: Schema): fc.Arbitrary<unknown> {
  const own = resolveRef(specification, schema);
  if (own.enum) return fc.constantFrom(...own.enum.filter((value) => value !== null));
  const meaning = meanings[name];
  if (meaning) return meaning;
  const [type] = [own.type ?? (own.oneOf ? 'string' : 'object')].flat();
  if (type === 'integer' || type === 'boolean') return scalarOf(type, own.minimum);
  if (type === 'array')
    return fc.array(arbitraryOf(specification, '', own.items ?? {}), { minLength: 1, maxLength: 5 });
  if (type === 'object') return objectOf(specification, own);
  return plainText;
}

function objectOf(specification: Specification, schema: Schema): fc.Arbitrary<Record<string, unknown>> {
  const { properties, required } = flatten(specification, schema);
  const fields = Object.entries(properties).map(([name, part]) => [name, arbitraryOf(specification, name, part)]);
  const requiredKeys = required.filter((name) => Object.hasOwn(properties, name));
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys });
}

function taskOf(specification: Specification): fc.Arbitrary<unknown> {
  const kinds = Object.entries(kindSchemas).map(([kind, name]) =>
    fc.record({
      ui_id: fc.uuid(),
      client_id: plainText,
      kind: fc.constant(kind),
      params: objectOf(specification, specification.schemaOf(name)),
    }),
  );
  return fc.oneof(...kinds);
}

/** A generated request: what the specification allows, no more. */
export interface GeneratedRequest {
  query: Record<string, string>;
  body: unknown;
}

/** Valid requests for an operation. `known` replaces values of which only some exist, e.g. names of channels. */
export function generateRequests(
  specification: Specification,
  operation: SpecifiedOperation,
  options: { count: number; seed: number; known: Readonly<Record<string, string[]>> },
): GeneratedRequest[] {
  const query = operation.parameters.map(({ name, schema }) => {
    const values = options.known[`${operation.path} ${name}`];
    const value = values ? fc.constantFrom(...values) : arbitraryOf(specification, name, schema);
    return [name, value.map(String)] as const;
  });
  const requiredKeys = operation.parameters.filter(({ required }) => required).map(({ name }) => name);
  const isTask = operation.path.endsWith('/queue/task');
  const body = operation.body === null ? fc.constant(undefined) : objectOf(specification, operation.body);
  const requests = fc.record({
    query: fc.record(Object.fromEntries(query), { requiredKeys }),
    body: isTask ? taskOf(specification) : body,
  });
  return fc.sample(requests, { numRuns: options.count, seed: options.seed });
}
