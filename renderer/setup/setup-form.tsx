import { CircleAlert, FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from 'i18next';
import { CheckLine } from '../components/form/check-box';
import type { ErrorBody } from '../../src/contract/error-body';
import type { AppError } from '../../src/contract/errors';
import type { SetupCheck, SetupChoice, SetupOffer } from '../../src/contract/operations/setup';
import { Button } from '../components/button';
import { FormFoot } from '../components/dialogs/dialog-foot';
import { FailureNotice } from '../components/feedback/failure-notice';
import { Notice } from '../components/feedback/notice';
import { ChoiceField } from '../components/form/choice-field';
import { FormRow } from '../components/form/form-row';
import { PythonField, TorchField } from '../components/form/making-fields';
import { TextField } from '../components/form/text-field';
import { Fold } from '../components/fold';
import { showSetup } from '../navigation/window-store';
import {
  beginSetup,
  forgetSetupRefusal,
  useSetupBegin,
  useSetupCheck,
  useSetupOffer,
  useSetupRequest,
} from '../state/setup/setup';
import { describeError } from '../texts/core-sentences';
import { formatBytes } from '../texts/formatting';
import { useMutation } from '@tanstack/react-query';
import type { TorchKind } from '../../src/contract/python/making';
import { call } from '../bridge';

/** What stands in the form, and what is said of it. */
interface SetupDraft {
  parent: string;
  name: string;
  version: string;
  /** '' for what suits. */
  python: string;
  torch: TorchKind | '';
}

interface SetupFormState {
  draft: SetupDraft;
  change: (part: Partial<SetupDraft>) => void;
  /** Null while something that it takes is empty. */
  choice: SetupChoice | null;
  check: SetupCheck | undefined;
  isChecking: boolean;
  /** Asks for the parent folder with the dialog of the system. */
  chooseParent: (title: string) => void;
}

function toChoice({ parent, name, version, python, torch }: SetupDraft): SetupChoice | null {
  const trimmed = name.trim();
  if (parent.trim() === '' || trimmed === '') return null;
  return {
    ...{ parent, name: trimmed, version },
    python: python === '' ? null : python,
    torch: torch === '' ? null : torch,
  };
}

/** Keeps the form, in which what is offered stands until the person chooses; every change is checked by the core, which changes nothing. */
function useSetupForm(offer: SetupOffer | undefined): SetupFormState {
  const [chosen, setChosen] = useState<Partial<SetupDraft>>({});
  const { parent = '', name = '' } = offer ?? {};
  const draft: SetupDraft = { parent, name, version: 'stable', python: '', torch: '', ...chosen };
  const change = (part: Partial<SetupDraft>): void => setChosen((now) => ({ ...now, ...part }));
  const asking = useMutation({
    mutationFn: (title: string) => call('desktop.chooseFolder', { title }),
    onSuccess: ({ folder }) => folder !== null && change({ parent: folder }),
  });
  const choice = toChoice(draft);
  const checking = useSetupCheck(choice);
  return {
    ...{ draft, change, choice, check: checking.data },
    isChecking: checking.isFetching,
    chooseParent: asking.mutate,
  };
}

function Problems({ problems, refusal }: { problems: readonly ErrorBody[]; refusal: AppError | null }) {
  const shown = refusal === null ? problems : [refusal];
  return (
    <div className="mt-3 space-y-2" data-testid="setup-problems">
      {shown.map((problem) => (
        <Notice
          key={problem.message}
          isAlert
          tone="amber"
          icon={<CircleAlert size={16} />}
          title={t('setup.refused')}
          {...describeError(problem)}
        />
      ))}
    </div>
  );
}

function PlaceFields({ form }: { form: SetupFormState }) {
  const { draft, change, check } = form;
  return (
    <>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            id="setup-parent"
            label={t('setup.parent')}
            isExact
            isInvalid={false}
            words=""
            value={draft.parent}
            onChange={(parent) => change({ parent })}
          />
        </div>
        <Button
          className="mt-5"
          icon={<FolderOpen size={15} />}
          onClick={() => form.chooseParent(t('setup.parentDialog'))}
        >
          {t('setup.chooseParent')}
        </Button>
      </div>
      <TextField
        id="setup-name"
        label={t('setup.name')}
        isInvalid={false}
        words={check === undefined ? '' : t('setup.willBe', { folder: check.folder })}
        value={draft.name}
        onChange={(name) => change({ name })}
      />
    </>
  );
}

function BuildFields({ form, offer }: { form: SetupFormState; offer: SetupOffer | undefined }) {
  const { draft, change } = form;
  if (offer === undefined) return <p className="py-2 text-sm text-muted">{t('setup.looking')}</p>;
  return (
    <div className="mt-1 divide-y divide-border rounded-control border border-border px-3">
      <TorchField offer={offer} value={draft.torch} onChange={(torch) => change({ torch })} />
      <PythonField offer={offer} value={draft.python} onChange={(python) => change({ python })} />
      <FormRow label={t('setup.versionLabel')}>
        <ChoiceField
          label={t('setup.versionLabel')}
          value={draft.version}
          options={[
            { value: 'stable', label: t('setup.version.stable') },
            { value: 'nightly', label: t('setup.version.nightly') },
          ]}
          onChoose={(version) => change({ version })}
        />
      </FormRow>
    </div>
  );
}

function Room({ neededBytes, freeBytes }: SetupCheck) {
  const free = freeBytes === null ? '?' : formatBytes(freeBytes);
  return t('setup.room', { needed: formatBytes(neededBytes), free });
}

/** Whether the machine, or what was chosen, is still being looked at. */
function isLooking({ choice, check }: SetupFormState, offer: SetupOffer | undefined): boolean {
  return offer === undefined || (choice !== null && check === undefined);
}

function Form({ offer }: { offer: SetupOffer | undefined }) {
  const form = useSetupForm(offer);
  const begin = useSetupBegin();
  const { startsComfy } = useSetupRequest();
  useEffect(() => forgetSetupRefusal, []);
  const { check, choice } = form;
  const problems = check?.problems ?? [];
  const isWaiting = begin.isPending || isLooking(form, offer);
  const canBegin = choice !== null && !isWaiting && problems.length === 0;
  return (
    <form
      className="mt-4"
      data-testid="setup-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (canBegin) void beginSetup(choice);
      }}
    >
      <PlaceFields form={form} />
      <Fold label={t('setup.options')} className="mt-1" isOpenFirst>
        <BuildFields form={form} offer={offer} />
      </Fold>
      <CheckLine
        className="mt-3"
        isChecked={startsComfy}
        onChoose={(isOn) => useSetupRequest.setState({ startsComfy: isOn })}
      >
        {t('setup.startsComfy')}
      </CheckLine>
      <Problems problems={problems} refusal={begin.error} />
      <FormFoot className="mt-4">
        <p className="min-w-0 flex-1 text-sm text-muted tabular">{check && <Room {...check} />}</p>
        <Button onClick={() => showSetup(false)}>{t('setup.later')}</Button>
        <Button
          type="submit"
          tone="primary"
          disabled={!canBegin}
          waitsFor={isWaiting ? t('app.checking') : undefined}
          data-testid="setup-begin"
        >
          {t('setup.begin')}
        </Button>
      </FormFoot>
    </form>
  );
}

/** Asks where, and of what. Everything has a sensible answer already. */
export function SetupForm() {
  const offer = useSetupOffer();
  if (offer.error) {
    return (
      <div className="mt-4">
        <FailureNotice title={t('setup.offerFailed')} error={offer.error} />
      </div>
    );
  }
  return <Form offer={offer.data} />;
}
