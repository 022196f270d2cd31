import { create } from 'zustand';
import { onAnother } from '../../bridge';
import { workflowFileEndings } from './workflow-file';
import { readBeside } from './workflow-reading';
import type { NoWorkflowReason } from './workflow-source';

/** A workflow that was opened. */
export interface OpenedWorkflow {
  /** A number that is new for every opening. */
  id: string;
  /** Name of its file; null for one that was pasted. */
  name: string | null;
  text: string;
}

/** What the person chose for one pack, by the name of its row. */
export interface RowChoice {
  isSelected?: boolean;
  /** Key of another pack that provides the classes. */
  candidate?: string;
  version?: 'newest' | 'workflow';
}

/** What was asked of the queue for one row. */
export interface RowOrder {
  uiId: string;
  kind: 'install' | 'enable' | 'install-model';
  /** Why the queue did not take it, in the wire's form. */
  refusal: { code: string; error: string; remedy?: string | undefined } | null;
}

interface WorkflowStore {
  isOpen: boolean;
  /** Name of the file that is being read. */
  reading: string | null;
  /** The last workflow that could be read; stays when the dialog closes. */
  workflow: OpenedWorkflow | null;
  /** A file without a workflow; the dialog shows it instead. */
  failure: { name: string | null; reason: NoWorkflowReason } | null;
  choices: Readonly<Record<string, RowChoice>>;
  orders: Readonly<Record<string, RowOrder>>;
  /** Rows in the order of the first answer: they keep their places while things change. */
  rowOrder: readonly string[];
}

/** The dialog that says what a workflow needs. */
export const useWorkflow = create<WorkflowStore>(() => ({
  isOpen: false,
  reading: null,
  workflow: null,
  failure: null,
  choices: {},
  orders: {},
  rowOrder: [],
}));

// The workflow stays; what was ordered for it was ordered of the former installation.
onAnother(() => useWorkflow.setState({ orders: {} }));

/** The file that was given last: one that takes long does not come back over a later one. */
let given: File | null = null;

function accept(name: string | null, text: string): void {
  given = null;
  const workflow = { id: crypto.randomUUID(), name, text };
  useWorkflow.setState({ isOpen: true, reading: null, workflow, failure: null, choices: {}, orders: {}, rowOrder: [] });
}

/** Shows what a workflow given as text needs. */
export function openWorkflowText(text: string): void {
  accept(null, text);
}

/** Reads a file and shows what its workflow needs, or why there is none in it. */
export async function openWorkflowOf(file: File): Promise<void> {
  const { name } = file;
  given = file;
  useWorkflow.setState({ isOpen: true, reading: name, failure: null });
  const found = await readBeside(file);
  if (given !== file) return;
  if ('text' in found) accept(name, found.text);
  else useWorkflow.setState({ reading: null, failure: { name, reason: found.reason } });
}

/** Lets the person choose a file, and opens its workflow. */
export function openWorkflowFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = workflowFileEndings;
  input.hidden = true;
  const close = (): void => input.remove();
  input.addEventListener('cancel', close);
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    close();
    if (file) void openWorkflowOf(file);
  });
  document.body.append(input);
  input.click();
}

/** Shows the last workflow once more. */
export function reopenWorkflow(): void {
  useWorkflow.setState(({ workflow }) => ({ isOpen: workflow !== null, failure: null }));
}

/** Says of something that was dropped why nothing can be done with it. */
export function refuseGiven(name: string | null, reason: NoWorkflowReason): void {
  given = null;
  useWorkflow.setState({ isOpen: true, reading: null, failure: { name, reason } });
}

/** Closes the dialog; the workflow stays at hand. */
export function closeWorkflow(): void {
  useWorkflow.setState({ isOpen: false, failure: null });
}

/** Notes what the person chose for a row. */
export function chooseForRow(row: string, choice: RowChoice): void {
  useWorkflow.setState(({ choices }) => ({ choices: { ...choices, [row]: { ...choices[row], ...choice } } }));
}

/** Notes what was asked of the queue; the answer takes it back, where nothing else was asked for the row since. */
export function noteOrders(orders: Readonly<Record<string, RowOrder>>): () => void {
  const former = useWorkflow.getState().orders;
  useWorkflow.setState((state) => ({ orders: { ...state.orders, ...orders } }));
  return () =>
    useWorkflow.setState((state) => ({
      orders: Object.fromEntries(
        Object.entries(state.orders).flatMap(([row, order]) => {
          const kept = order === orders[row] ? former[row] : order;
          return kept ? [[row, kept] as const] : [];
        }),
      ),
    }));
}

/** Whether the open dialog shows how this task goes. */
export function isShownByWorkflow(taskId: string): boolean {
  const { isOpen, orders } = useWorkflow.getState();
  return isOpen && Object.values(orders).some(({ uiId }) => uiId === taskId);
}

/** Keeps the places of rows: those seen before stand where they stood, new ones behind them. */
export function noteRows(rows: readonly string[]): void {
  const { rowOrder } = useWorkflow.getState();
  const known = new Set(rowOrder);
  const fresh = rows.filter((row) => !known.has(row));
  if (fresh.length > 0) useWorkflow.setState({ rowOrder: [...rowOrder, ...fresh] });
}

/** Another installation is shown: its queue knows nothing of these orders, and what was chosen stood beside what the former one lacks. */
export function forgetRowsOfWorkflow(): void {
  useWorkflow.setState({ orders: {}, choices: {}, rowOrder: [] });
}
