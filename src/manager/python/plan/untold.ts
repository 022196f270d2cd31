import { AppError } from '../../../contract/errors';
import { say, type Said } from '../../../contract/text/said';
import type { PythonEnvironment } from '../environment/environment';
import type { UntoldReason } from './resolve';

type Tool = PythonEnvironment['tool'];

/** Why nobody knows beforehand what the tool would do. */
export function sayUntold(why: UntoldReason, tool: Tool): Said {
  return why === 'too-old'
    ? say`This ${tool} is too old to say beforehand what it would do.`
    : say`The answer of this ${tool} could not be read, so nobody knows beforehand what it would do.`;
}

/** The failure of what cannot be done without that answer. */
export function refuseUntold(why: UntoldReason, tool: Tool): AppError {
  const remedy =
    why === 'too-old'
      ? say`Bring uv or pip up to date, and try again.`
      : say`Try another version of ${tool}, and report this with the log of the task.`;
  return new AppError('environment-refused', sayUntold(why, tool), { remedy });
}
