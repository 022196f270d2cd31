import type { PackSeed, Release } from './pack-seed';

/** id | title | author | owner | stars | category | kind | nodes | description. Kind: r registry and git, n nightly, g git only. */
const rows = `
aurora-relight|Aurora Relight|Mira Solberg|mirasolberg|4120|lighting|r|AuroraRelight,AuroraLightMap|Moves the light of a finished picture with three handles and keeps skin tones honest.
velvet-masks|Velvet Masks|Tomas Aker|tomasaker|2875|mask|r|VelvetMaskGrow,VelvetMaskFeather,VelvetMaskBlend|Grows, feathers and blends masks with edges soft enough for hair.
Copper-Face-Detail|Copper Face Detail|Nell Okafor|nellokafor|6230|detailer|r|CopperFaceDetail,CopperFacePick|Finds faces, repaints them larger and sets them back in place.
quiet-tiles|Quiet Tiles|Jun Hara|junhara|1533|upscale|r|QuietTileSplit,QuietTileJoin|Splits a large canvas into tiles and joins them without a trace.
marble-control|Marble Control|Elio Brandt|eliobrandt|3370|controlnet|r|MarbleDepth,MarbleLine,MarblePose|Depth, line and pose maps from one node, cached between runs.
wordloom|Wordloom|Sanne Vos|sannevos|2218|prompt|r|WordloomWeave,WordloomPick,WordloomHistory|Weaves prompts from lists, weights and a history you can walk back.
cinder-video|Cinder Video|Ruben Falk|rubenfalk|5104|video|r|CinderLoadVideo,CinderSaveVideo,CinderFrames|Loads and saves video with sound, frame by frame or as a batch.
Lumen-Grade|Lumen Grade|Aya Nordin|ayanordin|987|color|r|LumenGrade,LumenLut,LumenScope|Color grading with scopes, LUT files and a before and after slider.
paperclip-io|Paperclip IO|Dov Marten|dovmarten|764|io|r|PaperclipLoadFolder,PaperclipSaveNamed|Loads folders in order and saves with names built from the workflow.
harbor-lora|Harbor LoRA|Inez Calder|inezcalder|3012|loaders|r|HarborLoraStack,HarborLoraBlocks|Stacks LoRAs in one node, with weights per block and their trigger words.
slow-motion-lab|Slow Motion Lab|Kai Rosten|kairosten|1890|video|r|SlowMotionInterpolate,SlowMotionRamp|In-between frames for smooth slow motion, with speed ramps.
tessera-regions|Tessera Regions|Lotte Hein|lottehein|1422|conditioning|r|TesseraRegion,TesseraCombine|Paints a prompt per region, and shows the regions on the canvas.
moss-background|Moss Background|Oskar Lind|oskarlind|2641|mask|r|MossRemoveBackground,MossCompose|Removes backgrounds, keeps fine hair, composes on a new one.
ink-and-wash|Ink and Wash|Yuna Petrov|yunapetrov|611|style|r|InkWashStyle,InkWashPaper|Ink lines on wet paper, in one sampler-friendly node.
gearbox-flow|Gearbox Flow|Piet Somers|pietsomers|1745|logic|r|GearboxSwitch,GearboxLoop,GearboxCompare|Switches, loops and comparisons that keep a large workflow readable.
north-star-pose|North Star Pose|Ida Kjell|idakjell|2093|pose|r|NorthStarPoseEdit,NorthStarPoseDraw|An editor for poses inside the node, hands and feet included.
tincan-audio|Tincan Audio|Marek Dool|marekdool|538|audio|r|TincanLoad,TincanTrim,TincanMix|Loads, trims and mixes sound for video workflows.
glasshouse-3d|Glasshouse 3D|Femke Duarte|femkeduarte|1366|3d|r|GlasshouseMesh,GlasshouseTurntable|Meshes from a picture, with a turntable preview.
salt-and-grain|Salt and Grain|Bram Oduya|bramoduya|402|image|r|SaltGrain,SaltHalation|Film grain and halation that do not look like noise.
ferry-metadata|Ferry Metadata|Hilde Wren|hildewren|819|io|r|FerryReadMetadata,FerryWriteMetadata|Reads and writes the workflow, the prompt and your notes in picture files.
lattice-batch|Lattice Batch|Noor Castell|noorcastell|1210|batch|r|LatticeGrid,LatticeSweep|Sweeps over two parameters and lays the results out as a labelled grid.
thimble-crop|Thimble Crop|Sven Aldous|svenaldous|1987|image|r|ThimbleCrop,ThimbleStitch|Crops around a mask, works at full size, stitches back.
driftwood-noise|Driftwood Noise|Vera Lindqvist|veralindqvist|356|latent|r|DriftwoodNoise,DriftwoodBlend|Structured noise to start from, with a seed you can share.
Orchard-Captions|Orchard Captions|Milo Tange|milotange|2460|caption|r|OrchardCaption,OrchardTags|Describes pictures in sentences or tags, for training or for search.
brass-scheduler|Brass Scheduler|Anouk Reyes|anoukreyes|705|sampling|r|BrassSchedule,BrassSigmas|Draw the noise schedule as a curve and save it by name.
cobalt-inpaint|Cobalt Inpaint|Leif Brannan|leifbrannan|3588|inpaint|r|CobaltInpaint,CobaltFill,CobaltSeam|Fills holes with what belongs there, and hides the seam.
pocket-workflows|Pocket Workflows|Rosa Timmer|rosatimmer|1105|workflow|r|PocketSave,PocketLoad|Keeps small pieces of workflow in a drawer, to drop in anywhere.
sundial-time|Sundial Time|Emil Varga|emilvarga|214|info|r|SundialTimer,SundialReport|Shows where the time of a run goes, node by node.
feather-memory|Feather Memory|Greta Moll|gretamoll|1678|memory|r|FeatherUnload,FeatherOffload|Frees video memory between steps, and says how much.
stencil-text|Stencil Text|Abel Norgaard|abelnorgaard|932|text|r|StencilText,StencilLayout|Sets real type on pictures: fonts, curves and line breaks.
hearth-portraits|Hearth Portraits|Wilma Ekeby|wilmaekeby|2750|portrait|r|HearthIdentity,HearthExpression|Keeps one face across many pictures; expression is a slider.
kettle-api|Kettle API|Jonas Pryde|jonaspryde|488|api|r|KettleRequest,KettleJson|Calls a web service from a workflow and reads its JSON.
plumbline-perspective|Plumbline Perspective|Tove Larkin|tovelarkin|377|image|r|PlumblineFix,PlumblineGuide|Straightens buildings and gives vanishing points to the sampler.
silkworm-cloth|Silkworm Cloth|Ines Hollow|ineshollow|1499|style|r|SilkwormTryOn,SilkwormPattern|Dresses a figure in a garment from a picture.
bellows-flux|Bellows Flux Tools|Olle Tamm|olletamm|1834|conditioning|r|BellowsGuidance,BellowsRedux|Guidance, reference strength and masks for flow models in one place.
acorn-animate|Acorn Animate|Petra Sund|petrasund|4376|animation|n|AcornMotion,AcornContext,AcornLoop|Motion for still pictures, with loops that close.
foxglove-segment|Foxglove Segment|Adri Kessel|adrikessel|3127|segment|n|FoxglovePoints,FoxgloveText|Cuts out what you click on, or what you name.
tidepool-cache|Tidepool Cache|Runa Ostby|runaostby|291|memory|n|TidepoolKeep,TidepoolDrop|Keeps expensive results on disk between sessions.
snowglobe-seeds|Snowglobe Seeds|Cas Miller Voss|casmillervoss|156|sampling|n|SnowglobeSeed|A drawer for seeds worth keeping, with thumbnails.
ComfyUI-Rope-Bridge|Rope Bridge|Liv Aasen|livaasen|733|integration|g|RopeBridgeSend,RopeBridgeReceive|Sends pictures to a paint program and takes them back.
ComfyUI-Night-Market|Night Market|Theo Brink|theobrink|98|style|g|NightMarketLights|Neon, rain and reflections as conditioning.
ComfyUI-Tall-Ship-Masks|Tall Ship Masks|Juno Weir|junoweir|64|mask|g|TallShipMask|Masks from depth, in layers.
ComfyUI-Clay-Oven|Clay Oven|Pia Kovac|piakovac|45|3d|g|ClayOvenBake|Bakes textures back onto a mesh.
`;

const wording = [
  'First release.',
  'Faster, and lighter on memory.',
  'Fixes reported by users; new example workflows.',
  'Works with the current ComfyUI again.',
];

const registryOf: Record<string, PackSeed['registry']> = { r: 'published', n: 'nightly', g: 'none' };

/** About sixty believable packs together with the small set; every name and person is invented. */
export const demoPacks: PackSeed[] = rows.trim().split('\n').map(toSeed);

function toSeed(row: string, index: number): PackSeed {
  const cells = row.split('|');
  const cell = (at: number) => cells[at] ?? '';
  const id = cell(0);
  const hasOwnName = cell(6) === 'g' || /[A-Z]/.test(id);
  return {
    id,
    title: cell(1),
    author: cell(2),
    owner: cell(3),
    repo: hasOwnName ? id : `ComfyUI-${id}`,
    description: cell(8),
    category: cell(5),
    tags: [cell(5)],
    stars: Number(cell(4)),
    nodes: cell(7).split(','),
    releases: releasesOf(index),
    registry: registryOf[cell(6)] ?? 'none',
    channel: 'git-clone',
    ...(index % 9 === 4 ? { requirements: ['tinydep>=1.0'] } : {}),
  };
}

/** Two to four versions, spread over the year by the row's number. */
function releasesOf(index: number): Release[] {
  const count = 2 + (index % 3);
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(Date.UTC(2025, at * 3, 2 + (index % 25), 8 + (index % 12), (index * 7) % 60));
    const version = at < count - 1 || index % 2 === 0 ? `1.${at}.${index % 4}` : `2.0.${index % 4}`;
    return { version, date: day.toISOString().replace('.000Z', 'Z'), changelog: wording[at] ?? 'Small fixes.' };
  });
}
