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

function BuildFields({ draft, offer, onChange }: FieldsProps & { offer: MakingOffer | undefined }) {
  const { t } = useTranslation();
  const { pythons = [], builds = [], cards = [], torch = 'cpu' } = offer ?? {};
  const names = cards.map(({ name }) => name);
  const found = names.length === 0 ? t('setup.noCard') : t('setup.cards', { names: formatList(names) });
  const needed = builds.find(({ kind }) => kind === (draft.torch === '' ? torch : draft.torch))?.neededBytes;
  const room = needed === undefined ? undefined : t('environments.needs', { size: formatBytes(needed) });
  return (
    <>
      <Field label={t('setup.pythonLabel')} text={offer?.tool == null ? undefined : t(`setup.tool.${offer.tool}`)}>
        <ChoiceField
          label={t('setup.pythonLabel')}
          value={draft.python}
          options={[
            { value: '', label: t('setup.suiting', { what: offer?.python ?? '?' }) },
            ...pythons.map(({ version, isHere }) => ({
              value: version,
              label: isHere ? version : `${version} (${String(t('setup.downloaded'))})`,
            })),
          ]}
          onChoose={(python) => onChange({ python })}
        />
      </Field>
      <Field label={t('setup.torchLabel')} text={[found, room].filter(Boolean).join(' ')}>
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

function Form({ question }: { question: NewEnvironmentQuestion }) {
  const { t } = useTranslation();
  const nameRef = useRef<HTMLInputElement>(null);
  const rows = useEnvironments().data?.environments ?? [];
  const offer = useEnvironmentOffer();
  const { isPending } = useEnvironmentOrder();
  const [draft, setDraft] = useState<Draft>(() => ({
    ...{ name: freeName(rows), copyOf: question.copyOf, python: '', torch: '', use: false },
  }));
  useEffect(() => forgetEnvironmentRefusal, []);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const name = draft.name.trim();
  const isTaken = rows.some((row) => row.name.toLowerCase() === name.toLowerCase());
  const isValid = nameForm.test(name) && !isTaken;
  const isForPacks = question.packs.length > 0;
  const names = question.packs.map(({ key }) => key);
  const submit = async (): Promise<void> => {
    if (await orderEnvironment(orderOf(draft, question))) closeNewEnvironment(true);
  };
  return (
    <FormDialog
      testId="environment-form"
      title={t('environments.newTitle')}
      description={isForPacks ? t('environments.forPacks', { packs: formatList(names) }) : t('environments.newText')}
      focusRef={nameRef}
      cancelLabel={t('environments.notNow')}
      submitLabel={isForPacks ? t('environments.makeAndInstall') : t('environments.make')}
      canSubmit={isValid && !isPending}
      onSubmit={() => void submit()}
      onClose={() => closeNewEnvironment(false)}
    >
      <TextField
        ref={nameRef}
        id="environment-name"
        label={t('environments.name')}
        isExact
        isInvalid={name !== '' && !isValid}
        words={isTaken ? t('environments.taken') : t('environments.nameHint')}
        value={draft.name}
        onChange={(value) => change({ name: value })}
      />
      <div className="mt-1 divide-y divide-border rounded-control border border-border px-3">
        {!isForPacks && <SourceField draft={draft} rows={rows} onChange={change} />}
        {draft.copyOf === '' && <BuildFields draft={draft} offer={offer.data} onChange={change} />}
      </div>
      {!isForPacks && (
        <label className="mt-3 flex items-center gap-2">
          <input type="checkbox" checked={draft.use} onChange={(event) => change({ use: event.target.checked })} />
          {t('environments.useAfter')}
        </label>
      )}
      <Refusal />
    </FormDialog>
  );
}

/** Asks what a new environment is called and made of, whoever wants one. */
export function NewEnvironmentDialog() {
  const question = useNewEnvironment((state) => state.question);
  return question === null ? null : <Form question={question} />;
}
