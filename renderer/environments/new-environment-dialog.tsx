import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvironmentRow } from '../../src/contract/python/environments';
import type { MakingOffer, TorchKind } from '../../src/contract/python/making';
import { Notice } from '../components/feedback/notice';
import { ChoiceField } from '../components/form/choice-field';
import { FormDialog } from '../components/form/form-dialog';
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
import { tellError } from '../texts/core-sentences';
import { formatBytes, formatList, formatSentences } from '../texts/formatting';

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

function Field({ label, text, children }: { label: string; text?: string | undefined; children: ReactNode }) {
  return (
    <div className="flex items-center gap-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">{label}</p>
        {text !== undefined && <p className="text-sm text-pretty text-muted">{text}</p>}
      </div>
      {children}
    </div>
  );
}

interface BuildProps extends FieldsProps {
  offer: MakingOffer;
}

function PythonField({ draft, offer, onChange }: BuildProps) {
  const { t } = useTranslation();
  const versions = offer.pythons.map(({ version, isHere }) => ({
    value: version,
    label: isHere ? version : `${version} (${String(t('setup.downloaded'))})`,
  }));
  return (
    <Field label={t('setup.pythonLabel')} text={offer.tool === null ? undefined : t(`setup.tool.${offer.tool}`)}>
      <ChoiceField
        label={t('setup.pythonLabel')}
        value={draft.python}
        options={[{ value: '', label: t('setup.suiting', { what: offer.python ?? '?' }) }, ...versions]}
        onChoose={(python) => onChange({ python })}
      />
    </Field>
  );
}

function TorchField({ draft, offer, onChange }: BuildProps) {
  const { t } = useTranslation();
  const { builds, cards, torch } = offer;
  const names = cards.map(({ name }) => name);
  const found = names.length === 0 ? t('setup.noCard') : t('setup.cards', { names: formatList(names) });
  const chosen = draft.torch === '' ? torch : draft.torch;
  const needed = builds.find(({ kind }) => kind === chosen)?.neededBytes;
  const room = needed !== undefined && t('environments.needs', { size: formatBytes(needed) });
  return (
    <Field label={t('setup.torchLabel')} text={formatSentences(found, room)}>
      <ChoiceField
        label={t('setup.torchLabel')}
        value={draft.torch}
        options={[
          { value: '', label: t('setup.suiting', { what: t(`setup.torch.${torch}`) }) },
          ...builds.map(({ kind }) => ({ value: kind, label: t(`setup.torch.${kind}`) })),
        ]}
        onChoose={(value) => onChange({ torch: builds.find(({ kind }) => kind === value)?.kind ?? '' })}
      />
    </Field>
  );
}

function BuildFields(props: FieldsProps) {
  const { t } = useTranslation();
  const offer = useEnvironmentOffer().data;
  if (offer === undefined) return <p className="py-2 text-sm text-muted">{t('setup.looking')}</p>;
  return (
    <>
      <PythonField {...props} offer={offer} />
      <TorchField {...props} offer={offer} />
    </>
  );
}

function SourceField({ draft, rows, onChange }: FieldsProps & { rows: readonly EnvironmentRow[] }) {
  const { t } = useTranslation();
  const copied = rows.filter(({ pythonKind, python }) => pythonKind === 'venv' && python !== null);
  return (
    <Field label={t('environments.madeOf')}>
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
    </Field>
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

function Refusal() {
  const { t } = useTranslation();
  const { error } = useEnvironmentOrder();
  if (error === null) return null;
  return (
    <div className="mt-3" data-testid="environment-refusal">
      <Notice
        isAlert
        tone="red"
        icon={<CircleAlert size={16} />}
        title={t('environments.refused')}
        {...tellError(error)}
      />
    </div>
  );
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
  submit: () => void;
}

function useForm(question: NewEnvironmentQuestion, rows: readonly EnvironmentRow[]): FormState {
  const { t } = useTranslation();
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
    canSubmit: isValid && !isPending,
    submit: () => void order(),
  };
}

function Fields({ form, rows, isForPacks }: { form: FormState; rows: readonly EnvironmentRow[]; isForPacks: boolean }) {
  const { t } = useTranslation();
  const { draft, change } = form;
  return (
    <>
      <div className="mt-1 divide-y divide-border rounded-control border border-border px-3">
        {!isForPacks && <SourceField draft={draft} rows={rows} onChange={change} />}
        {draft.copyOf === '' && <BuildFields draft={draft} onChange={change} />}
      </div>
      {!isForPacks && (
        <label className="mt-3 flex items-center gap-2">
          <input type="checkbox" checked={draft.use} onChange={(event) => change({ use: event.target.checked })} />
          {t('environments.useAfter')}
        </label>
      )}
    </>
  );
}

function Form({ question }: { question: NewEnvironmentQuestion }) {
  const { t } = useTranslation();
  const nameRef = useRef<HTMLInputElement>(null);
  const rows = useEnvironments().data?.environments ?? [];
  const form = useForm(question, rows);
  const isForPacks = question.packs.length > 0;
  const packs = formatList(question.packs.map(({ key }) => key));
  return (
    <FormDialog
      testId="environment-form"
      title={t('environments.newTitle')}
      description={isForPacks ? t('environments.forPacks', { packs }) : t('environments.newText')}
      focusRef={nameRef}
      cancelLabel={t('environments.notNow')}
      submitLabel={isForPacks ? t('environments.makeAndInstall') : t('environments.make')}
      canSubmit={form.canSubmit}
      onSubmit={form.submit}
      onClose={() => closeNewEnvironment(false)}
    >
      <TextField
        ref={nameRef}
        id="environment-name"
        label={t('environments.name')}
        isExact
        isInvalid={form.isInvalid}
        words={form.words}
        value={form.draft.name}
        onChange={(name) => form.change({ name })}
      />
      <Fields form={form} rows={rows} isForPacks={isForPacks} />
      <Refusal />
    </FormDialog>
  );
}

/** Asks what a new environment is called and made of, whoever wants one. */
export function NewEnvironmentDialog() {
  const question = useNewEnvironment((state) => state.question);
  return question === null ? null : <Form question={question} />;
}
