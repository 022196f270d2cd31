import type { PackSeed, Release } from './pack-seed';

const steady: Release[] = [
  { version: '1.0.0', date: '2025-02-03T09:00:00Z', changelog: 'First release.' },
  { version: '1.1.0', date: '2025-04-15T14:30:00Z', changelog: 'Faster start; a preview in the node.' },
  {
    version: '1.2.0',
    date: '2025-08-21T18:05:00Z',
    changelog: 'New option for tiled work. Fixes the seed that changed by itself.',
  },
];

const plain = {
  author: 'Ada Quill',
  owner: 'adaquill',
  category: 'demo',
  tags: [],
  stars: 12,
  releases: steady,
} as const;

type SeedFields = Pick<PackSeed, 'id' | 'repo' | 'title' | 'description' | 'nodes'> & Partial<PackSeed>;

function seed(fields: SeedFields): PackSeed {
  return {
    ...plain,
    tags: [...plain.tags],
    releases: plain.releases,
    registry: 'published',
    channel: 'git-clone',
    ...fields,
  };
}

/** The packs every spec relies on, one per behaviour. Each also has a repository at `github.com/<owner>/<repo>`. */
export const smallPacks: PackSeed[] = [
  seed({
    id: 'Demo-Upscaler',
    repo: 'Demo-Upscaler',
    title: 'Demo Upscaler',
    description: 'Enlarges pictures in tiles, with seams that cannot be seen. Its registry id has mixed case.',
    nodes: ['DemoUpscaleTiled', 'DemoUpscaleModelPick'],
    stars: 1284,
    tags: ['upscale', 'tiles'],
    extraFiles: { 'js/demo_upscaler.js': 'export const name = "Demo Upscaler";\n' },
  }),
  seed({
    id: 'tidy-latents',
    repo: 'ComfyUI-Tidy-Latents',
    title: 'Tidy Latents',
    description: 'Sorts, names and crops latents. Needs tinydep, and imports it.',
    nodes: ['TidyLatentSort', 'TidyLatentCrop'],
    requirements: ['tinydep>=1.0'],
    optional: { names: ['cvlib'], ancient: ['numpy<1'] },
    preamble: 'import tinydep\n\nassert tinydep.__version__\n',
    stars: 342,
  }),
  seed({
    id: 'prompt-garden',
    repo: 'Prompt-Garden',
    title: 'Prompt Garden',
    description: 'Grows prompts from word lists; some of its file names hold spaces and letters beyond ASCII.',
    nodes: ['PromptGardenGrow', 'PromptGardenPrune'],
    extraFiles: {
      'word lists/flowers and trees.txt': 'rose\noak\n',
      'word lists/花 と 木.txt': '桜\n',
      'web/größe.js': '// size\n',
    },
    stars: 87,
  }),
  seed({
    id: 'sampler-kit-demo',
    repo: 'Sampler-Kit-Demo',
    title: 'Sampler Kit (Demo)',
    description: 'Samplers to compare side by side, with a node class that reads like the built-in one.',
    nodes: ['KSamplerDemo', 'KSamplerDemoAdvanced', 'SamplerCompareGrid'],
    stars: 655,
  }),
  seed({
    id: 'wired-shapes',
    repo: 'ComfyUI-Wired-Shapes',
    title: 'Wired Shapes',
    description: 'Draws masks from simple shapes. In the registry without versions: it comes from git only.',
    nodes: ['WiredCircle', 'WiredPolygon'],
    registry: 'nightly',
  }),
  seed({
    id: 'ComfyUI-Paper-Lantern',
    repo: 'ComfyUI-Paper-Lantern',
    title: 'Paper Lantern',
    description: 'Soft light for portraits. Listed in the channel, unknown to the registry.',
    nodes: ['PaperLanternLight'],
    registry: 'none',
  }),
  seed({
    id: 'ComfyUI-Nested-Boxes',
    repo: 'ComfyUI-Nested-Boxes',
    title: 'Nested Boxes',
    description: 'Bounding boxes inside bounding boxes; keeps its shapes in a git submodule.',
    nodes: ['NestedBoxes'],
    registry: 'none',
    submodule: { path: 'vendor/box-shapes', owner: 'adaquill', repo: 'box-shapes' },
  }),
  seed({
    id: 'install-note',
    repo: 'Install-Note',
    title: 'Install Note',
    description: 'Its install.py writes a note beside itself.',
    nodes: ['InstallNoteRead'],
    installScript:
      'import pathlib\nimport sys\n\npathlib.Path("installed.txt").write_text(sys.executable, encoding="utf-8")\nprint("note written")\n',
  }),
  seed({
    id: 'install-breaks',
    repo: 'Install-Breaks',
    title: 'Install Breaks',
    description: 'Its install.py ends with code 3.',
    nodes: ['InstallBreaks'],
    installScript: 'import sys\n\nprint("no compiler found", file=sys.stderr)\nsys.exit(3)\n',
  }),
  seed({
    id: 'missing-module',
    repo: 'Missing-Module',
    title: 'Missing Module',
    description: 'Installs well and fails to import: it forgot to name a requirement.',
    nodes: ['MissingModule'],
    preamble: 'import module_nobody_named\n\n',
  }),
  seed({
    id: 'two-minds',
    repo: 'Two-Minds',
    title: 'Two Minds',
    description: 'Asks for two packages that cannot live together.',
    nodes: ['TwoMinds'],
    requirements: ['conflict-a==1.0', 'conflict-b==1.0'],
  }),
  seed({
    id: 'wants-old-torch',
    repo: 'Wants-Old-Torch',
    title: 'Wants Old Torch',
    description: 'Asks for torch 2.6.0 where 2.7.1 is installed.',
    nodes: ['WantsOldTorch'],
    requirements: ['torch==2.6.0', 'tinydep'],
  }),
  seed({
    id: 'edge-finder-cv',
    repo: 'Edge-Finder-CV',
    title: 'Edge Finder CV',
    description: 'Edges by OpenCV; the requirement a pip override can swap for the headless build.',
    nodes: ['EdgeFinderCv'],
    requirements: ['opencv-python>=4.7.0.72', '# comments are fine', 'numpy  # any'],
  }),
  seed({
    id: 'broken-requirement',
    repo: 'Broken-Requirement',
    title: 'Broken Requirement',
    description: 'Its requirement is a damaged wheel.',
    nodes: ['BrokenRequirement'],
    requirements: ['brokenwheel==1.0'],
  }),
  seed({
    id: 'absent-requirement',
    repo: 'Absent-Requirement',
    title: 'Absent Requirement',
    description: 'Its requirement is on no index.',
    nodes: ['AbsentRequirement'],
    requirements: ['nowhere-dep==9.9'],
  }),
  seed({
    id: 'watched-pack',
    repo: 'Watched-Pack',
    title: 'Watched Pack',
    description: 'Has a flagged, a banned and a pending version beside its active one.',
    nodes: ['WatchedPack'],
    releases: [
      { version: '1.0.0', date: '2025-03-01T08:00:00Z', changelog: 'First release.' },
      { version: '1.1.0', date: '2025-05-01T08:00:00Z', changelog: 'Starts a helper program.', status: 'Flagged' },
      { version: '1.2.0', date: '2025-06-01T08:00:00Z', changelog: 'Withdrawn.', status: 'Banned' },
      { version: '1.3.0', date: '2025-09-01T08:00:00Z', changelog: 'Being looked at.', status: 'Pending' },
    ],
  }),
  seed({
    id: 'lone_file_demo',
    repo: 'lone_file_demo',
    title: 'Lone File',
    description: 'One Python file, copied as it is.',
    nodes: ['LoneFileNode'],
    registry: 'none',
    channel: 'copy',
  }),
];
