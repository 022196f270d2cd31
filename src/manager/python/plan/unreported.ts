import { AppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import type { PythonEnvironment } from '../environment/environment';
import type { UntoldReason } from './tool-answer';

type Tool = PythonEnvironment['tool'];

/** Why nobody knows beforehand what the tool would do. */
export function describeUntold(why: UntoldReason, tool: Tool): Message {
  return why === 'too-old'
    ? msg`This ${tool} is too old to say in advance what it would do.`
    : msg`The answer of this ${tool} could not be read, so it is not known in advance what it would do.`;
}

/** The failure of what cannot be done without that answer. */
export function refuseUnreported(why: UntoldReason, tool: Tool): AppError {
  const remedy =
    why === 'too-old'
      ? msg`Bring uv or pip up to date, and try again.`
      : msg`Try another version of ${tool}, and report this with the log of the task.`;
  return new AppError('environment-refused', describeUntold(why, tool), { remedy });
}
