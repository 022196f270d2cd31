import { addToPile } from './toast-pile';
import { type Told, ToldWords } from './told-words';

/** Says that something went well, for a few seconds. */
export function tellBriefly(title: Told, description?: string): void {
  addToPile((toast) => toast.success(<ToldWords told={title} />, { description }));
}

/** Says that something small did not go well. */
export function warnBriefly(title: Told): void {
  void import('sonner').then(({ toast }) => toast.warning(<ToldWords told={title} />));
}
