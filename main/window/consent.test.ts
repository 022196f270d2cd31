import { describe, expect, it } from 'vitest';
import type { Implementations, OperationName } from '../../src/contract/operations';
import { AppSettings } from '../../src/contract/settings';
import { createConsentGuard, findConsent } from './consent';

/** An installation at the usual level. */
const values = {
  ...{ security_level: 'normal', network_mode: 'public', channel_url: 'https://channel.example', git_exe: '' },
  ...{ allow_pip_install: false, allow_git_url_install: true, allow_flagged_nodepack_install: false, use_uv: true },
};
const implemented = {
  'config.read': () => Promise.resolve({ values }),
} as unknown as Partial<Implementations<OperationName>>;
const consentFor = (name: OperationName, input: unknown) => findConsent(name, input, implemented);

const setting = (name: string, value: string | null) => ['settings.change', { name, value }] as const;
const config = (changes: object) => ['config.change', { changes }] as const;
const variable = (name: string, value: string) => ['variables.set', { name, value }] as const;

describe('what the page cannot allow itself', () => {
  it.each([
    setting('python.interpreter', process.execPath),
    setting('python.indexUrl', 'https://stranger.example/simple'),
    setting('hosts.registry', 'https://stranger.example'),
    setting('gateway.host', '0.0.0.0'),
    setting('gateway.allowedHosts', 'stranger.example'),
    setting('updates.feed', 'https://stranger.example'),
    setting('comfyui.repository', 'https://stranger.example/ComfyUI'),
    setting('comfyui.arguments', '--cpu --listen'),
    ['comfyui.setArguments', { arguments: '--auto-launch' }],
    config({ security_level: 'normal-' }),
    config({ use_uv: false, allow_pip_install: true }),
    config({ git_exe: '/tmp/git' }),
    config({ channel_url: 'https://stranger.example' }),
    variable('BROWSER', 'sh'),
    variable('OMP_NUM_THREADS', '/bin/sh'),
    ['policy.allow', { operation: 'install-packages', minutes: 5 }],
    ['apiToken.make', {}],
  ] as const)('is %s with %j', async (name, input) => {
    expect(await consentFor(name, input)).not.toBeNull();
  });

  it.each([
    setting('gateway.host', null),
    setting('python.interpreter', ''),
    setting('trash.days', '3'),
    setting('comfyui.arguments', '--lowvram'),
    ['comfyui.setArguments', { arguments: '--cpu --preview-method auto' }],
    config({ security_level: 'strong', allow_git_url_install: false }),
    config({ allow_git_url_install: true, network_mode: 'offline' }),
    variable('OMP_NUM_THREADS', '4'),
    ['policy.revoke', { id: 'x' }],
    ['policy.allow', { minutes: 5 }],
  ] as const)('is not %s with %j', async (name, input) => {
    expect(await consentFor(name, input)).toBeNull();
  });

  it('is every setting of the app that is no number, switch or choice', async () => {
    const values = ['https://stranger.example', '0.0.0.0', process.execPath, '--listen', '5'];
    const isAsked = async (name: string): Promise<boolean> => {
      const found = values.map((value) => consentFor(...setting(name, value)).catch(() => null));
      return (await Promise.all(found)).some((question) => question !== null);
    };
    const names = Object.keys(AppSettings.shape);
    const asked = await Promise.all(names.map(async (name) => ((await isAsked(name)) ? [name] : [])));
    expect(asked.flat().filter((name) => !/^(?:hosts|torch|gateway)\./u.test(name))).toEqual([
      ...['python.indexUrl', 'python.interpreter', 'network.proxy', 'comfyui.repository', 'comfyui.arguments'],
      'updates.feed',
    ]);
  });

  it('is told in one line each, without a secret', async () => {
    const question = await consentFor(...setting('network.proxy', 'http://me:secret-word@proxy.example\n\nIt-is-safe'));
    expect(question?.lines).toEqual(['network.proxy = http://***@proxy.example It-is-safe']);
    expect((await consentFor(...variable('HF_TOKEN', 'hf_SpeaksToNobody')))?.lines).toEqual(['HF_TOKEN = ***']);
    expect((await consentFor(...config({ security_level: 'weak', use_uv: false })))?.lines).toEqual([
      'security_level = weak',
    ]);
  });
});

it('is asked one at a time: what comes meanwhile is refused, and so is what gets no yes', async () => {
  const answers: ((isAllowed: boolean) => void)[] = [];
  const prove = createConsentGuard(() => new Promise((answer) => answers.push(answer)));
  const question = { kind: 'token', lines: [] } as const;
  const first = prove(question);
  await expect(prove(question)).rejects.toMatchObject({ code: 'cancelled' });
  answers[0]?.(true);
  await first;
  const second = prove(question);
  answers[1]?.(false);
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  expect(answers).toHaveLength(2);
});
