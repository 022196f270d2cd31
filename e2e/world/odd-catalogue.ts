import type { ChannelFile } from './channel-host';

/** An entry of `custom-node-list.json` as somebody wrote it: nobody checks the form. */
type OddEntry = Record<string, unknown>;

const github = (owner: string, repo: string) => `https://github.com/${owner}/${repo}`;
/** Plain entries unless somebody asks for more. */
const plainCount = 48;

/** Most entries are like these. Every third has a short id, every fifth marks its description. */
function plainEntry(_gap: unknown, index: number): OddEntry {
  const address = github(`grower-${index % 7}`, `ComfyUI-Bed-${index}`);
  return {
    author: `grower-${index % 7}`,
    title: `Bed ${index}`,
    ...(index % 3 === 0 ? { id: `bed-${index}` } : {}),
    reference: address,
    files: [address],
    install_type: 'git-clone',
    description: index % 5 === 0 ? `[a/Bed ${index}](${address}) grows. [w/Water it.]` : `Grows row ${index}.`,
  };
}

const entry = (name: string, files: string[], more: OddEntry = {}): OddEntry => ({
  author: 'oddling',
  title: name,
  reference: github('oddling', name),
  files,
  install_type: 'git-clone',
  description: `Has an entry of its own form: ${name}.`,
  ...more,
});

const own = (name: string, more: OddEntry = {}) => entry(name, [github('oddling', name)], more);
const raw = (path: string) => `https://raw.githubusercontent.com/oddling/${path}`;

/** The forms that a real list of thousands has besides: each was met at least once. */
const oddEntries: OddEntry[] = [
  entry('two-files', [raw('two/main/one.py'), raw('two/main/two.py')], { install_type: 'copy' }),
  entry(
    'nine-files',
    Array.from({ length: 9 }, (_gap, index) => raw(`nine/main/${index}.py`)),
    { install_type: 'copy', js_path: 'nine' },
  ),
  entry('single-file', [raw('single/main/single.py')], { install_type: 'copy', pip: ['tinydep'] }),
  entry('gist', ['https://gist.githubusercontent.com/oddling/0123abcd/raw/gist.py'], { install_type: 'copy' }),
  entry('zipped', ['https://civitai.com/api/download/models/4711'], { install_type: 'unzip' }),
  entry('elsewhere', ['https://git.example.org/oddling/elsewhere']),
  own('loud-type', { install_type: 'Git-Clone' }),
  own('unknown-type', { install_type: 'git' }),
  own('no-type', { install_type: undefined }),
  own('future-type', { install_type: 'carrier-pigeon' }),
  own('twice', { title: 'Twice' }),
  own('twice', { title: 'Twice again' }),
  entry('TWICE', [github('Oddling', 'Twice')], { title: 'Twice in capitals' }),
  own('same-title', { title: 'Bed 1' }),
  entry('clone-ending', [`${github('oddling', 'clone-ending')}.git`]),
  entry('slash-ending', [`${github('oddling', 'slash-ending')}/`]),
  own('umlaut', { title: 'Blümchen und Kräuter', author: 'Jürgen Ångström' }),
  own('far-east', { title: '画像ツール', description: '画像を並べます。🌱' }),
  own('markup', {
    description: 'See [a/the page](https://example.org/) and [w/mind the gap]. <b>Bold</b> & "quoted".',
  }),
  own('listed', { tags: ['seed', 'soil'], category: 'garden', apt_dependency: ['cmake'] }),
  own('takes-over', { preemptions: ['Bed1Planter'], nodename_pattern: 'Planter$' }),
  own('pattern', { nodename_pattern: '^Oddling_\\d+ \\(new\\)' }),
  own('bad-pattern', { nodename_pattern: '([unclosed' }),
  own('moved', { reference2: github('oddling', 'moved-from') }),
  own('too-much', { stars: 3, last_update: 'yesterday', badges: [], dependencies: {}, version: '1.0' }),
  entry('no-files', [], { files: undefined }),
  entry('long', [github('oddling', 'long')], { description: 'A long word: '.concat('x'.repeat(4000)) }),
];

/** What is no entry at all, or none that a pack can be fetched by, and is left out. */
const noEntries = [
  ...[null, 'text', 7, [], { title: 'Nowhere', files: [], reference: '' }],
  entry('mistyped', ['htps://github.com/oddling/mistyped']),
];

const classesOf = (index: number) => [`Bed${index}Planter`, `Bed${index}KSampler`, `Bed ${index} (old)`];

function nodeMap(plain: readonly OddEntry[]): Record<string, unknown> {
  const beds = plain.map((bed, index) => [
    String(bed['reference']),
    [classesOf(index), { title_aux: String(bed['title']) }],
  ]);
  return {
    ...(Object.fromEntries(beds) as Record<string, unknown>),
    [github('comfyanonymous', 'ComfyUI')]: [['KSampler', 'SaveImage'], { title_aux: 'ComfyUI' }],
    [raw('two/main/one.py')]: [['TwoFilesKSampler'], { title_aux: 'two-files' }],
    [raw('two/main/two.py')]: [['TwoFilesLoader'], { title_aux: 'two-files' }],
    [github('oddling', 'far-east')]: [['画像KSampler', 'FarEast'], { title_aux: '画像ツール', author: '誰か' }],
    [github('oddling', 'takes-over')]: [[], { title_aux: 'takes-over', preemptions: ['Bed1Planter'] }],
    [github('oddling', 'pattern')]: [[], { title_aux: 'pattern', nodename_pattern: '^Oddling_\\d+ \\(new\\)' }],
    [github('oddling', 'bad-pattern')]: [[], { title_aux: 'bad-pattern', nodename_pattern: '([unclosed' }],
    [github('nobody', 'dropped-from-the-list')]: [['DroppedKSampler'], { title_aux: 'Dropped' }],
    [github('oddling', 'twice')]: 'no row',
  };
}

function stats(plain: readonly OddEntry[]): Record<string, unknown> {
  const of = (index: number) => ({
    stars: index * 11,
    last_update: `2025-0${(index % 9) + 1}-12 07:30:0${index % 10}`,
    author_account_age_days: 100 + index,
  });
  const beds = plain.map(({ reference }, index) => [reference, of(index)]);
  return {
    ...(Object.fromEntries(beds) as Record<string, unknown>),
    'htps://github.com/oddling/mistyped': of(1),
    [github('oddling', 'umlaut')]: { stars: 'many', last_update: 'yesterday', author_account_age_days: null },
    [github('oddling', 'far-east')]: 4,
  };
}

interface OddModel {
  type: string;
  savePath: string;
  filename?: string;
  url?: string;
}

const hub = (path: string) => `https://huggingface.co/grower/${path}`;

/** One for each kind of place that a model can have, and each way a file is named. */
const oddModels: OddModel[] = [
  ...['checkpoint', 'VAE', 'vae', 'lora', 'controlnet', 'clip', 'clip_vision', 'upscale', 'embedding', 'unclip'].map(
    (type) => ({ type, savePath: 'default' }),
  ),
  ...['T2I-Adapter', 'T2I-Style', 'gligen', 'diffusion_model'].map((type) => ({ type, savePath: 'default' })),
  { type: 'motion lora', savePath: 'animatediff_motion_lora' },
  { type: 'IP-Adapter', savePath: 'ipadapter' },
  { type: 'controlnet', savePath: 'controlnet/1.5' },
  { type: 'diffusion_model', savePath: 'diffusion_models/Wan2.1' },
  { type: 'LLM', savePath: 'LLM/with a blank/Ünïcode' },
  { type: 'sam2.1', savePath: 'custom_nodes/oddling-pack/models' },
  { type: 'never-heard-of', savePath: 'never heard of' },
  { type: 'insightface', savePath: 'insightface/models', filename: 'faces.zip' },
  { type: 'Janus-Pro', savePath: 'Janus-Pro', filename: '<huggingface>', url: 'grower/Janus-Bed-1B' },
  { type: 'lora', savePath: 'loras', filename: 'Blümchen, v1.0 (new).safetensors' },
];

function modelRow({ type, savePath, filename = 'bed.safetensors', url }: OddModel, index: number) {
  return {
    name: `Bed model ${index % 20}`,
    ...{ type, base: index % 2 === 0 ? 'SD1.x' : '画', save_path: savePath, description: `Grown for ${type}.` },
    ...{ reference: hub(`bed-${index}`), filename, url: url ?? hub(`bed-${index}/resolve/main/bed.safetensors`) },
    size: `${index + 1}.0GB`,
  };
}

/**
 * A small catalogue with the forms of entries that the public one has, odd ones included, so that whoever has only this repository tests
 * against them too. All of it is made up. `count` says how many plain entries there are beside the odd ones.
 */
export function oddCatalogue(count = plainCount): Record<ChannelFile, unknown> {
  const plain = Array.from({ length: count }, plainEntry);
  return {
    'custom-node-list.json': {
      custom_nodes: [...plain, ...oddEntries, ...noEntries],
    },
    'extension-node-map.json': nodeMap(plain),
    'model-list.json': { models: oddModels.map(modelRow) },
    'alter-list.json': {
      items: [{ id: github('grower-1', 'ComfyUI-Bed-1'), tags: 'bed', description: 'Another bed.' }],
    },
    'github-stats.json': stats(plain),
    'extras.json': { favorites: ['bed-0'] },
  };
}

/** How many entries of the list have an address, and so are listed. */
export const oddEntryCount = plainCount + oddEntries.length;
