import { type Message, msg, formatMessage } from './text/message';

/** Reserved by Windows whatever the extension; refused everywhere so that a name means the same on every machine. */
const deviceName = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
const forbiddenOnWindows = /[<>:"|?*]/;

/** Control characters, and those that are not seen but change how the others are read: directions, blanks without width, line ends. */
export const unseenCharacters = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Why a text cannot be the name of one file or folder on this kind of system; null when it can. Continues "it ...". */
export function findPartProblem(part: string, isWindows: boolean): Message | null {
  if (part === '') return msg`has an empty part`;
  if (part === '.' || part === '..') return msg`has the part "${part}"`;
  if (deviceName.test((part.split('.')[0] ?? '').trimEnd())) return msg`is the name of a device`;
  if (!isWindows) return null;
  if (forbiddenOnWindows.test(part)) return msg`has characters that Windows does not allow`;
  return /[. ]$/.test(part) ? msg`ends in a dot or a space` : null;
}

/** Why a text is no name of one file or folder that every system can store; null when it is one. Continues "it ...". */
export function findFileNameProblem(name: string): string | null {
  if (name.length > 255) return 'is too long';
  if (unseenCharacters.test(name)) return 'has characters that cannot be seen';
  if (/[/\\]/.test(name)) return 'has a slash or a backslash';
  const problem = findPartProblem(name, true);
  if (problem !== null) return formatMessage(problem);
  return name === name.trimStart() ? null : 'begins with a space';
}
