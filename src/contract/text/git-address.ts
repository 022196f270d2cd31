// A host, or an account, that begins with a dash would be an option of the program that git calls for it.
const schemeUrl = /^(?:https?|ssh|git):\/\/(?!-|[^/@]*@-)/i;
const scpUrl = /^\w[\w.-]*@\w[\w.-]*:[^\s]+$/;

/** Whether a text is the address of a git repository: http(s), ssh, git or the scp form `git@host:owner/repo`. */
export function isGitAddress(text: string): boolean {
  return schemeUrl.test(text) || scpUrl.test(text);
}
