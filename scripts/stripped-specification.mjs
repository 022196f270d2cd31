// e2e/conformance/specification.yaml holds the facts of the specification of /v2 (paths, methods, parameters, statuses, schemas), so that
// every clone can test against them. Its words stay where they are: they are not ours.
// node scripts/stripped-specification.mjs [FILE]: says whether it is current. With --write: writes it. FILE is the whole specification.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isMainModule, projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';
import { ensureTools } from './setup.mjs';

/** The facts, in this project. */
export const strippedFile = join(projectDir, 'e2e', 'conformance', 'specification.yaml');
/** The whole specification, where a developer has it beside the project. */
export const wholeFile = resolve(projectDir, '..', 'shared', 'contract', 'openapi.yaml');

const HEAD = '# The facts of the specification of /v2. Written by scripts/stripped-specification.mjs; do not edit.\n';
const WORDS = new Set([
  'description',
  'summary',
  'title',
  'tags',
  'externalDocs',
  'contact',
  'license',
  'servers',
  'example',
]);
/** Members of these are called as somebody wished, e.g. a property `description`; they are no words of the document. */
const NAMED = new Set([
  'properties',
  'schemas',
  'parameters',
  'paths',
  'responses',
  'examples',
  'securitySchemes',
  'content',
]);

/** What is left of an OpenAPI document without its words. @param {Record<string, unknown>} document */
export function stripDocument({ openapi, info, ...rest }) {
  return { openapi, info: { version: info.version }, ...stripNode(rest) };
}

function stripNode(node) {
  if (Array.isArray(node)) return node.map(stripNode);
  if (!isObject(node)) return node;
  const kept = Object.entries(node).filter(([key]) => !WORDS.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, stripMember(key, value)]));
}

function stripMember(key, value) {
  if (key === 'value') return stripExample(value);
  if (!NAMED.has(key) || !isObject(value)) return stripNode(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, stripNode(member)]));
}

// Of an example the form counts: text that is more than one word says nothing to a test.
function stripExample(value) {
  if (typeof value === 'string') return /\s/.test(value) ? 'text' : value;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stripExample(member)]));
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the file has to hold for a specification. @param {string} file */
export async function writeStripped(file) {
  const { parse, stringify } = await import('yaml');
  const stripped = stripDocument(parse(readFileSync(file, 'utf8')));
  return HEAD + stringify(stripped, { lineWidth: 0, aliasDuplicateObjects: false });
}

async function main() {
  ensureTools();
  const [given = wholeFile] = process.argv.slice(2).filter((word) => word !== '--write');
  const file = resolve(given);
  if (!existsSync(file)) throw new ScriptError(`There is no specification at ${file}.`, 'Name the file it is in.');
  const wanted = await writeStripped(file);
  const name = relative(projectDir, strippedFile);
  if (process.argv.includes('--write')) writeFileSync(strippedFile, wanted);
  else if (readFileSync(strippedFile, 'utf8') !== wanted) {
    throw new ScriptError(`${name} is not what ${file} says.`, 'Run: node scripts/stripped-specification.mjs --write');
  }
  say(`specification: ${name} is current`);
  return 0;
}

if (isMainModule(import.meta.url)) await runMain(main);
