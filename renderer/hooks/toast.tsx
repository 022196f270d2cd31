import { addToPile } from './toast-pile';
import { InLanguage, type Wording } from './wording';

/** Says that something went well, for a few seconds. */
export function showToast(title: Wording, description?: string): void {
  addToPile((toast) => toast.success(<InLanguage>{title}</InLanguage>, { description }));
}

/** Says that something small did not go well. */
export function warnBriefly(title: Wording): void {
  addToPile((toast) => toast.warning(<InLanguage>{title}</InLanguage>));
}
