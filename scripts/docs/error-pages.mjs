// docs/errors.md is generated from the codes of the contract and docs/error-words.json.
// node scripts/docs/error-pages.mjs: says whether it is current. node scripts/docs/error-pages.mjs --write: writes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocument } from '../generated-document.mjs';
import { isMainModule, projectDir, runMain } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';

const HEAD = `# Error codes

<!-- Generated from error-words.json: node scripts/docs/error-pages.mjs --write -->

What fails says so in one form, in the window as in the API: \`{error, message, code, remedy?}\`. \`error\` says what failed and why in this case, \`remedy\` what to
do about it, \`message\` both; \`code\` is one of these and never changes its meaning. The number is the HTTP status.
`;

/** One word of a meaning that begins a sentence. */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The page, of chapters with the words of codes, and the status of each code.
 * @param {Record<string, Record<string, {meaning: string, remedy: string}>>} chapters
 * @param {Record<string, number>} statuses
 */
export function composePage(chapters, statuses) {
  const known = Object.values(chapters).flatMap((words) => Object.keys(words));
  const left = Object.keys(statuses).filter((code) => !known.includes(code));
  if (left.length > 0) {
    throw new ScriptError(`No chapter has ${left.join(', ')}.`, 'Add the words in docs/error-words.json.');
  }
  const parts = Object.entries(chapters).map(([title, words]) => {
    const codes = Object.entries(words).sort(([one], [other]) => (one < other ? -1 : 1));
    const sections = codes.map(
      ([code, text]) =>
        `### ${code}\n\n${statuses[code]}. ${capital(text.meaning)}.\n\n**What to do:** ${text.remedy}\n`,
    );
    return `## ${title}\n\n${sections.join('\n')}`;
  });
  return `${HEAD}\n${parts.join('\n')}`;
}

async function generate() {
  const { tsImport } = await import('tsx/esm/api');
  const chapters = JSON.parse(readFileSync(join(projectDir, 'docs', 'error-words.json'), 'utf8'));
  const { errorStatus } = await tsImport('../../src/contract/errors.ts', import.meta.url);
  return composePage(chapters, errorStatus);
}

const page = generatedDocument({
  ...{ name: 'errors', page: 'docs/errors.md', source: 'src/contract/', script: 'scripts/docs/error-pages.mjs' },
  ...{ generate, part: /^### /gm },
});

/** Compares the page with what the tables say now. */
export const checkErrorPage = page.check;

if (isMainModule(import.meta.url)) await runMain(page.main);
