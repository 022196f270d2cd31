import type { AppError } from '../../../src/contract/errors';
import { createInstallationStore } from './installation-store';

interface FailureStore {
  failure: AppError | null;
}

/** The newest failure that has no row of its own, shown above the place. */
export const useFailure = createInstallationStore<FailureStore>({ failure: null });

/** Shows a failure that has no row of its own; null takes it away. */
export function showFailure(failure: AppError | null): void {
  useFailure.setState({ failure });
}
