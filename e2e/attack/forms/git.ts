import { installParams } from '../../api';
import { endless, redirect, type Answer } from '../hostile-host';
import { commitOf, publishLiteral, type TreeEntry } from '../hostile-repository';
import { exists, playTask, type Ending, type HostileForm, type Stage } from '../stage';

/** What a command of the attacker would leave behind. */
export const proofOfCommand = '/tmp/escape-command';

const repo = 'innocent-pack';
const owner = 'mallory';
const address = `https://github.com/${owner}/${repo}`;
const leaves = new RegExp(`^[^/]+/custom_nodes/${repo}(/|$)`);

const install = (stage: Stage, fields: Record<string, unknown> = {}): Promise<Ending> =>
  playTask(stage, {
    kind: 'install',
    params: installParams(repo, 'nightly', { repository: address, files: [address], ...fields }),
  });

const schema = 'addresses and versions are judged at the door';

function form(name: string, act: HostileForm['act'], more: Partial<HostileForm> = {}): HostileForm {
  return { name: `git: ${name}`, prepare: () => undefined, act, ends: 'failed', ...more };
}

const addresses: readonly HostileForm[] = [
  ...[
    `ext::sh -c "touch ${proofOfCommand}"`,
    'file:///etc',
    '--upload-pack=touch',
    `-u touch`,
    `ssh://-oProxyCommand=touch/x/y`,
    'fd::17/x',
    `https://github.com/a/b --upload-pack=touch`,
    'javascript:alert(1)',
    '/etc',
    'http://192.0.2.1/a/b',
  ].map((bad) =>
    form(`the address ${bad}`, (stage) => install(stage, { repository: bad, files: [bad] }), {
      blockedBefore: bad.includes('192') ? 'plain http is not asked' : schema,
    }),
  ),
  form('our own door', (stage) =>
    install(stage, { repository: `${stage.ownDoor}?a=/x/y`, files: [`${stage.ownDoor}?a=/x/y`] }),
  ),
  form(
    'an address below our own door',
    (stage) => install(stage, { repository: `${stage.ownDoor}/x`, files: [`${stage.ownDoor}/x`] }),
    { blockedBefore: 'git asked there for a repository and found none' },
  ),
  ...['%2e%2e%2fmodels', '.disabled', '../models', '.git', 'CON', 'a%2fb'].map((id) =>
    form(`a good address with the id ${id}`, (stage) => install(stage, { id }), {
      prepare: async ({ world }) => publishLiteral(world.git, { owner, repo }, []),
      ...(id === '../models' ? { blockedBefore: schema } : {}),
    }),
  ),
];

const refs: readonly HostileForm[] = [
  '--upload-pack=touch',
  '-b',
  'a..b',
  'master\n-x',
  '@{-1}',
  'refs/heads/../../x',
  'x'.repeat(5000),
  ':/',
].map((bad) =>
  form(`the branch ${JSON.stringify(bad.slice(0, 30))}`, (stage) => install(stage, { selected_version: bad }), {
    blockedBefore: schema,
  }),
);

const answered = (name: string, answer: (stage: Stage) => Answer, more: Partial<HostileForm> = {}): HostileForm =>
  form(name, (stage) => install(stage), {
    prepare: (stage) => {
      stage.hosts.git.answerInstead(new RegExp(`^/${owner}/${repo}`), answer(stage));
    },
    ...more,
  });

const pkt = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
const refsAnswer =
  (ref: string): Answer =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
    response.end(
      `${pkt('# service=git-upload-pack\n')}0000${pkt(`${'1'.repeat(40)} ${ref}\0 symref=HEAD:${ref}\n`)}0000`,
    );
  };
const ofGit = 'git itself refuses it, and what it says is told';

const answers: readonly HostileForm[] = [
  answered('a redirect to our own door', ({ ownDoor }) => redirect(`${ownDoor}?a=/info/refs`)),
  answered('a redirect to file:', () => redirect('file:///etc/info/refs'), { blockedBefore: ofGit }),
  answered('a redirect to another command', () => redirect('ext::sh%20-c%20id/info/refs'), { blockedBefore: ofGit }),
  answered('a ref with a line end', () => refsAnswer('refs/heads/a\n--upload-pack=touch'), { blockedBefore: ofGit }),
  answered('a ref that is a path', () => refsAnswer('refs/heads/../../../escape'), { blockedBefore: ofGit }),
  answered('refs without an end', () => endless(pkt('# service=git-upload-pack\n'), pkt('x'))),
  answered(
    'a page in the place of refs',
    () =>
      ({ response }) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>log in</h1>'),
    { blockedBefore: ofGit },
  ),
];

const tree = (name: string, entries: readonly TreeEntry[], more: Partial<HostileForm> = {}): HostileForm =>
  form(`a repository with ${name}`, (stage) => install(stage), {
    prepare: ({ world }) => publishLiteral(world.git, { owner, repo }, entries),
    blockedBefore: ofGit,
    ...more,
  });

const hook: readonly TreeEntry[] = [
  {
    name: 'hooks',
    mode: '40000',
    entries: [{ name: 'post-checkout', mode: '100644', content: `#!/bin/sh\ntouch ${proofOfCommand}\n` }],
  },
];
const file = (name: string): TreeEntry => ({ name, mode: '100644', content: 'escape\n' });

const trees: readonly HostileForm[] = [
  tree('a folder .git', [{ name: '.git', mode: '40000', entries: hook }]),
  tree('a folder .GIT', [{ name: '.GIT', mode: '40000', entries: hook }], { ends: 'either', leaves }),
  tree('a folder git~1', [{ name: 'git~1', mode: '40000', entries: hook }], { ends: 'either', leaves }),
  tree('a folder ..', [{ name: '..', mode: '40000', entries: [file('escape.py')] }]),
  tree('a file with a slash', [file('../escape.py')]),
  tree('a link outside', [{ name: 'escape', mode: '120000', content: '../../..' }], { ends: 'either', leaves }),
  tree(
    'a link, and a file behind it',
    [
      { name: 'a', mode: '120000', content: '../..' },
      { name: 'a', mode: '40000', entries: [file('escape.py')] },
    ],
    // git writes the folder in the place of the link.
    { ends: 'either', leaves },
  ),
  tree('.gitattributes that name a filter', [{ name: '.gitattributes', mode: '100644', content: '* filter=evil\n' }], {
    ends: 'either',
    leaves,
  }),
];

const submodule = (name: string, text: string): HostileForm =>
  form(`a submodule ${name}`, (stage) => install(stage), {
    prepare: async ({ world }) => {
      await publishLiteral(world.git, { owner, repo: 'other' }, []);
      const commit = await commitOf(world.git, owner, 'other');
      await publishLiteral(world.git, { owner, repo }, [
        { name: '.gitmodules', mode: '100644', content: text },
        { name: 'sub', mode: '160000', content: commit },
      ]);
    },
    ends: 'either',
    leaves,
    blockedBefore: ofGit,
  });

const section = (url: string, { more = '', title = 'sub', path = 'sub' } = {}) =>
  `[submodule "${title}"]
	path = ${path}
	url = ${url}
${more}`;
const other = `https://github.com/${owner}/other`;

const submodules: readonly HostileForm[] = [
  submodule('by ext::', section(`ext::sh -c "touch ${proofOfCommand}"`)),
  submodule('by an option', section(`--upload-pack=touch ${proofOfCommand}`)),
  submodule('by ssh with an option', section(`ssh://-oProxyCommand=touch${proofOfCommand}/x`)),
  submodule('by file:', section('file:///etc')),
  submodule('named as a path', section(other, { title: '../../escape' })),
  submodule('at a path outside', section(other, { path: '../escape' })),
  submodule('with a command to update', section(other, { more: `\tupdate = !touch ${proofOfCommand}\n` })),
  {
    ...submodule('of our own door', ''),
    blockedBefore: undefined,
    prepare: async (stage) => {
      await publishLiteral(stage.world.git, { owner, repo: 'other' }, []);
      const commit = await commitOf(stage.world.git, owner, 'other');
      await publishLiteral(stage.world.git, { owner, repo }, [
        { name: '.gitmodules', mode: '100644', content: section(`${stage.ownDoor}?a=/x`) },
        { name: 'sub', mode: '160000', content: commit },
      ]);
    },
  },
];

/** Whether a command of the attacker was run. */
export function wasCommandRun(): Promise<boolean> {
  return exists(proofOfCommand);
}

/** What a git host, and who names one, can do. */
export const gitForms: readonly HostileForm[] = [...addresses, ...refs, ...answers, ...trees, ...submodules];
