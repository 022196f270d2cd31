// node scripts/release/check-tag.mjs TAG [--notes FILE]: whether the tag, package.json and CHANGELOG.md speak of one version. A release is built of a
// tag alone; what it is called in three places is compared before anything is built. `--notes` writes what the release says of itself: the first words of the section.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import semver from 'semver';
import { isMainModule, projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';

const USAGE = 'Usage: node scripts/release/check-tag.mjs TAG [--notes FILE], for instance v1.2.0 or v1.3.0-beta.1';

/** A section of the changelog: what stands behind its version (a date, or `unreleased`), and its text. @returns {{said: string, text: string} | null} */
export function readSection(changelog, version) {
  const lines = changelog.split('\n');
  const isHead = (line) => /^## \[/.test(line);
  const first = lines.findIndex((line) => line.startsWith(`## [${version}]`));
  if (first < 0) return null;
  const next = lines.findIndex((line, index) => index > first && isHead(line));
  const text = lines
    .slice(first + 1, next < 0 ? undefined : next)
    .join('\n')
    .trim();
  return { said: lines[first].slice(`## [${version}]`.length).replace(/^ - /, '').trim(), text };
}

/** Who looks at a release reads this much. */
const MOST_WORDS = 200;

/** What a release says of itself: what stands in its section above the first list by kind (`### Added`), which the changelog has for who wants all of it. */
export function readNotes(section) {
  return section.text.split(/^### /m)[0].trim();
}

const countWords = (text) => text.split(/\s+/).filter(Boolean).length;

/** What is wrong with the notes of a section, in sentences. */
function judgeNotes(section, version) {
  const words = countWords(readNotes(section));
  if (section.text === '') return [`CHANGELOG.md says nothing of ${version}.`];
  if (words === 0)
    return [`CHANGELOG.md has no words above the first list of ${version}, so the release would have no notes.`];
  if (words > MOST_WORDS)
    return [`The notes of ${version} in CHANGELOG.md have ${words} words, and may have ${MOST_WORDS}.`];
  return [];
}

/** What keeps a tag from becoming a release, in sentences; none: it may. @param {{tag: string, version: string, changelog: string}} found */
export function judgeTag({ tag, version, changelog }) {
  if (semver.valid(version) !== version)
    return [`package.json has the version ${version}, which is not of the form 1.2.3.`];
  if (tag !== `v${version}`)
    return [`The tag is ${tag}, and package.json has the version ${version}: v${version} is wanted.`];
  const section = readSection(changelog, version);
  if (section === null) return [`CHANGELOG.md has no section [${version}].`];
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(section.said);
  return [
    ...(dated ? [] : [`CHANGELOG.md says "${section.said}" of ${version}, and no day of the form 2026-11-28.`]),
    ...judgeNotes(section, version),
  ];
}

function main() {
  const { values, positionals } = parseArgs({ options: { notes: { type: 'string' } }, allowPositionals: true });
  const [tag, ...rest] = positionals;
  if (tag === undefined || rest.length > 0) throw new ScriptError('One tag is wanted.', USAGE, 2);
  const read = (name) => readFileSync(join(projectDir, name), 'utf8');
  const { version, homepage } = JSON.parse(read('package.json'));
  const changelog = read('CHANGELOG.md');
  const problems = judgeTag({ tag, version, changelog });
  if (problems.length > 0) throw new ScriptError(problems.join('\n'), 'Mend it on main, and tag that commit.');
  const more = `Everything that is new: [CHANGELOG.md](${homepage}/blob/${tag}/CHANGELOG.md).`;
  if (values.notes !== undefined)
    writeFileSync(values.notes, `${readNotes(readSection(changelog, version))}\n\n${more}\n`);
  say(`release: ${tag} is the version of package.json, and CHANGELOG.md tells of it`);
}

if (isMainModule(import.meta.url)) await runMain(main);
