// Names of the files of a release, as electron-builder.yml composes them, for the pages that tell people which one to take.

/** Targets of each system, with the end of the name and what the package's own world calls the two processors. */
const TARGETS = [
  { os: 'linux', target: 'appImage', ext: 'AppImage', arches: ['x86_64', 'arm64'] },
  { os: 'linux', target: 'deb', ext: 'deb', arches: ['amd64', 'arm64'] },
  { os: 'linux', target: 'rpm', ext: 'rpm', arches: ['x86_64', 'aarch64'] },
  { os: 'linux', target: 'tar.gz', ext: 'tar.gz', arches: ['x64', 'arm64'] },
  { os: 'win', target: 'nsis', ext: 'exe', arches: ['x64', 'arm64'] },
  { os: 'win', target: 'portable', ext: 'exe', arches: ['x64', 'arm64'] },
  { os: 'mac', target: 'dmg', ext: 'dmg', arches: ['x64', 'arm64'] },
];

/** Every name that a release can have. @param {Record<string, any>} config of electron-builder @param {string} name of package.json */
export function listArtifacts(config, name) {
  return TARGETS.flatMap(({ os, target, ext, arches }) =>
    arches.map((arch) => {
      const pattern = config[target]?.artifactName ?? config[os]?.artifactName ?? config.artifactName ?? '';
      const values = { name, version: 'VERSION', os, arch, ext };
      return pattern.replaceAll(/\$\{(\w+)\}/g, (_whole, key) => values[key] ?? '');
    }),
  );
}

/** Complaints about files of a release that a page names and that no release has. */
export function findUnknownArtifacts(file, page, artifacts) {
  const named = [...page.matchAll(/[\w-]+-VERSION-[\w.-]*\w/g)].map(([one]) => one);
  const unknown = [...new Set(named)].filter((one) => !artifacts.includes(one));
  return unknown.map((one) => `${file}: no release has a file ${one}`);
}
