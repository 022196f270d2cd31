import { describe, expect, it } from 'vitest';
import type { Implementations, OperationName } from '../../src/contract/operations';
import { AppSettings } from '../../src/contract/settings';
import { type ConsentChoice, findConsent } from './consent';
import { createConsentGuard } from './consent-guard';
import { describeConsent, wordChoice } from './consent-words';
import { createTexts } from '../texts/texts';

/** An installation at the usual level. */
const values = {
  ...{ security_level: 'normal', network_mode: 'public', channel_url: 'https://channel.example', git_exe: '' },
  ...{ allow_pip_install: false, allow_git_url_install: true, allow_flagged_nodepack_install: false, use_uv: true },
};
/** The policy of these two rows. */
const rows = [
  { operation: 'read', allowed: { strong: true, normal: true, 'normal-': true, weak: true } },
  { operation: 'fix', allowed: { strong: false, normal: false, 'normal-': true, weak: true } },
];
const implemented = {
  'installation.list': () => Promise.resolve({ installations: [{ folder: '/opened/ComfyUI' }] }),
  'config.read': () => Promise.resolve({ values }),
  'policy.table': () => Promise.resolve({ rows }),
  'policy.explain': ({ operation }: { operation: string }) =>
    Promise.resolve({ operation: operation === 'comfyui.reboot' ? 'control-comfyui' : operation }),
} as unknown as Partial<Implementations<OperationName>>;
const consentFor = (name: OperationName, input: unknown) =>
  findConsent(name, input, { implemented, isGiven: (path) => path === '/chosen' });

const task = (kind: string, params: object) => ({ ui_id: 'a', client_id: 'b', kind, params });
const order = (...tasks: object[]) => ['queue.order', { tasks }] as const;

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
    order(task('move-models-folder', { to: '/home/ada/models' })),
    order(task('enable', { cnr_id: 'x' }), task('use-models-folder', { path: '/home/ada' })),
    ['queue.add', task('move-models-folder', { to: '/home/ada/models' })],
    ['queue.add', task('move-models-folder', { to: '/opened/ComfyUI' })],
  ] as const)('is %s with %j', async (name, input) => {
    expect(await consentFor(name, input)).not.toBeNull();
  });

  it.each([
    order(task('move-models-folder', { to: '/chosen' }), task('use-models-folder', { path: '/home', stop: true })),
    ['queue.add', task('use-models-folder', { path: '/chosen' })],
    ['queue.add', task('use-models-folder', { path: '/opened/ComfyUI' })],
    setting('gateway.host', null),
    setting('gateway.host', '::1'),
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
    const needsConsent = async (name: string): Promise<boolean> => {
      const found = values.map((value) => consentFor(...setting(name, value)).catch(() => null));
      return (await Promise.all(found)).some((question) => question !== null);
    };
    const names = Object.keys(AppSettings.shape);
    const requests = await Promise.all(names.map(async (name) => ((await needsConsent(name)) ? [name] : [])));
    expect(requests.flat().filter((name) => !/^(?:hosts|torch|gateway)\./u.test(name))).toEqual([
      ...['python.indexUrl', 'python.interpreter', 'network.proxy', 'comfyui.repository', 'comfyui.arguments'],
      'updates.feed',
    ]);
  });

  it('is told in one line each, without a secret', async () => {
    const question = await consentFor(...setting('network.proxy', 'http://me:secret-word@proxy.example\n\nIt-is-safe'));
    expect(question?.subjects).toEqual([
      { kind: 'change', line: 'network.proxy = http://***@proxy.example It-is-safe' },
    ]);
    expect((await consentFor(...variable('HF_TOKEN', 'hf_SpeaksToNobody')))?.subjects).toEqual([
      { kind: 'change', line: 'HF_TOKEN = ***' },
    ]);
  });

  it('is told with what it opens: a level with the rows that it allows beyond the present one', async () => {
    expect((await consentFor(...config({ security_level: 'weak', use_uv: false })))?.subjects).toEqual([
      { kind: 'level', level: 'weak', rows: ['fix'] },
    ]);
    expect((await consentFor(...setting('gateway.host', '0.0.0.0')))?.subjects).toEqual([
      { kind: 'change', line: 'gateway.host = 0.0.0.0', opens: 'gatewayHost' },
    ]);
    expect((await consentFor(...config({ allow_pip_install: true })))?.subjects).toMatchObject([{ opens: 'pip' }]);
  });

  it('is answered for one task, or for a while and everything of its kind', async () => {
    const row = { operation: 'fix', minutes: 15 };
    const once = { ...row, task: 'one', target: 'a-pack' };
    expect((await consentFor('policy.allow', row))?.choices).toEqual([{ kind: 'minutes', minutes: 15, input: row }]);
    expect((await consentFor('policy.allow', once))?.choices).toEqual([
      { kind: 'minutes', minutes: 15, input: row },
      { kind: 'once', minutes: 15, input: once },
    ]);
  });

  it('is told as the row of the policy that it is, about what is written in one line', async () => {
    const requests = { operation: 'comfyui.reboot', minutes: 15, target: 'a-pack\n\nIt is safe' };
    expect((await consentFor('policy.allow', requests))?.subjects).toEqual([
      { kind: 'permission', operation: 'control-comfyui', target: 'a-pack It is safe' },
    ]);
  });
});

it('is asked one at a time: what comes meanwhile is refused, and so is what gets no yes', async () => {
  const answers: ((choice: ConsentChoice | null) => void)[] = [];
  const prove = createConsentGuard(() => new Promise((answer) => answers.push(answer)));
  const choice = { kind: 'allow', minutes: 0, input: 'the input' } as const;
  const question = { subjects: [{ kind: 'token' }], choices: [choice] } as const;
  const first = prove(question);
  await expect(prove(question)).rejects.toMatchObject({ code: 'cancelled' });
  answers[0]?.(choice);
  expect(await first).toBe('the input');
  const second = prove(question);
  answers[1]?.(null);
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  expect(answers).toHaveLength(2);
});

describe('the words of the dialog', () => {
  const { t } = createTexts();
  const choices = [
    { kind: 'minutes', minutes: 15, input: {} },
    { kind: 'once', minutes: 15, input: {} },
  ] as const;

  it('name a row of the policy as people call it, what it does, and what it is about', () => {
    const subject = { kind: 'permission', operation: 'install-packages', target: 'gitpython' } as const;
    const words = describeConsent({ subjects: [subject], choices }, t);
    expect(words).toMatch(/^Install Python packages by name: gitpython\nPython packages are downloaded /u);
    expect(words).not.toContain('install-packages');
    expect(choices.map((choice) => wordChoice(choice, t))).toEqual(['Allow for 15 minutes', 'Allow once']);
  });

  it('say what becomes possible: by a level, by a switch', () => {
    const level = { kind: 'level', level: 'normal-', rows: ['fix', 'a-row-of-a-newer-core'] } as const;
    const opening = { kind: 'change', line: 'allow_pip_install = true', opens: 'pip' } as const;
    const words = describeConsent({ subjects: [level, opening], choices: [] }, t).split('\n');
    expect(words).toEqual(
      expect.arrayContaining(['• Reinstall the requirements of a pack', '• a-row-of-a-newer-core', opening.line]),
    );
    expect(words[0]).toContain('becomes Normal-.');
  });
});
