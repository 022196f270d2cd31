const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Bytes of a size as the model list writes it (`4.71MB`, `2.5 GB`); null for what is none. */
export function readSize(text: string): number | null {
  const [, digits = '', unit = '', isBinary] = /^\s*([\d.]+)\s*([kmgt]?)(i?)b?\s*$/iu.exec(text) ?? [];
  const value = Number(digits);
  if (digits === '' || !Number.isFinite(value)) return null;
  const factor = factors[unit.toLowerCase()] ?? 1;
  return Math.round(value * (isBinary === 'i' ? 1024 ** Math.round(Math.log10(factor) / 3) : factor));
}

/** A size for people, in the decimal units of disks and of the list. */
export function describeBytes(bytes: number): string {
  const names = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(names.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(2)} ${names[power] ?? ''}`;
}
