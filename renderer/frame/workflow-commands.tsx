import { FileInput, FileSearch } from 'lucide-react';
import { t } from 'i18next';
import { openWorkflowFile, reopenWorkflow, useWorkflow } from '../state/workflow/workflow-store';
import type { PaletteCommand } from './palette-command';

/** Opening a workflow, and looking at the last one again. */
export function useWorkflowCommands(): PaletteCommand[] {
  const last = useWorkflow((state) => state.workflow);
  const open = { id: 'workflow-open', label: t('workflow.open'), icon: FileInput, run: openWorkflowFile };
  if (last === null) return [open];
  const label = t('workflow.reopen', { name: last.name ?? t('workflow.pasted') });
  return [open, { id: 'workflow-last', label, icon: FileSearch, run: reopenWorkflow }];
}
