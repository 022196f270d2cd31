// What an installation is (its paths, settings, policy) is the ground that every area may use; the leaves take less of it.
const GROUND = '^src/manager/installation/';
const LEAF_GROUND = '^src/manager/installation/(paths|config)\\.ts$';

/** The areas of src/manager, and what each may use of the others beside contract, base and packages. folder-rules.test.mjs beside this file proves that each rule fires. */
exports.AREAS = [
  {
    name: 'manager-catalogue',
    allowed: [LEAF_GROUND, '^src/manager/catalogue/'],
    comment: '3. The catalogue is a leaf: it answers questions and knows no other area.',
  },
  {
    name: 'manager-python',
    allowed: [LEAF_GROUND, '^src/manager/python/'],
    comment: '3. Python is a leaf: it runs pip and knows no other area.',
  },
  {
    name: 'manager-comfyui',
    allowed: [GROUND, '^src/manager/(comfyui|python|records)/'],
    comment: '4. ComfyUI itself needs its Python and the records of changes, and no packs.',
  },
  {
    name: 'manager-records',
    allowed: [GROUND, '^src/manager/(records/|python/packages/package-difference\\.ts$)'],
    comment:
      '3. The records of changes are a leaf: what a change did, and what of it is in the trash. What it did to packages is said in the words of Python.',
  },
  {
    name: 'manager-transfer',
    allowed: [
      GROUND,
      '^src/manager/(transfer|snapshots|packs|comfyui|records)/',
      '^src/manager/queue/(batches|history)\\.ts$',
    ],
    comment: '6. What is taken elsewhere is read from the rooms that keep it, and given back to them.',
  },
  {
    name: 'manager-undo',
    allowed: [GROUND, '^src/manager/(undo|packs|python|comfyui|environments|records)/'],
    comment: '6. An undo asks the rooms that can take something back, and nothing that only reads.',
  },
  {
    name: 'manager-environments',
    allowed: [GROUND, '^src/manager/(environments|comfyui|python|records)/'],
    comment:
      '5. Environments are made by what knows Python, and proven by what starts ComfyUI; what packs ask for is handed in.',
  },
  {
    name: 'manager-packs',
    allowed: [GROUND, '^src/manager/(packs|catalogue|python|records)/'],
    comment: '5. Packs build on catalogue, Python and the records of changes, never on models.',
  },
  {
    name: 'manager-rehearsal',
    allowed: [GROUND, '^src/manager/(rehearsal|comfyui|packs|python)/'],
    comment: '6. A rehearsal prepares with packs and Python, and starts with ComfyUI; saved workflows are handed in.',
  },
  {
    name: 'manager-changes',
    allowed: [GROUND, '^src/manager/(changes|queue|records)/'],
    comment: '5. The history of changes is read from the records of the queue, and from nothing else.',
  },
  {
    name: 'manager-forecast',
    allowed: [GROUND, '^src/manager/forecast/'],
    comment: '5. A forecast is read from git and from packs; plans of packages and the catalogue are handed in.',
  },
  {
    name: 'manager-disk',
    allowed: [GROUND, '^src/manager/(disk|comfyui|python|records)/'],
    comment: '5. The disk is measured by folders; the record of a switch of ComfyUI protects what it keeps.',
  },
  {
    name: 'manager-workflows',
    allowed: [GROUND, '^src/workflow-files/', '^src/manager/(workflows|catalogue|models)/'],
    comment: '5. What a workflow needs is decided from what catalogue and models tell; what is on disk is handed in.',
  },
  {
    name: 'manager-models',
    allowed: [GROUND, '^src/manager/(models|catalogue|python|records)/'],
    comment: '5. Models build on catalogue and Python, never on packs.',
  },
  {
    name: 'manager-snapshots',
    allowed: [GROUND, '^src/manager/(snapshots|packs|models|python|comfyui|records)/'],
    comment: '6. A snapshot is taken of the areas below it.',
  },
  {
    name: 'manager-setup',
    allowed: [GROUND, '^src/manager/(setup|comfyui|python)/'],
    comment: '6. A ComfyUI from nothing is made of what knows ComfyUI and Python; there is no installation yet.',
  },
];
