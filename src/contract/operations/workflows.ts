import { z } from 'zod';
import {
  FetchedWorkflow,
  WorkflowAddress,
  WorkflowNeeds,
  WorkflowProof,
  WorkflowText,
  WorkflowUses,
  WorkflowUsesQuestion,
} from '../workflows';
import { reads } from './shape';

/** Workflows. */
export const workflowsOperations = {
  /** What a workflow (its JSON) needs of packs and models, and what of it is there. */
  'workflows.needs': reads(WorkflowText, WorkflowNeeds),
  /** Reads the file at an address, guarded: https, 32 MiB at most, no private network. Throws `download-failed`, `network-failed`. */
  'workflows.fetch': reads(WorkflowAddress, FetchedWorkflow),
  /** What the running ComfyUI itself says of a workflow; null where none runs. */
  'workflows.prove': reads(WorkflowText, z.object({ proof: WorkflowProof.nullable() })),
  /** Which of the workflows that are saved in the installation use these packs and classes. Nothing of them leaves the machine. */
  'workflows.uses': reads(WorkflowUsesQuestion, WorkflowUses),
} as const;
