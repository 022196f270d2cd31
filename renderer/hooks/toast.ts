/** Says that something went well, for a few seconds. What carries it is loaded with the first word: no start has any. */
export function tellBriefly(title: string, description?: string): void {
  void import('sonner').then(({ toast }) => toast.success(title, { description }));
}

/** How long a sentence stays that has to be read. */
const warningShownMs = 20_000;

/** Says that something was done and what a person must know about it. Activity keeps it. */
export function tellWarning(title: string, description: string): void {
  void import('sonner').then(({ toast }) => toast.warning(title, { description, duration: warningShownMs }));
}
