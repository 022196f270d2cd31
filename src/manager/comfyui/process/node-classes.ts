/** Reads ComfyUI's `/object_info` piece by piece: class name to the module it came from. */
export interface NodeClassScanner {
  add(piece: string): void;
  classes(): ReadonlyMap<string, string>;
}

/** Longer strings (lists of files, descriptions) are neither names nor modules. */
const maxLength = 1000;

function unquote(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/**
 * Makes a scanner. The document has megabytes, of which two words per class are wanted: parsing it whole would hold up the app for
 * the time of many frames, and this reads a piece of the stream at a time.
 */
export function createNodeClassScanner(): NodeClassScanner {
  const classes = new Map<string, string>();
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let text = '';
  /** The last finished string, which is a key when a colon follows. */
  let last = '';
  let className = '';
  let key = '';

  function endString(): void {
    inString = false;
    last = unquote(text);
    if (depth === 2 && key === 'python_module') classes.set(className, last);
    key = '';
  }

  function readInString(piece: string, at: number): number {
    const character = piece.charAt(at);
    if (isEscaped) isEscaped = false;
    else if (character === '\\') isEscaped = true;
    else if (character === '"') {
      endString();
      return at + 1;
    }
    if (text.length < maxLength && depth <= 2) text += character;
    return at + 1;
  }

  function readBetween(character: string): void {
    if (character === '"') {
      inString = true;
      text = '';
    } else if (character === ':') {
      if (depth === 1) className = last;
      if (depth === 2) key = last;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ',') key = '';
  }

  return {
    add(piece) {
      for (let at = 0; at < piece.length;) {
        if (inString) at = readInString(piece, at);
        else {
          readBetween(piece.charAt(at));
          at += 1;
        }
      }
    },
    classes: () => classes,
  };
}
