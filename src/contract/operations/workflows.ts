import { z } from 'zod';
import {
  FetchedWorkflow,
  SavedWorkflowList,
  SavedWorkflowPath,
  SavedWorkflowText,
  WorkflowAddress,
  WorkflowNeeds,
  WorkflowOrPath,
  WorkflowPacks,
  WorkflowProof,
  WorkflowText,
  WorkflowUses,
  WorkflowUsesQuestion,
} from '../workflows';
import { WrittenManifest } from '../library/model-manifest';
import { Nothing, reads } from './shape';

/** Workflows. */
export const workflowsOperations = {
  /** What a workflow (its JSON) needs of packs and models, and what of it is there. */
  'workflows.needs': reads(WorkflowText, WorkflowNeeds),
  /** The models that a workflow needs as a file for elsewhere. Asks no host. */
  'workflows.manifest': reads(WorkflowText, WrittenManifest),
  /** Reads the file at an address, guarded: https, 32 MiB at most, no private network. Throws `download-failed`, `network-failed`. */
  'workflows.fetch': reads(WorkflowAddress, FetchedWorkflow),
  /** What the running ComfyUI itself says of a workflow; null where none runs. */
  'workflows.prove': reads(WorkflowText, z.object({ proof: WorkflowProof.nullable() })),
  /** Which of the workflows that are saved in the installation use these packs, classes and models. Nothing of them leaves the machine. */
  'workflows.uses': reads(WorkflowUsesQuestion, WorkflowUses),
  /** The workflows that are saved in the installation. Nothing of them leaves the machine. */
  'workflows.saved': reads(Nothing, SavedWorkflowList),
  /** One of them, as it is on disk now. Throws `not-found` for one that is not among them. */
  'workflows.read': reads(SavedWorkflowPath, SavedWorkflowText),
  /** Which enabled packs a workflow uses, by what is on this machine. Throws `not-found` for one that is not there, `invalid-input` for no workflow. */
  'workflows.packs': reads(WorkflowOrPath, WorkflowPacks),
} as const;
