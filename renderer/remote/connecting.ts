import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { AppError } from '../../src/contract/errors';
import type { InputIssue } from '../../src/contract/operations';
import { showConnect } from '../navigation/window-store';
import { describeError } from '../texts/core-sentences';
import { formatSentences } from '../texts/formatting';

/** Connects with another machine, until the dialog closes. Why it failed stands until something is typed. */
export function useConnecting<I = void>(connect: (input: I, signal: AbortSignal) => Promise<unknown>) {
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (input: I) => connect(input, (stop.current = new AbortController()).signal),
    onSuccess: () => showConnect(null),
  });
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    reset();
  };
  return { connect: mutate, isPending, error, change };
}

/** Whether a field was refused for its form. */
export function isFormOf(field: string, { code, details }: AppError): boolean {
  const issues = details['details'] as readonly InputIssue[] | undefined;
  return code === 'invalid-input' && issues?.[0]?.path === field;
}

/** Why it failed, and what to do. */
export function writeRefusal(error: AppError): string {
  const { text, remedy } = describeError(error);
  return formatSentences(text, remedy);
}
