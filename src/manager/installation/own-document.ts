import { z } from 'zod';
import { AppError, type ErrorCode } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';

/** A kind of document that this app writes into files of the person, and reads from them. */
export interface OwnDocumentKind<T> {
  /** What every document of the kind calls itself. */
  format: string;
  /** The newest form that this version reads. */
  version: number;
  schema: z.ZodType<T>;
  /** The code of the error for what is no such document. */
  code: ErrorCode;
  /** `The file is not ...`. */
  isNone: Message;
  /** What to do about that. */
  chooseOther: Message;
  /** What is done with the whole of it before its fields are looked at. */
  clean?: (value: unknown) => unknown;
}

type Refuse = (message: Message, remedy: Message, cause?: unknown) => AppError;

function parse(text: string, refuse: Refuse, chooseOther: Message): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    const isCut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    if (!isCut) throw refuse(msg`The file is not an export: it is not JSON.`, chooseOther, error);
    throw refuse(
      msg`The file is incomplete: it ends in the middle.`,
      msg`Copy it again, or export it once more.`,
      error,
    );
  }
}

function refuseForm({ issues }: z.ZodError, refuse: Refuse): AppError {
  const [first] = issues;
  const where = first?.path.join(' > ') ?? '';
  const why = (first?.message ?? '').replace(/\.$/u, '');
  return refuse(
    where === ''
      ? msg`The file is damaged or was changed: ${why}.`
      : msg`The file is damaged or was changed: "${where}": ${why}.`,
    msg`Export it once more, and leave it as it is.`,
  );
}

/** Reads what an export wrote, as text or parsed. Throws the code of the kind with what is wrong. */
export function readOwnDocument<T>(document: unknown, kind: OwnDocumentKind<T>): T {
  const { format, version, schema, code, isNone, chooseOther, clean = (value) => value } = kind;
  const refuse: Refuse = (message, remedy, cause) =>
    new AppError(code, msg`${message} Nothing was changed.`, { remedy, cause });
  const value = typeof document === 'string' ? parse(document, refuse, chooseOther) : document;
  const head = z.looseObject({ format: z.literal(format), version: z.number() }).safeParse(value).data;
  if (head === undefined) throw refuse(isNone, chooseOther);
  if (head.version > version)
    throw refuse(
      msg`The file was written by a newer version of this app: its format is ${head.version}, and this version reads ${version}.`,
      msg`Update the app, then import the file.`,
    );
  const { data, error } = schema.safeParse(clean(value));
  if (error !== undefined) throw refuseForm(error, refuse);
  return data;
}
