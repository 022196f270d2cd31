/** What starts at login, as the desktop shows and runs it. */
export interface AutostartEntry {
  name: string;
  comment: string;
  /** The program and its arguments, as the program is to receive them. */
  command: readonly string[];
}

/** An entry of the autostart folder, as the Desktop Application Autostart and the Desktop Entry specification (1.5) describe it. */
export function writeAutostartEntry({ name, comment, command }: AutostartEntry): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    `Name=${escapeString(name)}`,
    `Comment=${escapeString(comment)}`,
    `Exec=${escapeString(command.map(quoteArgument).join(' '))}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

/** What an entry runs at login: program and arguments, or null when the desktop passes it over (hidden, switched off, or none). */
export function readAutostartCommand(text: string): string[] | null {
  const values = readGroup(text);
  const isOff = values.get('Hidden') === 'true' || values.get('X-GNOME-Autostart-enabled') === 'false';
  const exec = values.get('Exec');
  if (isOff || exec === undefined) return null;
  const words = unquoteCommand(unescapeString(exec));
  return words.length === 0 ? null : words;
}

/** Characters that force an argument into quotes, of the specification's chapter on the Exec key. */
const reserved = /[\s"'\\><~|&;$*?#()`]/u;

function quoteArgument(word: string): string {
  // A single per cent sign begins a field code.
  const plain = word.replaceAll('%', '%%');
  if (plain !== '' && !reserved.test(plain)) return plain;
  return `"${plain.replace(/["`$\\]/gu, '\\$&')}"`;
}

/** The rule of every string value, on top of the quoting: a backslash is written twice. */
function escapeString(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

const escapes: Record<string, string> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };

function unescapeString(text: string): string {
  return text.replace(/\\(.)/gsu, (whole, letter: string) => escapes[letter] ?? whole);
}

function unquoteCommand(command: string): string[] {
  const words = command.match(/"(?:\\.|[^"\\])*"|[^\s"]+/gsu) ?? [];
  return words.map((word) => {
    const bare = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/gsu, '$1') : word;
    return bare.replaceAll('%%', '%');
  });
}

function readGroup(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let isOurs = false;
  for (const line of text.split(/\r?\n/u)) {
    if (line.startsWith('[')) isOurs = line.trim() === '[Desktop Entry]';
    // The dot is anything here: U+2028 and U+2029 end no line of an entry.
    const [, key, value] = /^([A-Za-z0-9-]+)\s*=\s*(.*)$/su.exec(line) ?? [];
    if (isOurs && key !== undefined && value !== undefined) values.set(key, value.trimEnd());
  }
  return values;
}
