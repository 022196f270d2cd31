// How the packages of a system are signed, by what the environment holds. A fork, and this project before it has certificates, has no secrets at all: then
// nothing is signed, the packages are built nevertheless, and their names say so. With the secrets a package that could not be signed fails.

/** A file that is not signed says so in its name. */
const UNSIGNED = '-c.artifactName=${name}-${version}-${os}-${arch}-unsigned.${ext}';
/** On Windows each kind has a name of its own in electron-builder.yml, which counts more than the one for all. */
const UNSIGNED_WINDOWS = ['nsis', 'portable'].map(
  (kind) =>
    `-c.${kind}.artifactName=\${name}-\${version}-\${os}-${kind === 'nsis' ? 'setup' : kind}-\${arch}-unsigned.\${ext}`,
);

const hasText = (value) => (value ?? '').trim() !== '';

/** Signed and notarised with Apple's key, or with the ad-hoc signature, without which macOS starts no program of an Apple processor. */
function planMac(env) {
  if (!hasText(env.CSC_LINK)) {
    return {
      isSigned: false,
      args: ['-c.mac.identity=-', '-c.mac.hardenedRuntime=false', '-c.mac.notarize=false', UNSIGNED],
    };
  }
  const isNotarised = ['APPLE_API_KEY_TEXT', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'].every((name) =>
    hasText(env[name]),
  );
  return {
    isSigned: true,
    isNotarised,
    // The key comes as a text; the notary's tool wants the path of a file.
    ...(isNotarised ? { keyFile: { variable: 'APPLE_API_KEY', text: env.APPLE_API_KEY_TEXT } } : {}),
    args: ['-c.forceCodeSigning=true', ...(isNotarised ? [] : ['-c.mac.notarize=false'])],
  };
}

/** A certificate in a file, or the service of Azure, which keeps the key. */
function planWindows(env) {
  if (hasText(env.WIN_CSC_LINK)) return { isSigned: true, args: ['-c.forceCodeSigning=true'] };
  if (!hasText(env.AZURE_CLIENT_ID)) return { isSigned: false, args: UNSIGNED_WINDOWS };
  const { AZURE_ENDPOINT: endpoint, AZURE_PROFILE: profile, AZURE_ACCOUNT: account, AZURE_PUBLISHER: publisher } = env;
  const options = {
    publisherName: publisher,
    endpoint,
    certificateProfileName: profile,
    codeSigningAccountName: account,
  };
  return {
    isSigned: true,
    args: [
      '-c.forceCodeSigning=true',
      ...Object.entries(options).map(([name, value]) => `-c.win.azureSignOptions.${name}=${value ?? ''}`),
    ],
  };
}

/** Variables with a secret, or with what goes with one. GitHub hands out an absent secret as an empty text, which electron-builder reads as a path. */
const VARIABLES = [
  ...['CSC_LINK', 'CSC_KEY_PASSWORD', 'WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'],
  ...['APPLE_API_KEY_TEXT', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
  ...['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
];

/**
 * @param {NodeJS.Platform} platform
 * @param {Record<string, string | undefined>} env
 * @returns {{isSigned: boolean, isNotarised?: boolean, args: string[], unset: string[], keyFile?: {variable: string, text: string}}} further arguments of
 *   electron-builder, variables that must not reach it, and a file that it wants
 */
export function planSigning(platform, env) {
  const unset = VARIABLES.filter((name) => name in env && !hasText(env[name]));
  if (platform === 'darwin') return { ...planMac(env), unset };
  // Packages of Linux carry no signature; the attestation and SHA256SUMS stand for them.
  return platform === 'win32' ? { ...planWindows(env), unset } : { isSigned: false, args: [], unset };
}
