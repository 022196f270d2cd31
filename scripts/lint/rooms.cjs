/**
 * The rooms of an area, and which of its other rooms each may use, top to bottom. A room that is not named in its area's table may use none; files
 * at the top of an area put its rooms together. folder-rules.test.mjs beside this file proves every arrow that is missing here.
 */
exports.ROOMS = {
  'src/base': {
    async: [],
    text: [],
    files: ['async', 'text'],
    process: ['files', 'text'],
    http: ['async', 'files'],
    git: ['async', 'files', 'http', 'process'],
  },
  'src/server': {
    http: [],
    events: ['http'],
    gateway: ['events', 'http'],
    docs: ['http'],
    openapi: ['http'],
    routes: ['docs', 'http'],
  },
  'src/manager/catalogue': { sources: [], table: ['sources'], mappings: ['sources', 'table'] },
  'src/manager/comfyui': {
    arguments: [],
    code: [],
    environment: [],
    output: [],
    imports: ['environment', 'output'],
    process: ['arguments', 'environment', 'imports', 'output'],
  },
  'src/manager/packs': {
    inventory: [],
    change: ['inventory'],
    operations: ['change', 'inventory'],
    exact: ['change', 'inventory', 'operations'],
    details: ['inventory', 'operations'],
  },
  main: {
    texts: [],
    store: [],
    startup: ['store'],
    shell: ['startup', 'store', 'texts'],
    quit: ['shell', 'texts'],
    window: ['quit', 'startup', 'store', 'texts'],
    workspace: ['startup', 'store'],
    operations: ['shell', 'startup', 'store', 'window', 'workspace'],
    menu: ['quit', 'shell', 'texts', 'window', 'workspace'],
    notifications: ['shell', 'texts', 'window', 'workspace'],
    indicators: ['notifications', 'quit', 'shell', 'startup', 'texts', 'window', 'workspace'],
  },
  'renderer/state': {
    installation: [],
    policy: ['installation'],
    queue: ['installation', 'policy'],
    settings: ['installation', 'policy', 'queue'],
    packs: ['installation', 'policy', 'queue', 'settings'],
    comfyui: ['installation', 'packs', 'policy', 'queue', 'settings'],
    snapshots: ['installation', 'policy', 'queue', 'settings'],
    workflow: ['installation', 'policy', 'queue', 'settings'],
  },
  'renderer/comfyui': { log: [], arguments: [], environment: [], overview: ['log'], versions: [] },
  'renderer/packs': { list: [], details: [], review: [], 'install-from': [] },
  'renderer/components': { form: [], feedback: [], markdown: [] },
};
