const schemeUrl = /^(https?|ssh|git):\/\//i;
const scpUrl = /^[\w.-]+@[\w.-]+:[^\s]+$/;

/** Whether a text is the address of a git repository: http(s), ssh, git or the scp form `git@host:owner/repo`. */
export function isGitAddress(text: string): boolean {
  return schemeUrl.test(text) || scpUrl.test(text);
}
