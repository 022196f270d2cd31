// The directions of the house, one rule each. docs/architecture.md draws the same map; scripts/lint/folder-rules.test.mjs proves that each one fires.

const { CRUISE_OPTIONS } = require('./scripts/lint/cruise-options.cjs');
const { AREAS } = require('./scripts/lint/manager-areas.cjs');
const { ROOMS } = require('./scripts/lint/rooms.cjs');

// Tests, and what only tests use: a folder named testing.
const TEST = ['\\.(test|spec)\\.tsx?$', '/testing/[^/]+\\.ts$'];
const NPM = '^node_modules/';
// The top of src/manager, which knows every area: its own files, what opens the areas, and what asks several of them.
const TOP = '^src/manager/([^/]+\\.ts$|(open|operations|packages|pack-list)/)';
const COMPOSED = '^src/(manager/manager|server/server)\\.ts$';
// Folders of the window that views share; every other folder in renderer/ is a view.
const NOT_A_VIEW = '^renderer/(components|hooks|navigation|startup|state|styles|texts|assets)/';

const fromCode = (path, pathNot = []) => ({ path, pathNot: [...TEST, ...[pathNot].flat()] });
const outsideOf = (...allowed) => ({ pathNot: allowed, dependencyTypesNot: ['core'] });
const areaRule = ({ name, allowed, comment }) => ({
  name,
  comment,
  severity: 'error',
  from: fromCode(`^src/manager/${name.replace(/^manager-/, '')}/`),
  to: outsideOf('^src/(contract|base)/', NPM, ...allowed),
});
const areaRules = AREAS.map(areaRule);

const roomRule = (area, room, allowed) => ({
  name: `room-${area.replaceAll('/', '-')}-${room}`,
  comment: `15. ${area}/${room} uses of its area ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}.`,
  severity: 'error',
  from: fromCode(`^${area}/${room}/`),
  to: { path: `^${area}/[^/]+/`, pathNot: [room, ...allowed].map((name) => `^${area}/${name}/`) },
});
const roomRules = Object.entries(ROOMS).flatMap(([area, rooms]) =>
  Object.entries(rooms).map(([room, allowed]) => roomRule(area, room, allowed)),
);

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'contract-only-zod',
      comment: '1. The contract is what both sides of a door share: it drags nothing else along.',
      severity: 'error',
      from: fromCode('^src/contract/'),
      to: { pathNot: ['^src/contract/', '^node_modules/(@types/)?zod/'] },
    },
    {
      name: 'workflow-files-know-nothing',
      comment:
        '1. What finds a workflow in a file runs in the window and in the thread of the core: it has neither Node nor ours.',
      severity: 'error',
      from: fromCode('^src/workflow-files/'),
      to: { pathNot: ['^src/workflow-files/', NPM] },
    },
    {
      name: 'base-knows-no-domain',
      comment:
        '2. src/base are tools without a domain word: Node, libraries, the error type with its sentences, and the rule for file names.',
      severity: 'error',
      from: fromCode('^src/base/'),
      to: outsideOf('^src/base/', '^src/contract/(errors|file-names|text/message)\\.ts$', NPM),
    },
    ...areaRules,
    {
      name: 'python-rooms-below-their-top',
      comment: '15. The top of src/manager/python puts its rooms together; none of them knows it.',
      severity: 'error',
      from: fromCode('^src/manager/python/[^/]+/'),
      to: { path: '^src/manager/python/[^/]+\\.ts$' },
    },
    {
      name: 'queue-knows-no-area',
      comment: '7. The queue moves tasks; handlers and the capture of state arrive as parameters.',
      severity: 'error',
      from: fromCode('^src/manager/queue/'),
      to: outsideOf('^src/(contract|base)/', '^src/manager/queue/', NPM),
    },
    {
      name: 'areas-never-look-up',
      comment:
        '8. The files of src/manager and its rooms open, operations, packages and pack-list are the top: they know every area, no area knows them.',
      severity: 'error',
      from: fromCode('^src/', [TOP, '^src/host/']),
      to: { path: TOP },
    },
    {
      name: 'ground-knows-no-area',
      comment: '8. What stands under the areas (paths, config, policy) does not look into them.',
      severity: 'error',
      from: fromCode('^src/manager/installation/'),
      to: outsideOf('^src/(contract|base)/', '^src/manager/installation/', NPM),
    },
    {
      name: 'server-never-manager',
      comment:
        '9. The HTTP door does not know who performs operations. The document it serves, and the words in it, are texts.',
      severity: 'error',
      from: fromCode('^src/server/'),
      to: outsideOf('^src/(contract|base|server)/', '^docs/(openapi\\.yaml|error-words\\.json)$', NPM),
    },
    {
      name: 'core-without-electron',
      comment: '10. src/ runs without Electron and never imports a shell, a window, a test or a script.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: ['^(main|preload|renderer|scripts)/', '^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'only-host-composes',
      comment: '10. src/host/host.ts alone puts the manager and the server together.',
      severity: 'error',
      from: fromCode('^(main|src/(host|serve|cli))/', '^src/host/host\\.ts$'),
      to: { path: COMPOSED },
    },
    {
      name: 'nothing-below-imports-the-host',
      comment: '10. The host opens cores and their doors; none of them knows it.',
      severity: 'error',
      from: fromCode('^src/(base|contract|manager|server)/'),
      to: { path: '^src/host/' },
    },
    {
      name: 'programs-stand-on-top',
      comment: '10. The programs without a window use the host; nothing but they knows them, the shell included.',
      severity: 'error',
      from: fromCode('^(src/(base|contract|manager|server|host)|main)/'),
      to: { path: '^src/(serve|cli)/' },
    },
    {
      name: 'serve-knows-no-command-line',
      comment: '10. What serves a folder is one of the commands, and knows none.',
      severity: 'error',
      from: fromCode('^src/serve/'),
      to: { path: '^src/cli/' },
    },
    {
      name: 'main-stays-in-its-process',
      comment: '10. The shell composes the core; the window and its bridge are other processes.',
      severity: 'error',
      from: fromCode('^main/'),
      to: { path: '^(preload|renderer|e2e|scripts)/' },
    },
    {
      name: 'preload-is-types-and-electron',
      comment: '11. The bridge is sandboxed and carries no code of ours: types of the contract, and electron.',
      severity: 'error',
      from: { path: '^preload/' },
      to: { pathNot: ['^preload/', '^src/contract/', '^node_modules/electron/', '^electron$'] },
    },
    {
      name: 'preload-takes-only-types',
      comment: '11. From the contract the bridge imports types, which vanish in the build.',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^src/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-has-only-the-contract',
      comment:
        '12. The window knows the contract, what finds a workflow in a file, and nothing else of the application.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: {
        path: [
          '^src/(?!contract/|workflow-files/)',
          '^(main|preload|e2e|scripts)/',
          '^node_modules/electron/',
          '^electron$',
        ],
      },
    },
    {
      name: 'renderer-without-node',
      comment: '12. There is no Node in the window.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'views-are-strangers',
      comment: '12. A view folder never imports another view folder; what they share goes to components or state.',
      severity: 'error',
      from: { path: '^renderer/([^/]+)/', pathNot: [NOT_A_VIEW, ...TEST] },
      to: { path: '^renderer/[^/]+/', pathNot: [NOT_A_VIEW, '^renderer/$1/'] },
    },
    {
      name: 'nothing-below-imports-a-view',
      comment: '12. State, components and texts serve the views and know none of them.',
      severity: 'error',
      from: { path: NOT_A_VIEW, pathNot: TEST },
      to: { path: '^renderer/[^/]+/', pathNot: NOT_A_VIEW },
    },
    {
      name: 'navigation-below-state',
      comment:
        '12. Where the person is, and small tools for components, stand below the state: they ask nobody for it.',
      severity: 'error',
      from: { path: '^renderer/(navigation|hooks)/', pathNot: TEST },
      to: { path: '^renderer/(state|startup)/' },
    },
    {
      name: 'state-top-knows-no-room',
      comment:
        '12. What every room of the state stands on (the client of the queries, shared writes) knows none of them.',
      severity: 'error',
      from: { path: '^renderer/state/[^/]+$', pathNot: TEST },
      to: { path: '^renderer/state/[^/]+/' },
    },
    {
      name: 'components-without-state',
      comment: '12. Components are given everything: no state, no bridge.',
      severity: 'error',
      from: { path: '^renderer/components/', pathNot: TEST },
      to: { path: ['^renderer/state/', '^renderer/bridge\\.ts$'] },
    },
    {
      name: 'e2e-outside-the-core',
      comment: '13. Specs and the world see the application as a user does: the window, HTTP, and the contract.',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: ['^src/(?!contract/)', '^(main|preload|renderer)/'] },
    },
    {
      name: 'no-tests-in-the-product',
      comment: '13. The product never imports a test or the world.',
      severity: 'error',
      from: { path: '^(src|main|preload|renderer)/', pathNot: TEST },
      to: { path: [...TEST, '^e2e/', '^scripts/'] },
    },
    {
      name: 'no-circular',
      comment: '14. No cycles, type imports included.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-barrels',
      comment: '14. An index file hides where a thing lives.',
      severity: 'error',
      from: {},
      to: { path: '^(src|main|preload|renderer|e2e)/.*index\\.tsx?$', pathNot: '[^/]index\\.tsx?$' },
    },
    {
      name: 'no-orphans',
      comment: '14. A file nobody imports is dead, entry points and ambient types excepted.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          ...TEST,
          '\\.d\\.ts$',
          '^(main/main|preload/preload)\\.ts$',
          '^renderer/main\\.tsx$',
          '\\.config\\.ts$',
          '^e2e/(world/demo|torture/torture|bench/[^/]+\\.bench)\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment: '14. Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron$' },
    },
  ],
  options: CRUISE_OPTIONS,
};
