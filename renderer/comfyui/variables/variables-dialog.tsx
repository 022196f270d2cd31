import { EyeOff, Pencil, Trash2 } from 'lucide-react';
import { type RefObject, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { t } from 'i18next';
import type { Variable } from '../../../src/contract/operations/variables';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { RefusalNotice } from '../../components/feedback/refusal-notice';
import { TextField } from '../../components/form/text-field';
import { IconButton } from '../../components/icon-button';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { forgetVariableRefusal, useVariables, useVariableWrite, writeVariable } from '../../state/comfyui/variables';

function Row({ variable, onEdit }: { variable: Variable; onEdit: () => void }) {
  const { name, value } = variable;
  return (
    <li
      data-testid="variable-row"
      className="flex min-h-9 items-center gap-2 border-b border-border py-1.5 pr-1.5 pl-3 last:border-0"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-mono text-sm font-medium" title={name}>
          {name}
        </span>
        {value === null ? (
          <span className="flex items-center gap-1.5 text-sm text-muted">
            <EyeOff aria-hidden size={13} className="shrink-0" />
            {t('variables.hidden')}
          </span>
        ) : (
          <span className="block truncate font-mono text-sm text-muted selectable" title={value}>
            {value === '' ? t('variables.empty') : value}
          </span>
        )}
      </span>
      <IconButton label={t('variables.editOne', { name })} icon={<Pencil size={15} />} onClick={onEdit} />
      <IconButton
        label={t('variables.removeOne', { name })}
        icon={<Trash2 size={15} />}
        onClick={() => void writeVariable({ name, value: null })}
      />
    </li>
  );
}

/** What counts from when on. */
function Effect() {
  const status = useComfyStatus().data;
  const isWaiting = status?.restart.waiting.some(({ subject }) => subject === 'variables') === true;
  return (
    <p role="status" data-testid="variables-effect" className="text-sm text-muted">
      {t(isWaiting ? 'variables.waits' : 'variables.effect')}
    </p>
  );
}

interface Draft {
  name: string;
  value: string;
}

const nothing: Draft = { name: '', value: '' };

interface FormProps {
  draft: Draft;
  isKnown: boolean;
  nameRef: RefObject<HTMLInputElement | null>;
  valueRef: RefObject<HTMLInputElement | null>;
  onChange: (draft: Draft) => void;
  onSet: () => void;
}

/** Fields for one variable. */
function VariableForm({ draft, isKnown, nameRef, valueRef, onChange, onSet }: FormProps) {
  const { isPending } = useVariableWrite();
  const shared = { isExact: true, isInvalid: false, spellCheck: false } as const;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onSet();
  };
  return (
    <form onSubmit={submit} className="mt-4 flex flex-wrap items-start gap-x-2.5">
      <div className="min-w-48 flex-1">
        <TextField
          {...shared}
          ref={nameRef}
          id="variable-name"
          label={t('variables.name')}
          placeholder="HF_HOME"
          value={draft.name}
          words=""
          onChange={(name) => onChange({ ...draft, name })}
        />
      </div>
      <div className="min-w-56 flex-[2]">
        <TextField
          {...shared}
          ref={valueRef}
          id="variable-value"
          label={t('variables.value')}
          value={draft.value}
          words={t('variables.valueWords')}
          onChange={(value) => onChange({ ...draft, value })}
        />
      </div>
      <Button
        type="submit"
        tone="primary"
        data-testid="variable-set"
        className="mt-5"
        disabled={draft.name.trim() === '' || isPending}
      >
        {t(isKnown ? 'variables.change' : 'variables.add')}
      </Button>
    </form>
  );
}

/** The environment variables of the installation: those there are, and fields for one more. */
export function VariablesDialog({ onClose }: { onClose: () => void }) {
  const nameRef = useRef<HTMLInputElement>(null);
  const valueRef = useRef<HTMLInputElement>(null);
  const variables = useVariables() ?? [];
  const [draft, setDraft] = useState(nothing);
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  useEffect(() => forgetVariableRefusal, []);
  const name = draft.name.trim();
  const set = async (): Promise<void> => {
    if (name === '' || !(await writeVariable({ name, value: draft.value }))) return;
    // Somebody may be writing the next one already.
    if (latest.current !== draft) return;
    setDraft(nothing);
    nameRef.current?.focus();
  };
  const edit = (variable: Variable): void => {
    // A secret is not told, so it is written anew.
    setDraft({ name: variable.name, value: variable.value ?? '' });
    valueRef.current?.focus();
  };
  const { error } = useVariableWrite();
  return (
    <Dialog
      isWide
      title={t('variables.title')}
      text={t('variables.text')}
      focusRef={nameRef}
      aside={<Effect />}
      onClose={onClose}
    >
      <div className="mt-4" data-testid="variables-dialog">
        <ul className="max-h-56 overflow-y-auto rounded-control border border-border">
          {variables.map((variable) => (
            <Row key={variable.name} variable={variable} onEdit={() => edit(variable)} />
          ))}
          {variables.length === 0 && <li className="px-3 py-2 text-muted">{t('variables.none')}</li>}
        </ul>
        <VariableForm
          {...{ draft, nameRef, valueRef }}
          isKnown={variables.some((variable) => variable.name.toUpperCase() === name.toUpperCase())}
          onChange={setDraft}
          onSet={() => void set()}
        />
        <RefusalNotice testId="variable-refusal" title={t('variables.refused')} error={error} />
      </div>
    </Dialog>
  );
}
