import { useMutation } from '@tanstack/react-query';
import type { AppError } from '../../src/contract/errors';
import type { Recognition } from '../../src/contract/installation';
import { call } from '../bridge';

/** The folder that was pointed out, and what it turned out to be. */
export interface ChosenFolder {
  folder: string | undefined;
  recognition: Recognition | undefined;
  /** Why it could not be chosen, or looked at. */
  error: AppError | null;
  /** Looks at the folder, also where it was looked at before: it may have changed since. */
  select: (folder: string) => void;
  /** Asks with the dialog of the system. */
  choose: (dialogTitle: string) => void;
}

/** Looks at the folder that a person points out; one that is whole is opened. */
export function useChosenFolder(open: (folder: string) => void): ChosenFolder {
  const looking = useMutation({
    mutationFn: (folder: string) => call('installation.recognise', { folder }),
    onSuccess: (found, folder) => {
      if (found.recognised && found.installation.interpreter !== null) open(folder);
    },
  });
  const asking = useMutation({
    mutationFn: (title: string) => call('desktop.chooseFolder', { title }),
    onSuccess: ({ folder }) => {
      if (folder !== null) looking.mutate(folder);
    },
  });
  return {
    ...{ folder: looking.variables, recognition: looking.data, error: asking.error ?? looking.error },
    ...{ select: looking.mutate, choose: asking.mutate },
  };
}
