/** Where the text of a directory's field lies, by what the fields are: letters, or bytes behind the name of their character set. */
const kinds = { letters: 2, bytes: 7 };
const tags = { exif: 0x8769, userComment: 0x9286 };
const characterSetBytes = 8;

interface Field {
  tag: number;
  kind: number;
  /** How many bytes the text has, where it is one. */
  length: number;
  /** Where its four bytes of value stand. */
  valueAt: number;
}

/** The numbers of a block of EXIF, which says at its beginning in which order their bytes are. */
function readerOf(block: Buffer): { short: (at: number) => number; long: (at: number) => number } {
  const isLittle = block.toString('latin1', 0, 2) === 'II';
  return {
    short: (at) => (isLittle ? block.readUInt16LE(at) : block.readUInt16BE(at)),
    long: (at) => (isLittle ? block.readUInt32LE(at) : block.readUInt32BE(at)),
  };
}

function fieldsAt(block: Buffer, at: number): Field[] {
  const { short, long } = readerOf(block);
  return Array.from({ length: short(at) }, (_none, index) => {
    const field = at + 2 + 12 * index;
    return { tag: short(field), kind: short(field + 2), length: long(field + 4), valueAt: field + 8 };
  });
}

function textOf(block: Buffer, { length, valueAt }: Field): string {
  const at = readerOf(block).long(valueAt);
  return block.toString('utf8', at, Math.min(at + length, block.length));
}

/** `prompt:{...}` in a field of letters, whichever is free: ComfyUI takes that of the model of a camera. */
function promptInLetters(block: Buffer, fields: readonly Field[]): string | null {
  for (const field of fields.filter(({ kind, length }) => kind === kinds.letters && length > 'prompt:'.length)) {
    const start = textOf(block, { ...field, length: 'prompt:'.length });
    if (start.toLowerCase() === 'prompt:') return textOf(block, field).slice(start.length).replace(/\0+$/u, '');
  }
  return null;
}

/** `{"prompt": ...}` in the comment. */
function promptInComment(block: Buffer, fields: readonly Field[]): string | null {
  const exif = fields.find(({ tag }) => tag === tags.exif);
  const inner = exif === undefined ? [] : fieldsAt(block, readerOf(block).long(exif.valueAt));
  const comment = inner.find(({ tag, kind }) => tag === tags.userComment && kind === kinds.bytes);
  if (comment === undefined) return null;
  const text = textOf(block, comment);
  const json = /^\s*\{/u.test(text) ? text : text.slice(characterSetBytes);
  // Letters of two bytes have a null in one of them.
  const { prompt } = JSON.parse(json.replaceAll('\0', '')) as { prompt?: unknown };
  return prompt === undefined ? null : typeof prompt === 'string' ? prompt : JSON.stringify(prompt);
}

/** The request that a picture was made from, as ComfyUI and its packs write it into a block of EXIF; null where there is none, and in what is no such block. Pure. */
export function promptInExif(block: Buffer): string | null {
  try {
    const fields = fieldsAt(block, readerOf(block).long(4));
    return promptInLetters(block, fields) ?? promptInComment(block, fields);
  } catch (error) {
    // A number that leads out of the block, or a comment of another program.
    if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}
