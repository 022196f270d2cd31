import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { type AppError, toAppError } from '../../src/contract/errors';
import type { Recognition } from '../../src/contract/installation';
import { call } from '../bridge';
import { recognitionQuery } from './recognition-query';

/** The folder that was pointed out, and what it turned out to be. */
export interface ChosenFolder {
  folder: string | null;
  recognition: UseQueryResult<Recognition>;
  chooseError: AppError | null;
  select: (folder: string) => void;
  /** Asks with the dialog of the system. */
  choose: (dialogTitle: string) => Promise<void>;
}

/** Keeps the folder that the first screen is about. */
export function useChosenFolder(): ChosenFolder {
  const [folder, setFolder] = useState<string | null>(null);
  const [chooseError, setChooseError] = useState<AppError | null>(null);
  const recognition = useQuery({
    ...recognitionQuery(folder ?? ''),
    enabled: folder !== null,
    gcTime: 0,
  });
  const choose = async (dialogTitle: string): Promise<void> => {
    try {
      const chosen = await call('desktop.chooseFolder', { title: dialogTitle });
      if (chosen.folder !== null) setFolder(chosen.folder);
      setChooseError(null);
    } catch (thrown) {
      setChooseError(toAppError(thrown));
    }
  };
  return { folder, recognition, chooseError, select: setFolder, choose };
}
