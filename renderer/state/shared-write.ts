import { type MutationState, useMutationState } from '@tanstack/react-query';
import type { AppError } from '../../src/contract/errors';
import { beginSession, type Call } from '../bridge';
import { unlessDeclined } from './declined';
import { queryClient } from './query-client';

interface WriteOptions<Input, Output> {
  /** The first word as in the keys of queries: it tells whether the write belongs to the installation that is shown. */
  key: readonly [string, string];
  run: (input: Input, by: Call) => Promise<Output>;
  /** Both only where nothing newer was begun and no other installation is shown; what they do is done when the write ends. */
  onDone?: (output: Output, input: Input) => void;
  onFailed?: (error: AppError, input: Input) => void;
}

/** How the newest of these writes goes, or went. */
export interface WriteState<Input, Output> {
  isPending: boolean;
  input: Input | undefined;
  output: Output | undefined;
  error: AppError | null;
}

/** A change that is begun in one place and shown in several: its state is in the cache of mutations, where a switch of the installation ends it. */
export interface SharedWrite<Input, Output> {
  /** Begins it; the newest counts. Answers whether it was done, and is still to be seen. */
  start: (input: Input) => Promise<boolean>;
  read: () => WriteState<Input, Output>;
  use: () => WriteState<Input, Output>;
  /** Forgets how it went. One that is under way goes on, and is no news. */
  forget: () => void;
}

const idle = { isPending: false, input: undefined, output: undefined, error: null };

type State<Input, Output> = MutationState<Output, AppError, Input>;

function toWriteState<Input, Output>({
  status,
  variables,
  data,
  error,
}: State<Input, Output>): WriteState<Input, Output> {
  return { isPending: status === 'pending', input: variables, output: data, error: unlessDeclined(error) };
}

/** Makes a write that several places show. */
export function createSharedWrite<Input, Output>(options: WriteOptions<Input, Output>): SharedWrite<Input, Output> {
  const { key, run, onDone, onFailed } = options;
  const filters = { mutationKey: key, exact: true };
  const cache = queryClient.getMutationCache();
  const forget = (): void => cache.findAll(filters).forEach((mutation) => cache.remove(mutation));
  const start = async (input: Input): Promise<boolean> => {
    const session = beginSession();
    forget();
    const isNews = (): boolean => cache.find(filters) === mutation;
    const mutation = cache.build<Output, AppError, Input, unknown>(queryClient, {
      mutationKey: key,
      // Why it failed is shown until it is done, or dismissed.
      gcTime: Infinity,
      mutationFn: (given) => run(given, session.call),
      onSuccess: (output, given) => isNews() && onDone?.(output, given),
      onError: (error, given) => isNews() && onFailed?.(error, given),
    });
    try {
      await mutation.execute(input);
      return isNews();
    } catch {
      return false;
    }
  };
  const read = (): WriteState<Input, Output> => {
    const newest = cache.find<Output, AppError, Input>(filters);
    return newest ? toWriteState(newest.state) : idle;
  };
  const use = (): WriteState<Input, Output> => {
    const select = ({ state }: { state: unknown }): WriteState<Input, Output> =>
      toWriteState(state as State<Input, Output>);
    return useMutationState({ filters, select }).at(-1) ?? idle;
  };
  return { start, read, use, forget };
}
