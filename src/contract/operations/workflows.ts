import { WorkflowNeeds, WorkflowText, WorkflowUses, WorkflowUsesQuestion } from '../workflows';
import { reads } from './shape';

/** Workflows. */
export const workflowsOperations = {
  /** What a workflow (its JSON) needs of packs and models, and what of it is there. */
  'workflows.needs': reads(WorkflowText, WorkflowNeeds),
  /** Which of the workflows that are saved in the installation use these packs and classes. Nothing of them leaves the machine. */
  'workflows.uses': reads(WorkflowUsesQuestion, WorkflowUses),
} as const;
