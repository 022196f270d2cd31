import { dispatch, type CallContext, type ManagerOperationName } from '../../contract/operations';
import type { OperationArgument, OperationOutput } from '../../contract/operations';
import type { Workspace } from './workspace';

/** The shell asks as the window does. */
export const shellContext: CallContext = { door: 'window' };

/** Calls an operation of the installation that is shown; `installation-missing` when none is. */
export function callCore<N extends ManagerOperationName>(
  workspace: Pick<Workspace, 'operations'>,
  name: N,
  input: OperationArgument<N>,
): Promise<OperationOutput<N>> {
  return dispatch<N>(workspace.operations() ?? {}, { name, input, context: shellContext });
}
