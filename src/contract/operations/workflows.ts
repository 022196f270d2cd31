import { WorkflowNeeds, WorkflowText } from '../workflows';
import { reads } from './shape';

/** Workflows. */
export const workflowsOperations = {
  /** What a workflow (its JSON) needs of packs and models, and what of it is there. */
  'workflows.needs': reads(WorkflowText, WorkflowNeeds),
} as const;
