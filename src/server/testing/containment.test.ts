import { expect, it } from 'vitest';
import { findMissing, type Direction, type Schema } from './containment';

const text: Schema = { type: 'string' };
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});
const components: Record<string, Schema> = {
  Word: { enum: ['yes', 'no'], type: 'string' },
  Named: object({ name: text }, ['name']),
  Either: { oneOf: [object({ kind: { const: 'a' }, x: text }), object({ kind: { const: 'b' }, y: text })] },
};
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

it.each<[string, Direction, Schema, Schema, string[]]>([
  ['the same', 'sent', ref('Named'), ref('Named'), []],
  ['anything', 'sent', ref('Named'), {}, []],
  ['another type', 'sent', text, { type: 'number' }, ['string is number']],
  ['a whole number for a number', 'sent', { type: 'integer' }, { type: 'number' }, []],
  ['more values', 'sent', ref('Word'), { type: 'string' }, []],
  ['fewer values', 'answered', ref('Word'), { const: 'yes' }, ['the value no']],
  ['a lost field', 'answered', object({ a: text, b: text }), object({ a: text }), ['.b']],
  ['a demand', 'sent', object({ a: text }), object({ a: text }, ['a']), ['demands .a']],
  ['a field that may be left out', 'answered', ref('Named'), object({ name: text }), ['may lack .name']],
  ['null where nothing is null', 'answered', { type: ['string', 'null'] }, text, []],
  ['null that is refused', 'sent', { type: ['string', 'null'] }, text, ['null is string']],
  ['a lost format', 'answered', { ...text, format: 'date-time' }, text, ['is no date-time']],
  [
    'a list of something else',
    'answered',
    { type: 'array', items: text },
    { type: 'array', items: ref('Named') },
    ['[] string is object'],
  ],
  [
    'a map of something else',
    'answered',
    { additionalProperties: text, type: 'object' },
    {
      additionalProperties: ref('Word'),
      type: 'object',
    },
    ['[] the value undefined'],
  ],
  ['parts of a composition', 'sent', { allOf: [ref('Named'), object({ b: text })] }, ref('Named'), ['.b']],
  ['forms told apart by a value', 'sent', object({ kind: { enum: ['a', 'b'] }, x: text, y: text }), ref('Either'), []],
  ['a form less', 'sent', object({ kind: { enum: ['a', 'c'] } }), ref('Either'), ['.kind the value c']],
])('finds what is missing: %s', (...[, direction, wanted, found, missing]) => {
  expect(findMissing({ schema: wanted, components }, { schema: found, components }, direction)).toEqual(missing);
});
