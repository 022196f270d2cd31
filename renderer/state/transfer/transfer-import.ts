import { toAppError } from '../../../src/contract/errors';
import type { OperationOutput } from '../../../src/contract/operations';
import type { TransferPlan } from '../../../src/contract/operations/transfer';
import { beginSession } from '../../bridge';
import { showFailure } from '../installation/failure';
import { deniedRow, permitRow } from '../policy/permissions';
import { forgetAnswers } from '../query-client';
import { forgetSettings } from '../settings/settings-queries';
import { createSharedWrite } from '../shared-write';
import { forgetSnapshots } from '../snapshots/snapshot-queries';
import { type GivenExport, noTransfer, useTransferImport } from './transfer-question';

/** Failures that come before anything is written. */
const beforeAnything: readonly string[] = ['transfer-invalid', 'policy-denied', 'config-unreadable', 'not-shown'];

interface Confirmed {
  given: GivenExport;
  plan: TransferPlan;
}

/** Takes the file in. What the policy refuses is asked for, and done when the person allows it. */
async function takeIn({ session, text }: GivenExport): Promise<OperationOutput<'transfer.import'>> {
  const send = () => session.call('transfer.import', { document: text });
  try {
    return await send();
  } catch (thrown) {
    const error = toAppError(thrown);
    const row = deniedRow(error);
    if (row === null || !(await permitRow(row, { by: session.call }))) throw error;
    return send();
  }
}

/** What was known before of all that can have come. */
function forgetWhatCame(): void {
  forgetSettings();
  forgetSnapshots();
  for (const area of ['packs', 'changes', 'config', 'catalogue']) forgetAnswers(area);
  forgetAnswers('comfyui', 'options');
}

const sending = createSharedWrite<Confirmed, OperationOutput<'transfer.import'>>({
  key: ['transfer', 'import'],
  run: async ({ given }) => {
    try {
      return await takeIn(given);
    } catch (thrown) {
      const error = toAppError(thrown);
      // Another installation is shown now, whose dialog this failure is none of.
      if (!given.session.isShown()) showFailure(error);
      throw error;
    }
  },
  onDone: (report, { given: { name }, plan }) => {
    const refused = { arguments: plan.refusedArguments !== null, variables: plan.refusedVariables.length > 0 };
    useTransferImport.setState({ done: { name, report, refused } });
    forgetWhatCame();
  },
  onFailed: (error, { given: { name } }) => {
    const isPartly = !beforeAnything.includes(error.code);
    useTransferImport.setState({ question: { kind: 'failed', name, error, isPartly } });
    if (isPartly) forgetWhatCame();
  },
});

/** Whether a file is being read, or taken in. */
export function useTransferWork(): { isReading: boolean; isSending: boolean } {
  return { isReading: useTransferImport((state) => state.isReading), isSending: sending.use().isPending };
}

/** Takes in what the person has seen and confirmed. */
export async function sendTransfer(confirmed: Confirmed): Promise<void> {
  useTransferImport.setState(noTransfer);
  await sending.start(confirmed);
}

/** Lets the person choose a file, and asks about what it would bring. Nothing is changed before they say so. */
export async function importTransfer(title: string): Promise<void> {
  if (useTransferImport.getState().isReading || sending.read().isPending) return;
  const session = beginSession();
  const show = (state: Partial<typeof noTransfer>): void => {
    if (session.isShown()) useTransferImport.setState({ ...state, isReading: false });
  };
  let name: string | null = null;
  try {
    const { file } = await session.call('desktop.importInstallation', { title });
    if (file === null) return;
    name = file.name;
    if (session.isShown()) useTransferImport.setState({ ...noTransfer, isReading: true });
    const plan = await session.call('transfer.plan', { document: file.text });
    show({ question: { kind: 'plan', given: { ...file, session }, plan } });
  } catch (thrown) {
    show({ question: { kind: 'failed', name, error: toAppError(thrown), isPartly: false } });
  }
}
