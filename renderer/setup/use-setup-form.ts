import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { SetupCheck, SetupChoice, SetupOffer } from '../../src/contract/operations/setup';
import type { TorchKind } from '../../src/contract/python/making';
import { call } from '../bridge';
import { useSetupCheck } from '../state/setup/setup';

/** What stands in the form, and what is said of it. */
export interface SetupDraft {
  parent: string;
  name: string;
  version: string;
  /** '' for what suits. */
  python: string;
  torch: TorchKind | '';
}

export interface SetupFormState {
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
export function useSetupForm(offer: SetupOffer | undefined): SetupFormState {
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
