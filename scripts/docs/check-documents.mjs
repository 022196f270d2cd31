// What the documentation claims, compared with the source: pages that links name, commands, arguments, settings, paths of the API, codes of errors.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectDir } from '../project.mjs';
import { findUnknownArtifacts, listArtifacts } from './artifacts.mjs';
import {
  PROOFS,
  compareNames,
  findUnknownLabels,
  findUnknownScripts,
  findUnknownSettings,
  judgeCommands,
  listCode,
  listColumn,
} from './commands.mjs';
import { checkCommandLine } from './command-line.mjs';
import { checkErrorPage } from './error-pages.mjs';
import { findUnknownFlags } from './flags.mjs';
import { findLostPlaces } from './links.mjs';

const read = (file) => readFileSync(join(projectDir, file), 'utf8');

/** Arguments and settings have one table each, in this page. */
const SETTINGS_PAGE = 'docs/settings.md';

/** Pages whose italics are words of the window; other pages also quote those of a system. */
const WINDOW_PAGES = new Set(['docs/guide.md', 'docs/first-steps.md']);

const listTexts = (tree) => (typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(listTexts));

async function readSource() {
  const { tsImport } = await import('tsx/esm/api');
  const { AppSettings } = await tsImport('../../src/contract/settings.ts', import.meta.url);
  const { USAGE } = await import('../start-arguments.mjs');
  const { name, scripts } = JSON.parse(read('package.json'));
  return {
    artifacts: listArtifacts(parse(read('electron-builder.yml')), name),
    settings: Object.keys(AppSettings.shape),
    arguments: [...USAGE.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, name]) => name),
    scripts,
    texts: new Set(['renderer', 'main'].flatMap((area) => listTexts(JSON.parse(read(`${area}/texts/en.json`))))),
    paths: Object.keys(parse(read('docs/openapi.yaml')).paths),
  };
}

/** Paths below `/v2` that a page names and the published document has not; a query and what stands for a name are left off. */
export function findUnknownPaths(file, page, paths) {
  const named = listCode(page).flatMap((code) =>
    [...code.matchAll(/(?<![\w.])\/v2\/[\w/-]+(?:\.\w+)?/g)].map(([path]) => path),
  );
  const known = new Set(paths);
  const forms = [...known]
    .filter((one) => one.includes('{'))
    .map((one) => new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
  const isKnown = (path) => known.has(path) || forms.some((form) => form.test(path));
  return [...new Set(named)]
    .filter((path) => !isKnown(path))
    .map((path) => `${file}: there is no ${path} in docs/openapi.yaml`);
}

/** @param {string[]} files @returns {Promise<import('../reports.mjs').Finding>} */
export async function checkDocuments(files) {
  const source = await readSource();
  const pages = new Map(files.filter((file) => file.endsWith('.md')).map((file) => [file, read(file)]));
  const places = findLostPlaces(pages);
  const [errors, commands] = [await checkErrorPage(), await checkCommandLine()];
  const exists = (file) => existsSync(join(projectDir, file));
  const perPage = [...pages].flatMap(([file, page]) => [
    ...judgeCommands(file, page, { proofs: PROOFS, exists }).problems,
    ...findUnknownScripts(file, page, source.scripts),
    ...findUnknownFlags(file, page, { scripts: source.scripts, root: projectDir }),
    ...(WINDOW_PAGES.has(file) ? findUnknownLabels(file, page, source.texts) : []),
    ...findUnknownArtifacts(file, page, source.artifacts),
    ...findUnknownSettings(file, page, source.settings),
    ...(file.startsWith('docs/reference/') ? [] : findUnknownPaths(file, page, source.paths)),
  ]);
  const table = pages.get(SETTINGS_PAGE) ?? '';
  const argumentNames = listColumn(table, 'argument').map((name) => name.split(' ')[0]);
  return {
    seen: pages.size + places.seen + errors.seen + commands.seen,
    problems: [
      ...places.problems,
      ...errors.problems,
      ...commands.problems,
      ...perPage,
      ...compareNames(`${SETTINGS_PAGE}, settings`, listColumn(table, 'setting'), source.settings),
      ...compareNames(`${SETTINGS_PAGE}, arguments`, argumentNames, source.arguments),
    ],
  };
}
