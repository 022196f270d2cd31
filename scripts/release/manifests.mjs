// What the catalogues of other systems want to know of a release: winget of Windows, Homebrew's casks of macOS, Flathub of Linux. Made of the version, its day and the
// checksums that were published with it; what they say of the app itself is what package.json says.
import { stringify } from 'yaml';
import { ScriptError } from '../script-error.mjs';

const PROGRAM = 'comfyui-manager-desktop';
const PRODUCT = 'ComfyUI Manager Desktop';
const IDENTITY = 'io.github.comfyui-manager-desktop.app';
const WINGET_ID = 'ComfyUIManagerDesktop.ComfyUIManagerDesktop';
const WINGET_FORMAT = '1.6.0';

/**
 * The lines of a file SHA256SUMS: names with their sums.
 * @param {string} text
 * @returns {Map<string, string>}
 */
export function readSums(text) {
  const lines = text.matchAll(/^(?<sum>[0-9a-f]{64}) [ *](?<name>\S+)$/gm);
  return new Map([...lines].map(({ groups }) => [groups.name, groups.sum]));
}

/** The one file of a release that a pattern means, with its address. @throws {ScriptError} where there is none */
function findFile({ sums, homepage, version }, pattern) {
  const name = [...sums.keys()].find((one) => pattern.test(one));
  if (name === undefined)
    throw new ScriptError(
      `SHA256SUMS names no file like ${String(pattern)}.`,
      'Take the SHA256SUMS of the published release.',
    );
  return { url: `${homepage}/releases/download/v${version}/${name}`, sha256: sums.get(name) };
}

/** The three files of a version in winget-pkgs, by name. */
export function composeWinget(release) {
  const { version, day, homepage, description } = release;
  const common = { PackageIdentifier: WINGET_ID, PackageVersion: version };
  const toInstaller = (arch) => {
    const { url, sha256 } = findFile(release, new RegExp(`-win-setup-${arch}(-unsigned)?\\.exe$`));
    return { Architecture: arch, InstallerUrl: url, InstallerSha256: sha256.toUpperCase() };
  };
  const end = (type) => ({ ManifestType: type, ManifestVersion: WINGET_FORMAT });
  return {
    [`${WINGET_ID}.yaml`]: { ...common, DefaultLocale: 'en-US', ...end('version') },
    [`${WINGET_ID}.installer.yaml`]: {
      ...common,
      ...{ InstallerType: 'nullsoft', Scope: 'user', UpgradeBehavior: 'install', ReleaseDate: day },
      ...{ Protocols: [PROGRAM], FileExtensions: ['comfysnapshot', 'comfyworkflow'] },
      Installers: ['x64', 'arm64'].map(toInstaller),
      ...end('installer'),
    },
    [`${WINGET_ID}.locale.en-US.yaml`]: {
      ...common,
      ...{ PackageLocale: 'en-US', Publisher: `${PRODUCT} contributors`, PackageName: PRODUCT, PackageUrl: homepage },
      ...{ License: 'MIT', LicenseUrl: `${homepage}/blob/main/LICENSE`, ShortDescription: description },
      ...{ ReleaseNotesUrl: `${homepage}/releases/tag/v${version}`, ...end('defaultLocale') },
    },
  };
}

/** Why Homebrew cannot be offered this release; null: it can. Its casks take only apps that the notary has seen, and what is not signed says so in its name. */
function whyNoCask({ sums }) {
  const unsigned = [...sums.keys()].filter((name) => /-mac-\w+-unsigned\.dmg$/.test(name));
  if (unsigned.length === 0) return null;
  return `Homebrew takes only apps that Apple's notary has seen, and ${unsigned.join(' and ')} is not signed.`;
}

/** A cask of Homebrew, of a release for which `whyNoCask` has no reason. */
export function composeCask(release) {
  const { version, homepage, description } = release;
  const [arm, intel] = ['arm64', 'x64'].map((arch) => findFile(release, new RegExp(`-mac-${arch}\\.dmg$`)).sha256);
  return `cask "${PROGRAM}" do
  arch arm: "arm64", intel: "x64"

  version "${version}"
  sha256 arm:   "${arm}",
         intel: "${intel}"

  url "${homepage}/releases/download/v#{version}/${PROGRAM}-#{version}-mac-#{arch}.dmg"
  name "${PRODUCT}"
  desc "${description.split(':')[0]}"
  homepage "${homepage}"

  auto_updates true

  app "${PRODUCT}.app"

  zap trash: [
    "~/Library/Application Support/${PRODUCT}",
    "~/Library/Preferences/${IDENTITY}.plist",
  ]
end
`;
}

/** The line of the runtime and of Electron's base: Flathub looks after each for two years from the August that it is named after. */
const FLATPAK_LINE = '25.08';

/** A manifest of Flathub: the archive of the release on a runtime. Git and Python inside of the sandbox are those of the runtime and of the extension. */
export function composeFlathub(release) {
  const toSource = (arch, flatpakArch) => ({
    ...{ type: 'archive', ...findFile(release, new RegExp(`-linux-${arch}\\.tar\\.gz$`)) },
    ...{ 'strip-components': 1, dest: 'app', 'only-arches': [flatpakArch] },
  });
  const share = '/app/share';
  return {
    id: IDENTITY,
    ...{ runtime: 'org.freedesktop.Sdk', 'runtime-version': FLATPAK_LINE, sdk: 'org.freedesktop.Sdk' },
    ...{ base: 'org.electronjs.Electron2.BaseApp', 'base-version': FLATPAK_LINE, command: PROGRAM },
    'finish-args': [
      ...['--share=ipc', '--share=network', '--socket=fallback-x11', '--socket=wayland', '--device=all'],
      ...['--filesystem=home', '--talk-name=org.freedesktop.Notifications', '--talk-name=org.freedesktop.secrets'],
    ],
    modules: [
      {
        name: PROGRAM,
        buildsystem: 'simple',
        'build-commands': [
          `cp -r app /app/${PROGRAM}`,
          `install -Dm755 run.sh /app/bin/${PROGRAM}`,
          `install -Dm644 ${IDENTITY}.metainfo.xml ${share}/metainfo/${IDENTITY}.metainfo.xml`,
          `install -Dm644 ${IDENTITY}.desktop ${share}/applications/${IDENTITY}.desktop`,
          `install -Dm644 icon.svg ${share}/icons/hicolor/scalable/apps/${IDENTITY}.svg`,
        ],
        sources: [
          toSource('x64', 'x86_64'),
          toSource('arm64', 'aarch64'),
          {
            ...{ type: 'script', 'dest-filename': 'run.sh' },
            commands: [`exec zypak-wrapper.sh /app/${PROGRAM}/${PROGRAM} "$@"`],
          },
          ...[`${IDENTITY}.metainfo.xml`, `${IDENTITY}.desktop`, 'icon.svg'].map((path) => ({ type: 'file', path })),
        ],
      },
    ],
  };
}

/** The metainfo of the packages, with the release that Flathub shows and a name of the icon as Flathub has them. */
export function composeMetainfo(metainfo, { version, day }) {
  const releases = `  <releases>\n    <release version="${version}" date="${day}" />\n  </releases>\n`;
  return metainfo
    .replace(`<icon type="stock">${PROGRAM}</icon>`, `<icon type="stock">${IDENTITY}</icon>`)
    .replace('</component>', `${releases}</component>`);
}

/** The desktop entry of the sandbox; those of the other packages are written by electron-builder. */
export function composeDesktopEntry() {
  const fields = {
    ...{ Type: 'Application', Name: PRODUCT, Comment: 'Manage the packs, models and versions of ComfyUI' },
    ...{ Exec: `${PROGRAM} %U`, Icon: IDENTITY, Terminal: 'false', Categories: 'Development;' },
    MimeType: `x-scheme-handler/${PROGRAM};application/x-comfyui-snapshot;application/x-comfyui-workflow;`,
    StartupWMClass: PRODUCT,
  };
  return `[Desktop Entry]\n${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}`;
}

/**
 * Everything that is written of a release.
 * @param {{version: string, day: string, homepage: string, description: string, sums: Map<string, string>}} release
 * @param {(id: string) => string} readMetainfo the metainfo of the packages
 * @returns {{files: Record<string, string>, leftOut: string[]}} `leftOut`: why a catalogue gets nothing, in sentences
 * @throws {ScriptError} where the release lacks a file
 */
export function composeManifests(release, readMetainfo) {
  const flathub = composeFlathub(release);
  const reason = whyNoCask(release);
  const winget = Object.entries(composeWinget(release)).map(([name, document]) => [
    `winget/${name}`,
    stringify(document),
  ]);
  const files = {
    ...Object.fromEntries(winget),
    ...(reason === null ? { [`homebrew/${PROGRAM}.rb`]: composeCask(release) } : {}),
    [`flathub/${flathub.id}.yml`]: stringify(flathub),
    [`flathub/${flathub.id}.metainfo.xml`]: composeMetainfo(readMetainfo(flathub.id), release),
    [`flathub/${flathub.id}.desktop`]: composeDesktopEntry(),
  };
  return { files, leftOut: reason === null ? [] : [`There is no cask: ${reason}`] };
}
