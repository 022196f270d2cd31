// Several versions of one build, as packages and as feeds, for the specs of updates (npm run smoke -- --updates).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';

const NOTES = (version) =>
  `### What ${version} brings\n\n- A list of packs that **finds more**\n- <b>Bold</b> and a [link](https://example.org/${version})\n\n<script>document.title = 'broken'</script><img src=x onerror="document.title='broken'">\n`;

/**
 * Builds the versions that are not there yet. Only the version of package.json differs, so what is downloaded of a later one is little.
 * @param {readonly string[]} versions
 * @param {string} folder where each gets a folder of its own, which is a feed too
 * @returns {Record<string, {folder: string, appImage: string, deb: string}>}
 */
export function buildVersions(versions, folder) {
  return Object.fromEntries(versions.map((version) => [version, buildVersion(version, join(folder, version))]));
}

function buildVersion(version, folder) {
  if (!existsSync(join(folder, 'latest-linux.yml'))) {
    const started = Date.now();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const notes = `${folder}-notes.md`;
    writeFileSync(notes, NOTES(version));
    const args = ['scripts/package.mjs', '--linux', 'AppImage', 'deb', '--fast'];
    const config = [
      `extraMetadata.version=${version}`,
      `directories.output=${folder}`,
      `releaseInfo.releaseNotesFile=${notes}`,
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...config.map((one) => `-c.${one}`)], {
      cwd: projectDir,
      encoding: 'utf8',
    });
    if (status !== 0) throw new ScriptError(`Version ${version} was not built.`, `${stdout}${stderr}`.slice(-4000));
    rmSync(join(folder, 'linux-unpacked'), { recursive: true, force: true });
    say(`smoke: built ${version} in ${Math.round((Date.now() - started) / 1000)} s`);
  }
  const file = (ending) => join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? '');
  return { folder, appImage: file('.AppImage'), deb: file('.deb') };
}
