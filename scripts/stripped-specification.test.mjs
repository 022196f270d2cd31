import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { onlyWhere } from '../src/base/testing/only-where.ts';
import { stripDocument, strippedFile, wholeFile, writeStripped } from './stripped-specification.mjs';

const isBeside = onlyWhere(existsSync(wholeFile), '../shared/contract/openapi.yaml is not beside this project');

/** Every string of a value, keys left out. */
function listStrings(value) {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listStrings) : [];
}

describe('the facts of a specification', () => {
  const schema = { type: 'object', description: 'Words.', properties: { title: { type: 'string', title: 'Words' } } };
  const example = { kind: 'install', params: { name: 'A name of words', is_unknown: false } };
  const post = {
    summary: 'Words',
    tags: ['words'],
    parameters: [{ name: 'mode', in: 'query', description: 'Words.', schema: { enum: ['cache', 'remote'] } }],
    requestBody: {
      content: { 'application/json': { schema, examples: { one: { summary: 'Words', value: example } } } },
    },
    responses: { 200: { description: 'Words.' } },
  };

  it('are all but its words, and what is only called like words stays', () => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'Words', version: '1' },
      servers: [],
      paths: { '/a': { post } },
    };
    const kept = { type: 'object', properties: { title: { type: 'string' } } };
    const value = { kind: 'install', params: { name: 'text', is_unknown: false } };
    expect(stripDocument(document)).toEqual({
      openapi: '3.1.0',
      info: { version: '1' },
      paths: {
        '/a': {
          post: {
            parameters: [{ name: 'mode', in: 'query', schema: { enum: ['cache', 'remote'] } }],
            requestBody: { content: { 'application/json': { schema: kept, examples: { one: { value } } } } },
            responses: { 200: {} },
          },
        },
      },
    });
  });

  it('lie in this project, without a sentence', () => {
    const strings = listStrings(parse(readFileSync(strippedFile, 'utf8')));
    expect(strings.length).toBeGreaterThan(500);
    expect(strings.filter((text) => /\s/.test(text))).toEqual([]);
  });

  it('are those of the whole specification', isBeside, async () => {
    expect(readFileSync(strippedFile, 'utf8')).toBe(await writeStripped(wholeFile));
  });
});
