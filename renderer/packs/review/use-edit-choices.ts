import { useState } from 'react';
import type { EditedFiles } from '../../../src/contract/packs/pack-params';
import { readShownEdits } from '../verdict/verdict';
import type { ReviewRow } from './review-rows';

/** What becomes of the files of packs that were edited. */
export interface EditChoices {
  of: (row: ReviewRow) => EditedFiles;
  choose: (row: ReviewRow, choice: EditedFiles) => void;
  /** What the update is told: nothing where no edited file was shown. */
  toOrder: (row: ReviewRow) => EditedFiles | undefined;
}

/** Copies are kept unless something else is chosen. */
export function useEditChoices(): EditChoices {
  const [chosen, setChosen] = useState<ReadonlyMap<string, EditedFiles>>(new Map());
  const of = ({ key }: ReviewRow): EditedFiles => chosen.get(key) ?? 'keep';
  return {
    of,
    choose: ({ key }, choice) => setChosen((before) => new Map(before).set(key, choice)),
    toOrder: (row) => (readShownEdits(row).length > 0 ? of(row) : undefined),
  };
}
