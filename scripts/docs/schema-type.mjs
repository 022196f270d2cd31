/** Types deeper than this are told by their kind alone: who needs them reads docs/openapi.yaml. */
const DEEPEST = 3;

/**
 * A JSON schema as people read types: `{ key: string; version: string | null }`.
 * @param {Record<string, any>} schema
 * @param {number} depth how many objects it lies in
 * @returns {string}
 */
export function formatType(schema, depth = 0) {
  const forms = formsOf(schema);
  if (forms) return [...new Set(forms.map((form) => formatType(form, depth)))].join(' | ');
  const { type, enum: words } = schema;
  if (words) return words.map((word) => JSON.stringify(word)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (type === 'array') return formatArray(schema, depth);
  if (type === 'object') return formatRecord(schema, depth);
  return { integer: 'number', undefined: 'unknown' }[type] ?? type;
}

/** The forms of which a value has one; null where there is one alone. */
function formsOf(schema) {
  const { type, anyOf, oneOf } = schema;
  return anyOf ?? oneOf ?? (Array.isArray(type) ? type.map((one) => ({ ...schema, type: one })) : null);
}

function formatArray({ items = {} }, depth) {
  const inner = formatType(items, depth);
  return inner.includes(' | ') ? `(${inner})[]` : `${inner}[]`;
}

function formatRecord(schema, depth) {
  const { properties, additionalProperties: rest } = schema;
  if (properties === undefined) return `Record<string, ${rest ? formatType(rest, depth) : 'unknown'}>`;
  return depth >= DEEPEST ? 'object' : formatObject(schema, depth);
}

function formatObject({ properties, required = [] }, depth) {
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(properties).map(([name, field]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${indent}${/^\w+$/.test(name) ? name : JSON.stringify(name)}${mark}: ${formatType(field, depth + 1)};`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}
