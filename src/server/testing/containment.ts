/** A JSON schema of an OpenAPI document, as far as two of them are compared. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  format?: string;
  items?: Schema | false;
  prefixItems?: Schema[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** A schema and the component schemas that its references name. */
export interface Placed {
  schema: Schema;
  components: Readonly<Record<string, Schema>>;
}

/** `sent`: may everything be sent that is wanted? `answered`: is everything there that is wanted? */
export type Direction = 'sent' | 'answered';

/**
 * What a wanted schema has that another one lacks, in words: types, values, fields, and what is required. Empty when the other contains it:
 * it takes all of it and demands no more (`sent`), or says all of it and leaves out nothing that is required (`answered`).
 */
export function findMissing(wanted: Placed, found: Placed, direction: Direction): string[] {
  const candidates = alternativesOf(found);
  const all = [...candidates, ...joinObjects(candidates)];
  // What may be null and never is does no harm to who reads it.
  const forms = alternativesOf(wanted).filter(({ type }) => direction === 'sent' || type !== 'null');
  return forms.flatMap((schema) => {
    const attempts = all.map((candidate) => compare({ ...wanted, schema }, { ...found, schema: candidate }, direction));
    return attempts.reduce((best, problems) => (problems.length < best.length ? problems : best));
  });
}

/** A schema without references and compositions: one for each form that a value may have, values of an enumeration apart. */
function alternativesOf({ schema, components }: Placed): Schema[] {
  const { $ref, allOf = [], anyOf = [], oneOf = [], ...own } = schema;
  const expand = (part: Schema): Schema[] => alternativesOf({ schema: part, components });
  const crossed = (bases: Schema[], parts: Schema[]): Schema[] =>
    bases.flatMap((base) => parts.map((part) => mergeInto(base, part)));
  // The specification writes "null or that" as "null and that".
  if (String(own.type) === 'null' && allOf.length > 0) return [{ type: 'null' }, ...allOf.flatMap(expand)];
  const target = $ref === undefined ? [] : [components[$ref.split('/').at(-1) ?? ''] ?? {}];
  const choices = [...anyOf, ...oneOf].flatMap(expand);
  let forms = [...target, ...allOf].map(expand).reduce(crossed, [own]);
  if (choices.length > 0) forms = crossed(forms, choices);
  return forms.flatMap(splitTypes).flatMap(splitValues);
}

function mergeInto(base: Schema, part: Schema): Schema {
  return {
    ...base,
    ...part,
    properties: { ...base.properties, ...part.properties },
    required: [...(base.required ?? []), ...(part.required ?? [])],
  };
}

function splitTypes(schema: Schema): Schema[] {
  if (!Array.isArray(schema.type)) return [schema];
  return schema.type.map((type) => (type === 'null' ? { type } : { ...schema, type }));
}

function splitValues({ enum: values, ...schema }: Schema): Schema[] {
  return values ? values.map((value) => ({ ...schema, const: value })) : [schema];
}

/** One object that may be any of several: each field may be what it is in any of them. */
function joinObjects(forms: readonly Schema[]): Schema[] {
  const objects = forms.filter(({ properties }) => properties && Object.keys(properties).length > 0);
  if (objects.length === 0) return [];
  const properties: Record<string, Schema> = {};
  for (const object of objects) {
    for (const [name, field] of Object.entries(object.properties ?? {})) {
      properties[name] = { anyOf: [...(properties[name]?.anyOf ?? []), field] };
    }
  }
  const [first, ...others] = objects.map(({ required = [] }) => required);
  const required = (first ?? []).filter((name) => others.every((names) => names.includes(name)));
  return [{ type: 'object', properties, required }];
}

function compare(wanted: Placed, found: Placed, direction: Direction): string[] {
  const { schema: want } = wanted;
  const { schema: have } = found;
  if (have.type === undefined && have.const === undefined && have.properties === undefined) return [];
  const otherwise = compareKind(want, have);
  if (otherwise !== null) return [otherwise];
  return [
    ...compareRequired(want, have, direction),
    ...Object.entries(want.properties ?? {}).flatMap(([name, field]) => {
      const other = have.properties?.[name];
      if (!other) return [`.${name}`];
      const missing = findMissing({ ...wanted, schema: field }, { ...found, schema: other }, direction);
      return missing.map((problem) => `.${name} ${problem}`);
    }),
    ...compareMembers(wanted, found, direction),
  ];
}

function compareKind(want: Schema, have: Schema): string | null {
  const typeOf = ({ type, const: value }: Schema) => String(type ?? typeof value).replace('integer', 'number');
  if (want.type !== undefined && typeOf(want) !== typeOf(have)) return `${String(want.type)} is ${typeOf(have)}`;
  if (have.const !== undefined && want.const !== have.const) return `the value ${String(want.const)}`;
  return want.format !== undefined && want.format !== have.format ? `is no ${want.format}` : null;
}

function compareRequired({ required: want = [] }: Schema, { required: have = [] }: Schema, direction: Direction) {
  if (direction === 'sent') return have.filter((name) => !want.includes(name)).map((name) => `demands .${name}`);
  return want.filter((name) => !have.includes(name)).map((name) => `may lack .${name}`);
}

/** Items of lists and values of maps. */
function compareMembers(wanted: Placed, found: Placed, direction: Direction): string[] {
  return (['items', 'additionalProperties'] as const).flatMap((key) => {
    const want = wanted.schema[key];
    const { prefixItems } = found.schema;
    const have = key === 'items' && prefixItems ? { anyOf: prefixItems } : found.schema[key];
    if (typeof want !== 'object') return [];
    if (typeof have !== 'object') return have === false ? [`[${key}]`] : [];
    const missing = findMissing({ ...wanted, schema: want }, { ...found, schema: have }, direction);
    return missing.map((problem) => `[] ${problem}`);
  });
}
