interface Failure {
  /** What did not happen, where the place says it above the failure. */
  title?: string;
  code: string;
  message: string;
  remedy?: string | undefined;
}

/** A failure as it is copied into a report, a line for each part; what is empty is left out. */
export function writeFailureDetails({ title, code, message, remedy }: Failure): string {
  return [title, code, message, remedy].filter(Boolean).join('\n');
}
