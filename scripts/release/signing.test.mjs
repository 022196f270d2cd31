import { describe, expect, it } from 'vitest';
import { planSigning } from './signing.mjs';

const key = { APPLE_API_KEY_TEXT: 'KEY', APPLE_API_KEY_ID: 'I', APPLE_API_ISSUER: 'U' };
const none = { CSC_LINK: '', WIN_CSC_LINK: '', AZURE_CLIENT_ID: '', APPLE_API_KEY_TEXT: '' };

describe('signing', () => {
  it('is left out where there is no secret, and no empty one reaches electron-builder', () => {
    expect(planSigning('linux', { PATH: '/bin' })).toEqual({ isSigned: false, args: [], unset: [] });
    const windows = planSigning('win32', none);
    expect(windows).toMatchObject({
      isSigned: false,
      args: [
        '-c.nsis.artifactName=${name}-${version}-${os}-setup-${arch}-unsigned.${ext}',
        '-c.portable.artifactName=${name}-${version}-${os}-portable-${arch}-unsigned.${ext}',
      ],
    });
    expect(windows.unset.sort()).toEqual(Object.keys(none).sort());
    expect(planSigning('darwin', none)).toMatchObject({
      isSigned: false,
      args: expect.arrayContaining(['-c.mac.identity=-']),
    });
  });

  it('must succeed where there is one', () => {
    expect(planSigning('darwin', { CSC_LINK: 'x', ...key })).toMatchObject({
      isNotarised: true,
      keyFile: { variable: 'APPLE_API_KEY', text: 'KEY' },
      args: ['-c.forceCodeSigning=true'],
    });
    expect(planSigning('darwin', { CSC_LINK: 'x', ...key, APPLE_API_ISSUER: ' ' })).toMatchObject({
      isNotarised: false,
      args: ['-c.forceCodeSigning=true', '-c.mac.notarize=false'],
    });
    expect(planSigning('win32', { WIN_CSC_LINK: 'x' }).args).toEqual(['-c.forceCodeSigning=true']);
  });

  it('goes to Azure where its account is named', () => {
    const env = { AZURE_CLIENT_ID: 'c', AZURE_ENDPOINT: 'https://x', AZURE_PROFILE: 'p', AZURE_ACCOUNT: 'a' };
    expect(planSigning('win32', { ...env, AZURE_PUBLISHER: 'Us' }).args).toEqual([
      '-c.forceCodeSigning=true',
      '-c.win.azureSignOptions.publisherName=Us',
      '-c.win.azureSignOptions.endpoint=https://x',
      '-c.win.azureSignOptions.certificateProfileName=p',
      '-c.win.azureSignOptions.codeSigningAccountName=a',
    ]);
  });
});
