import { asSelf, dispatch, type CallContext, type ManagerOperationName } from '../../contract/operations';
import type { OperationArgument, OperationOutput } from '../../contract/operations';
import type { Workspace } from './workspace';

type Shown = Pick<Workspace, 'operations'>;

/** How what a person clicks outside of the page is called: in the menu, in the tray, on the command line. */
export const asPerson: CallContext = { caller: 'person' };

/** Does what a person has clicked, in the installation that is shown; `installation-missing` when none is. */
export function callAsPerson<N extends ManagerOperationName>(
  shown: Shown,
  name: N,
  input: OperationArgument<N>,
): Promise<OperationOutput<N>> {
  return dispatch<N>(shown.operations() ?? {}, { name, input, context: asPerson });
}

/** Reads something of the installation that is shown, for the app itself; `installation-missing` when none is. */
export function readCore<N extends ManagerOperationName>(
  shown: Shown,
  name: N,
  input: OperationArgument<N>,
): Promise<OperationOutput<N>> {
  return dispatch<N>(shown.operations() ?? {}, { name, input, context: asSelf });
}
