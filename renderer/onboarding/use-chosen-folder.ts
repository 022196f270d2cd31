import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppError } from '../../src/contract/errors';
import type { Recognition } from '../../src/contract/installation';
import { call } from '../bridge';
import { forgetAnswers } from '../state/query-client';
import { recognitionQuery } from './recognition-query';

/** The folder that was pointed out, and what it turned out to be. */
export interface ChosenFolder {
  folder: string | null;
  recognition: UseQueryResult<Recognition>;
  chooseError: AppError | null;
  /** Looks at the folder, also where it was looked at before: it may have changed since. */
  select: (folder: string) => void;
  /** Asks with the dialog of the system. */
  choose: (dialogTitle: string) => void;
}

/** Keeps the folder that the first screen is about. */
export function useChosenFolder(): ChosenFolder {
  const [folder, setFolder] = useState<string | null>(null);
  const select = (chosen: string): void => {
    forgetAnswers(...recognitionQuery(chosen).queryKey);
    setFolder(chosen);
  };
  const asking = useMutation({
    mutationFn: (dialogTitle: string) => call('desktop.chooseFolder', { title: dialogTitle }),
    onSuccess: (chosen) => {
      if (chosen.folder !== null) select(chosen.folder);
    },
  });
  const recognition = useQuery({
    ...recognitionQuery(folder ?? ''),
    enabled: folder !== null,
    gcTime: 0,
  });
  return { folder, recognition, chooseError: asking.error, select, choose: asking.mutate };
}
