// Documents and files that a comment or a document names: each is in the repository, and so is the section. A reference that nobody can follow says less
// than nothing, for it looks like a reason.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { projectDir } from './project.mjs';

const CODE = /\.(ts|tsx|mjs|cjs|js|css|py|sh|yml|yaml)$|^\.ci\/|^\.githooks\//;
const HASH_COMMENTS = /\.(py|sh|yml|yaml)$|^\.ci\/|^\.githooks\//;
const UNREAD = /(^|\/)fixtures\/|^package-lock\.json$/;
const DECISIONS = 'docs/decisions';

/** The comments of a source text as `{line, text}`, line by line. A comment begins where a line or a word begins, which no address in a text does. */
export function listComments(file, source) {
  if (HASH_COMMENTS.test(file)) return matchLines(source, /(?:^|\s)#\s(.*)$/);
  let isInside = false;
  return source.split('\n').flatMap((text, index) => {
    const line = index + 1;
    if (isInside) {
      isInside = !text.includes('*/');
      return [{ line, text }];
    }
    const [, opening = '', rest = ''] = /(?:^|[\s({[;,])(\/\/|\/\*)(?=[\s*]|$)(.*)$/.exec(text) ?? [];
    if (opening === '') return [];
    isInside = opening === '/*' && !rest.includes('*/');
    return [{ line, text: rest }];
  });
}

function matchLines(source, pattern) {
  return source.split('\n').flatMap((text, index) => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? [] : [{ line: index + 1, text: found }];
  });
}

/** What a line of a comment names: documents by file, with a section, and decisions by number. */
export function listNames(text) {
  const documents = [
    ...text.matchAll(/(?<![\w/.<-])((?:[\w-]+\/)*[\w-]+\.md)(?:((?: \d+,| \d+ and)* \d+)\b)?/g),
  ].flatMap(([, file, sections = '']) => {
    const numbers = sections.match(/\d+/g);
    return numbers === null ? [{ file }] : numbers.map((section) => ({ file, section: Number(section) }));
  });
  const code = listPaths(text).map((file) => ({ file }));
  const decisions = [...text.matchAll(/\bdecisions?[ /]0*(\d{1,3})\b/g)].map(([, number]) => ({
    decision: Number(number),
  }));
  return [...documents, ...code, ...decisions];
}

/** Files of the code, by their whole path; words in capitals stand for a name (`e2e/bench/NAME.bench.ts`). */
function listPaths(text) {
  const found = text.matchAll(
    /(?<![\w/.@-])((?:src|main|preload|renderer|e2e|scripts)\/[\w./-]+\.(?:tsx?|mjs|cjs|js|py|json|yaml))(?![\w*])/g,
  );
  return [...found].map(([, file]) => file).filter((file) => !/[A-Z]{3}/.test(file));
}

/** Files of the code that a page names between backticks, as `{line, target}`. */
export function listCode(page) {
  return page
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) =>
        listPaths(code).map((target) => ({ line: index + 1, target })),
      ),
    );
}

/** Relative links of a page in Markdown, as `{line, target}`; addresses and places of the page itself are left out. */
export function listLinks(page) {
  return page
    .split('\n')
    .flatMap((text, index) =>
      [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => ({ line: index + 1, target: target.split('#')[0] }))
        .filter(({ target }) => target !== '' && !/^[a-z]+:/i.test(target)),
    );
}

/** Tells what is named and not there. @param {{exists: (file: string) => boolean, read: (file: string) => string, decisions: number[]}} repository */
export function judgeName({ file, section, decision }, repository) {
  if (decision !== undefined)
    return repository.decisions.includes(decision) ? null : `there is no decision ${decision}`;
  if (!repository.exists(file)) return `there is no ${file} in the repository`;
  if (section === undefined || new RegExp(`^## ${section}\\. `, 'm').test(repository.read(file))) return null;
  return `${file} has no section ${section}`;
}

const realRepository = () => ({
  exists: (file) => existsSync(join(projectDir, file)),
  read: (file) => readFileSync(join(projectDir, file), 'utf8'),
  decisions: readdirSync(join(projectDir, DECISIONS)).map((name) => Number.parseInt(name, 10)),
});

/** Complaints about one file. */
export function findUnknownNames(file, source, repository = realRepository()) {
  if (UNREAD.test(file)) return [];
  if (file.endsWith('.md')) {
    const links = listLinks(source).filter(({ target }) => !repository.exists(normalize(join(dirname(file), target))));
    const gone = listCode(source).filter(({ target }) => !repository.exists(target));
    return [
      ...links.map(({ line, target }) => `${file}:${line} leads to ${target}, which is not there`),
      ...gone.map(({ line, target }) => `${file}:${line} there is no ${target} in the repository`),
    ];
  }
  if (!CODE.test(file)) return [];
  return listComments(file, source).flatMap(({ line, text }) =>
    listNames(text).flatMap((name) => {
      const problem = judgeName(name, repository);
      return problem === null ? [] : [`${file}:${line} ${problem}`];
    }),
  );
}
