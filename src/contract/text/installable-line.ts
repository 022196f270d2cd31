/** What a requirement asks of pip, without its conditions; null for one that no package can meet. */
export function installableOf(needs: string): string | null {
  const [line = ''] = needs.split(';', 1);
  const isRequirement = /^[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?\s*(?:[<>=!~].*)?$/u.test(line.trim());
  return isRequirement && !/^python\b/iu.test(line) ? line.trim() : null;
}
