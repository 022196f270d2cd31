// node scripts/release/check-tag.mjs TAG [--notes FILE]: whether the tag, package.json and CHANGELOG.md speak of one version. A release is built of a
// tag alone; what it is called in three places is compared before anything is built. `--notes` writes the section of the changelog, for the release.
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
    ...(section.text === '' ? [`CHANGELOG.md says nothing of ${version}.`] : []),
  ];
}

function main() {
  const { values, positionals } = parseArgs({ options: { notes: { type: 'string' } }, allowPositionals: true });
  const [tag, ...rest] = positionals;
  if (tag === undefined || rest.length > 0) throw new ScriptError('One tag is wanted.', USAGE, 2);
  const read = (name) => readFileSync(join(projectDir, name), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  const changelog = read('CHANGELOG.md');
  const problems = judgeTag({ tag, version, changelog });
  if (problems.length > 0) throw new ScriptError(problems.join('\n'), 'Mend it on main, and tag that commit.');
  if (values.notes !== undefined) writeFileSync(values.notes, `${readSection(changelog, version).text}\n`);
  say(`release: ${tag} is the version of package.json, and CHANGELOG.md tells of it`);
}

if (isMainModule(import.meta.url)) await runMain(main);
