import { z } from 'zod';
import { Notice } from './text/notice';
import { InstallModelParams, ModelRow } from './models';

/** The largest text that is read as a workflow, in characters. */
const maxWorkflowLength = 64 * 1024 * 1024;

/** A node class of a workflow. */
const WorkflowClass = z.object({
  name: z.string(),
  /** How many of its nodes have this class, those inside subgraphs included. */
  count: z.int(),
  /** Some of the titles its nodes were given. */
  titles: z.array(z.string()),
});

/** What a pack is on this machine. `failed-import`: enabled, and ComfyUI could not import it at its last start. */
export const WorkflowPackState = z.enum(['installed', 'disabled', 'missing', 'failed-import']);
export type WorkflowPackState = z.infer<typeof WorkflowPackState>;

/**
 * Why a pack stands first. `named`: the workflow itself names it; `loaded`: the classes come from it, says ComfyUI; `installed`: it is on
 * this machine; `only`: no other provides them; `covers`: it provides more of what the workflow needs; `stars`: it has more stars.
 */
export const WorkflowReason = z.enum(['named', 'loaded', 'installed', 'only', 'covers', 'stars']);
export type WorkflowReason = z.infer<typeof WorkflowReason>;

/** A pack that provides what a workflow needs. */
export const WorkflowCandidate = z.object({
  /** Key in the catalogue, else on disk, else what the workflow calls it. */
  key: z.string(),
  title: z.string(),
  author: z.string(),
  registryId: z.string().nullable(),
  repository: z.string().nullable(),
  /** All addresses of its catalogue entry. */
  files: z.array(z.string()),
  /** False when only the workflow, or the disk, knows it. */
  isListed: z.boolean(),
  stars: z.number().nullable(),
  latestVersion: z.string().nullable(),
  state: WorkflowPackState,
  /** The version the workflow was made with: of the registry, or a commit. Null when it does not say. */
  wantedVersion: z.string().nullable(),
  installedVersion: z.string().nullable(),
  /** Key of the pack on disk, by which it is enabled. */
  localKey: z.string().nullable(),
  why: WorkflowReason,
  /** Why it failed to import, one sentence. */
  problem: Notice.nullable(),
});
export type WorkflowCandidate = z.infer<typeof WorkflowCandidate>;

/**
 * Whether ComfyUI knows the classes; null where it has not been asked since the app was started. `waiting`: the pack came, or was changed,
 * after ComfyUI started; `lacking`: ComfyUI has loaded the pack, which does not have all of them in this version.
 */
export const WorkflowLoad = z.enum(['loaded', 'waiting', 'lacking']);
export type WorkflowLoad = z.infer<typeof WorkflowLoad>;

/** A pack a workflow needs: the most likely one, with others that provide the same classes, the likelier first. */
export const WorkflowPack = WorkflowCandidate.extend({
  classes: z.array(WorkflowClass),
  alternatives: z.array(WorkflowCandidate),
  load: WorkflowLoad.nullable(),
});
export type WorkflowPack = z.infer<typeof WorkflowPack>;

/** A class without a pack. `comfyui`: it is part of ComfyUI, and the one here does not have it. */
export const WorkflowUnknown = WorkflowClass.extend({ reason: z.enum(['nobody', 'comfyui']) });
export type WorkflowUnknown = z.infer<typeof WorkflowUnknown>;

/** A model file that a workflow names. `elsewhere`: a file of its name lies in another folder. */
export const WorkflowModel = z.object({
  /** As the workflow writes it, folders with `/`. */
  name: z.string(),
  /** Key of ComfyUI's folder registry; null when the workflow does not say. */
  directory: z.string().nullable(),
  state: z.enum(['present', 'elsewhere', 'missing']),
  /** Absolute path of the file that is there. */
  path: z.string().nullable(),
  /** The entry of the model list. */
  listed: ModelRow.nullable(),
  /** Size in bytes as the list tells it; null where it does not. */
  sizeBytes: z.number().nullable(),
  /** Where it lies, or would go: absolute, or below the models folder. Null when nobody knows. */
  folder: z.string().nullable(),
  /** What installs it: from the list, else from the address the workflow names. Null when nobody knows one. */
  install: InstallModelParams.nullable(),
  /** The list has several files of this name, and nothing of the workflow tells which one is meant: `listed` and `install` are null then, and somebody has to choose. Left out: it is no choice. */
  choices: z.array(z.object({ listed: ModelRow, install: InstallModelParams })).optional(),
});
export type WorkflowModel = z.infer<typeof WorkflowModel>;

/** What a workflow needs, and what of it is there. */
export const WorkflowNeeds = z.object({
  /** `graph`: as the editor saves it; `prompt`: the API format. */
  form: z.enum(['graph', 'prompt']),
  nodeCount: z.int(),
  /** How many of its classes are ComfyUI's own. */
  builtinCount: z.int(),
  /** What is missing first. */
  packs: z.array(WorkflowPack),
  unknown: z.array(WorkflowUnknown),
  models: z.array(WorkflowModel),
  /** How many more `unknown` and `models` there are than are listed. */
  leftOut: z.int(),
  /** A sentence when the catalogue could not be fetched; null when all is well. */
  notice: Notice.nullable(),
});
export type WorkflowNeeds = z.infer<typeof WorkflowNeeds>;

export const WorkflowText = z.object({ text: z.string().min(1).max(maxWorkflowLength) });

/** A workflow somewhere on the web, by the address of its file or of the page around it. */
export const WorkflowAddress = z.object({ url: z.url({ protocol: /^https?$/ }).max(2000) });

/** The file that lay at an address; what it is, its bytes say. */
export const FetchedWorkflow = z.object({ name: z.string(), base64: z.string() });
export type FetchedWorkflow = z.infer<typeof FetchedWorkflow>;

/** How many of what a workflow names the running ComfyUI has; `missing` names the first of the others. */
const Proved = z.object({ total: z.int(), missingCount: z.int(), missing: z.array(z.string()) });

/** What the running ComfyUI itself says of a workflow. */
export const WorkflowProof = z.object({ classes: Proved, models: Proved });
export type WorkflowProof = z.infer<typeof WorkflowProof>;

/** A workflow, by its place below ComfyUI's folder of users or by its JSON. */
export const WorkflowOrPath = z
  .object({ path: z.string().min(1).max(1024).nullish(), text: z.string().min(1).max(maxWorkflowLength).nullish() })
  .refine(({ path, text }) => (path == null) !== (text == null), {
    message: 'Name a saved workflow, or give the text of one.',
    path: ['path'],
  });
export type WorkflowOrPath = z.infer<typeof WorkflowOrPath>;

/** Enabled packs that a workflow uses: names below `custom_nodes`, in their order. */
export const WorkflowPacks = z.object({ packs: z.array(z.string()) });

/** The workflows saved in the installation; `path` is below ComfyUI's folder of users, with `/`. */
export const SavedWorkflowList = z.object({
  workflows: z.array(z.object({ name: z.string(), path: z.string(), changedAt: z.string() })),
});

/** A saved workflow, by its path in the list of them. */
export const SavedWorkflowPath = z.object({ path: z.string().min(1).max(1024) });

export const SavedWorkflowText = z.object({ name: z.string(), text: z.string() });

/** Saved workflows that use one thing. */
const SavedUse = z.object({
  /** How many there are; `workflows` has the first of them. */
  count: z.int(),
  /** `path` is below ComfyUI's folder of users, with `/`. */
  workflows: z.array(z.object({ name: z.string(), path: z.string() })),
});
export type SavedUse = z.infer<typeof SavedUse>;

/** What is asked of saved workflows: packs by their keys on disk, node classes, and models by their names below the folder of their type. */
export const WorkflowUsesQuestion = z.object({
  packs: z.array(z.string().min(1).max(400)).max(500).default([]),
  classes: z.array(z.string().min(1).max(500)).max(5000).default([]),
  models: z.array(z.string().min(1).max(4096)).max(50_000).default([]),
});

/** Which workflows saved in the installation use what was asked about, by key, by class and by name. Of models those that none uses are left out. */
export const WorkflowUses = z.object({
  /** How many saved workflows were looked at. */
  total: z.int(),
  packs: z.record(z.string(), SavedUse),
  classes: z.record(z.string(), SavedUse),
  models: z.record(z.string(), SavedUse),
});
export type WorkflowUses = z.infer<typeof WorkflowUses>;
