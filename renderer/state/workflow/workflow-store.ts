import type { ErrorBody } from '../../../src/contract/error-body';
import { create } from 'zustand';
import { toAppError, type AppError } from '../../../src/contract/errors';
import { call, onAnother } from '../../bridge';
import { go, useLocation } from '../../navigation/location-store';
import { workflowFileEndings } from '../../../src/workflow-files/workflow-file';
import { readBeside } from './workflow-reading';
import type { NoWorkflowReason } from '../../../src/workflow-files/workflow-source';

/** A workflow that was opened. */
export interface OpenedWorkflow {
  /** A number that is new for every opening. */
  id: string;
  /** Name of its file; null for one that was pasted. */
  name: string | null;
  /** The address it was fetched from, or where it is saved in the installation; null for one that a person had. */
  from: string | null;
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
  refusal: ErrorBody | null;
}

/** Why nothing was opened: what the file is, or why it could not be fetched or read; then `again` tries the same once more. */
export type WorkflowFailure = { name: string | null } & (
  { reason: NoWorkflowReason } | { error: AppError; again: () => void }
);

interface WorkflowStore {
  /** Name of the file that is being read. */
  reading: string | null;
  /** The last workflow that could be read; stays while the person is elsewhere. */
  workflow: OpenedWorkflow | null;
  /** What was given last, where it brought nothing. */
  failure: WorkflowFailure | null;
  /** An address that a link from outside names: nothing is asked of it until the person has said so. */
  requestedUrl: string | null;
  choices: Readonly<Record<string, RowChoice>>;
  orders: Readonly<Record<string, RowOrder>>;
  /** Rows in the order of the first answer: they keep their places while things change. */
  rowOrder: readonly string[];
}

/** The place that says what a workflow needs. */
export const useWorkflow = create<WorkflowStore>(() => ({
  reading: null,
  workflow: null,
  failure: null,
  requestedUrl: null,
  choices: {},
  orders: {},
  rowOrder: [],
}));

// The workflow stays. What was ordered for it was ordered of the former installation, and what was chosen stood beside what that one lacks.
onAnother(() => useWorkflow.setState({ orders: {}, choices: {}, rowOrder: [] }));

/** What was given last: one that takes long does not come back over a later one. */
let given: object | null = null;

function show(): void {
  go({ place: 'workflow' });
}

function accept(about: Omit<OpenedWorkflow, 'id'>): void {
  given = null;
  const workflow = { id: crypto.randomUUID(), ...about };
  useWorkflow.setState({ reading: null, workflow, failure: null, choices: {}, orders: {}, rowOrder: [] });
  show();
}

function begin(what: object, reading: string): void {
  given = what;
  useWorkflow.setState({ reading, failure: null });
  show();
}

async function open(file: File, from: string | null): Promise<void> {
  const { name } = file;
  begin(file, name);
  const found = await readBeside(file);
  if (given !== file) return;
  if ('text' in found) accept({ name, from, text: found.text });
  else useWorkflow.setState({ reading: null, failure: { name, reason: found.reason } });
}

/** Shows what a workflow given as text needs. */
export function openWorkflowText(text: string): void {
  accept({ name: null, from: null, text });
}

/** Reads a file and shows what its workflow needs, or why there is none in it. */
export async function openWorkflowOf(file: File): Promise<void> {
  await open(file, null);
}

/** Fetches the file at an address and shows what its workflow needs, or why there is none. */
export async function openWorkflowAt(url: string): Promise<void> {
  const opening = { url };
  begin(opening, url);
  try {
    const { name, base64 } = await call('workflows.fetch', { url });
    if (given === opening) await open(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name), url);
  } catch (thrown) {
    if (given !== opening) return;
    const again = (): void => void openWorkflowAt(url);
    useWorkflow.setState({ reading: null, failure: { name: url, error: toAppError(thrown), again } });
  }
}

/** Shows what a workflow needs that is saved in the installation; `path` is that of the list of them. */
export async function openSavedWorkflow({ path, name }: { path: string; name: string }): Promise<void> {
  const opening = { path };
  begin(opening, name);
  try {
    const { text } = await call('workflows.read', { path });
    if (given === opening) accept({ name, from: path, text });
  } catch (thrown) {
    if (given !== opening) return;
    const again = (): void => void openSavedWorkflow({ path, name });
    useWorkflow.setState({ reading: null, failure: { name, error: toAppError(thrown), again } });
  }
}

/** Asks whether a workflow is to be fetched from an address that a link from outside names. */
export function askAboutAddress(url: string): void {
  useWorkflow.setState({ requestedUrl: url });
}

/** The answer to that question. */
export function answerAddress(isWanted: boolean): void {
  const { requestedUrl } = useWorkflow.getState();
  useWorkflow.setState({ requestedUrl: null });
  if (isWanted && requestedUrl !== null) void openWorkflowAt(requestedUrl);
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

/** Puts the workflow away, so that the place shows the saved ones again; what was ordered for it goes on. */
export function closeWorkflow(): void {
  given = null;
  useWorkflow.setState({ reading: null, workflow: null, failure: null, choices: {}, orders: {}, rowOrder: [] });
}

/** Shows the place, with the last workflow if there is one. */
export function reopenWorkflow(): void {
  useWorkflow.setState({ failure: null });
  show();
}

/** Says of something that was dropped why nothing can be done with it. */
export function refuseGiven(name: string | null, reason: NoWorkflowReason): void {
  given = null;
  useWorkflow.setState({ reading: null, failure: { name, reason } });
  show();
}

/** Puts away what was told of a file that brought nothing. */
export function dismissNoWorkflow(): void {
  useWorkflow.setState({ failure: null });
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
          const current = order === orders[row] ? former[row] : order;
          return current ? [[row, current] as const] : [];
        }),
      ),
    }));
}

/** Whether the place is in sight and shows how this task goes. */
export function isShownByWorkflow(taskId: string): boolean {
  const { orders } = useWorkflow.getState();
  return useLocation.getState().place === 'workflow' && Object.values(orders).some(({ uiId }) => uiId === taskId);
}

/** Keeps the places of rows: those seen before stand where they stood, new ones behind them. */
export function noteRows(rows: readonly string[]): void {
  const { rowOrder } = useWorkflow.getState();
  const known = new Set(rowOrder);
  const fresh = rows.filter((row) => !known.has(row));
  if (fresh.length > 0) useWorkflow.setState({ rowOrder: [...rowOrder, ...fresh] });
}
