import { useEffect, useState } from 'react';
import { t } from 'i18next';
import { CheckLine } from '../components/form/check-box';
import type { EnvironmentRow } from '../../src/contract/python/environments';
import type { TorchKind } from '../../src/contract/python/making';
import { RefusalNotice } from '../components/feedback/refusal-notice';
import { ChoiceField } from '../components/form/choice-field';
import { Dialog } from '../components/dialogs/dialog';
import { FormRow } from '../components/form/form-row';
import { PythonField, TorchField } from '../components/form/making-fields';
import { TextField } from '../components/form/text-field';
import { useEnvironmentOffer, useEnvironments } from '../state/environments/environments';
import {
  closeNewEnvironment,
  forgetEnvironmentRefusal,
  type NewEnvironmentQuestion,
  orderEnvironment,
  useEnvironmentOrder,
  useNewEnvironment,
} from '../state/environments/new-environment';
import { formatBytes, formatList } from '../texts/formatting';

interface Draft {
  name: string;
  /** '' for one that is made of nothing. */
  copyOf: string;
  /** '' for what suits best. */
  python: string;
  torch: TorchKind | '';
  use: boolean;
}

interface FieldsProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

const nameForm = /^[a-z0-9][a-z0-9._-]{0,38}[a-z0-9]$|^[a-z0-9]$/iu;

function BuildFields({ draft: { python, torch }, onChange }: FieldsProps) {
  const offer = useEnvironmentOffer().data;
  if (offer === undefined) return <p className="py-2 text-sm text-muted">{t('setup.looking')}</p>;
  const needed = offer.builds.find(({ kind }) => kind === (torch === '' ? offer.torch : torch))?.neededBytes;
  const room = needed === undefined ? undefined : t('environments.needs', { size: formatBytes(needed) });
  return (
    <>
      <PythonField offer={offer} value={python} onChange={(chosen) => onChange({ python: chosen })} />
      <TorchField offer={offer} value={torch} more={room} onChange={(chosen) => onChange({ torch: chosen })} />
    </>
  );
}

function SourceField({ draft, rows, onChange }: FieldsProps & { rows: readonly EnvironmentRow[] }) {
  const copied = rows.filter(({ pythonKind, python }) => pythonKind === 'venv' && python !== null);
  return (
    <FormRow label={t('environments.madeOf')}>
      <ChoiceField
        label={t('environments.madeOf')}
        value={draft.copyOf}
        options={[
          { value: '', label: t('environments.fromRequirements') },
          ...copied.map(({ name, kind }) => ({
            value: name,
            label: t('environments.copyOf', { name: kind === 'own' ? t('environments.own') : name }),
          })),
        ]}
        onChoose={(copyOf) => onChange({ copyOf })}
      />
    </FormRow>
  );
}

/** What is ordered by a draft. */
function orderOf({ name, copyOf, python, torch, use }: Draft, { packs }: NewEnvironmentQuestion) {
  const about = { name: name.trim(), use: use || packs.length > 0 };
  if (copyOf !== '') return { ...about, copy_of: copyOf };
  return {
    ...about,
    ...(python !== '' && { python }),
    ...(torch !== '' && { torch }),
    ...(packs.length > 0 && { packs }),
  };
}

/** A name that none has: `env-2`, `env-3`. */
function freeName(rows: readonly EnvironmentRow[]): string {
  const taken = new Set(rows.map(({ name }) => name.toLowerCase()));
  for (let number = 2; ; number += 1) if (!taken.has(`env-${number}`)) return `env-${number}`;
}

interface FormState {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** Why the name cannot be it, or what it may be. */
  words: string;
  isInvalid: boolean;
  canSubmit: boolean;
  isOrdering: boolean;
  submit: () => void;
}

function useForm(question: NewEnvironmentQuestion, rows: readonly EnvironmentRow[]): FormState {
  const { isPending } = useEnvironmentOrder();
  const [draft, setDraft] = useState<Draft>(() => ({
    ...{ name: freeName(rows), copyOf: question.copyOf, python: '', torch: '', use: false },
  }));
  useEffect(() => forgetEnvironmentRefusal, []);
  const name = draft.name.trim();
  const isTaken = rows.some((row) => row.name.toLowerCase() === name.toLowerCase());
  const isValid = nameForm.test(name) && !isTaken;
  const order = async (): Promise<void> => {
    if (await orderEnvironment(orderOf(draft, question))) closeNewEnvironment(true);
  };
  return {
    draft,
    change: (part) => setDraft((now) => ({ ...now, ...part })),
    words: isTaken ? t('environments.taken') : t('environments.nameHint'),
    isInvalid: name !== '' && !isValid,
    canSubmit: isValid,
    isOrdering: isPending,
    submit: () => void order(),
  };
}

function Fields({ form, rows, isForPacks }: { form: FormState; rows: readonly EnvironmentRow[]; isForPacks: boolean }) {
  const { draft, change } = form;
  return (
    <>
      <div className="mt-1 divide-y divide-border rounded-control border border-border px-3">
        {!isForPacks && <SourceField draft={draft} rows={rows} onChange={change} />}
        {draft.copyOf === '' && <BuildFields draft={draft} onChange={change} />}
      </div>
      {!isForPacks && (
        <CheckLine className="mt-3" isChecked={draft.use} onChoose={(isOn) => change({ use: isOn })}>
          {t('environments.useAfter')}
        </CheckLine>
      )}
    </>
  );
}

function Form({ question }: { question: NewEnvironmentQuestion }) {
  const rows = useEnvironments().data?.environments ?? [];
  const form = useForm(question, rows);
  const isForPacks = question.packs.length > 0;
  const packs = formatList(question.packs.map(({ key }) => key));
  const { error } = useEnvironmentOrder();
  return (
    <Dialog
      isForm
      testId="environment-form"
      title={t('environments.newTitle')}
      text={isForPacks ? t('environments.forPacks', { packs }) : t('environments.newText')}
      keepLabel={t('environments.notNow')}
      confirmLabel={isForPacks ? t('environments.makeAndInstall') : t('environments.make')}
      isDisabled={!form.canSubmit}
      waitsFor={form.isOrdering ? t('app.checking') : undefined}
      onConfirm={form.submit}
      onClose={() => closeNewEnvironment(false)}
    >
      <TextField
        id="environment-name"
        label={t('environments.name')}
        isExact
        isInvalid={form.isInvalid}
        words={form.words}
        value={form.draft.name}
        onChange={(name) => form.change({ name })}
      />
      <Fields form={form} rows={rows} isForPacks={isForPacks} />
      <RefusalNotice testId="environment-refusal" title={t('environments.refused')} error={error} />
    </Dialog>
  );
}

/** Asks what a new environment is called and made of, whoever wants one. */
export function NewEnvironmentDialog() {
  const question = useNewEnvironment((state) => state.question);
  return question === null ? null : <Form question={question} />;
}
