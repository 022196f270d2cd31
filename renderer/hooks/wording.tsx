import type { ReactNode } from 'react';
import { useLanguage } from './use-language';

/** A sentence that is put into words when it is shown, and anew in each language that is chosen while it shows. */
export type Wording = () => string;

/** Draws what stands outside of the window's own tree, as news do, in the language of the moment. */
export function InLanguage({ children }: { children: () => ReactNode }) {
  useLanguage();
  return children();
}
