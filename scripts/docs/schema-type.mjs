/** Types deeper than this are told by their kind alone: who needs them reads docs/openapi.yaml. */
const DEEPEST = 3;

/**
 * A JSON schema as people read types: `{ key: string; version: string | null }`.
 * @param {Record<string, any>} schema
 * @param {number} depth how many objects it lies in
 * @returns {string}
 */
export function formatType(schema, depth = 0) {
  const { type, anyOf, oneOf, enum: words, const: only, items, properties, additionalProperties: rest } = schema;
  const forms = anyOf ?? oneOf;
  if (forms) return [...new Set(forms.map((form) => formatType(form, depth)))].join(' | ');
  if (words) return words.map((word) => JSON.stringify(word)).join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(type)) return type.map((one) => formatType({ ...schema, type: one }, depth)).join(' | ');
  if (type === 'array') {
    const inner = formatType(items ?? {}, depth);
    return inner.includes(' | ') ? `(${inner})[]` : `${inner}[]`;
  }
  if (type !== 'object') return { integer: 'number', undefined: 'unknown' }[type] ?? type;
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
