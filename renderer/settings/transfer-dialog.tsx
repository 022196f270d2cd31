import { ShieldAlert } from 'lucide-react';
import { t } from 'i18next';
import type { TransferPlan } from '../../src/contract/operations/transfer';
import { Dialog } from '../components/dialogs/dialog';
import { Notice } from '../components/feedback/notice';
import { RefusedFile } from '../components/dialogs/refused-file';
import { importTransfer, sendTransfer } from '../state/transfer/transfer-import';
import { closeTransfer, type GivenExport, useTransferImport } from '../state/transfer/transfer-question';
import { formatDate, formatList, formatSentences } from '../texts/formatting';
import { bringsSomething, TransferPlanList } from './transfer-plan';

/** Arguments that stay out, and why: no file may set them, or ComfyUI would not start with them. */
function RefusedArguments({ text, unlisted, reason }: TransferPlan['refusedArguments'] & object) {
  const flags = formatList(unlisted);
  const why = unlisted.length > 0 ? t('transfer.unlisted', { count: unlisted.length, flags }) : reason;
  return (
    <div className="mt-3" data-testid="transfer-refused">
      <Notice tone="amber" icon={<ShieldAlert size={16} />} title={t('transfer.argumentsLeft')} text={why}>
        <code className="font-mono text-sm break-all selectable">{text}</code>
      </Notice>
    </div>
  );
}

/** Variables that no file may set: the person sees them as they stand in the file, and where they are set by hand. */
function RefusedVariables({ variables }: { variables: TransferPlan['refusedVariables'] }) {
  const lines = variables.map(({ name, value }) => `${name}=${value}`);
  return (
    <div className="mt-3" data-testid="transfer-variables-left">
      <Notice
        tone="amber"
        icon={<ShieldAlert size={16} />}
        title={t('transfer.variablesLeft', { count: lines.length })}
        text={t('transfer.variablesByHand', { count: lines.length })}
      >
        <code className="font-mono text-sm break-all whitespace-pre-wrap selectable">{lines.join('\n')}</code>
      </Notice>
    </div>
  );
}

/** What a file would bring, and the question whether it shall. */
function AskImport({ given, plan }: { given: GivenExport; plan: TransferPlan }) {
  const isUsable = bringsSomething(plan);
  const madeMs = Date.parse(plan.exportedAt);
  const date = Number.isNaN(madeMs) ? plan.exportedAt : formatDate(madeMs);
  const from = t('transfer.import.from', { date, version: plan.appVersion });
  const adds = plan.settings.length > 0 ? t('transfer.import.adds') : t('transfer.import.addsOnly');
  const isAllHere = plan.refusedArguments === null && plan.refusedVariables.length === 0;
  const nothing = isAllHere ? t('transfer.import.nothing') : t('transfer.import.nothingElse');
  const meaning = isUsable ? adds : nothing;
  return (
    <Dialog
      isAlert
      title={t('transfer.import.question', { file: given.name })}
      text={formatSentences(from, meaning)}
      keepLabel={isUsable ? undefined : t('app.close')}
      confirmLabel={isUsable ? t('transfer.import.confirm') : undefined}
      confirmTestId="transfer-confirm"
      onConfirm={() => void sendTransfer({ given, plan })}
      onClose={closeTransfer}
    >
      <TransferPlanList plan={plan} />
      {plan.refusedArguments !== null && <RefusedArguments {...plan.refusedArguments} />}
      {plan.refusedVariables.length > 0 && <RefusedVariables variables={plan.refusedVariables} />}
      <p className="mt-3 text-sm text-pretty text-muted">{t('transfer.stays')}</p>
    </Dialog>
  );
}

/** What there is to ask or to say about a file that was chosen; nothing while all goes well. */
export function TransferDialog() {
  const question = useTransferImport((state) => state.question);
  if (question === null) return null;
  if (question.kind === 'plan') return <AskImport given={question.given} plan={question.plan} />;
  const { name, error, isPartly } = question;
  return (
    <RefusedFile
      dialogTitle={t('transfer.import.dialog')}
      title={name === null ? t('transfer.import.failedAny') : t('transfer.import.failed', { file: name })}
      error={error}
      note={isPartly ? t('transfer.import.partly') : ''}
      onOther={() => void importTransfer(t('transfer.import.dialog'))}
      onClose={closeTransfer}
    />
  );
}
