// Each dangerous thing has one owner: a file, or a folder, that alone may touch it.
// An owner names what it guards; every other file of the application is refused it, tests excepted.

const WRITING_CALLS = [
  'appendFile', 'chmod', 'chown', 'copyFile', 'cp', 'createWriteStream', 'fchmod', 'fchown', 'fsync', 'ftruncate', 'lchown',
  'link', 'lutimes', 'mkdir', 'mkdtemp', 'open', 'rename', 'rm', 'rmdir', 'symlink', 'truncate', 'unlink', 'utimes', 'write',
  'writeFile', 'writev',
]; // prettier-ignore

const FS_NAMES = ['default', 'promises', ...WRITING_CALLS, ...WRITING_CALLS.map((name) => `${name}Sync`)];

const fromModules = (modules, rest) => modules.map((name) => ({ name, ...rest }));

/** The owners: files that may, and the imports, globals, properties or syntax that nobody else may. */
const OWNERS = [
  {
    files: ['src/base/process/run.ts', 'src/base/process/end-with-app.ts'],
    imports: fromModules(['child_process', 'node:child_process', 'execa'], {
      message:
        'Child processes are started by src/base/process/run.ts only; what ends them with the app is end-with-app.ts beside it.',
    }),
  },
  {
    files: ['src/base/git/command.ts'],
    imports: fromModules(['simple-git'], { message: 'Git is run by src/base/git/command.ts only.' }),
  },
  {
    files: [
      'src/base/files/files.ts',
      'src/base/files/move-files.ts',
      'src/base/files/hard-links.ts',
      'src/base/files/copy-tree.ts',
      'src/base/files/sync.ts',
      'src/base/files/lines/line-file.ts',
      'src/base/files/lines/rotating-file.ts',
      'src/base/http/ranges/part.ts',
      'src/base/files/private-folder.ts',
      'src/base/files/replace-file.ts',
      'src/base/files/replace-whole.ts',
      'src/base/files/own-file.ts',
      'src/base/archives/archive.ts',
      'src/base/beside/reading.ts',
      'src/base/http/download.ts',
    ],
    imports: [
      ...fromModules(['fs', 'node:fs', 'fs/promises', 'node:fs/promises'], {
        importNames: FS_NAMES,
        message:
          'Files are written by src/base/{files,hard-links,copy-tree,sync,line-file,rotating-file,private-folder,replace-file,replace-whole,own-file,archive,download,part}.ts only.',
      }),
    ],
  },
  {
    // The window reads what was prepared for it, by an address that leads to the app itself.
    files: ['src/base/http/fetch.ts', 'src/base/http/pools.ts', 'src/base/http/download.ts', 'renderer/bridge.ts'],
    imports: fromModules(['undici'], { message: 'Requests are made by src/base/{fetch,download}.ts only.' }),
    globals: [{ name: 'fetch', message: 'Requests are made by src/base/{fetch,download}.ts only.' }],
    properties: [
      { object: 'globalThis', property: 'fetch' },
      { object: 'window', property: 'fetch' },
    ],
  },
  {
    // The last one only tells addresses apart.
    files: ['src/server/**/*.ts', 'src/base/http/free-port.ts', 'src/base/http/private-address.ts'],
    imports: fromModules(
      ['http', 'node:http', 'https', 'node:https', 'http2', 'node:http2', 'net', 'node:net', 'fastify', 'ws'],
      {
        allowTypeImports: true,
        message: 'Listening is the business of src/server, and of src/base/http/free-port.ts.',
      },
    ),
  },
  {
    files: ['main/window/ipc.ts', 'main/window/early-channels.ts'],
    imports: [
      { name: 'electron', importNames: ['ipcMain'], message: 'ipcMain belongs to main/{ipc,early-channels}.ts.' },
    ],
    syntax: [
      {
        selector:
          "CallExpression[callee.property.name='send']:matches([callee.object.property.name='webContents'], [callee.object.name=/^(webContents|contents)$/])",
        message: 'Windows are sent to by main/window/ipc.ts only.',
      },
    ],
  },
  {
    files: ['main/operations/desktop.ts'],
    properties: [
      {
        object: 'shell',
        property: 'openExternal',
        message: 'Links are opened by main/operations/desktop.ts, which checks them.',
      },
    ],
  },
  {
    files: ['preload/preload.ts'],
    imports: [
      { name: 'electron', importNames: ['ipcRenderer', 'contextBridge'], message: 'The bridge is preload/preload.ts.' },
    ],
  },
  {
    files: ['renderer/bridge.ts'],
    properties: [
      { object: 'window', property: 'bridge', message: 'Call the bridge through renderer/bridge.ts.' },
      { object: 'globalThis', property: 'bridge', message: 'Call the bridge through renderer/bridge.ts.' },
    ],
  },
  {
    files: ['main/main.ts', 'src/cli/main.ts', 'src/base/process/run.ts'],
    imports: fromModules(['process', 'node:process'], {
      importNames: ['default', 'env'],
      message: 'The environment is read by main/main.ts, src/cli/main.ts and src/base/process/run.ts only.',
    }),
    properties: [
      {
        object: 'process',
        property: 'env',
        message: 'The environment is read by main/main.ts, src/cli/main.ts and src/base/process/run.ts only.',
      },
    ],
  },
];

const BANNED_PROPERTIES = [
  { property: 'sendSync', message: 'Synchronous IPC freezes the window.' },
  { property: 'executeJavaScript', message: 'The window runs its own code only.' },
  { object: 'Math', property: 'random', message: 'Ids come from node:crypto.' },
];

/**
 * ESLint configurations that refuse every guarded thing to everybody but its owner.
 * @param {{files: string[], ignores: string[]}} scope the application's files and its tests
 */
export function ownerRules({ files, ignores }) {
  const everywhere = { files, ignores, rules: restrictionsFor(OWNERS) };
  const ownedFiles = [...new Set(OWNERS.flatMap((owner) => owner.files))];
  const exceptions = ownedFiles.map((file) => ({
    files: [file],
    ignores,
    rules: restrictionsFor(OWNERS.filter((owner) => !owner.files.includes(file))),
  }));
  const logger = { files: ['src/base/log.ts'], rules: { 'no-console': 'off' } };
  return [everywhere, ...exceptions, logger];
}

// One module may be guarded by several owners (electron is): the rule takes a module once per set of names.
function restrictionsFor(owners) {
  const collect = (key) => owners.flatMap((owner) => owner[key] ?? []);
  const list = (items) => (items.length === 0 ? 'off' : ['error', ...items]);
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { paths: collect('imports') }],
    'no-restricted-globals': list(collect('globals')),
    'no-restricted-properties': list([...collect('properties'), ...BANNED_PROPERTIES]),
    'no-restricted-syntax': list(collect('syntax')),
  };
}
